"""What a message tells has happened, and which task of the level its words fit. Hard negatives stay plain notes."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from api.dialogue.reading.happened import Happened, read
from api.engine.calendar import Calendar
from api.engine.facts import Fact
from api.engine.plan import TaskState, plan
from api.engine.schema import Routine
from routine_tools.scenario import ROUTINES, routine_of

WEDNESDAY = date(2026, 11, 18)
EVALUATION = Path(__file__).resolve().parents[3] / "nlu"


@cache
def on_level(routine_id: str, level: str) -> tuple[tuple[TaskState, ...], Routine]:
    """The tasks of a level on its first day."""
    routine = routine_of(routine_id)
    alone = routine.model_copy(update={"levels": [routine.level(level)]})
    raised = Fact(number=1, kind="concern_raised", level=level, occurred_on=WEDNESDAY)
    return plan(alone, [raised], Calendar(), WEDNESDAY).tasks, routine


def told(text: str, place: str) -> Happened | None:
    routine, level = place.split("/")
    tasks, whole = on_level(routine, level)
    return read(text, tasks, whole, WEDNESDAY)


def written(found: Happened | None) -> str | None:
    if found is None:
        return None
    on = f" {found.on:%m-%d}" if found.on else ""
    return f"{found.what} {'/'.join(found.tasks)}{on}" + (f" +{found.also}" if found.also else "")


DONE = {
    ("har snakka med eleven", "faerder/0"): "done talk_pupil 11-18",
    ("Har snakket med eleven.", "nittedal/1"): "done contact_pupil 11-18",
    ("ringt heim no", "faerder/0"): "done talk_foresatte 11-18",
    ("æ ringte heim i gjår", "faerder/0"): "done talk_foresatte 11-17",
    ("har hatt en lang prat med mor i dag", "faerder/0"): "done talk_foresatte 11-18",
    ("tok en prat med mora på mandag", "faerder/0"): "done talk_foresatte 11-16",
    ("eleven var i samtale fredag", "faerder/0"): "done talk_pupil 11-13",
    ("snakka med far i går, han sier at gutten sitter oppe og spiller", "faerder/0"): "done talk_foresatte 11-17",
    ("har prata med guten, og skal ringe mor i morgon", "faerder/0"): "done talk_pupil 11-18",
    ("har snakka med mora til guten", "faerder/0"): "done talk_foresatte 11-18",
    ("ringte mor 30. februar", "faerder/0"): "done talk_foresatte",
    ("ringte mor første skoledag etter høstferien", "faerder/0"): "done talk_foresatte",
    ("ringte mor i uke 46", "faerder/0"): "done talk_foresatte",
    ("ringte mor i uke 46 på torsdag", "faerder/0"): "done talk_foresatte 11-12",
    ("har snakka med mor og far", "hardanger/1"): "done talk_foresatte",  # the day matters there
    ("har ringt mor nå", "alvoen/3"): "done call_home 11-18",
    ("snakket med rektor i dag, hun er informert", "faerder/1"): "done inform_leadership 11-18",
    ("rektor er orientert", "faerder/1"): "done inform_leadership 11-18",
    ("leiinga fekk beskjed i går", "hardanger/1"): "done inform_leadership 11-17",
    ("avdelingslederen er varslet", "alvoen/2"): "done report_leader 11-18",
    ("møtet er holdt", "faerder/1"): "done hold_meeting",
    ("vi har hatt møtet", "alvoen/4"): "done hold_meeting",
    ("hadde møte med foreldra tirsdag", "faerder/1"): "done hold_meeting 11-17",
    ("møtet er halde 12.11.", "vennesla/3"): "done hold_meeting 11-12",
    ("eg sende innkalling på måndag", "faerder/1"): "done plan_meeting 11-16",
    ("eg sende innkalling på måndag", "vennesla/3"): "done convene 11-16",
    ("tiltaka vart avtalte torsdag", "faerder/1"): "done agree_measures 11-12",
    ("vi evaluerte tiltakene på mandag", "faerder/1"): "done evaluate 11-16",
    ("har fått samtykket fra foresatte", "faerder/1"): "done collect_consent 11-18",
    ("sendte referatet til foresatte i går", "alvoen/4"): "done send_minutes 11-17",
    ("referatet er arkivert", "alvoen/4"): "done file_minutes 11-18",
    ("saka er meldt til kompetanseteamet på mandag", "vennesla/3"): "done report_team 11-16",
    ("ringte mor og prata med eleven", "nittedal/1"): "done contact_foresatte/contact_pupil",
}
TRIED = {
    ("ringte mor i går, ingen svar", "faerder/0"): "attempted talk_foresatte 11-17",
    ("fekk ikkje tak i far", "hardanger/1"): "attempted talk_foresatte 11-18",
    ("far tok ikkje telefonen", "nittedal/1"): "attempted contact_foresatte 11-18",
    ("mor svarte ikke på mandag", "faerder/0"): "attempted talk_foresatte 11-16",
    ("æ har ringt te mora i går, itj svar", "faerder/0"): "attempted talk_foresatte 11-17",
    ("har ringt hjem tre ganger uten å få tak i noen", "faerder/0"): "attempted talk_foresatte 11-18",
    ("prøvde å ringe mor den 3., la igjen beskjed", "faerder/0"): "attempted talk_foresatte 11-03",
    ("har ikke fått tak i foresatte", "alvoen/3"): "attempted call_home 11-18",
    ("eleven møtte ikke opp til samtalen i dag", "faerder/0"): "attempted talk_pupil 11-18",
    ("foreldra kom ikkje på møtet i går", "faerder/1"): "attempted hold_meeting 11-17",
}
SET = {
    ("møtet ble flyttet til torsdag", "faerder/1"): "planned hold_meeting 11-19",
    ("møtet vart i går flytta til torsdag", "vennesla/3"): "planned hold_meeting 11-19",
    ("møtet er avtalt til onsdag i neste uke", "faerder/1"): "planned hold_meeting 11-25 +plan_meeting",
    ("har avtalt møte med mor på torsdag", "faerder/1"): "planned hold_meeting 11-19 +plan_meeting",
    ("møtet blir neste onsdag", "alvoen/4"): "planned hold_meeting 11-25",
    ("møtet er satt til 3. desember kl. 10", "alvoen/4"): "planned hold_meeting 12-03",
    ("møtet er utsett til veke 50", "vennesla/3"): "planned hold_meeting 12-07",
    ("evalueringa er sett til veke 50", "faerder/1"): "planned evaluate 12-07",
    ("møtet er utsatt", "faerder/1"): "planned hold_meeting",
}
NONE = (
    # denied, to come, supposed, asked
    *("har ikke fått ringt mor", "skal ringe mor i morgen", "må snakke med rektor", "ikkje snakka med eleven enno"),
    *("møtet ble ikke holdt", "ringer mor i morgen", "ledelsen er ikke orientert", "har enda ikke snakket med mor"),
    *(
        "når møtet er holdt, skriver jeg referat",
        "hvis mor har ringt",
        "glemte å ringe mor",
        "bør ha snakka med eleven",
    ),
    *("har jeg snakket med mor?", "er møtet holdt", "når ble møtet flyttet", "har snakket med mor, hva gjør jeg nå"),
    *(
        "snakket med mor?",
        "hvem har snakket med eleven",
        "møtet er ikke avtalt",
        "møtet er avlyst",
        "kan møtet flyttes til torsdag",
    ),
    # what others say or do
    *(
        "mor sier hun har snakket med læreren",
        "mor har snakket med læreren",
        "eleven fortalte at han har snakka med rektor",
    ),
    *("«jeg har snakket med mor», sa han", "helsesykepleier har snakket med eleven", "hun snakket med faren sin i går"),
    *("de har ringt faren", "mor sa at møtet er flyttet til torsdag", "mor sendte melding i går"),
    # ordinary notes
    *(
        "han sov dårlig i går",
        "eleven har ikke kommet på skolen i dag",
        "møtte ikke opp i gymmen",
        "svarte ikke i timen",
    ),
    *("hun virket sliten på fredag", "borte mange mandager", "eleven svarte ikke på spørsmålene mine", "fin dag i dag"),
    *("han gruer seg til møtet", "mor virker sliten", "de flyttet hit i høst", "satt alene i friminuttet", "", "?"),
    *("teller dokumentert fravær med", "ringte klokka ut før han kom", "vi avtalte at han kommer i andre time"),
    "snakket " * 30,
)


@pytest.mark.parametrize(("case", "expected"), [*DONE.items(), *TRIED.items(), *SET.items()])
def test_what_is_told_is_read_with_its_task_and_day(case: tuple[str, str], expected: str) -> None:
    assert written(told(*case)) == expected


@pytest.mark.parametrize("place", ["faerder/0", "faerder/1", "vennesla/1", "hardanger/1", "nittedal/1", "alvoen/4"])
@pytest.mark.parametrize("text", NONE)
def test_what_is_not_told_as_done_is_none(text: str, place: str) -> None:
    assert told(text, place) is None


def test_what_fits_no_task_of_the_level_is_none() -> None:
    assert told("møtet er holdt", "faerder/0") is None
    assert told("har snakket med mor", "alvoen/5") is None


def test_what_is_done_already_is_not_told_anew_and_fits_nothing_else() -> None:
    routine = routine_of("faerder")
    facts = [
        Fact(number=1, kind="concern_raised", level="0", occurred_on=WEDNESDAY),
        Fact.model_validate(
            {"number": 2, "kind": "talk_held", "level": "0", "occurred_on": WEDNESDAY, "with": "pupil"}
        ),
    ]
    tasks = plan(routine, facts, Calendar(), WEDNESDAY).tasks
    assert read("har snakka med eleven", tasks, routine, WEDNESDAY) is None
    assert read("har snakka med mor", tasks, routine, WEDNESDAY) is not None


@pytest.mark.parametrize(
    "text",
    ["Møtet på torsdag er utsatt", "Møtet er flyttet fra torsdag", "Møtet på torsdag ble flyttet til etter ferien"],
)
def test_the_day_a_meeting_is_moved_from_is_not_the_day_it_is_moved_to(text: str) -> None:
    found = told(text, "faerder/1")
    assert found is None or (found.what, found.on) == ("planned", None)


def test_a_day_to_come_is_no_day_something_was_done() -> None:
    assert told("har ringt mor i morgen", "faerder/0") is None
    assert told("har ringt mor 3. desember", "faerder/0") is None


def test_notes_and_questions_of_the_evaluation_set_tell_almost_nothing_on_any_level() -> None:
    """Messages that were made for other things, idle ones only; what is found here was told by the way in long ones."""
    places = [
        (r.name, level.id)
        for r in ROUTINES.iterdir()
        if (r / "routine.yaml").exists()
        for level in routine_of(r.name).levels
    ]
    lines = [
        json.loads(line)
        for file in EVALUATION.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    asked = {line["text"] for line in lines if line["context"] == "idle" and line["label"] not in ("answer", "acute")}
    found = {text for text in asked for place in places if told(text, f"{place[0]}/{place[1]}")}
    assert len(asked) > 800
    assert len(found) <= 4, found
