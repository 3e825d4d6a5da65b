"""What all routines share, read as part of a routine."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.engine.loader import load
from api.engine.schema import Common, DutyToReport, Listed
from tests.routines.texts import texts_of

ROUTINES = Path(__file__).resolve().parents[2] / "routines"
PLACES = {
    "nittedal": "Nittedal",
    "faerder": "Færder",
    "vennesla": "Vennesla",
    "alvoen": "Alvøen",
    "hardanger": "Hardanger",
}
NAMED = {  # by which routines
    "ppt": {"nittedal", "faerder", "vennesla", "alvoen"},
    "familieteam": {"nittedal"},
    "hfu": {"nittedal"},
    "fastlege": {"nittedal", "faerder", "vennesla"},
    "bup": {"nittedal", "vennesla", "alvoen"},
    "spesialisthelsetjenesten": {"faerder"},
    "helsesykepleier": set(PLACES),
    "politi": {"nittedal"},
    "andre": set(PLACES),
}
CITED = "Nittedal kommune, PPT: «Hver dag teller!», kortversjon, revidert april 2023"
OLD_TERMS = ("helsesøs", "helsesys", "skulk", "mor + far", "foreldre", "spesialundervisning")


@pytest.fixture(scope="module")
def common() -> Common:
    return load(ROUTINES / "faerder").common


@pytest.fixture(scope="module")
def duty(common: Common) -> DutyToReport:
    assert common.duty_to_report is not None
    return common.duty_to_report


def _is_of(listed: Listed | None, place: str, lines: int) -> bool:
    return listed is not None and (listed.clause or "").startswith(place) and len(listed.lines) == lines


def test_every_service_is_named_by_the_routines_that_name_it(common: Common) -> None:
    found: dict[str, set[str | None]] = {}
    for advice in common.services:
        found.setdefault(advice.role, set()).add(advice.routine)
    assert found == NAMED


def test_service_advice_says_whose_it_is_and_cites_nittedal(common: Common) -> None:
    for advice in common.services:
        assert advice.place is not None
        assert advice.clause is not None
        assert advice.place.nb == PLACES[advice.routine or ""]
        assert advice.clause.startswith(CITED if advice.routine == "nittedal" else f"{advice.place.nb}, ")


def test_there_are_seven_h_and_eleven_signs(common: Common) -> None:
    assert _is_of(common.seven_h, "Vennesla", 7)
    assert _is_of(common.warning_signs, "Vennesla", 11)
    assert common.warning_signs is not None
    assert "aldri en konklusjon" in common.warning_signs.use.nb


def test_the_duty_to_report_has_four_conditions_and_leaves_the_judgement_to_people(duty: DutyToReport) -> None:
    assert [condition.nb[:2] for condition in duty.conditions] == ["A:", "B:", "C:", "D:"]
    assert "ikke nok" in duty.not_enough.nb
    assert "mennesker avgjør" in duty.unsure.nb
    assert duty.clause is not None
    assert duty.clause.startswith(CITED)


def test_the_law_is_the_present_one_to_be_checked(duty: DutyToReport) -> None:
    assert "§ 13-2" in duty.law.nb
    assert "tidligere" in duty.law.nb
    assert "Lovdata" in duty.law.nb


def test_no_old_term_is_used(common: Common) -> None:
    said = [words.casefold() for text in texts_of(common) for words in (text.nb, text.nn)]
    assert len(said) > 100
    assert [words for words in said if any(term in words for term in OLD_TERMS)] == []


def test_only_names_of_places_are_the_same_in_both_languages(common: Common) -> None:
    assert {text.nb for text in texts_of(common) if text.nb == text.nn} == set(PLACES.values())
