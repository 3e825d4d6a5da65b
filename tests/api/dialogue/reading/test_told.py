"""All that a message tells, part by part. What the learned reader made of each part is given by hand."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from api.dialogue.reading.acts import ACTS
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judging import GOES, STANDS
from api.dialogue.reading.parts import Part
from api.dialogue.reading.told import read_all
from api.engine.plan import TaskState
from local.environment import ROOT
from tests.api.dialogue.reading.test_happened import WEDNESDAY, on_level, written

NOTHING = ("none", "none")


def read_as(text: str, *read: tuple[str, str], sure: float = 0.9) -> tuple[str, tuple[Part, ...]]:
    """A message whose parts are divided by “|”, with what the learned reader makes of each: act and status."""
    parts, at = [], 0
    pieces = text.split("|")
    for piece, (act, status) in zip(pieces, read or (NOTHING,) * len(pieces), strict=True):
        lead = len(piece) - len(piece.lstrip(" ,"))
        parts.append(Part(at + lead, at + len(piece.rstrip()), (), ((act, sure),), ((status, sure),)))
        at += len(piece)
    return text.replace("|", ""), tuple(parts)


def told(text: str, place: str, *read: tuple[str, str], sure: float = 0.9) -> tuple[Happened, ...]:
    routine, level = place.split("/")
    tasks, whole = on_level(routine, level)
    return read_all(*read_as(text, *read, sure=sure), tasks, whole, WEDNESDAY)


def all_written(found: tuple[Happened, ...]) -> list[str | None]:
    return [written(one) for one in found]


CALLED, TALKED, PUPIL = ("called_home", "done"), ("talked_home", "done"), ("talked_pupil", "done")
MET, MEETS, LEADERS = ("met", "done"), ("met", "planned"), ("informed_leadership", "done")


@pytest.mark.parametrize(
    ("text", "place", "read", "found"),
    [
        ("ringde i går", "faerder/0", [CALLED], ["done talk_foresatte 11-17"]),
        ("møttes i går", "faerder/1", [MET], ["done hold_meeting 11-17"]),
        ("nytt møte 2. desember", "faerder/1", [MEETS], ["planned hold_meeting 12-02"]),
        ("møtet vart skubba til onsdag", "faerder/1", [("met", "moved")], ["planned hold_meeting 11-25"]),
        ("mor uteble fra møtet i går", "faerder/1", [("met", "tried")], ["attempted hold_meeting 11-17"]),
        ("kartleggingssamtalen var i går", "nittedal/2", [TALKED], ["done talk_foresatte 11-17"]),
        ("jenta fekk komme til orde i dag", "faerder/0", [PUPIL], ["done talk_pupil 11-18"]),
        ("invitasjon ute i dag", "nittedal/2", [("invited", "done")], ["done invite 11-18"]),
        ("det ble meg i dag", "faerder/2A", [("named_coordinator", "done")], ["done name_coordinator 11-18"]),
    ],
)
def test_where_the_patterns_are_silent_the_learned_reader_counts(
    text: str, place: str, read: list[tuple[str, str]], found: list[str]
) -> None:
    assert all_written(told(text, place)) == []
    assert all_written(told(text, place, *read)) == found


@pytest.mark.parametrize(
    ("text", "place", "read", "found"),
    [
        (
            "Ringte moren i går. |Snakket med jenta i dag.",
            "faerder/0",
            [CALLED, PUPIL],
            ["done talk_foresatte 11-17", "done talk_pupil 11-18"],
        ),
        (
            "rektor veit det,| møtet blir torsdag",
            "faerder/1",
            [LEADERS, ("met", "done")],
            ["done inform_leadership 11-18", "planned hold_meeting 11-19"],
        ),
        (  # the day of the part before, in the same sentence
            "møttes i går,| tiltak er avtalt",
            "faerder/1",
            [MET, ("agreed_measures", "done")],
            ["done hold_meeting 11-17", "done agree_measures 11-17"],
        ),
        (
            "møttes i går. |Tiltak er avtalt.",
            "faerder/1",
            [MET, ("agreed_measures", "done")],
            ["done hold_meeting 11-17", "done agree_measures 11-17"],
        ),
        (
            "tok en prat med mor i dag |og med eleven i går",
            "faerder/0",
            [TALKED, ("talked_pupil", "planned")],
            ["done talk_foresatte 11-18", "done talk_pupil 11-17"],
        ),
        ("ringte hjem i går |uten å få svar", "alvoen/1", [CALLED, NOTHING], ["attempted contact_home 11-17"]),
        (
            "ringte far uten svar,| prøver igjen fredag",
            "alvoen/1",
            [("called_home", "tried"), NOTHING],
            ["attempted contact_home 11-18", "planned contact_home 11-20"],
        ),
        (
            "evaluerte i dag,| skreve ned og arkivert",
            "alvoen/6",
            [("evaluated", "done"), ("logged", "done")],
            ["done evaluate 11-18", "done archive_evaluation 11-18", "done write_evaluation 11-18"],
        ),
        ("møtet er tatt i dag,| alle kom", "vennesla/2", [MET, NOTHING], ["done hold_meeting 11-18"]),
        ("møttes i dag,| møtet gikk fint", "faerder/1", [MET, MET], ["done hold_meeting 11-18"]),
    ],
)
def test_each_part_is_read_where_it_stands(
    text: str, place: str, read: list[tuple[str, str]], found: list[str]
) -> None:
    assert all_written(told(text, place, *read)) == found


def test_both_are_two_things() -> None:
    found = told("snakket med mor og gutten i går", "faerder/0", TALKED)
    assert all_written(found) == ["done talk_foresatte 11-17", "done talk_pupil 11-17"]
    assert [one.person for one in found] == ["foresatte", "pupil"]


def test_the_pupil_who_was_in_the_talk_was_heard_where_the_routine_says_so() -> None:
    text = "Kartleggingssamtalen ble holdt i går,| både mor og eleven var der."
    assert all_written(told(text, "nittedal/2", TALKED, NOTHING)) == [
        "done talk_foresatte 11-17",
        "done talk_pupil 11-17",
    ]
    assert all_written(told(text, "hardanger/1", TALKED, NOTHING)) == ["done talk_foresatte 11-17"]


def test_she_is_the_mother_who_was_spoken_of() -> None:
    text = "Mor er uroleg. |Snakka med ho i går."
    assert all_written(told(text, "faerder/0", NOTHING, NOTHING)) == ["done talk_foresatte 11-17"]


@pytest.mark.parametrize(
    ("text", "place", "read"),
    [
        ("skal ringe mor", "faerder/0", CALLED),
        ("hvis mor svarer i dag", "faerder/0", CALLED),
        ("er møtet avtalt", "faerder/1", ("invited", "done")),
        ("må vi møtes torsdag?", "faerder/1", MEETS),
        ("mor sier hun har snakket med legen", "faerder/0", TALKED),
        ("rektor har snakket med mor", "faerder/0", TALKED),
        ("han møtte ikke opp", "faerder/1", ("met", "tried")),
        ("onsdag og fredag", "faerder/1", MEETS),
        ("møter henne hver onsdag", "faerder/1", MEETS),
        ("møtet ble ikke holdt", "faerder/1", ("met", "denied")),
        ("tar opp samtykke en dag", "faerder/1", ("consented", "todo")),
        ("møtes", "faerder/1", MEETS),  # on no day
        ("ringte i morgen", "faerder/0", CALLED),  # on a day to come
    ],
)
def test_wishes_questions_others_and_what_has_no_day_tell_nothing(text: str, place: str, read: tuple[str, str]) -> None:
    assert told(text, place, read) == ()


def test_a_reader_in_doubt_tells_nothing() -> None:
    assert told("ringde i går", "faerder/0", CALLED, sure=0.4) == ()


def test_a_planned_meeting_no_task_waits_for_has_its_day_and_no_task() -> None:
    (found,) = told("vi møtest torsdag klokka 14", "vennesla/1", MEETS)
    assert (found.what, found.tasks, found.on) == ("planned", (), date(2026, 11, 19))


def test_a_fact_says_where_it_was_told() -> None:
    text, parts = read_as("Hei! |Ringte moren i går.", NOTHING, CALLED)
    tasks, routine = on_level("faerder", "0")
    (found,) = read_all(text, parts, tasks, routine, WEDNESDAY)
    assert found.span is not None
    assert text[slice(*found.span)] == "Ringte moren i går."


def test_a_message_that_was_never_split_is_read_by_the_patterns() -> None:
    tasks, routine = on_level("faerder", "0")
    found = read_all("har snakka med eleven", (), tasks, routine, WEDNESDAY)
    assert all_written(found) == ["done talk_pupil 11-18"]


def test_what_is_not_relevant_yet_counts_when_nothing_else_is_meant() -> None:
    assert all_written(told("referatet er sendt", "nittedal/2", ("minutes", "done"))) == ["done send_minutes 11-18"]
    found = told("kartleggingssamtalen var i går,| referatet er sendt", "nittedal/2", TALKED, ("minutes", "done"))
    assert all_written(found) == ["done talk_foresatte 11-17", "done send_minutes 11-17"]


def test_what_is_done_already_is_told_no_more() -> None:
    tasks, routine = on_level("faerder", "1")
    done = tuple(_done(state) if state.task.id == "inform_leadership" else state for state in tasks)
    text, parts = read_as("rektor veit det", LEADERS)
    assert read_all(text, parts, tasks, routine, WEDNESDAY)
    assert read_all(text, parts, done, routine, WEDNESDAY) == ()


def _done(state: TaskState) -> TaskState:
    return state.model_copy(update={"state": "done"})


@pytest.mark.parametrize(
    ("text", "place", "read", "found"),
    [
        (
            "rektor veit det,| eg nemnde det på måndag",
            "faerder/1",
            [LEADERS, NOTHING],
            ["done inform_leadership 11-16"],
        ),
        ("rektor veit det,| mor kjem på måndag", "faerder/1", [LEADERS, NOTHING], ["done inform_leadership 11-18"]),
        ("ringte mor i dag,| det var bra i går", "faerder/0", [CALLED, NOTHING], ["done talk_foresatte 11-18"]),
        ("fråværsmønsteret har eg rissa opp", "alvoen/4", [("filled_form", "done")], ["done form_pattern 11-18"]),
        ("sosiallæraren stiller i lag med meg", "hardanger/2", [("asked_along", "done")], ["done partner 11-18"]),
        ("klasselærarmøtet gjekk i går", "hardanger/1", [("discussed", "done")], ["done class_meeting 11-17"]),
        ("far og eg tok ein kopp i går", "faerder/0", [TALKED], ["done talk_foresatte 11-17"]),
        ("alt er arkivrt", "alvoen/6", [("logged", "done")], ["done archive_evaluation 11-18"]),
        ("nytt møte i veke 50", "faerder/1", [MEETS], ["planned hold_meeting"]),
    ],
)
def test_the_act_finds_its_task_and_the_day_its_own_part(
    text: str, place: str, read: list[tuple[str, str]], found: list[str]
) -> None:
    assert all_written(told(text, place, *read)) == found


@pytest.mark.parametrize(
    ("text", "place", "read", "found"),
    [  # Wednesday 18 November
        ("klassemøtet va måndag", "hardanger/1", [("discussed", "planned")], ["done class_meeting 11-16"]),
        ("møtet er gjort fredag", "faerder/1", [MET], ["done hold_meeting 11-13"]),
        ("evalueringa er gjort måndag", "faerder/1", [("evaluated", "planned")], ["done evaluate 11-16"]),
        (
            "ringte far,| prata med guten,| begge delar på måndag",
            "faerder/0",
            [CALLED, PUPIL, ("called_home", "planned")],
            ["done talk_foresatte 11-16", "done talk_pupil 11-16"],
        ),
        (
            "rektor veit det. |Møtet er halde,| alt i går",
            "faerder/1",
            [LEADERS, MET, ("none", "done")],
            ["done inform_leadership 11-17", "done hold_meeting 11-17"],
        ),
        (
            "møtet er holdt,| det gjorde rektor i går",
            "faerder/1",
            [MET, ("informed_leadership", "planned")],
            ["done hold_meeting 11-17"],
        ),
        (
            "vi hadde møte på måndag. |Rektor fikk vite det. |Avtalte tiltak.",
            "faerder/1",
            [MET, LEADERS, ("agreed_measures", "done")],
            ["done hold_meeting 11-16", "done inform_leadership", "done agree_measures 11-16"],
        ),
        (
            "har kalla inn foreldra til fredag",
            "hardanger/2",
            [("invited", "done")],
            ["done invite 11-18", "planned hold_talk 11-20"],
        ),
        (
            "far kan ikkje torsdag så det blir fredag i staden",
            "faerder/1",
            [("met", "moved")],
            ["planned hold_meeting 11-20"],
        ),
        (
            "ringde mor i går,| ho tok ikkje telefonen",
            "hardanger/2",
            [CALLED, ("called_home", "tried")],
            ["attempted hold_talk 11-17"],
        ),
        ("rektor har fått beskjed", "alvoen/1", [LEADERS], []),
        ("har drøfta saka med rektor", "alvoen/1", [("discussed", "done")], []),
        (
            "Fraværsmønsterskjema og elevskjema er klare",
            "alvoen/4",
            [("filled_form", "done")],
            ["done form_pattern 11-18", "done form_pupil 11-18"],
        ),
        (
            "referatet er skrevet, |sendt og arkivert i går",
            "alvoen/4",
            [("minutes", "done"), ("logged", "done")],
            ["done write_minutes 11-17", "done send_minutes 11-17", "done file_minutes 11-17"],
        ),
        ("oppfølgingsmøte nr to i går", "faerder/2A", [MET], ["done follow_up_meeting 11-17"]),
    ],
)
def test_a_day_is_of_what_it_is_told_of(text: str, place: str, read: list[tuple[str, str]], found: list[str]) -> None:
    assert all_written(told(text, place, *read)) == found


def test_every_act_that_is_learnt_has_its_tasks() -> None:
    files = sorted((ROOT / "data" / "told").glob("*.yml"))
    learnt = {block["act"] for file in files for block in yaml.safe_load(file.read_text(encoding="utf-8"))["told"]}
    assert learnt == {*ACTS, *STANDS, *GOES, "other", "none"}


def test_what_was_done_when_something_else_was_has_no_day_yet() -> None:
    measures = ("agreed_measures", "done")
    assert all_written(told("vi sette mål og tiltak då vi snakka saman", "hardanger/1", measures)) == [
        "done agree_measures"
    ]


def test_nobody_reached_at_home_was_an_attempt() -> None:
    found = told("får ikkje tak i nokon heime", "vennesla/1", ("called_home", "denied"))
    assert [one.what for one in found] == ["attempted"]
