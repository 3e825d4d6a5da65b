"""What the teacher judges in a message. What the learned reader made of each part is given by hand."""

from __future__ import annotations

import pytest

from api.dialogue.reading.judge import Verdict
from api.dialogue.reading.judging import NONE, Direction, View, direction, judged
from tests.api.dialogue.reading.test_told import read_as

SILENT = Verdict("answer")
OWN, THEIRS = "own", "others"


def view(text: str, *read: tuple[str, str], sure: float = 0.9, verdict: Verdict = SILENT) -> View:
    whole, parts = read_as(text, *read, sure=sure)
    return judged(whole, parts, verdict)


@pytest.mark.parametrize(
    ("text", "read", "says"),
    [
        ("eg er framleis uroa", [("worried", OWN)], {"worried"}),
        ("mor er roleg,| men eg er i tvil", [("cleared", THEIRS), ("unsure", OWN)], {"unsure"}),
        ("far er uroleg,| og det er eg òg", [("worried", THEIRS), ("none", "none")], {"worried"}),
        ("mora e itj bekymra lenger,| men det e æ enno", [("cleared", THEIRS), ("none", "none")], {"worried"}),
        ("rektor er trygg,| men det er ikke jeg", [("cleared", THEIRS), ("none", "none")], {"worried"}),
        ("mor er usikker,| det er vi også", [("unsure", THEIRS), ("none", "none")], {"unsure"}),
        ("ho er attende,| så me følgjer berre med", [("works", OWN), ("watch", OWN)], {"works", "watch"}),
        ("mor er bekymret", [("worried", THEIRS)], set()),
        ("hvis jeg er urolig da, melder jeg", [("worried", OWN)], set()),
        ("er det nok til å være bekymret?", [("worried", OWN)], set()),
    ],
)
def test_the_judgement_is_the_teachers_own(text: str, read: list[tuple[str, str]], says: set[str]) -> None:
    assert view(text, *read).says == says


def test_a_denied_worry_by_a_pronoun_is_left_in_doubt() -> None:
    """“Mor er bekymret, det er ikke jeg” may end a case: that takes plainer words."""
    assert "cleared" not in view("mor er bekymret,| det er ikke jeg", ("worried", THEIRS), ("none", "none")).says


# What would end or lower a case takes the strongest evidence.


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("eg er ikkje uroa lenger", [("cleared", OWN)]),
        ("det går mye bedre", [("works", OWN)]),
        ("ikke borte en eneste dag", [("works", OWN)]),
        ("vi følger bare med nå", [("watch", OWN)]),
        ("saka kan lukkast", [("ends", OWN)]),
    ],
)
def test_plain_words_ease_a_case(text: str, read: list[tuple[str, str]]) -> None:
    assert view(text, *read).eases


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("det hjalp ikke", [("works", OWN)]),
        ("det har verka lite", [("works", OWN)]),
        ("jeg er ikke trygg", [("cleared", OWN)]),
        ("vi kan ikke avslutte", [("ends", OWN)]),
        ("vi følger ikke bare med", [("watch", OWN)]),
        ("det går bedre,| men jeg er fortsatt bekymret", [("works", OWN), ("worried", OWN)]),
        ("det går bedre,| men vi ser det an", [("works", OWN), ("waits", OWN)]),
    ],
)
def test_no_denial_and_no_other_judgement_beside_it_lets_a_case_be_eased(
    text: str, read: list[tuple[str, str]]
) -> None:
    assert not view(text, *read).eases


@pytest.mark.parametrize("sure", [0.5, 0.7])
def test_a_reader_that_is_not_sure_eases_nothing(sure: float) -> None:
    found = view("det er avklart", ("cleared", OWN), sure=sure)
    assert (found.says, found.in_doubt) == (frozenset(), True)


def test_the_classifier_alone_eases_nothing_where_the_parts_are_read() -> None:
    cleared = Verdict("command", "concern_cleared", 0.99)
    found = view("alt er ført, og jeg har gått over lista", ("logged", "done"), verdict=cleared)
    assert (found.says, found.in_doubt) == (frozenset(), True)


def test_a_question_judges_nothing() -> None:
    assert view("når er vi trygge nok?", ("cleared", OWN)) == NONE


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("vi går til trinn tre", "3"),
        ("då vert det nivå 2a", "2A"),
        ("vi går videre", None),
        ("så blir det rutine 4", "4"),
    ],
)
def test_the_level_that_is_named_is_heard(text: str, level: str | None) -> None:
    assert view(text, ("onward", OWN)).level == level


@pytest.mark.parametrize("text", ["tell mæ ka trinn æ e på", "hvilket nivå jeg er på", "trinn to", "rutine syv"])
def test_a_level_is_a_number_or_nothing(text: str) -> None:
    judged(text, (), Verdict("command", "answer"))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("uroleg, til nivå 1", Direction("1")),
        ("gå te trinn 3, far er òg uroa", Direction("3")),
        ("no må me te nivå 2a", Direction("2A")),
        ("nok å gå på her, vi går til tiltak", Direction(name="tiltak")),
        ("alt er som det skal, avslutt rutine 6", Direction(ends=True)),
        ("skal vi til trinn 2?", None),
        ("vi skal ikke til trinn 2", None),
        ("mor vil til nivå 2", None),
        ("hvis det blir verre går vi til trinn 2", None),
        ("saka er meldt til nivå 2", None),
        ("han gikk hjem til middag", None),
    ],
)
def test_where_the_case_is_to_go_is_said_plainly(text: str, where: Direction | None) -> None:
    assert direction(text) == where


@pytest.mark.parametrize("text", ["ho er trygg no", "guten er heime og trygg"])
def test_how_the_pupil_is_does_not_end_a_worry(text: str) -> None:
    assert not view(text, ("cleared", OWN))
