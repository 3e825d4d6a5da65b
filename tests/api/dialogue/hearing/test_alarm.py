"""The table of alarms: every example is heard at its strength, and what is near it in words is not."""

from __future__ import annotations

import pytest

from api.dialogue.hearing.alarm import (
    DEED,
    KINDS,
    LOUD,
    LOUD_CALM,
    LOUD_SOONER,
    SOONER,
    Danger,
    Kind,
    Row,
    Settled,
    alarm,
    rows,
    settled,
)
from api.dialogue.reading.parts import Part

TABLE = [row for row, _ in rows()]
UNSUSPECTED = [("answer", 0.99)]
STEP = 0.01


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.said)
def test_every_example_is_heard_at_its_strength_whatever_the_model_thinks(row: Row) -> None:
    heard = alarm(row.example, UNSUSPECTED)
    assert heard is not None
    assert heard.strength == row.strength
    assert heard.kind == row.kind


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.said)
def test_what_is_near_an_alarm_in_words_is_none(row: Row) -> None:
    assert alarm(row.harmless, UNSUSPECTED) is None


@pytest.mark.parametrize("label", ["TØR", "DØR", "SLO7", "K.N.I."])
def test_what_a_pupil_is_called_is_no_word_of_danger(label: str) -> None:
    said = "evaluert med mor og {} heim i dag"
    assert alarm(said.format(label), UNSUSPECTED) is None
    assert alarm(f"{label} heim, seier mor", UNSUSPECTED) is None


def test_a_small_word_that_is_shouted_is_still_a_word() -> None:
    assert alarm("han vil DØ", UNSUSPECTED) is not None


def ranked(chance: float, kind: Kind = "fear_of_going_home") -> list[tuple[str, float]]:
    just = chance + 1e-9  # shares of it are added up
    return [("answer", 0.9), ("acute", just), (f"alarm_sure/{kind}", just), (f"alarm_any/{kind}", just)]


def part(act: str, status: str, sure: float) -> Part:
    return Part(0, 5, (), [(act, sure), ("none", 1 - sure)], [(status, sure), ("none", 1 - sure)])


ORDINARY = [part("met", "done", DEED), part("logged", "done", 1.0)]


def test_what_tells_of_ordinary_deeds_alone_needs_a_very_sure_model() -> None:
    text = "møtet er holdt og loggført"
    quiet, loud, very = (ranked(chance) for chance in (LOUD - STEP, LOUD, LOUD_CALM))
    assert alarm(text, quiet, ORDINARY) is None
    assert [getattr(alarm(text, one, ORDINARY), "strength", None) for one in (loud, very)] == ["possible", "sure"]


@pytest.mark.parametrize(
    "parts", [[], [*ORDINARY, part("none", "none", 1.0)], [*ORDINARY, part("met", "done", DEED - STEP)]]
)
def test_one_part_that_is_no_sure_deed_is_heard_as_ever(parts: list[Part]) -> None:
    heard = [alarm("møtet er holdt og loggført", ranked(chance), parts) for chance in (LOUD - STEP, LOUD)]
    assert [getattr(one, "strength", None) for one in heard] == ["possible", "sure"]


SETTLED = [row for row, _ in settled()]
GONE = "ingen vet hvor hun er. "


@pytest.mark.parametrize("row", SETTLED, ids=lambda row: row.said)
def test_what_ends_a_danger_leaves_the_quiet_line(row: Settled) -> None:
    heard = alarm(GONE + row.example, UNSUSPECTED)
    assert heard is not None
    assert heard.strength == "possible"


@pytest.mark.parametrize("row", SETTLED, ids=lambda row: row.said)
def test_what_is_near_it_in_words_ends_nothing(row: Settled) -> None:
    heard = alarm(GONE + row.danger, UNSUSPECTED)
    assert heard is not None
    assert heard.strength == "sure"


@pytest.mark.parametrize("row", SETTLED, ids=lambda row: row.said)
def test_who_only_believes_it_ends_nothing(row: Settled) -> None:
    heard = alarm(f"{GONE} far trur kanskje {row.example}", UNSUSPECTED)
    assert heard is not None
    assert heard.strength == "sure"


@pytest.mark.parametrize("over", [row.example for row in SETTLED])
@pytest.mark.parametrize("danger", ["hun vil ta livet av seg", "stefar banker henne opp", "onkelen tar på henne"])
def test_self_harm_violence_and_abuse_are_never_ended_by_words(danger: str, over: str) -> None:
    heard = alarm(f"{danger}, men {over}, og hun lo det bort", UNSUSPECTED)
    assert heard is not None
    assert heard.strength == "sure"


@pytest.mark.parametrize("kind", KINDS)
def test_self_harm_and_abuse_are_heard_loudly_sooner(kind: Kind) -> None:
    chance = LOUD_SOONER if kind in SOONER else LOUD
    heard = [alarm("hun sa noe", ranked(one, kind)) for one in (chance, chance - STEP)]
    assert heard == [Danger("sure", kind), Danger("possible", kind)]


@pytest.mark.parametrize("asked", ["skal vi reise heim til han?", "hvem henter ham på skolen?"])
def test_a_plain_question_needs_a_very_sure_model(asked: str) -> None:
    assert [alarm(asked, ranked(chance)) for chance in (LOUD, LOUD_CALM)] == [
        Danger("possible", "fear_of_going_home"),
        Danger("sure", "fear_of_going_home"),
    ]


@pytest.mark.parametrize(
    "told",
    ["skal han hjem når han er redd far?", "får ris heime", "har rømt", "skal han hjem? far er full", "får han ris?"],
)
def test_a_question_that_tells_and_a_statement_without_its_first_word_are_heard_as_ever(told: str) -> None:
    heard = alarm(told, ranked(LOUD))
    assert heard is not None
    assert heard.strength == "sure"
