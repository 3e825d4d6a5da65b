"""What is ours is labelled ours before it is acted on, and never stands with the clause alone."""

from __future__ import annotations

from datetime import date

import pytest

from api.dialogue import acts
from api.dialogue.questions import asked
from api.engine.conditions import World
from api.engine.plan import Plan
from api.engine.schema import Decision, Language, Level, Outcome, Question, Routine, Task, Text
from api.engine.talk import Talk
from api.engine.topic_index import index_of
from api.rendering.chat import Voice, utter
from api.wording import choosing, rendering
from api.wording.answers import answer
from api.wording.stair import level_title
from routine_tools.booklet import booklet_of
from routine_tools.flow import flow_of
from routine_tools.scenario import ROUTINES, Scenario, routine_of
from routine_tools.words import source, word

NAMES = sorted(folder.name for folder in ROUTINES.iterdir() if (folder / "routine.yaml").exists())
LANGUAGES: tuple[Language, ...] = ("nb", "nn")
TODAY = date(2026, 8, 24)
OURS = {"nb": "fra nærværslos", "nn": "frå nærværslos"}


def _decisions(name: str) -> list[Decision]:
    return [decision for level in routine_of(name).levels for decision in level.decisions]


def _outcomes(name: str) -> list[Outcome]:
    return [outcome for decision in _decisions(name) for outcome in decision.outcomes]


def _tasks(name: str) -> list[Task]:
    return [task for level in routine_of(name).levels for task in level.tasks]


def _said(act: acts.Act, language: Language) -> str:
    return "\n".join(utter(act, Voice(language, TODAY)).values.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_our_choices_are_named_under_the_question_before_they_are_pressed(name: str, language: Language) -> None:
    for decision in _decisions(name):
        ours = tuple(outcome.text for outcome in decision.outcomes if outcome.ours)
        said = _said(acts.DecisionAsked(decision=decision.id, question=decision.question, ours=ours), language)
        assert said.startswith(decision.question.in_(language))
        assert (OURS[language] in said.casefold()) is bool(ours), decision.id
        assert all(text.in_(language) in said for text in ours if len(ours) < len(decision.outcomes))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_comes_before_a_choice_says_before_what_and_whose_the_order_is(name: str, language: Language) -> None:
    for outcome in [one for one in _outcomes(name) if one.needs]:
        task = acts.TaskName(task="t", text=outcome.text, done=outcome.text)
        ours = outcome.needs_clause is None
        act = acts.NeedsFirst(decision="d", outcome=outcome.id, chosen=outcome.text, ours=ours, tasks=(task,))
        head = _said(act, language).splitlines()[0]
        assert f"«{outcome.text.in_(language)}»" in head
        assert ("Nærværslos" in head) is ours


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_the_routine_asks_for_is_not_called_our_proposal(name: str, language: Language) -> None:
    """Before an outcome of ours there may be tasks of the routine; only those of ours are marked."""
    tasks = {task.id: task for task in _tasks(name)}
    for outcome in [one for one in _outcomes(name) if one.needs]:
        needed = [tasks[task] for task in outcome.needs]
        named = tuple(map(acts.TaskName.of, needed))
        ours = outcome.needs_clause is None
        act = acts.NeedsFirst(decision="d", outcome=outcome.id, chosen=outcome.text, ours=ours, tasks=named)
        head, *lines = _said(act, language).splitlines()
        assert ("rutinen" in head.casefold()) is not all(task.ours for task in needed), outcome.id
        assert [OURS[language] in line.casefold() or "rutinen" not in head.casefold() for line in lines] == [
            task.ours for task in needed
        ]


RULES = (" skal holdes", " skal haldast", " skal være ", " skal vere ")  # a duty that somebody else has set


def _of_ours(name: str) -> list[Text]:
    routine = routine_of(name)
    said = [text for task in _tasks(name) if task.ours for text in (task.text, task.why)]
    said += [outcome.says for outcome in _outcomes(name) if outcome.ours]
    said += [reminder.text for level in routine.levels for reminder in level.reminders if reminder.ours]
    return [text for text in said if text is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_ours_states_no_rule_without_saying_whose_it_is(name: str, language: Language) -> None:
    """The week to a nærværsmøte is rutine 4's, and not a tip of ours."""
    word = routine_of(name).level_word.in_(language)
    for text in _of_ours(name):
        for sentence in text.in_(language).split(". "):
            is_rule = any(rule in sentence for rule in RULES)
            assert not is_rule or word in sentence or "utinen" in sentence, sentence


@pytest.mark.parametrize("name", NAMES)
def test_an_order_of_the_routine_names_its_clause(name: str) -> None:
    clauses = {piece.clause for level in routine_of(name).levels for piece in [level, *level.tasks, *level.decisions]}
    clauses |= {outcome.clause for outcome in _outcomes(name)}
    named = [task.waits_clause for task in _tasks(name)] + [outcome.needs_clause for outcome in _outcomes(name)]
    assert {clause for clause in named if clause} <= clauses
    assert not [outcome.id for outcome in _outcomes(name) if outcome.ours and outcome.needs_clause]


def _alone(name: str, level: str) -> Plan:
    """The plan of a case that begins on the level."""
    routine = routine_of(name)
    alone = routine.model_copy(update={"levels": [routine.level(level)]})
    asked_of = [{"today": TODAY, "level": level}]
    case = {"title": "t", "breaks": [], "opened": TODAY, "events": [], "asked": asked_of}
    return Scenario.model_validate(case).plan(alone, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_that_waits_by_our_order_says_so(language: Language) -> None:
    """In Vennesla the source puts the foresatte before the report; on Alvøen the look after a week is ours."""
    told = {
        name: rendering.text(choosing.now(_alone(name, "3")), language, TODAY, "LM2") for name in ("vennesla", "alvoen")
    }
    routines = {"nb": "Rutinen legger dette før andre punkter", "nn": "Rutinen legg dette før andre punkt"}
    ours = {"nb": "Nærværslos lar andre punkter vente", "nn": "Nærværslos lèt andre punkt vente"}
    assert routines[language] in told["vennesla"]
    assert ours[language] in told["alvoen"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_reason_of_ours_is_told_as_ours_beside_the_clause(name: str, language: Language) -> None:
    routine = routine_of(name)
    for topic in index_of(routine).topics:
        task = topic.piece
        if isinstance(task, Task) and task.why and not task.ours:
            said = rendering.text(answer(routine, topic, None), language, TODAY, "LM2").casefold()
            assert (f"er {OURS[language]}" in said) is task.why.ours, topic.id


def _questions(routine: Routine) -> list[tuple[Question, bool]]:
    """Each question with whether it is ours in a talk that is not."""
    return [(question, question.ours and not guide.ours) for guide in routine.guides for question in guide.questions]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_question_of_ours_in_a_talk_that_is_not_says_so(name: str, language: Language) -> None:
    routine = routine_of(name)
    world = World(stay=(), case=(), answers={}, today=TODAY)
    for guide in routine.guides:
        talk = Talk(guide=guide, given={}, world=world)
        for question in talk.questions:
            said = _said(asked(talk, question, again=False), language).casefold()
            assert (f"spørsmålet er {OURS[language]}" in said) is (question.ours and not guide.ours), question.id


def test_some_talks_hold_a_question_of_ours() -> None:
    held = {name: sum(ours for _, ours in _questions(routine_of(name))) for name in NAMES}
    assert held == {"alvoen": 0, "faerder": 0, "hardanger": 1, "nittedal": 1, "vennesla": 0}


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_with_no_other_cannot_be_ticked_with_all(name: str) -> None:
    """One tap on “alle disse” would tick “ingen” with the rest."""
    world = World(stay=(), case=(), answers={}, today=TODAY)
    for guide in routine_of(name).guides:
        talk = Talk(guide=guide, given={}, world=world)
        for question in [one for one in talk.questions if one.type == "tick"]:
            none = [option for option in question.options if option.text.nb.startswith("Ingen")]
            titles = {offer.title for offer in asked(talk, question, again=False).offers}
            assert all(option.alone for option in none), question.id
            assert ("all_of_these" in titles) == (not none), question.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["3", "5"])
def test_the_forms_of_a_level_without_a_rule_for_writing_are_named(level: str, language: Language) -> None:
    """Nittedal orders no logging on trinn 3 and 5, and has forms there."""
    routine = routine_of("nittedal")
    there = routine.level(level)
    said = rendering.text(choosing.documentation(_alone("nittedal", level)), language, TODAY, "LM2")
    used = {form for task in there.tasks for form in task.forms}
    assert used
    assert all(routine.form(form).name.in_(language) in said for form in used)
    assert {"nb": "sier ikke noe om hvor du skriver", "nn": "seier ikkje noko om kvar du skriv"}[language] in said


# What of each level the source has no words for: Hardanger's levels have a number only, and Alvøen's rutine 1 and 7 no purpose.
UNNAMED = {
    "alvoen": {"1": ("purpose",), "7": ("purpose",)},
    "hardanger": {"0": ("name", "purpose"), "1": ("name",), "2": ("name",)},
}


@pytest.mark.parametrize("name", NAMES)
def test_the_levels_that_the_source_does_not_name_are_known(name: str) -> None:
    routine = routine_of(name)
    found = {level.id: piece.of for level in routine.levels for piece in choosing.ours_of(routine, level)}
    assert found == UNNAMED.get(name, {})


SAID_OURS = {
    "nb": "Navnet og beskrivelsen er fra Nærværslos, ikke fra rutinen.",
    "nn": "Namnet og skildringa er frå Nærværslos, ikkje frå rutinen.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_of_ours_is_told_as_ours_and_the_tasks_keep_their_clause(language: Language) -> None:
    routine = routine_of("hardanger")
    plan = _alone("hardanger", "0")
    opened = rendering.text(choosing.opening(plan), language, TODAY, "LM2")
    where = rendering.text(choosing.level(plan), language, TODAY, "LM2")
    asked = rendering.text(answer(routine, index_of(routine).by_id["0:level"], None), language, TODAY, "LM2")
    assert [said for said in (opened, where, asked) if SAID_OURS[language] not in said] == []
    assert "nivå 0." in asked.splitlines()[-1]  # the clause of the tasks
    came = rendering.text(choosing.arrival(_alone("hardanger", "2")), language, TODAY, "LM2")
    assert {"nb": "• Navnet er fra Nærværslos", "nn": "• Namnet er frå Nærværslos"}[language] in came


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_of_ours_is_unsigned_in_the_booklet_and_starred_in_the_diagram(language: Language) -> None:
    routine = routine_of("hardanger")
    level, other = routine.levels[0], routine.levels[3]
    sections = {section.title: section for section in booklet_of(routine, language).sections}
    titles = {one.id: level_title(routine, one, language) for one in (level, other)}
    assert sections[titles["0"]].lead == [SAID_OURS[language]]
    assert sections[titles["0"]].pieces[0].source == word("ours", language)
    assert (sections[titles["3"]].lead, sections[titles["3"]].pieces[0].source) == ([], source(other, language))
    drawn = {node.id: node.title for node in flow_of(routine, language).nodes if node.shape == "level"}
    assert (drawn["l_0"], drawn["l_3"]) == (f"{titles['0']} *", titles["3"])


def test_a_level_that_is_ours_as_a_whole_signs_nothing() -> None:
    routine = routine_of("hardanger")
    ours = Level.model_validate(routine.levels[0].model_dump(by_alias=True) | {"ours": True, "clause": None})
    changed = routine.model_copy(update={"levels": [ours, *routine.levels[1:]]})
    asked = rendering.text(answer(changed, index_of(changed).by_id["0:level"], None), "nb", TODAY, "LM2")
    assert SAID_OURS["nb"] in asked
    assert "Kilde" not in asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_division_of_ours_is_told_and_stands_in_the_booklet(language: Language) -> None:
    routine = routine_of("hardanger")
    word = routine.level_word.model_copy(update={"ours": True})
    changed = routine.model_copy(update={"level_word": word})
    said = {"nb": "Inndelingen i nivå er fra Nærværslos", "nn": "Inndelinga i nivå er frå Nærværslos"}[language]
    about = booklet_of(changed, language).sections[0]
    assert said in about.pieces[1].lines[-1]
    told = rendering.text(choosing.ours_of(changed, changed.levels[3]), language, TODAY, "LM2")
    assert told.startswith(said)
