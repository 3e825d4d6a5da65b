"""Facts that still count, in the order they happened."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from api.engine.facts import live

from .small import a_fact


def _numbers(*facts: tuple[int, str, str, int | None]) -> list[int]:
    return [fact.number for fact in live(a_fact(number, kind, on, supersedes=old) for number, kind, on, old in facts)]


def test_facts_come_in_the_order_they_happened_then_were_written_down() -> None:
    written_late = (3, "talk_held", "2026-08-20", None)
    same_day = [(2, "contact_made", "2026-08-24", None), (1, "concern_raised", "2026-08-24", None)]
    assert _numbers(*same_day, written_late) == [3, 1, 2]


def test_a_correction_stands_in_for_what_it_corrects() -> None:
    wrong, right = (1, "talk_held", "2026-08-24", None), (2, "talk_held", "2026-08-25", 1)
    assert _numbers(wrong, right) == [2]
    assert _numbers(right, wrong) == [2]


def test_a_correction_can_be_corrected() -> None:
    assert _numbers(
        (1, "talk_held", "2026-08-24", None),
        (2, "talk_held", "2026-08-25", 1),
        (3, "talk_held", "2026-08-26", 2),
    ) == [3]


def test_what_is_withdrawn_is_gone_and_the_withdrawal_says_nothing_itself() -> None:
    assert _numbers(
        (1, "concern_raised", "2026-08-24", None),
        (2, "talk_held", "2026-08-25", None),
        (3, "withdrawn", "2026-08-26", 2),
    ) == [1]


def test_a_fact_is_never_changed() -> None:
    fact = a_fact(1, "talk_held", "2026-08-24")
    with pytest.raises(ValidationError, match="frozen"):
        fact.level = "1"  # type: ignore[misc]


def test_a_fact_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="kind"):
        a_fact(1, "gossip", "2026-08-24")


@pytest.mark.parametrize(
    ("said", "counting"),
    [
        (["consent_given"], [1]),
        (["consent_given", "consent_refused"], [2]),
        (["consent_refused", "consent_given"], [2]),
        (["consent_given", "consent_refused", "consent_given"], [1, 3]),
        (["consent_given", "talk_held", "consent_refused"], [2, 3]),
    ],
)
def test_the_last_word_on_consent_is_the_one_that_counts(said: list[str], counting: list[int]) -> None:
    facts = [(number, kind, f"2026-08-2{number}", None) for number, kind in enumerate(said, start=1)]
    assert _numbers(*facts) == counting
    assert _numbers(*reversed(facts)) == counting


def test_a_consent_taken_back_as_a_mistake_leaves_the_word_before_it() -> None:
    given, refused = (1, "consent_given", "2026-08-24", None), (2, "consent_refused", "2026-08-25", None)
    assert _numbers(given, refused, (3, "withdrawn", "2026-08-26", 2)) == [1]
