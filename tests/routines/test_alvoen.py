"""Alvøen's data against what its routine says: rutine 1–7 of one school, the last of them a definition only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.engine.absence import Absence, Span, judged
from api.engine.calendar import Calendar
from api.engine.conditions import FactPresent
from api.engine.facts import live
from api.engine.schema import Language, LevelWord, Routine, Sourced, Task, Text
from api.wording.plan import PlanWords
from routine_tools.scenario import LANGUAGES, PUPIL, read, routine_of, scenario_files

LEVELS = tuple(str(number) for number in range(1, 8))
FILES = scenario_files("alvoen")
LATE = {"due_soon", "due_today", "overdue", "met", "met_late"}
# id: level, kind, amount and unit, what it counts from (assumed: *), what meets it, states shown
DEADLINES: dict[str, tuple[str, str, str, str, str, set[str]]] = {
    "alvoen.1a": ("1", "recurring", "1 days", "", "", {"none"}),
    "alvoen.1b": ("1", "recurring", "1 weeks", "", "task_done", {"none"}),
    "alvoen.1c": ("1", "immediate", "", "concern_raised", "contact_made foresatte", {"open", *LATE}),
    "alvoen.2": ("2", "recurring", "1 months", "", "task_done", {"none", "open"}),
    "alvoen.3": ("3", "immediate", "", "concern_raised", "contact_made foresatte", LATE),
    "alvoen.4.meeting": (
        *("4", "within", "1 weeks", "contact_made foresatte in 3", "meeting_held"),
        {"waiting", "open", *LATE},
    ),
    "alvoen.6.eval": (
        *("6", "window", "2–4 weeks", "measures_agreed in 5 *", "evaluation_done"),
        {"waiting", "early", "open", *LATE},
    ),
}
DECISIONS = {  # what an outcome does, whether it is ours, and the tasks that come first
    "1 concern/cleared": "close, ours after contact_pupil",
    "1 concern/watch": "monitor 1 after contact_pupil",
    "1 concern/trinnmote": "go_to 2",
    "1 concern/call_home": "go_to 3 after contact_pupil",
    "2 count/cleared": "close, ours",
    "2 count/watch": "monitor 1",
    "2 count/next_month": "continue",
    "2 count/call_home": "go_to 3 after report_leader",
    "3 falling/cleared": "close, ours after clarify_cause report_leader",
    "3 falling/watch": "monitor 1 after clarify_cause report_leader",
    "3 falling/too_early": "wait, ours",
    "3 falling/not_falling": "go_to 4 after clarify_cause report_leader",
    "4 after_meeting/to_measures": "go_to 5 after hold_meeting",
    "4 after_meeting/watch": "monitor 1, ours",
    "5 mapping/enough": "choose",
    "5 mapping/more": "wait",
    "5 plan_ready/to_evaluation": "go_to 6 after agree_measures own_heading archive_plan send_plan",
    "5 plan_ready/watch": "monitor 1, ours",
    "6 evaluation/back_watch": "monitor 1, ours after evaluate write_evaluation archive_evaluation",
    "6 evaluation/back_close": "close, ours after evaluate write_evaluation archive_evaluation",
    "6 evaluation/not_enough": "go_to 5 after evaluate write_evaluation archive_evaluation",
    "6 evaluation/complex": "go_to 7 after evaluate write_evaluation archive_evaluation",
    "7 complex/back_to_measures": "go_to 5, ours",
    "7 complex/watch": "monitor 1, ours",
}
TASKS = {  # in order; how they bind stands in weights.yaml
    "1": "contact_home contact_pupil register discuss_trinn word_from_teachers weekly_look ask_teachers",
    "2": "review_trinn report_leader",
    "3": "call_home clarify_cause report_leader check_falling",
    "4": "summon form_pattern form_school form_pupil form_foresatte weigh_concern think_measures weigh_partners "
    "ask_partners hold_meeting ramp_plan write_minutes send_minutes file_minutes",
    "5": "agree_measures own_heading archive_plan send_plan ramp_plan",
    "6": "follow_plan agree_form evaluate write_evaluation archive_evaluation weigh_measures weigh_bodies",
    "7": "",
}
PEOPLE = {  # in order; ! must only be told
    "1": "kontaktlaerer pupil foresatte alle_laerere faglaerer timelaerer",
    "2": "kontaktlaerer laerere_trinn avdelingsleder!",
    "3": "kontaktlaerer foresatte avdelingsleder",
    "4": "avdelingsleder kontaktlaerer pupil foresatte helsesykepleier ppt",
    "5": "avdelingsleder kontaktlaerer pupil foresatte",
    "6": "avdelingsleder pupil foresatte ppt skolehelsetjenesten bkl bup barne_familiehjelpen barnevern",
    "7": "",
}
FORMS = ["fravaersmonster", "kartlegging_skole", "kartlegging_elev", "kartlegging_foresatte"]
SYSTEMS = {"1": ["vigilo"], "2": [], "3": None, "4": ["bk360"], "5": ["bk360"], "6": ["bk360"], "7": None}
ASKED = (  # what teachers ask and the routine does not say
    "interpreter digital complaint signature access length siblings leave medical grades anonymous substitute_leader "
    "minutes_date pupil_refuses"
)
GAPS = {
    "1": {"g1.log", "g1.exit"},
    "2": {"g2.after", "g2.exit"},
    "3": {"g3.who", "g3.pupil", "g3.log", "g3.exit"},
    "4": {"g4.forms", "g4.fills", "g4.degree", "g4.ramp", "g4.consent", "g4.exit"},
    "5": {"g5.deadline", "g5.mapping", "g5.again", "g5.exit"},
    "6": {"g6.anchor", "g6.exit", "g6.criteria", "g6.kontaktlaerer", "g6.consent"},
    "7": {"g7.tasks", "g7.who", "g7.deadline", "g7.documentation", "g7.criteria", "g7.exit"},
    "": {"g.threshold", "g.breaks", "g.substitute", "g.foresatte", "g.moving", "g.retention"}
    | {f"g.{name}" for name in ASKED.split()},
}
QUESTIONS = {"telefonsamtale": 8, "naervaersmote": 9, "tiltaksplan": 15, "evaluering": 7}
BORROWED = {"nittedal.kartlegging_elev": "pupil", "nittedal.kartlegging_foresatte": "foresatte"}
FOREIGN = re.compile(  # old terms, and names and numbers of other municipalities
    r"skulk|helsesøs|helsesys|mor \+ far|spesialundervisning|§|visma|sikker sak|\bbti\b|ressursteam|prosent"
    r"|samarbeidsavtale|\bnivå\b|nærværskontakt|fire dager|fire dagar|tre uker|tre veker|3 uker|3 veker",
    re.IGNORECASE,
)
NOT_NYNORSK = set(
    "ikke hva hvem hvor hvordan hvorfor hvilke hvilken foresatte fra skolen jeg dere noe noen mye gjøre uke uker "
    "bare sammen fravær fraværet bekymret bekymring sier hjem tiltakene fortsatt selv mer".split()
)


@pytest.fixture(scope="module")
def alvoen() -> Routine:
    return routine_of("alvoen")


def _pieces(piece: object) -> Iterator[BaseModel]:
    if isinstance(piece, BaseModel):
        yield piece
        for name in type(piece).model_fields:
            yield from _pieces(getattr(piece, name))
    elif isinstance(piece, list):
        for part in piece:
            yield from _pieces(part)


def _own(routine: Routine) -> Routine:
    """The routine without the guides it borrows, the measures that come with them, and what all routines share."""
    guides = [guide for guide in routine.guides if guide.lender is None]
    roles = [role for role in routine.roles if role.id in ("alle_laerere", "timelaerer", "laerere_trinn", "bkl")]
    update = {"guides": guides, "measures": [], "common": type(routine.common)(), "roles": roles}
    return routine.model_copy(update=update)


def _texts(routine: Routine) -> list[Text]:
    return [piece for piece in _pieces(_own(routine)) if isinstance(piece, Text)]


def _task(routine: Routine, level: str, task_id: str) -> Task:
    return next(task for task in routine.level(level).tasks if task.id == task_id)


def _event(event: FactPresent) -> str:
    level = f"in {event.level}" if event.level else None
    return " ".join(filter(None, (event.fact, event.outcome, event.with_, level)))


# What the routine says


def test_there_are_seven_routines_and_the_first_has_three_parts(alvoen: Routine) -> None:
    assert tuple(level.id for level in alvoen.levels) == LEVELS
    assert alvoen.level_word == LevelWord(nb="rutine", nn="rutine", at="i")
    assert alvoen.place == Text(nb="Alvøen", nn="Alvøen")
    assert [phase.name.nb[:2] for phase in alvoen.level("1").phases] == ["1A", "1B", "1C"]


def test_the_source_is_named_as_it_is_called_and_asks_for_no_citation(alvoen: Routine) -> None:
    assert alvoen.source.title.startswith("Rutiner for oppfølging av bekymringsfullt skolefravær")
    assert alvoen.source.cite is None
    words = PlanWords(read(FILES[0]).plan(alvoen, date(2026, 8, 24)), "nb", PUPIL)
    assert {line for line in words.threshold().splitlines() if line.startswith("Kilde:")} >= {
        "Kilde: Alvøen, innledningen."
    }


def test_every_deadline_is_as_in_the_register_and_there_are_no_others(alvoen: Routine) -> None:
    found = {}
    for level in alvoen.levels:
        for rule in level.deadlines:
            amount = f"{'–'.join(str(number) for number in rule.amount)} {rule.unit}" if rule.amount else ""
            counted = f"{_event(rule.anchor.event)}{' *' if rule.anchor.assumed else ''}" if rule.anchor else ""
            met = _event(rule.met_by) if isinstance(rule.met_by, FactPresent) else ""
            found[rule.id] = (level.id, rule.kind, amount, counted, met)
            assert not rule.ours
            assert rule.anchor is None or rule.anchor.pick == (
                "first" if rule.id in ("alvoen.1c", "alvoen.3") else "last"
            )
    assert found == {name: row[:5] for name, row in DEADLINES.items()}


def test_every_decision_leads_where_the_routine_says(alvoen: Routine) -> None:
    found = {}
    for level in alvoen.levels:
        for decision, one in [(each, one) for each in level.decisions for one in each.outcomes]:
            first = f" after {' '.join(one.needs)}" if one.needs else ""
            found[f"{level.id} {decision.id}/{one.id}"] = (
                f"{one.does}{' ' + one.to if one.to else ''}{', ours' if one.ours else ''}{first}"
            )
    assert found == DECISIONS


@pytest.mark.parametrize("level_id", LEVELS)
def test_what_is_done_with_whom_and_where_it_is_written(alvoen: Routine, level_id: str) -> None:
    level = alvoen.level(level_id)
    assert " ".join(task.id for task in level.tasks) == TASKS[level_id]
    assert [task.id for task in level.tasks if task.ours] == (["check_falling"] if level_id == "3" else [])
    people = [one.role + ("!" if one.informed_only else "") for one in level.people]
    assert " ".join(people) == PEOPLE[level_id]
    assert (level.documentation.systems if level.documentation else None) == SYSTEMS[level_id]


def test_who_is_responsible(alvoen: Routine) -> None:
    found = {(level.id, task.phase): tuple(task.by) for level in alvoen.levels[:2] for task in level.tasks}
    assert _task(alvoen, "1", "register").by == _task(alvoen, "1", "discuss_trinn").by == ["alle_laerere"]
    assert found["1", "b"] == found["1", "c"] == found["2", "count"] == ("kontaktlaerer",)
    assert _task(alvoen, "3", "call_home").by == ["kontaktlaerer", "avdelingsleder"]
    later = [task for level in alvoen.levels[3:] for task in level.tasks]
    assert {tuple(task.by) for task in later} == {("avdelingsleder",)}
    sheet = next(paper for paper in alvoen.papers if paper.id == "evaluering")
    assert ("rutine 6", "Avdelingsleder") in [
        (part.clause, said.nb) for part in sheet.parts for field in part.fields for said in field.says or []
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_is_in_a_rutine_and_never_on_one(alvoen: Routine, file: Path) -> None:
    scenario = read(file)
    for now in (scenario.plan(alvoen, point.today) for point in scenario.asked):
        for words in (PlanWords(now, language, PUPIL) for language in LANGUAGES):
            said = [words.level(), words.now(), words.deadlines(), words.arrival(), words.who(), words.documentation()]
            said += [words.why_task(state) for state in now.tasks] + words.gaps()
            assert [line for part in said for line in part.splitlines() if "på rutine" in line.casefold()] == []


def test_leadership_is_told_orally_and_the_minutes_go_home_through_bk360(alvoen: Routine) -> None:
    assert {system.id: system.name for system in alvoen.systems} == {"vigilo": "Vigilo", "bk360": "BK360"}
    report, send = _task(alvoen, "2", "report_leader"), _task(alvoen, "4", "send_minutes")
    assert ("muntlig" in report.text.nb, "munnleg" in report.text.nn) == (True, True)
    assert ("BK360" in send.text.nb, "BK360" in send.text.nn) == (True, True)


def test_four_forms_are_filled_in_before_the_meeting_and_three_things_thought_through(alvoen: Routine) -> None:
    level = alvoen.level("4")
    assert [form for task in level.tasks if task.id.startswith("form_") for form in task.forms] == FORMS
    assert not any(alvoen.form(form).known for form in FORMS)
    assert len([task for task in level.tasks if task.phase == "thought" and task.obligation == "must"]) == 3


# Two wordings, two limits, one definition


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_wordings_of_the_saksfrase_are_shown_and_the_school_chooses(alvoen: Routine, language: Language) -> None:
    rule, file, archive = (
        alvoen.level("4").documentation,
        _task(alvoen, "4", "file_minutes").why,
        _task(alvoen, "5", "archive_plan").why,
    )
    notes = [note.text.in_(language) for note in alvoen.notes if "aksfrasen" in note.text.in_(language)]
    said = [text.in_(language) for text in (rule.text if rule else None, file, archive) if text] + notes
    assert ["«annet fravær»" in one for one in said] == [True] * 4  # on rutine 4, and shown beside the other
    assert ["«annet skolefravær»" in one for one in said] == [False, False, True, True]
    tips = [tip.text.in_(language) for tip in alvoen.level("4").reminders if tip.ours]
    assert any("aksfrasen" in tip for tip in tips)


def test_the_limits_are_three_days_a_month_and_ten_a_quarter(alvoen: Routine) -> None:
    limits = {one.id: (one.limit.amount, one.limit.unit, one.limit.period) for one in alvoen.thresholds if one.limit}
    assert limits == {"alvoen.month": (3, "days", "month"), "alvoen.quarter": (10, "days", "quarter")}
    assert {one.sign for one in alvoen.thresholds if one.sign} == {"pattern", "lateness", "lessons"}
    assert [one.id for one in alvoen.thresholds if not one.limit and not one.sign] == ["alvoen.illness"]


@pytest.mark.parametrize(
    ("days", "span", "month", "quarter"),
    [
        (2, ("2026-11-01", "2026-11-30"), "not_reached", "not_reached"),
        (3, ("2026-11-01", "2026-11-30"), "reached", "not_reached"),
        (3, ("2026-10-20", "2026-11-19"), "reached", "not_reached"),  # a month need not follow the calendar
        (6, ("2026-09-01", "2026-11-30"), "depends", "not_reached"),
        (7, ("2026-09-01", "2026-11-30"), "reached", "not_reached"),  # in one of three months are three of the seven
        (9, ("2026-08-20", "2026-11-19"), "reached", "not_reached"),
        (10, ("2026-08-20", "2026-11-19"), "reached", "reached"),
        (3, None, "needs_period", "not_reached"),
    ],
)
def test_the_month_is_reached_before_the_quarter(
    alvoen: Routine, days: int, span: tuple[str, str] | None, month: str, quarter: str
) -> None:
    told = Absence(days=days, span=Span(date.fromisoformat(span[0]), date.fromisoformat(span[1])) if span else None)
    found = [judged(one.limit, told, Calendar()) for one in alvoen.thresholds if one.limit]
    assert [one.verdict for one in found if one] == [month, quarter]


def test_rutine_7_is_a_definition_and_nothing_else(alvoen: Routine) -> None:
    seven = alvoen.level("7")
    assert (seven.tasks, seven.people, seven.deadlines, seven.phases, seven.guides) == ([], [], [], [], [])
    assert seven.documentation is None
    assert [(one.clause, one.ours) for one in seven.reminders] == [("rutine 7", False)] * 3
    assert all(decision.ours and all(one.ours for one in decision.outcomes) for decision in seven.decisions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rutine_7_shows_its_definition_and_its_gaps_and_no_date(alvoen: Routine, language: Language) -> None:
    course = next(file for file in FILES if file.stem == "7-kompleks-sak-tilbake-til-rutine-5")
    words = PlanWords(read(course).plan(alvoen, date(2026, 9, 24)), language, PUPIL)
    seven = alvoen.level("7")
    texts = [*(one.text for one in seven.reminders), *(gap.text for gap in seven.gaps)]
    for said in (words.now(), words.arrival()):
        assert [text for text in texts if text.in_(language) not in said] == []
        assert not re.search(r"\d{1,2}\. [a-z]+", said)
        assert said.count("Spør avdelingsl") == len(seven.gaps)


# What the routine does not say, and the guides


@pytest.mark.parametrize("level", [*LEVELS, ""])
def test_the_silences_are_shown_with_whom_to_ask(alvoen: Routine, level: str) -> None:
    gaps = alvoen.level(level).gaps if level else alvoen.gaps
    assert {gap.id for gap in gaps} == GAPS[level]
    assert {gap.ask for gap in gaps if gap.id != "g.substitute_leader"} == {"avdelingsleder"}


def test_the_guides_are_ours_and_say_so(alvoen: Routine) -> None:
    own = [guide for guide in alvoen.guides if guide.lender is None]
    assert {guide.id: len(guide.questions) for guide in own} == QUESTIONS
    assert all(guide.label and "Nærværslos" in guide.label.nb and "Nærværslos" in guide.label.nn for guide in own)
    assert [guide.id for guide in own if not guide.ours] == ["tiltaksplan"]
    assert all(question.ours for guide in own if guide.ours for question in guide.questions)
    assert [group.id for group in alvoen.measures if not group.id.startswith("nittedal.")] == []
    fields = [question.id.split(".")[2] for question in alvoen.guide("tiltaksplan").questions]
    assert fields == ["tiltak", "tid", "ansvar", "eval_dag", "eval_form"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_borrowed_guides_are_labelled_with_whose_they_are(alvoen: Routine, language: Language) -> None:
    borrowed = [guide for guide in alvoen.guides if guide.lender is not None]
    assert {guide.id: guide.audience for guide in borrowed} == BORROWED
    assert alvoen.level("4").guides == list(BORROWED)
    for guide in borrowed:
        assert guide.label is not None
        assert guide.lender is not None
        assert guide.lender.place.in_(language) == "Nittedal"
        assert "Nittedal" in guide.label.in_(language)
        assert {"nb": "ikke fra Alvøens", "nn": "ikkje frå skjemaet på Alvøen"}[language] in guide.label.in_(language)


# Where each piece comes from, and the texts


def test_every_piece_names_a_part_of_the_source_or_is_ours(alvoen: Routine) -> None:
    sourced = [piece for piece in _pieces(_own(alvoen)) if isinstance(piece, Sourced)]
    assert len(sourced) > 200
    parts = r"(innledningen|rutine (1[ABC]?|1A og 1[BC]|1B og 1C|1C og 3|[2-7]|4 og 5)(, .+)?)"
    assert [one.clause for one in sourced if one.clause and not re.fullmatch(parts, one.clause)] == []
    assert all(re.match(rf"rutine {level.id}", level.clause or "") for level in alvoen.levels)


def test_nothing_is_of_another_municipality_or_outdated(alvoen: Routine) -> None:
    said = [text.in_(language) for text in _texts(alvoen) for language in LANGUAGES]
    assert len(said) > 700
    assert [one for one in said if FOREIGN.search(one)] == []


def test_nynorsk_is_nynorsk(alvoen: Routine) -> None:
    texts = [re.sub("«[^»]+»|Alvøen skole", "", text.nn) for text in _texts(alvoen)]  # what is quoted stays as it is
    assert [text for text in texts if NOT_NYNORSK & set(re.findall(r"\w+", text.lower()))] == []


def test_bkl_is_not_spelled_out(alvoen: Routine) -> None:
    role = alvoen.role("bkl")
    assert {role.name.nb, role.name.nn, role.definite.nb, role.definite.nn} == {"BKL"}


# The scenarios together


def test_every_outcome_is_taken_by_a_scenario(alvoen: Routine) -> None:
    told = [fact for file in FILES for fact in live(read(file).case(alvoen).facts) if fact.kind == "decided"]
    assert {f"{fact.level} {fact.decision}/{fact.outcome}" for fact in told} == set(DECISIONS)


def test_every_deadline_is_shown_in_each_state_it_can_come_to(alvoen: Routine) -> None:
    shown: dict[str, set[str]] = {name: set() for name in DEADLINES}
    for file in FILES:
        for asked in read(file).asked:
            for name, due in asked.deadlines.items():
                shown[name].add(due.state)
    assert shown == {name: row[5] for name, row in DEADLINES.items()}
