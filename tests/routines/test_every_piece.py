"""Every piece of every routine is found: in the booklet with its weight and its clause, and in the answer to a plain question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from api.engine.schema import (
    BINDING,
    Deadline,
    Gap,
    Guide,
    Language,
    MeasureGroup,
    Outcome,
    Participant,
    Role,
    Routine,
    Source,
    Sourced,
    System,
    Task,
)
from api.engine.topic_index import answers as is_sure
from api.engine.topic_index import index_of
from api.engine.topics import Topic, topics_of
from api.wording import choosing, rendering
from api.wording.answers import answer
from api.wording.texts import capital, say
from routine_tools.booklet import Booklet, Entry, Section, booklet_of
from routine_tools.scenario import ROUTINES, Scenario, routine_of
from routine_tools.words import deadline_rule, source, word

NAMES = sorted(folder.name for folder in ROUTINES.iterdir() if (folder / "routine.yaml").exists())
TODAY = date(2026, 8, 24)
NB: Language = "nb"
NOT_SURE = 2  # pieces that are offered as the nearest when none is sure
# What is led, listed or summed up elsewhere: a talk and its tips stand in the talk, a role is its people, a system its documentation.
ELSEWHERE = ("guide", "tip", "measures", "role", "system")

SHARED = ("people", "service", "duty", "list")  # several pieces at once, each with whose it is


@cache
def _said(name: str, topic_id: str) -> str:
    routine = routine_of(name)
    topic = index_of(routine).by_id[topic_id]
    return rendering.text(answer(routine, topic, None), NB, TODAY, "LM2")


def _topics(name: str) -> list[Topic]:
    return list(topics_of(routine_of(name)))


# The booklet


def _entries(booklet: Booklet) -> Iterator[Entry]:
    for section in booklet.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[Entry]:
    for entry in section.pieces:
        yield entry
        yield from entry.pieces
    for part in section.sections:
        yield from _of_section(part)


def _marked(piece: object) -> str:
    match piece:
        case Participant(informed_only=True):
            return word(f"informed_{piece.obligation}", NB)
        case Task() | Participant():
            return word(piece.obligation, NB)
        case Deadline():
            return word(f"kind_{piece.kind}", NB)
        case Gap():
            return word("gap", NB)
        case _:
            return ""


def _worded(routine: Routine, piece: Sourced) -> str:
    match piece:
        case Participant(obligation="must_when", note=note) if note:
            return f"{routine.role(piece.role).definite.nb} {note.nb}"
        case Participant():
            return routine.role(piece.role).definite.nb
        case Deadline():
            return deadline_rule(piece, NB)
        case Gap():
            return say("gap", NB, text=piece.text.nb)
        case _:
            said = next(getattr(piece, key) for key in ("question", "text", "name") if hasattr(piece, key))
            return str(said.nb)


def _pieces(routine: Routine) -> Iterator[Sourced]:
    yield from [*routine.thresholds, *routine.forms, *routine.gaps, *routine.notes]
    for level in routine.levels:
        yield from [*level.tasks, *level.people, *level.deadlines, *level.decisions, *level.reminders, *level.gaps]
        yield from [outcome for decision in level.decisions for outcome in decision.outcomes]
        yield from [level.documentation] if level.documentation else []


@pytest.mark.parametrize("name", NAMES)
def test_the_booklet_has_every_piece_with_its_weight_and_its_clause(name: str) -> None:
    routine = routine_of(name)
    printed = {(entry.text, entry.mark, entry.source) for entry in _entries(booklet_of(routine, NB))}
    wanted = [(_worded(routine, piece), _marked(piece), source(piece, NB)) for piece in _pieces(routine)]
    assert len(wanted) > 100
    assert [one for one in wanted if one not in printed] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_booklet_has_every_question_of_every_talk_and_every_measure(name: str) -> None:
    routine = routine_of(name)
    entries = list(_entries(booklet_of(routine, NB)))
    printed = {entry.text for entry in entries}
    listed = {line for entry in entries for line in entry.lines}
    asked = [question.text.nb for guide in routine.guides for question in guide.questions]
    led = [
        line.nb
        for guide in routine.guides
        for line in (*guide.preparation, *guide.opening, *guide.closing, *guide.after)
    ]
    measures = [measure.text.nb for group in routine.measures for measure in group.measures]
    assert [text for text in (*asked, *led) if text not in printed] == []
    assert [text for text in measures if text not in listed] == []


# The answer to a plain question


def _asked(routine: Routine, topic: Topic) -> Iterator[str]:
    """What a teacher may ask for it: its own phrases, then plain questions for a piece of its kind."""
    yield from topic.asked
    at = f"på {routine.level_word.nb} {topic.level}" if topic.level else ""
    name = topic.said[0][1].nb.rstrip(".?") if topic.said else ""
    by_kind = {
        "person": [f"hvem skal være med {at}?"],
        "people": [f"hvem skal være med {at}?"],
        "level": [f"hva er {routine.level_word.nb} {topic.level}?"],
        "document": [f"hvor skriver vi {at}?"],
        "deadline": [f"når er fristen for {name} {at}?"],
        "decision": [f"hva avgjør vi {at}: {name}?"],
        "outcome": [f"hva betyr «{name}» {at}?"],
        "task": [f"må vi {name.lower()} {at}?"],
        "form": [f"hva er {name}?"],
        "service": [f"når skal vi ta kontakt med {name}?", f"hva kan {name} hjelpe med?"],
    }
    yield from by_kind.get(topic.kind, [])
    yield f"{name}?"


def _is_found(routine: Routine, name: str, topic: Topic) -> bool:
    """Whether a question for it is answered with what it says; when no piece is sure, it is one of the nearest."""
    index, wanted = index_of(routine), _said(name, topic.id).split("\n")[0]
    if isinstance(topic.piece, Participant):  # named among all of the level
        wanted = routine.role(topic.piece.role).definite.nb
    for question in _asked(routine, topic):
        read = index.read(question)
        hits = index.answer(read, topic.level or routine.levels[0].id)
        shown = hits[: 1 if hits and is_sure(hits[0], read) else NOT_SURE]
        if any(wanted in _said(name, hit.topic.id) for hit in shown):
            return True
    return False


def _stands_elsewhere(routine: Routine, topic: Topic) -> bool:
    """Shared advice on a service gives way to the rule of the routine, where it names the service itself."""
    people = {person.role for level in routine.levels for person in level.people}
    role = topic.id.removeprefix("service:")  # “andre” is no service but several
    return topic.kind in ELSEWHERE or (topic.kind == "service" and role in {*people, "andre"})


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_question_finds_every_piece(name: str) -> None:
    routine = routine_of(name)
    topics = [topic for topic in _topics(name) if not _stands_elsewhere(routine, topic)]
    assert len(topics) > 150
    assert [topic.id for topic in topics if not _is_found(routine, name, topic)] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_says_how_it_binds_and_where_it_stands(name: str) -> None:
    """A task and a person with their weight; all but gaps, which are silences, with their clause or that they are ours."""
    routine = routine_of(name)
    for topic in _topics(name):
        said, piece = _said(name, topic.id), topic.piece
        if isinstance(piece, Task):
            binds = "must" if piece.obligation in BINDING else piece.obligation  # a condition stands in the text
            begins = "rule_ours" if piece.ours else f"rule_{binds}"
            assert said.startswith(_begins(routine, topic, begins)), topic.id
        if isinstance(piece, Participant):
            at = _at(routine, topic)
            how = "informed" if piece.informed_only else piece.obligation
            ends = say(f"involved_{how}", NB, person="", note=piece.note.nb if piece.note else "", **at)
            if how == "informed" and piece.note is not None:  # the note may say when, which is not always on this level
                ends = say("involved_informed_as", NB, person="", note=piece.note.nb, **at)[-len(piece.note.nb) - 1 :]
            assert ends.strip() in said, topic.id
        if (
            isinstance(piece, Sourced)
            and not isinstance(piece, Gap | Guide | MeasureGroup)
            and topic.kind not in SHARED
        ):
            assert piece.clause in said if piece.clause else "Nærværslos" in said, topic.id


def _begins(routine: Routine, topic: Topic, name: str) -> str:
    return say(name, NB, task="", **_at(routine, topic)).strip()


def _at(routine: Routine, topic: Topic) -> dict[str, object]:
    word = routine.level_word
    return {"at": word.at, "At": capital(word.at), "word": word.nb, "level": topic.level}


@pytest.mark.parametrize("name", NAMES)
def test_who_owns_the_routine_is_told_or_that_it_is_not_known(name: str) -> None:
    routine, index = routine_of(name), index_of(routine_of(name))
    found = index.answer(index.read("Hvem eier rutinen?"), routine.levels[0].id)[0].topic
    owner = routine.source.owner
    assert found.id == ("source" if owner else "gap:g.owner")
    assert isinstance(found.piece, Source if owner else Gap)
    assert (owner.nb if owner else "hvem som eier rutinen") in _said(name, found.id)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("question", "gap"),
    [
        ("Forlenger høstferien fristen?", "g.breaks"),
        ("Hva gjør vi når foresatte ikke tar telefonen?", "g.foresatte"),
        ("Foreldrene er skilt, hvem av dem snakker vi med?", "g.foresatte"),
        ("Jeg blir sykemeldt, hvem tar over?", "g.substitute"),
        ("Hva skjer med saken når eleven bytter skole?", "g.moving"),
        ("Hvor lenge lagres notatene?", "g.retention"),
    ],
)
def test_what_the_whole_routine_is_silent_on_is_told_when_asked(name: str, question: str, gap: str) -> None:
    """On every level of the routine; a level may have a silence of its own that says it more closely."""
    routine = routine_of(name)
    index = index_of(routine)
    for level in routine.levels:
        best = index.answer(index.read(question), level.id)[0].topic
        assert isinstance(best.piece, Gap), (level.id, best.id)
        assert best.id == f"gap:{gap}" or best.level == level.id, (level.id, best.id)


def test_a_role_and_a_system_are_told_with_all_their_levels() -> None:
    for name in NAMES:
        routine = routine_of(name)
        for topic in _topics(name):
            if isinstance(topic.piece, Role):
                levels = [one for one in routine.levels if any(person.role == topic.piece.id for person in one.people)]
                said = _said(name, topic.id).casefold()
                assert all(f"{routine.level_word.nb} {level.id}".casefold() in said for level in levels)
            if isinstance(topic.piece, System):
                assert _said(name, topic.id)


def test_an_outcome_that_is_ours_is_marked_before_it_is_pressed() -> None:
    for name in NAMES:
        for topic in _topics(name):
            ours = [one for one in getattr(topic.piece, "outcomes", []) if isinstance(one, Outcome) and one.ours]
            if ours and topic.kind == "decision":
                said = _said(name, topic.id)
                assert "fra Nærværslos, ikke fra rutinen" in said.replace("Fra Nærværslos", "fra Nærværslos"), topic.id


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Rutinen sier ikke hvem som skal være med på nivå 3."),
        ("nn", "Rutinen seier ikkje kven som skal vere med på nivå 3."),
    ],
)
def test_a_level_that_names_nobody_says_so_in_chat_and_booklet(language: Language, said: str) -> None:
    """Also where no gap was written for it."""
    routine = routine_of("hardanger")
    bare = routine.level("3").model_copy(update={"people": [], "gaps": []})
    changed = routine.model_copy(update={"levels": [bare]})
    case = {"title": "t", "breaks": [], "opened": TODAY, "events": [], "asked": [{"today": TODAY, "level": "3"}]}
    plan = Scenario.model_validate(case).plan(changed, TODAY)
    assert said in rendering.text(choosing.who(plan), language, TODAY, "LM2")
    whole = routine.model_copy(update={"levels": [*routine.levels[:3], bare]})
    level = next(section for section in booklet_of(whole, language).sections if section.title.startswith("Nivå 3"))
    people = next(one for one in level.sections if one.title == word("people", language))
    assert [(entry.text, entry.kind) for entry in people.pieces] == [(word("people_missing", language), "gap")]


def test_who_takes_part_goes_on_from_the_mark_in_the_booklet() -> None:
    """“skal foresatte”, and never a capital in the middle of it."""
    texts = {entry.text for entry in _entries(booklet_of(routine_of("faerder"), NB)) if entry.mark == word("must", NB)}
    assert "foresatte" in texts
    assert "Foresatte" not in texts
