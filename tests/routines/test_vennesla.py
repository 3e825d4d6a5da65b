"""Vennesla's data against what its routine says. The tiltakstrapp (trinn) and the pyramid (nivå) are two scales, never mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.engine.conditions import Condition, FactPresent, Not
from api.engine.facts import live
from api.engine.schema import BINDING, Level, Outcome, Routine, Sourced, Task, Text
from api.wording.plan import PlanWords
from routine_tools.scenario import LANGUAGES, PUPIL, read, routine_of, scenario_files

LEVELS = ("1", "2", "3", "4")
FILES = scenario_files("vennesla")
AFTER = {"waiting", "early", "open", "met"}
DATED = {"open", "due_soon", "due_today", "overdue", "met", "met_late"}
# id: level, kind, amount and unit, what it counts from (assumed: *), what meets it, each round, states shown
DEADLINES: dict[str, tuple[str, str, str, str, str, bool, set[str]]] = {
    "vennesla.1.contact": ("1", "same_day", "", "concern_raised", "contact_made foresatte", True, DATED),
    "vennesla.1.pupil": ("1", "same_day", "", "concern_raised", "talk_held pupil", True, DATED - {"open", "due_soon"}),
    "vennesla.2.meeting": ("2", "within", "1 weeks", "1 clarify/worried *", "meeting_held", False, DATED),
    "vennesla.2.eval": ("2", "after", "3 weeks", "task_done *", "evaluation_done", True, AFTER),
    "vennesla.team": ("2", "recurring", "1 months", "", "", True, {"none"}),
    "vennesla.3.report": ("3", "within", "1 weeks", "2 evaluation/worried *", "team_reported", False, DATED),
    "vennesla.3.meeting": ("3", "within", "1 weeks", "2 evaluation/worried *", "meeting_held", False, DATED),
    "vennesla.3.eval": ("3", "after", "3 weeks", "task_done *", "evaluation_done", True, AFTER),
    "vennesla.4.first": ("4", "within", "3 weeks", "3 evaluation/worried *", "meeting_held", False, DATED),
    "vennesla.4.cadence": ("4", "recurring", "3 weeks", "meeting_held", "meeting_held", True, {"waiting", "overdue"}),
}
QUESTIONS = {
    **dict.fromkeys(("relasjonssirkel", "sosiogram", "elevsamtale_barnetrinn"), 6),
    **dict.fromkeys(("samarbeidsmote", "evaluering"), 7),
    "telefon_hjem": 13,  # four checks, five points, the conclusion, and three of the table
    "forste_mote": 18,
    "elevsamtale_utsagn": 10,  # eight graded or to fill in, two open; never the name
    "elevsamtale_ungdomstrinn": 12,
    "analysemodell": 16,  # the figure, 14 questions in 12 blocks, and the areas chosen
    "samarbeidsavtale": 11,
}
BLOCKS = (  # of the analysis model, with 118 pieces of advice in all
    "voksne medelever tillit_hjem oversikt overganger mestring familie rutiner foresatte_skole fritid_hvem fritid "
    "styrker saarbarheter"
).split()
ADVICE = dict(zip(BLOCKS, (7, 10, 9, 15, 16, 10, 10, 8, 5, 3, 7, 6, 12), strict=True))
DECISIONS = (  # what an outcome does, whether it is ours, and the tasks that come first
    *(("1 clarify/cleared", "close after call_home"), ("1 clarify/worried", "go_to 2 after call_home")),
    *(("2 evaluation/cleared", "close, ours after evaluate"), ("2 evaluation/worried", "go_to 3 after evaluate")),
    ("3 evaluation/cleared", "close, ours after evaluate"),
    ("3 evaluation/worried", "go_to 4 after clear_with_foresatte report_team evaluate"),
    *(("4 presence/cleared", "close"), ("4 presence/worried", "continue after agree_measures")),
)
TASKS = {  # in order; how they bind stands in weights.yaml
    "1": "overview call_home talk_pupil",
    "2": "plan_meeting ask_support pupil_alone hold_meeting use_first_template map_situation document_mapping agree_measures "
    "start_measures document_measures evaluate bring_to_naervaersteam",
    "3": "clear_with_foresatte report_team convene hear_pupil hold_meeting use_analysis inform_pupil agree_measures "
    "write_agreement use_agreement_template start_measures evaluate",
    "4": "convene invite_leadership pupil_voice hold_meeting evaluate agree_measures write_agreement "
    "contact_services consider_abup responsibility_group map_with_pupil choose_complex plan_with_home return_plan",
}
FOREIGN = re.compile(
    r"Færder|Nittedal|Hardanger|Alvøen|Vigilo|BK360|§ 10-6|§ 12-5|§ 2-1|§ 6-4|§ 13-2|stafettholder|tiltakssirkel|"
    r"oppfølgingsteam|familieteam|\bHFU\b|\bBKL\b|nivå (0|2[AB])|helsesøst|helsesyst|skulk|mor/far|mor \+ far|"
    r"spesialundervisning|\b(to|fire|fem|seks|2|4|5|6) (uker|veker)\b|2–[34]|(tre|3|ti|10) (dager|dagar)",
    re.IGNORECASE,
)
STEP = re.compile(  # `trinn` is a step of the stair, 1 to 4, or the stair's steps as such
    r"trinn [1-4](?!\d)|trinn(ene|a) 1–4|(fire|bestemt|uansett|et|eit|kva) trinn(?! \d)", re.IGNORECASE
)
APART = (
    *("MK er på trinn 3.", "Trinnene 1–4 hører til nivå 2 i pyramiden.", "skjema for trinnvist arbeid på årstrinnet"),
    "pyramidens nivå 3, «Intensive verktøy og tiltak»",
)
TOGETHER = (
    *("MK er på nivå 3.", "Pyramiden har tre nivåer. På nivå 2 ringer du hjem.", "nivå 4 i pyramiden", "trinn 5"),
    *("Trinn 2 i pyramiden", "pyramidens trinn 2", "nivå 2 i tiltakstrappa, som er i pyramiden"),
    *("populært på trinnet", "Trinn 3 (nivå 3 i pyramiden)"),
)
OF_PYRAMID = r"(i|på) pyramiden"
MIXED = re.compile(
    rf"trinn\w*( [1-9])? {OF_PYRAMID}|pyramidens? trinn|tiltakstrappas? nivå|nivå\w*( [1-9])? (i|på) (tiltaks)?trapp"
    r"|nivå\w* (?![123]\b)\d|trinn \d\W{1,3}(pyramidens )?nivå|nivå \d\W{1,3}trinn",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def vennesla() -> Routine:
    return routine_of("vennesla")


def _own(piece: object) -> Iterator[BaseModel]:
    """Every piece of the routine, without the words and roles that routines share."""
    if isinstance(piece, BaseModel):
        yield piece
        for name in type(piece).model_fields:
            if name not in ("common", "roles", "level_word"):
                yield from _own(getattr(piece, name))
    elif isinstance(piece, list):
        for part in piece:
            yield from _own(part)


def _texts(routine: Routine) -> list[Text]:
    return [piece for piece in _own(routine) if isinstance(piece, Text)]


def _said(routine: Routine) -> list[str]:
    clauses = [piece.clause for piece in _own(routine) if isinstance(piece, Sourced) and piece.clause]
    return [*(said for text in _texts(routine) for said in (text.nb, text.nn)), *clauses]


def _outcomes(level: Level) -> dict[str, Outcome]:
    return {f"{decision.id}/{one.id}": one for decision in level.decisions for one in decision.outcomes}


def _task(routine: Routine, level: str, task_id: str) -> Task:
    return next(task for task in routine.level(level).tasks if task.id == task_id)


def _event(rule: Condition | None) -> str:
    if not isinstance(rule, FactPresent):
        return ""
    return (
        f"{rule.level} {rule.decision}/{rule.outcome}" if rule.decision else f"{rule.fact} {rule.with_ or ''}".strip()
    )


def mixes(said: str) -> bool:
    """Whether the two scales are mixed: a nivå not said to be the pyramid's, a trinn that is none of the stair's four."""
    for sentence in re.split(r"(?<=[.?!:;])\s+", said):
        loose = re.search(r"\bnivå", sentence, re.IGNORECASE) and not re.search("pyramid", sentence, re.IGNORECASE)
        if loose or re.search(r"\btrinn(?!vis)", STEP.sub("", sentence), re.IGNORECASE) or MIXED.search(sentence):
            return True
    return False


# The two scales


@pytest.mark.parametrize(("said", "mixed"), [*((said, False) for said in APART), *((said, True) for said in TOGETHER)])
def test_a_mixed_sentence_is_found_and_no_other(said: str, mixed: bool) -> None:
    assert mixes(said) is mixed


def test_no_text_and_no_clause_mixes_the_scales(vennesla: Routine) -> None:
    said = _said(vennesla)
    assert len(said) > 2000
    assert [words for words in said if mixes(words)] == []
    assert sum("pyramid" in words.casefold() for words in said) > 40


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_said_in_a_scenario_mixes_the_scales(vennesla: Routine, file: Path) -> None:
    scenario = read(file)
    for now in (scenario.plan(vennesla, point.today) for point in scenario.asked):
        for words in (PlanWords(now, language, PUPIL) for language in LANGUAGES):
            said = [words.level(), words.now(), words.deadlines(), words.arrival(), words.who(), words.documentation()]
            said += [words.opening(), words.threshold(), words.line(), *words.gaps()]
            said += [words.why_task(state) for state in now.tasks] + [words.why_deadline(d) for d in now.deadlines]
            assert [line for part in said for line in part.splitlines() if mixes(line)] == []


def test_the_stair_has_four_trinn_and_lies_in_the_pyramids_second_level(vennesla: Routine) -> None:
    assert tuple(level.id for level in vennesla.levels) == LEVELS
    assert vennesla.level_word.nb == vennesla.level_word.nn == "trinn"
    assert "nivå 2 i pyramiden" in vennesla.level("1").purpose.nb
    assert "pyramidens nivå 3" in {piece.clause for piece in _own(vennesla) if isinstance(piece, Sourced)}
    assert "tre nivåer" in vennesla.notes[0].text.nb
    assert "fire trinn" in vennesla.notes[0].text.nb
    assert (vennesla.source.title, vennesla.source.cite) == ("Veileder for nærværsrutiner i skolen", None)


# What the routine says


@pytest.mark.parametrize("deadline_id", DEADLINES)
def test_a_deadline_is_as_in_the_register(vennesla: Routine, deadline_id: str) -> None:
    level, kind, amount, anchor, met_by, each_round, _ = DEADLINES[deadline_id]
    rule = next(one for one in vennesla.level(level).deadlines if one.id == deadline_id)
    counted = f"{rule.amount[0]} {rule.unit}" if rule.amount and len(rule.amount) == 1 else ""
    start = f"{_event(rule.anchor.event)}{' *' if rule.anchor.assumed else ''}" if rule.anchor else ""
    assert (rule.kind, counted, start, _event(rule.met_by)) == (kind, amount, anchor, met_by)
    assert (rule.each_round, rule.applies, rule.ours) == (each_round, None, False)
    assert [one.id for each in vennesla.levels for one in each.deadlines] == list(DEADLINES)


def test_decisions_lead_where_the_routine_says(vennesla: Routine) -> None:
    found = {
        f"{level.id} {name}": f"{one.does}{' ' + one.to if one.to else ''}{', ours' if one.ours else ''}"
        f"{' after ' if one.needs else ''}{' '.join(one.needs)}"
        for level in vennesla.levels
        for name, one in _outcomes(level).items()
    }
    assert found == dict(DECISIONS)


@pytest.mark.parametrize("level", LEVELS)
def test_the_tasks_stand_in_order_and_the_kontaktlaerer_has_them(vennesla: Routine, level: str) -> None:
    tasks = vennesla.level(level).tasks
    assert [task.id for task in tasks] == TASKS[level].split()
    assert [task.id for task in tasks if "kontaktlaerer" not in task.by] == {
        "3": ["use_agreement_template"],
        "4": ["contact_services"],
    }.get(level, [])


def test_trinn_4_names_nobody_as_must(vennesla: Routine) -> None:
    assert [one.role for one in vennesla.level("4").people if one.obligation in BINDING] == []


def test_foresatte_come_before_the_report_and_the_meeting_waits_for_nobody(vennesla: Routine) -> None:
    waits = {task.id: task.waits_for for level in vennesla.levels for task in level.tasks if task.waits_for}
    rule = waits.pop("report_team")
    assert waits == {}
    assert isinstance(rule, FactPresent)
    assert (rule.task, rule.level) == ("clear_with_foresatte", "3")
    assert _task(vennesla, "3", "report_team").waits_clause == "trinn 3"
    assert _task(vennesla, "3", "hear_pupil").applies == Not(**{"not": FactPresent(fact="meeting_held")})
    assert _task(vennesla, "3", "inform_pupil").applies == FactPresent(fact="meeting_held")


@pytest.mark.parametrize("level", LEVELS)
def test_only_the_kompetanseteam_is_told_without_taking_part(vennesla: Routine, level: str) -> None:
    people = vennesla.level(level).people
    assert [one.role for one in people if one.informed_only] == (["kompetanseteam"] if level == "3" else [])


@pytest.mark.parametrize(
    ("level", "system", "form", "words"),
    [
        ("1", "visma_flyt_skole", "trappeskjema", "skjemaet for trinnvist arbeid"),
        ("2", "sikker_sak", "aktivitetsplan", "delplikten «undersøke»"),
        ("3", "sikker_sak", "samarbeidsavtale", "bør stå i en samarbeidsavtale"),
        ("4", "sikker_sak", "samarbeidsavtale", "for tre uker om gangen"),
    ],
)
def test_where_it_is_written(vennesla: Routine, level: str, system: str, form: str, words: str) -> None:
    rule = vennesla.level(level).documentation
    assert rule is not None
    assert (rule.systems, form in rule.forms, words in rule.text.nb) == ([system], True, True)
    assert "delplikten «undersøke»" in _task(vennesla, "2", "document_mapping").text.nb


def test_worry_is_ten_percent_of_no_stated_period_or_one_of_three_signs(vennesla: Routine) -> None:
    limits = [one.limit for one in vennesla.thresholds if one.limit]
    assert [(one.amount, one.unit, one.period) for one in limits] == [(10, "percent", None)]
    assert [one.sign for one in vennesla.thresholds] == [None, "lessons", "not_in_class", "lateness"]
    numbers = {found for said in _said(vennesla) for found in re.findall(r"(\d+) ?(?:%|prosent)", said)}
    assert numbers == {"10", "80"}


# What teachers ask and the routine does not say: interpreter, digital meeting, complaint, signature, access and six more.
ASKED = "person other other documentation documentation other other other other other other"


@pytest.mark.parametrize(
    ("level", "about"),
    [
        ("1", "other documentation"),
        ("2", "exit anchor anchor criteria person other form person"),
        ("3", "exit anchor anchor other other person documentation form form"),
        ("4", "exit anchor criteria person person person other documentation form"),
        (None, "threshold deadline person other other deadline " + ASKED),
    ],
)
def test_the_silences_of_the_routine_are_shown(vennesla: Routine, level: str | None, about: str) -> None:
    gaps = vennesla.level(level).gaps if level else vennesla.gaps
    assert [gap.about for gap in gaps] == about.split()
    assert all(gap.ask for gap in gaps)


def test_the_guides_and_measures_are_whole_and_in_order(vennesla: Routine) -> None:
    assert {guide.id: len(guide.questions) for guide in vennesla.guides} == QUESTIONS
    groups = {group.id: len(group.measures) for group in vennesla.measures}
    assert groups == ADVICE | {"kompleks": 20, "eksempler_forste_mote": 3, "forebygging": 14}
    assert sum(ADVICE.values()) == 118
    clauses = {guide.id: [one.clause or "" for one in guide.questions] for guide in vennesla.guides}
    points = [found for clause in clauses["telefon_hjem"] for found in re.findall(r"punkt (\d)", clause)]
    assert "".join(points) == "1111234556"
    points = [found for clause in clauses["forste_mote"] for found in re.findall(r"punkt (\d\w?)", clause)]
    assert points == ["2a"] * 4 + ["2b"] * 2 + ["2c"] * 3 + ["2d"] * 4 + ["3"] + ["4"] * 3
    asked = [one.measures for one in vennesla.guide("analysemodell").questions if one.measures]
    assert list(dict.fromkeys(asked)) == [block for block in ADVICE if block != "foresatte_skole"]


def test_what_is_not_in_the_source_is_ours_and_says_so(vennesla: Routine) -> None:
    ours = [guide.id for guide in vennesla.guides if guide.ours]
    assert sorted(ours) == ["evaluering", "samarbeidsmote"]
    for guide in vennesla.guides:
        assert all(question.ours == guide.ours for question in guide.questions), guide.id
        assert ("Nærværslos" in guide.label.nb if guide.label else False) is guide.ours
    assert [one.role for level in vennesla.levels for one in level.people if one.ours] == ["kontaktlaerer", "foresatte"]
    assert [task.id for level in vennesla.levels for task in level.tasks if task.ours] == []


def test_no_old_term_no_paragraph_and_nothing_of_another_municipality(vennesla: Routine) -> None:
    said = _said(vennesla)
    assert [words for words in said if FOREIGN.search(words)] == []
    assert len([words for words in said if "§" in words]) == 2  # the note on chapter 12, in both languages


def test_nynorsk_is_nynorsk_and_no_text_is_longer_than_two_sentences(vennesla: Routine) -> None:
    bokmaal = set(
        "ikke hva hvem hvor hvordan hvilke foresatte fra skolen jeg noe noen mye uke uker bare sammen".split()
    )
    assert [one.nn for one in _texts(vennesla) if bokmaal & set(re.findall(r"\w+", one.nn.casefold()))] == []
    assert [said for said in _said(vennesla) if len(re.findall(r"[.?!](?=\s+[A-ZÆØÅ«]|$)", said)) > 2] == []


# The scenarios together


def test_every_outcome_is_taken_by_a_scenario(vennesla: Routine) -> None:
    every = {f"{level.id} {name}" for level in vennesla.levels for name in _outcomes(level)}
    told = [fact for file in FILES for fact in live(read(file).case(vennesla).facts) if fact.kind == "decided"]
    assert {f"{fact.level} {fact.decision}/{fact.outcome}" for fact in told} == every


@pytest.mark.parametrize("deadline_id", DEADLINES)
def test_a_deadline_is_asked_for_in_every_state(deadline_id: str) -> None:
    asked = {p.deadlines[deadline_id].state for f in FILES for p in read(f).asked if deadline_id in p.deadlines}
    assert asked >= DEADLINES[deadline_id][-1]
