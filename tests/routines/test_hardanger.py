"""Hardanger's data against what its routine says. Nivå 3 is an assessment people make, and no case comes there by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.engine.conditions import Condition, FactPresent, leaves
from api.engine.facts import live
from api.engine.schema import Deadline, Guide, Level, Outcome, Routine, Sourced, Text
from routine_tools.scenario import read, routine_of, scenario_files

LEVELS = ("0", "1", "2", "3")
FILES = scenario_files("hardanger")
# id: level, kind, amount and unit, what it counts from (assumed: *), what meets it, counted in each round
DEADLINES = {
    "hardanger.0.notice": ("0", "same_day", "", "absence_began", "task_done home_notice", True),
    "hardanger.1.talk": ("1", "none", "", "", "", True),
    "hardanger.talk.again": ("1", "within", "1 weeks", "talk_held foresatte", "task_done offer_talk", True),
    "hardanger.2.meeting": ("2", "within", "1 weeks", "1 evaluation/persists *", "meeting_held", False),
}
SHOWN = {  # the states a scenario asks for; `free` when the date falls on a day without school
    "hardanger.0.notice": "waiting due_soon due_today overdue met met_late free",
    "hardanger.1.talk": "none own",
    "hardanger.talk.again": "waiting open due_soon due_today overdue met met_late free",
    "hardanger.2.meeting": "open due_soon due_today overdue met met_late free",  # the finding is what leads to nivå 2
}
# In the routine's order: * when ours, and who when not kontaktlærer alone. How they bind stands in weights.yaml.
TASKS = {
    "0": "discuss | register_absence: kontaktlaerer faglaerer | subject_teachers: faglaerer | first_day* "
    "| home_notice: foresatte",
    "1": "inform_leadership: nobody | talk_foresatte | pupil_voice* | talk_pupil | offer_talk | talk_again | agree_measures "
    "| name_responsible | agree_next | minutes: nobody | class_meeting: nobody | new_meeting",
    "2": "partner | invite | invite_nurse | ask_pupil* | hold_talk "
    "| evaluate | agree_measures | name_responsible | clarify_help | refer: kontaktlaerer ledelse | agree_next "
    "| minutes: nobody | judge_level3*: kontaktlaerer ledelse",
    "3": "read_conditions*: kontaktlaerer ledelse | judge*: kontaktlaerer ledelse | consult_anonymous*: kontaktlaerer "
    "ledelse | write_judgement*: kontaktlaerer ledelse | keep_contact*",
}
PEOPLE = {  # -I only to be told
    "0": "kontaktlaerer faglaerer foresatte ledelse raadgiver",
    "1": "kontaktlaerer foresatte pupil ledelse-I sosiallaerer-I klasselaerere-I",
    "2": "kontaktlaerer foresatte ledelse sosiallaerer raadgiver helsesykepleier andre pupil",
    "3": "kontaktlaerer ledelse barnevern",
}
WAYS = {  # * when the outcome is ours
    "0": "concern/worried go_to 1 | concern/no_worry monitor*",
    "1": "form/together choose | form/parents_first choose | form_again/together choose* | form_again/parents_first choose* "
    "| form_again/meeting_only choose* | school_link/offer choose | school_link/no_offer choose "
    "| evaluation/new_meeting continue | evaluation/persists go_to 2 | evaluation/improved monitor*",
    "2": "pupil_part/takes_part choose* | pupil_part/asked_first choose* | outcome/new_meeting continue "
    "| outcome/improved monitor* | outcome/to_level3 go_to 3*",
    "3": "judgement/conditions_met choose* | judgement/unsure wait* | judgement/not_met go_to 2* | onward/back go_to 2* "
    "| onward/judge_again continue* | onward/improved monitor 2*",
}
GAPS = {
    "0": "criteria date registration exit",
    "1": "date next leadership class_meeting agreement criteria exit",
    "2": "anchor pupil next consent services forms criteria exit",
    "3": "criteria who deadline documentation exit",
}
# of each guide: questions, opening lines, closing lines, what it completes
GUIDES = {
    "samtale_foresatte": (9, 5, 2, "talk_held foresatte"),
    "samtale_elev": (19, 6, 5, "talk_held pupil"),  # measures together, then four points of closing
    "samtale_nivaa2": (8, 1, 1, "meeting_held"),
    "evaluering": (5, 1, 1, "evaluation_done"),
    "vurdering_nivaa3": (7, 1, 1, "mapping_summarised"),
}
FOREIGN = re.compile(
    r"Færder|Vennesla|Alvøen|Vigilo|BK360|Sikker [Ss]ak|§ (?!13-2)|stafettholder|tiltakssirkel|samarbeidsmøte|PPT(?!: «|, «)|"
    r"\bBUP\b|helsesøst|helsesyst|skulk|\b(to|tre|fire|2|3|4) (uker|veker)\b|2–[34]|prosent|\d+ (dager|dagar)",
    re.IGNORECASE,
)
NOT_NYNORSK = set(
    "ikke hva hvem hvor hvordan hvorfor hvilke hvilken foresatte fra skole skolen jeg dere noe noen mye gjøre uke uker "
    "bare sammen fravær fraværet bekymret bekymring sier hjem tiltakene møtene fortsatt selv mer også være hver hvert "
    "saken rådgiver helsesykepleieren veileder lærerne".split()
)


@pytest.fixture(scope="module")
def hardanger() -> Routine:
    return routine_of("hardanger")


def _within(piece: object, kind: type[BaseModel]) -> Iterator[BaseModel]:
    """Every piece of the kind in a piece of the routine, what all routines share left out."""
    if isinstance(piece, kind):
        yield piece
    if isinstance(piece, BaseModel):
        for name in type(piece).model_fields:
            if name != "common":
                yield from _within(getattr(piece, name), kind)
    elif isinstance(piece, list):
        for part in piece:
            yield from _within(part, kind)


def _texts(piece: object) -> list[Text]:
    return [text for text in _within(piece, Text) if isinstance(text, Text)]


def _said(piece: object) -> list[str]:
    return [said for text in _texts(piece) for said in (text.nb, text.nn)]


def _outcomes(level: Level) -> dict[str, Outcome]:
    return {f"{decision.id}/{one.id}": one for decision in level.decisions for one in decision.outcomes}


def _named(condition: Condition | None) -> str:
    if not isinstance(condition, FactPresent):
        return ""
    where = f"{condition.level} {condition.decision}/{condition.outcome}" if condition.decision else condition.fact
    return " ".join(part for part in (where, condition.task, condition.with_) if part)


def _rule(level: Level, rule: Deadline) -> tuple[str, str, str, str, str, bool]:
    amount = f"{'–'.join(map(str, rule.amount))} {rule.unit}" if rule.amount else ""
    anchor = _named(rule.anchor.event) + (" *" if rule.anchor.assumed else "") if rule.anchor else ""
    return level.id, rule.kind, amount, anchor, _named(rule.met_by), rule.each_round


def _star(piece: Sourced) -> str:
    return "*" if piece.ours else ""


# What the routine says


def test_there_are_four_levels_without_a_limit_and_without_an_owner(hardanger: Routine) -> None:
    assert tuple(level.id for level in hardanger.levels) == LEVELS
    assert (hardanger.level_word.nb, hardanger.level_word.nn) == ("nivå", "nivå")
    assert (hardanger.source.owner, hardanger.source.cite, hardanger.source.url) == (None, None, None)
    assert [threshold.limit for threshold in hardanger.thresholds] == [None]
    assert {"threshold", "other"} <= {gap.about for gap in hardanger.gaps}


def test_the_deadlines_are_those_of_the_register(hardanger: Routine) -> None:
    rules = {rule.id: _rule(level, rule) for level in hardanger.levels for rule in level.deadlines}
    assert rules == DEADLINES


@pytest.mark.parametrize("level_id", LEVELS)
def test_tasks_stand_in_order_with_who(hardanger: Routine, level_id: str) -> None:
    found = []
    for task in hardanger.level(level_id).tasks:
        who = "" if task.by == ["kontaktlaerer"] else ": " + (" ".join(task.by) or "nobody")
        found.append(task.id + _star(task) + who)
    assert found == TASKS[level_id].split(" | ")


@pytest.mark.parametrize("level_id", LEVELS)
def test_who_is_involved(hardanger: Routine, level_id: str) -> None:
    people = hardanger.level(level_id).people
    marks = ["-I" if one.informed_only else "" for one in people]
    assert [one.role + mark for one, mark in zip(people, marks, strict=True)] == PEOPLE[level_id].split()


def test_a_slash_between_roles_is_at_least_one_of_them(hardanger: Routine) -> None:
    noted = [[p.role for p in level.people if p.one_of] for level in hardanger.levels]
    assert [" ".join(roles) for roles in noted] == [
        "ledelse raadgiver",
        "ledelse sosiallaerer",
        "ledelse sosiallaerer raadgiver",
        "",
    ]


@pytest.mark.parametrize("level_id", LEVELS)
def test_decisions_lead_where_the_routine_says(hardanger: Routine, level_id: str) -> None:
    found = _outcomes(hardanger.level(level_id)).items()
    ways = [f"{name} {one.does}{' ' + one.to if one.to else ''}{_star(one)}" for name, one in found]
    assert ways == WAYS[level_id].split(" | ")
    assert not any(one.does == "close" for _, one in found)  # the source has no word for closing


def test_nivaa_2_opens_when_the_absence_persists_after_the_first_talk(hardanger: Routine) -> None:
    """Not after a meeting that nobody has held."""
    assert _outcomes(hardanger.level("1"))["evaluation/persists"].needs == ["inform_leadership", "talk_foresatte"]


def test_minutes_of_a_talk_go_in_the_elevmappe_and_home(hardanger: Routine) -> None:
    rules = [level.documentation for level in hardanger.levels]
    assert [rule.systems if rule else None for rule in rules] == [["visma"], ["elevmappe"], ["elevmappe"], None]
    assert [bool(rule and "send det hjem" in rule.text.nb) for rule in rules] == [False, True, True, False]


@pytest.mark.parametrize("level_id", LEVELS)
def test_the_silences_of_the_routine_are_shown(hardanger: Routine, level_id: str) -> None:
    gaps = hardanger.level(level_id).gaps
    assert [gap.id for gap in gaps] == [f"g{level_id}.{name}" for name in GAPS[level_id].split()]
    assert all(gap.ask and gap.ours for gap in [*gaps, *hardanger.gaps])
    shared = (
        "threshold owner breaks substitute foresatte moving retention interpreter digital complaint signature access length "
        "siblings leave medical grades minutes_date"
    )
    assert [gap.id for gap in hardanger.gaps] == [f"g.{name}" for name in shared.split()]


# The guides


def test_the_guides_are_whole(hardanger: Routine) -> None:
    found = {}
    for guide in hardanger.guides:
        completes = " ".join(filter(None, [guide.completes.fact, guide.completes.with_]))
        found[guide.id] = (len(guide.questions), len(guide.opening), len(guide.closing), completes)
    assert found == GUIDES
    assert not hardanger.measures
    assert not hardanger.borrows


def _ids(guide: Guide, *, ours: bool = False) -> list[str]:
    return [question.id.partition(".")[2] for question in guide.questions if ours or not question.ours]


def test_the_talks_ask_for_what_the_source_asks_in_its_order(hardanger: Routine) -> None:
    home = "trivsel fravaeret skolen familie_fritid helse stotte tiltak ansvar"
    pupil = [
        "liker vanskelig voksne voksne_vanskelig skoleveien selskap onsket mobbing hjemmedagen forsok selskap_hjemme",
        "lettere laereren hjemme selv andre naar hendelse bestemme",
    ]
    guide = hardanger.guide("samtale_elev")
    assert _ids(hardanger.guide("samtale_foresatte")) == home.split()
    assert _ids(guide, ours=True) == _ids(guide) == " ".join(pupil).split()
    areas = [question.area.nb for question in guide.questions if question.area]
    assert [areas.count(area) for area in dict.fromkeys(areas)] == [4, 4, 3, 8]
    assert guide.opening[0].nb.startswith("Vent med fraværet")


def test_what_the_source_has_no_questions_for_says_whose_they_are(hardanger: Routine) -> None:
    own = [guide for guide in hardanger.guides if guide.ours]
    assert [guide.id for guide in own] == ["evaluering", "samtale_nivaa2", "vurdering_nivaa3"]
    assert all(guide.label and all("Nærværslos" in said for said in _said(guide.label)) for guide in own)


# Nivå 3 is never automatic


def test_one_judgement_leads_to_nivaa_3_and_it_needs_an_assessment_with_ledelse(hardanger: Routine) -> None:
    ways = [
        (level.id, *named) for level in hardanger.levels for named in _outcomes(level).items() if named[1].to == "3"
    ]
    assert [(level, name) for level, name, _ in ways] == [("2", "outcome/to_level3")]
    way = ways[0][2]
    assert (way.means, way.ours, "judge_level3" in way.needs) == (None, True, True)
    assert all(re.search("alene er ikke nok|åleine er ikkje nok", said) for said in _said(way.says))
    assert len(_said(way.says)) == 2


def test_nothing_a_teacher_types_of_a_worry_leads_to_or_settles_nivaa_3(hardanger: Routine) -> None:
    for level in hardanger.levels:
        for decision in level.decisions:
            fitting = [one for one in decision.outcomes if one.meanings]
            assert "3" not in [one.to for one in fitting]
            settles = [one for one in fitting if one.does != "wait"]
            assert level.id != "3" or decision.id != "judgement" or settles == []


def test_no_answer_and_no_passing_of_days_moves_a_rule(hardanger: Routine) -> None:
    rules = [
        condition
        for level in hardanger.levels
        for rule in (
            *(task.applies for task in level.tasks),
            *(task.waits_for for task in level.tasks),
            *(decision.asked_when for decision in level.decisions),
            *(rule.applies for rule in level.deadlines),
        )
        for condition in leaves(rule)
    ]
    assert len(rules) > 20
    assert all(isinstance(condition, FactPresent) for condition in rules)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_is_on_nivaa_3_only_after_the_judgement(hardanger: Routine, file: Path) -> None:
    scenario = read(file)
    for event in scenario.events:
        facts = scenario.case(hardanger, event.day).facts
        if scenario.plan(hardanger, event.day).level.id == "3":
            assert "to_level3" in [fact.outcome for fact in live(facts)]


def test_nothing_on_nivaa_3_is_the_routines_but_the_word_bekymringsmelding(hardanger: Routine) -> None:
    level = hardanger.level("3")
    pieces = [one for one in _within(level, Sourced) if isinstance(one, Sourced) and not one.ours]
    assert [type(one).__name__ for one in pieces] == ["Level", "Participant", "Reminder"]
    assert level.deadlines == []
    assert [one.text.nb for one in level.reminders if not one.ours] == [
        "Rutinen nevner bare bekymringsmelding til Hardanger barnevern på dette nivået."
    ]


def test_people_write_and_send_and_no_task_does(hardanger: Routine) -> None:
    level, sheet = hardanger.level("3"), hardanger.guide("vurdering_nivaa3")
    sending = [said for said in _said([level, sheet]) if re.search(r"\b(send|meld)(er|e)?\b", said, re.IGNORECASE)]
    people = r"\b(selv|sjølve?|dere|de|hvem|kven|skolen|skulen)\b|ikke nok til å melde|ikkje nok til å melde"
    assert len(sending) >= 20
    assert [
        said for said in sending if not re.search(people, said) or re.search("Nærværslos|\\b[Jj]?eg\\b", said)
    ] == []
    told = [said for task in level.tasks for said in _said([task.text, task.done])]
    assert [said for said in told if re.search(r"send|bekymringsmelding|\bmeld(er|e|t)?\b", said, re.IGNORECASE)] == []


def test_the_conditions_are_nittedals_and_come_before_the_first_question(hardanger: Routine) -> None:
    sheet, duty = hardanger.guide("vurdering_nivaa3"), hardanger.common.duty_to_report
    assert duty is not None
    for language in ("nb", "nn"):
        shown = [line.in_(language) for line in sheet.preparation]
        assert [line for line in shown if line.startswith("Vilkår ")] == [
            f"Vilkår {condition.in_(language)}" for condition in duty.conditions
        ]
    assert ["Nittedal kommune, PPT: «Hver dag teller!»" in said for said in _said(sheet.label)] == [True, True]
    assert [task.id for task in hardanger.level("3").tasks if "A–D" in task.text.nb] == ["read_conditions"]


def test_anonymous_consultation_is_offered_as_nittedals(hardanger: Routine) -> None:
    task = next(task for task in hardanger.level("3").tasks if task.id == "consult_anonymous")
    assert (task.ours, task.obligation) == (True, "if_needed")
    unsure = _outcomes(hardanger.level("3"))["judgement/unsure"]
    assert unsure.does == "wait"
    assert ["Nittedal" in said for said in _said([task.text, task.why, unsure.says])] == [True] * 6
    others = [said for said in _said([level for level in hardanger.levels if level.id != "3"]) if "anonym" in said]
    assert others == []


# The texts


def _own_texts(routine: Routine) -> list[Text]:
    """All but the roles of every routine; what is quoted is another's title."""
    return _texts([routine.levels, routine.guides, routine.gaps, routine.notes, routine.thresholds, routine.forms])


def test_no_old_term_and_nothing_of_another_municipality(hardanger: Routine) -> None:
    texts = [said for text in _own_texts(hardanger) for said in (text.nb, text.nn)]
    assert [said for said in texts if FOREIGN.search(said)] == []
    assert {level.id for level in hardanger.levels for said in _said(level) if "Nittedal" in said} == {"3"}


def test_nynorsk_is_nynorsk_and_no_text_is_longer_than_two_sentences(hardanger: Routine) -> None:
    texts = [(text.nb, text.nn) for text in _own_texts(hardanger)]
    assert len(texts) > 350
    assert [nn for _, nn in texts if NOT_NYNORSK & set(re.findall(r"\w+", re.sub("«Hver.*?»", "", nn).lower()))] == []
    long = [said for both in texts for said in both if len(re.findall(r"[.?!](?=\s+[A-ZÆØÅ«]|$)", said)) > 2]
    assert long == []


# The scenarios together


def test_every_outcome_is_taken_by_a_scenario(hardanger: Routine) -> None:
    told = [fact for file in FILES for fact in read(file).case(hardanger).facts]
    taken = {f"{fact.level} {fact.decision}/{fact.outcome}" for fact in told if fact.kind == "decided"}
    assert taken == {f"{level} {way.split()[0]}" for level, ways in WAYS.items() for way in ways.split(" | ")}


@pytest.mark.parametrize("deadline_id", DEADLINES)
def test_a_deadline_is_asked_for_in_every_state(deadline_id: str) -> None:
    points = [point for file in FILES for point in read(file).asked]
    asked = [point.deadlines[deadline_id] for point in points if deadline_id in point.deadlines]
    states: set[str] = {due.state for due in asked}
    states |= {"free" for due in asked if due.school_day} | {"own" for due in asked if due.own_on}
    assert states == set(SHOWN[deadline_id].split())
