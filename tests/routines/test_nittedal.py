"""Nittedal's data against what its routine says: the stair, its dates, its silences, and the reference its owner asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from api.engine.conditions import FactPresent
from api.engine.facts import live
from api.engine.plan import Plan
from api.engine.schema import Deadline, Language, Outcome, Routine, Text
from api.wording.plan import PlanWords
from routine_tools.scenario import LANGUAGES, PUPIL, read, routine_of, scenario_files

CITE = "Nittedal kommune, PPT: «Hver dag teller!», kortversjon, revidert april 2023"
DEADLINES = """
1 nittedal.1.contact none, ours
2 nittedal.2.invite within 1 weeks, from last contact_made of foresatte in the case, met by invitation_sent
2 nittedal.2.talk approx 1 weeks, from last contact_made of foresatte in the case, met by talk_held, ours
2 nittedal.2.extra within 1 weeks, from last talk_held, met by task_done
3 nittedal.3.meeting approx 1 weeks, from last talk_held of foresatte in the case, met by measures_agreed
4 nittedal.4.eval after 3 weeks, from last measures_agreed in the case, met by evaluation_done
5 nittedal.5.discussion none, ours
"""
OUTCOMES = """
1 contact: no_worry monitor 1, worried go_to 2, discuss_first wait
2 mapping: findings go_to 3, unclear wait, no_worry monitor 1 (ours)
3 measures: agreed go_to 4, another_meeting continue
4 evaluation: wanted_effect monitor 1, continue continue, new_agreement go_to 3, no_effect go_to 5
5 advice: own_measures choose, referral choose
5 normal_again: normalised monitor 1, more continue
"""
LEVELS = """
1 kontakt
told: rektor
written in: visma
gaps: deadline
2 kartlegging
told: ledelse rektor
written in: visma
gaps: leadership talk_date exit factor_sheet analysis
3 samarbeid om tiltak
told: rektor
written in: nothing said
gaps: log exit circle
4 evaluering
told: rektor
written in: visma elevmappe
gaps: partial repeat wind_down
5 tverrfaglig drøfting
told: rektor
written in: nothing said
gaps: deadline log evaluation who_signs_up refused
"""
GUIDES = """
invitasjon foresatte: 5 before, 0 first, 9 questions, 0 last, 1 after, invitation_sent
kartlegging_elev pupil: 5 before, 5 first, 13 questions to pick from, 4 last, 4 after, talk_held
kartlegging_foresatte foresatte: 5 before, 5 first, 9 questions to pick from, 4 last, 4 after, talk_held
faktorer school: 3 before, 0 first, 3 questions, 1 last, 0 after, mapping_summarised
pedagogisk_analyse school: 5 before, 0 first, 11 questions, 1 last, 1 after, mapping_summarised
tiltakssirkel team: 7 before, 4 first, 25 questions to pick from, 2 last, 0 after, meeting_held
samarbeidsavtale team: 2 before, 2 first, 20 questions, 2 last, 0 after, measures_agreed
evaluering team: 3 before, 2 first, 6 questions, 1 last, 1 after, evaluation_done
"""
NOT_NYNORSK = set(
    "ikke hva hvem hvor hvordan hvorfor hvilke hvilken foresatte fra skole skolen noe noen mye gjøre uke uker bare "
    "sammen fraværet bekymret bekymring hjem hjemme tiltakene møtene fortsatt selv mer være eksempel også".split()
)
OTHERS = "Færder Vennesla Hardanger Alvøen Vigilo BK360 10-6 ABUP kompetanseteam nærværsteam".split()
OLD = ["helsesøs", "helsesyster", "mor og far", "mor + far", "skulk"]
PLACE = r"(trinn [1-5]|verktøykassa|innledningen til skolefraværstrappa|rammen «Aktivitetsplikt»|forsiden)([ ,;].*)?"


@pytest.fixture(scope="module")
def nittedal() -> Routine:
    return routine_of("nittedal")


def _inside(piece: object) -> Iterator[BaseModel]:
    """The piece and all that is in it, but for what all routines share."""
    if isinstance(piece, BaseModel):
        yield piece
        for name in type(piece).model_fields:
            yield from _inside(getattr(piece, name)) if name != "common" else ()
    elif isinstance(piece, list):
        for part in piece:
            yield from _inside(part)


def _texts(routine: Routine) -> list[Text]:
    return [piece for piece in _inside(routine) if isinstance(piece, Text)]


def _said(routine: Routine) -> list[str]:
    return [said for text in _texts(routine) for said in (text.nb, text.nn)]


def _plans(routine: Routine) -> list[Plan]:
    """The plan of every asked day of every scenario."""
    told = [read(file) for file in scenario_files("nittedal")]
    return [story.plan(routine, point.today) for story in told for point in story.asked]


def _lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


# What the routine says


def _rule(rule: Deadline) -> str:
    said = f"{rule.id} {rule.kind}" + (f" {rule.amount[0]} {rule.unit}" if rule.amount else "")
    if rule.anchor and isinstance(rule.met_by, FactPresent):
        event = rule.anchor.event
        said += f", from {rule.anchor.pick} {event.fact}" + (f" of {event.with_}" if event.with_ else "")
        said += f"{' in the case' if event.anywhere else ''}, met by {rule.met_by.fact}"
        said += ", assumed" if rule.anchor.assumed else ""
    return said + (", ours" if rule.ours else "")


def test_the_deadlines_are_those_of_the_register(nittedal: Routine) -> None:
    assert [f"{level.id} {_rule(rule)}" for level in nittedal.levels for rule in level.deadlines] == _lines(DEADLINES)
    applies = nittedal.level("2").deadlines[2].applies
    assert applies == FactPresent(fact="decided", decision="mapping", outcome="unclear")


def _way(one: Outcome) -> str:
    return f"{one.id} {one.does}{' ' + one.to if one.to else ''}{' (ours)' if one.ours else ''}"


def test_decisions_lead_where_the_routine_says(nittedal: Routine) -> None:
    found = [
        f"{level.id} {made.id}: {', '.join(_way(one) for one in made.outcomes)}"
        for level in nittedal.levels
        for made in level.decisions
    ]
    assert found == _lines(OUTCOMES)


def test_each_trinn_has_those_it_tells_its_system_and_its_silences(nittedal: Routine) -> None:
    assert nittedal.level_word.nb == nittedal.level_word.nn == "trinn"
    found = []
    for level in nittedal.levels:
        people = {"told": [one.role for one in level.people if one.informed_only]}
        written = {"written in": level.documentation.systems if level.documentation else ["nothing said"]}
        gaps = {"gaps": [gap.id.removeprefix(f"g{level.id}.") for gap in level.gaps]}
        lists: dict[str, list[str]] = {**people, **written, **gaps}
        found += [f"{level.id} {level.name.nb}", *(f"{name}: {' '.join(ids)}" for name, ids in lists.items() if ids)]
    assert found == _lines(LEVELS)
    silent = (
        "threshold breaks substitute foresatte moving retention interpreter complaint access siblings leave medical grades "
        "minutes_date"
    )
    assert [gap.id for gap in nittedal.gaps] == [f"g.{name}" for name in silent.split()]


def test_logging_is_ordered_on_1_2_and_4_and_the_leadership_is_told(nittedal: Routine) -> None:
    must = [task.id for level in nittedal.levels for task in level.tasks if task.obligation == "must"]
    logging = [task for task in must if task.startswith(("log_", "document_"))]
    assert logging == ["log_contact", "log_invitation", "log_talk", "document_mapping", "log_evaluation"]
    assert {"inform_leadership", "send_minutes", "check_information", "judge_both"} <= set(must)


def test_only_the_referral_waits_and_it_waits_for_consent(nittedal: Routine) -> None:
    waiting = {task.id: task.waits_for for level in nittedal.levels for task in level.tasks if task.waits_for}
    assert waiting == {"refer": FactPresent(fact="consent_given")}


def test_each_guide_is_whole(nittedal: Routine) -> None:
    found = {
        f"{one.id} {one.audience}: {len(one.preparation)} before, {len(one.opening)} first, {len(one.questions)} questions"
        f"{' to pick from' if one.pick else ''}, {len(one.closing)} last, {len(one.after)} after, {one.completes.fact}"
        for one in nittedal.guides
    }
    assert found == set(_lines(GUIDES))
    assert [one.id for guide in nittedal.guides for one in guide.questions if one.ours] == ["nit.inv.sendt"]
    choices = next(one for one in nittedal.guide("evaluering").questions if one.id == "nit.eval.videre")
    assert [option.id for option in choices.options] == ["viderefore", "ny_avtale", "drofting", "avvikle"]


def test_the_measures_are_all_there_and_the_circle_is_otnes(nittedal: Routine) -> None:
    assert [len(group.measures) for group in nittedal.measures] == [7, 6, 5, 7, 5, 7, 7, 8, 23, 9]
    assert all("Otnes 2016" in said for group in nittedal.measures[:8] for said in (group.name.nb, group.name.nn))
    label = nittedal.guide("tiltakssirkel").label
    assert label is not None
    assert all("Otnes (2016)" in said and "Bærum kommune" in said for said in (label.nb, label.nn))


# No limit, no words of others, no old ones


def test_no_limit_of_absence_is_written_anywhere(nittedal: Routine) -> None:
    assert nittedal.thresholds == []
    count = r"(\d+|\b(to|tre|fire|fem|seks|sju|åtte|ni|ti|femten|tjue))"
    limit = rf"{count}\s*(%|prosent|(skole|skule|fraværs|fråværs)?(dag|time|timar))"
    assert [said for said in _said(nittedal) if re.search(limit, said, re.IGNORECASE)] == []


@pytest.mark.parametrize("word", [*OTHERS, *OLD])
def test_no_old_term_and_no_word_of_another_routine(nittedal: Routine, word: str) -> None:
    assert [said for said in _said(nittedal) if word.lower() in said.lower()] == []


def test_nynorsk_has_no_bokmaal_words_and_no_text_is_long(nittedal: Routine) -> None:
    assert [text.nn for text in _texts(nittedal) if NOT_NYNORSK & set(re.findall(r"\w+", text.nn.lower()))] == []
    assert len(_texts(nittedal)) > 700
    assert [said for said in _said(nittedal) if len(re.findall(r"[.?!](?=\s+[A-ZÆØÅ«]|$)", said)) > 2] == []


def test_every_clause_is_a_place_in_the_source(nittedal: Routine) -> None:
    clauses = [clause for piece in _inside(nittedal) if (clause := getattr(piece, "clause", None))]
    assert len(clauses) > 250
    assert [clause for clause in clauses if not re.fullmatch(PLACE, clause)] == []


# The reference the owner asks for


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_stands_with_all_that_is_shown(nittedal: Routine, language: Language) -> None:
    assert nittedal.source.cite == Text(nb=CITE, nn=CITE)
    assert not any(guide.ours for guide in nittedal.guides)
    cited = f"{'Kilde' if language == 'nb' else 'Kjelde'}: {CITE}"
    shown = 0
    for found in (found for found in _plans(nittedal) if found.is_open):
        words = PlanWords(found, language, PUPIL)
        for topic in (
            words.level,
            words.now,
            words.deadlines,
            words.arrival,
            words.opening,
            words.who,
            words.threshold,
        ):
            assert f"{cited}." in topic(), topic
        assert f"{cited}." in words.documentation()
        whys = [words.why_task(state) for state in found.tasks]
        whys += [words.why_deadline(state) for state in found.deadlines if not state.rule.ours]
        whys += [words.why_question(one, guide) for guide in nittedal.guides for one in guide.questions if one.clause]
        assert [why for why in whys if f"{cited}, " not in why] == []
        shown += len(whys)
    assert shown > 5000


# The scenarios together


def test_every_outcome_and_every_task_is_taken_by_a_scenario(nittedal: Routine) -> None:
    told = [fact for file in scenario_files("nittedal") for fact in live(read(file).case(nittedal).facts)]
    taken = {(fact.decision, fact.outcome) for fact in told if fact.kind == "decided"}
    decisions = [made for level in nittedal.levels for made in level.decisions]
    assert taken == {(made.id, one.id) for made in decisions for one in made.outcomes}
    done = {state.task.id for found in _plans(nittedal) for state in found.tasks if state.done_on}
    done |= {fact.task for fact in told if fact.task}
    assert done == {task.id for level in nittedal.levels for task in level.tasks}


def test_a_worry_that_comes_back_begins_on_trinn_1(nittedal: Routine) -> None:
    left, begun = set(), set()
    for story in (read(file) for file in scenario_files("nittedal")):
        for before, event in zip(story.events, story.events[1:], strict=False):
            if event.case == "reopened" and story.plan(nittedal, before.day).stay.status == "monitoring":
                left.add(before.decide)
                stay = story.plan(nittedal, event.day).stay
                begun.add((stay.level, stay.status, stay.round))
    assert left == {"contact/no_worry", "mapping/no_worry", "evaluation/wanted_effect", "normal_again/normalised"}
    assert begun == {("1", "open", 2)}


def test_every_deadline_is_asked_for_in_every_state_it_can_come_to(nittedal: Routine) -> None:
    asked = [
        due for file in scenario_files("nittedal") for point in read(file).asked for due in point.deadlines.items()
    ]
    dated = {"waiting", "open", "met"}
    pressing = {*dated, "due_soon", "due_today", "met_late"}
    assert {name: {due.state for other, due in asked if other == name} for name, _ in asked} == {
        "nittedal.1.contact": {"none"},
        "nittedal.2.invite": {*pressing, "overdue"},
        "nittedal.2.talk": dated,
        "nittedal.2.extra": {*pressing, "overdue"},
        "nittedal.3.meeting": dated | {"reopened"},
        "nittedal.4.eval": {*dated, "early"},
        "nittedal.5.discussion": {"none"},
    }
