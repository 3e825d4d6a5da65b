"""Words of a button, nearly typed."""

from __future__ import annotations

import pytest

from api.dialogue.reading.captions import denies, nearly, only_near
from api.engine.schema import Text


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
        ("bekymringen er bekreftet", "Bekymringen er avkreftet"),
        ("fortsatt ubekymret", "Fortsatt bekymret"),
        ("", "Ja"),
        ("jo", "Ja"),
    ],
)
def test_other_words_are_none(typed: str, caption: str) -> None:
    assert not nearly(typed, caption)


def test_a_button_whose_words_are_denied_is_not_meant() -> None:
    cleared = Text(nb="Bekymringen er avkreftet", nn="Uroa er avkrefta")
    assert denies("bekymringen er ikke avkreftet", cleared)
    assert denies("uroa er ikkje avkrefta no", cleared)
    assert not denies("bekymringen er avkreftet", cleared)
    assert not denies("han er ikke på skolen", cleared)


def test_what_may_be_two_buttons_is_none() -> None:
    assert only_near("møtet er halde", ["Møtet er holdt", "Møter er holdt"]) is None
    assert only_near("fortsatt bekymra", ["Bekymringen er avkreftet", "Fortsatt bekymret"]) == 1
