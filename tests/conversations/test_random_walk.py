"""A random walk of real and hostile messages: always an answer, nothing lost, nothing doubled, and every case still makes sense.

`TURNS` makes it long (`make soak`), `SEED` makes it another walk.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TypeVar, cast

import pytest
from sqlmodel import Session, col, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from api.cases.models import NoteRow
from api.conversations.models import Conversation, Turn
from api.dialogue.reading.happened import asks
from api.dialogue.reading.pasted import unmarked
from api.engine.schema import Question
from api.keys import keyring
from api.keys.keyring import Keyring
from api.keys.models import DataKey, SealedRow
from api.keys.sealing import MasterKeys
from api.people.models import Identity
from routine_tools.scenario import routine_of
from tests.conversations.stack import Chat, Stack
from tests.conversations.wanderer import NOW, Walk, Wanderer

TURNS = int(os.environ.get("TURNS", "400"))
CONVERSATIONS = max(20, TURNS // 50)
SEED = int(os.environ.get("SEED", "4"))
BY_CHOICE = ("choice", "tick")
Row = TypeVar("Row", bound=SealedRow)


@pytest.fixture
def record(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The running assistant's own database, read with its keys."""
    keys = stack.environment["NAERVAERSLOS_TEXT_KEYS"].split(",")
    monkeypatch.setattr(keyring, "master_keys", lambda: MasterKeys(keys))
    engine = create_engine(stack.environment["NAERVAERSLOS_DATABASE_URL"])
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_random_walk_loses_nothing_and_always_gets_an_answer(stack: Stack, record: Session) -> None:
    walk = Walk(stack, CONVERSATIONS, random.Random(SEED))
    walk.go(TURNS)
    for one in walk.wanderers:
        for phone in one.phones:
            if phone.last.status:
                check_what_now(walk, one, phone, record)
    try:
        stack.settled(walk.wanderers[0].chat, 1)
    except AssertionError:
        walk.faults.insert(0, "turns are left without an answer")
    for one in walk.wanderers:
        check_notes(walk, one, record)
    spent = f"median {median(walk.seconds) * 1000:.0f} ms, slowest {max(walk.seconds) * 1000:.0f} ms"
    print(f"{walk.turns} turns, {CONVERSATIONS} conversations, {spent}, {walk.statuses['refused']} refusals")
    assert not walk.faults, f"{len(walk.faults)} faults with SEED={SEED}:\n" + "\n".join(walk.faults[:20])


def check_what_now(walk: Walk, one: Wanderer, phone: Chat, record: Session) -> None:
    """What the chat says is what the checklist says, or that there is no case, or which there are."""
    one.now_at = one.phones.index(phone)
    reply = walk.send(one, NOW[one.language])
    record.rollback()
    conversation = record.exec(conversations_of(one).where(Conversation.key == phone.device)).one()
    if conversation.case_id is None:
        is_open = Counter(case["status"] for case in phone.cases())["open"]
        turn = record.exec(
            select(Turn).where(Turn.conversation_id == conversation.id).order_by(col(Turn.number).desc())
        )
        kinds = acts_of(next(iter(opened(record, turn.fetchmany(1))), None))
        if ("which_case" if is_open else "no_case") not in kinds:
            walk.fault(one, f"{is_open} open cases, and what now gives {kinds}: {reply.text[:200]!r}")
        return
    plan = phone.plan(conversation.case_id)
    level = f"{routine_of(one.routine).level_word.in_(one.language)} {plan['level']}"
    if not says_now(plan["now"], reply.text, one.language) or (
        plan["status"] == "open" and level.casefold() not in reply.text.casefold()
    ):
        walk.fault(one, f"not what the checklist says, {plan['now']!r}: {reply.text!r}")


UNCHANGED = {"nb": "Ingenting er endret siden sist.", "nn": "Ingenting er endra sidan sist."}


def says_now(now: str, said: str, language: str) -> bool:
    """Whether each line is said, of a judgement its question alone; the place and what to do when nothing has changed."""
    lines = now.split("\n")
    found = [line for line in lines if line in said or line.partition(": ")[2] in said.splitlines()]
    return found == lines or (UNCHANGED[language] in said and lines[0] in found and len(found) > 1)


def check_notes(walk: Walk, one: Wanderer, record: Session) -> None:
    """What was an answer in a talk is one note with these words; in no case is a note more often than it was said."""
    record.rollback()
    ids = [conversation.id for conversation in record.exec(conversations_of(one))]
    typed = select(Turn).where(col(Turn.conversation_id).in_(ids), col(Turn.sealed_payload).is_(None))
    turns = opened(record, record.exec(typed).all())
    written = (
        select(NoteRow)
        .join(Identity, col(Identity.person_id) == col(NoteRow.recorded_by))
        .where(Identity.subject == one.subject)
    )
    notes = [note for note in opened(record, record.exec(written).all()) if note.kind in ("answer", "loose", "concern")]
    questions = {question.id: question for guide in routine_of(one.routine).guides for question in guide.questions}
    for turn in filter(answers_in_talk, turns):
        own = [note for note in notes if note.turn_id == turn.id]
        said_here = unmarked(turn.text)
        if len(own) != 1 or not same_words(own[0].text or "", said_here, questions.get(own[0].question_id or "")):
            kept = [note.text for note in own]
            walk.fault(
                one, f"{turn.text[:120]!r} ({(turn.outcome or {})['verdict']}, {acts_of(turn)}) is kept as {kept}"
            )
    taken_back = {(note.case_id, note.replaces) for note in record.exec(written)}
    said = Counter(unmarked(turn.text) for turn in turns)
    stored = Counter(
        (note.case_id, own_words(note.text or "", said))
        for note in notes
        if (note.case_id, note.number) not in taken_back
        and (note.question_id is None or questions[note.question_id].type == "open")
    )
    doubled = {words: times for (_, words), times in stored.items() if times > said[words]}
    if doubled:
        walk.fault(one, f"notes nobody wrote so often: {doubled}")


def opened(record: Session, rows: Sequence[Row]) -> Sequence[Row]:
    ring = Keyring(cast(AsyncSession, None))
    for key in record.exec(select(DataKey)):
        ring.take(key)
    return [row.open(ring) for row in rows]


def conversations_of(one: Wanderer) -> SelectOfScalar[Conversation]:
    return (
        select(Conversation)
        .join(Identity, col(Identity.person_id) == col(Conversation.person_id))
        .where(Identity.subject == one.subject)
    )


def acts_of(turn: Turn | None) -> list[str]:
    return [act["kind"] for act in (turn.outcome or {}).get("acts", [])] if turn else []


def answers_in_talk(turn: Turn) -> bool:
    """A judgement asked for is no question of a talk: yes and no to it are no answers to keep, and nor is what only asks."""
    verdict, kinds = (turn.outcome or {}).get("verdict"), acts_of(turn)
    if "plan" in kinds and asks(unmarked(turn.text).casefold()):
        return False
    if verdict == "acute":
        return "acute_kept" in kinds
    if "decision_unclear" in kinds and turn.ranking and turn.ranking[0][0] in ("affirm", "deny"):
        return False
    return verdict in ("answer", "doubtful", "both")


def own_words(note: str, said: Counter[str]) -> str:
    """What a version of an answer holds besides the one before it: the last lines that somebody said."""
    lines = note.split("\n")
    ends = ("\n".join(lines[first:]) for first in range(len(lines)))
    return next((end for end in ends if end in said), note)


def same_words(note: str, said: str, question: Question | None) -> bool:
    """Word for word, perhaps under what stood before.

    A day is added in full, options chosen by their numbers stand in their own words, and of “nei, jeg mente 4” the 4 is stored.
    """
    if note == said or question is None:
        return note == said
    if question.type == "open":
        return note.endswith(f"\n{said}")
    if question.type in ("scale", "number"):
        return note in said
    options = {text for option in question.options for text in (option.text.nb, option.text.nn)}
    if question.type == "date":
        return note.startswith(f"{said.strip()} (")
    return question.type in BY_CHOICE and set(note.split("; ")) <= options
