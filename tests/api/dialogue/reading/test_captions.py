"""Words of a button, nearly typed."""

from __future__ import annotations

import pytest

from api.dialogue.reading.captions import nearly, only_near


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ("fortsatt bekymra ja", "Fortsatt bekymret"),
        ("ja, framleis uroa", "Framleis uroa"),
        ("fortsat bekymret", "Fortsatt bekymret"),
        ("gå til nivå 1 bekymret", "Gå til nivå 1, bekymret"),
        ("bekymringa er avkrefta", "Bekymringen er avkreftet"),
    ],
)
def test_the_words_of_a_button_are_known_though_spelled_otherwise(typed: str, caption: str) -> None:
    assert nearly(typed, caption)


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ("gå til trinn 2", "Gå til trinn 3"),
        ("bekymringen er ikke avkreftet", "Bekymringen er avkreftet"),
        ("no er mor meir uroa", "Framleis uroa"),
        ("avkreftet", "Bekymringen er avkreftet"),
        ("mor er fortsatt bekymret", "Fortsatt bekymret"),
        ("hva betyr avkreftet?", "Bekymringen er avkreftet"),
        ("", "Ja"),
        ("jo", "Ja"),
    ],
)
def test_other_words_are_none(typed: str, caption: str) -> None:
    assert not nearly(typed, caption)


def test_what_may_be_two_buttons_is_none() -> None:
    assert only_near("møtet er halde", ["Møtet er holdt", "Møter er holdt"]) is None
    assert only_near("fortsatt bekymra", ["Bekymringen er avkreftet", "Fortsatt bekymret"]) == 1
