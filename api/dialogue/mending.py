"""What was recorded is said to be wrong: it is found, named, and proposed to be taken back or put right. A yes or a button does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.cases.service import OpenedCase
from api.dialogue import cases, naming, reports
from api.dialogue.acts import NoteKept
from api.dialogue.reading import fitting
from api.dialogue.reading.captions import same
from api.dialogue.reading.finding import alike, telling
from api.dialogue.reading.judging import judged
from api.dialogue.reading.mending import Mending, mending, of_another_pupil, of_the_wrong_pupil, replaced_figure
from api.dialogue.scene import Scene
from api.dialogue.standings.mend import Place, WaitsForMend
from api.engine.casefile import Entry, Note
from api.engine.facts import Fact

_TASKS: dict[str, Place] = {"attempted": "attempt", "planned": "plan"}
PLAIN = 2  # words in common: so much that nothing else is meant


@dataclass(frozen=True)
class _Recorded:
    """What an entry of this person's recorded that still counts."""

    entry: Entry
    facts: Sequence[Fact]
    notes: Sequence[Note]

    @property
    def decision(self) -> Fact | None:
        return next((fact for fact in self.facts if fact.kind == "decided"), None)

    @property
    def task(self) -> Fact | None:
        return next(
            (fact for fact in self.facts if fact.task and fact.kind != "went_on" and fact.kind != "decided"), None
        )

    @property
    def dated(self) -> Fact | None:
        return next((fact for fact in self.facts if fact.deadline or (fact.task and fact.kind not in _NO_DAY)), None)


_NO_DAY = frozenset(("went_on", "decided", "task_skipped"))


async def heard(scene: Scene) -> bool:
    """Whether something recorded was said to be wrong, and is asked about now. The words are kept, unless they only ask for that."""
    standing = scene.standing
    if scene.turn.payload is not None or scene.case is None or not (standing is None or standing.undo_beside):
        return False
    if any(same(scene.text, task.done.nb, task.done.nn) for task in scene.plan.level.tasks):
        return False  # it says that the task is done, in just the words of its button
    read = mending(scene.text, scene.today)
    moved = any(part.status and part.status[0][0] == "moved" for part in scene.turn.parts)
    if read is None or moved:  # what was moved is a plan anew, and was not told wrongly
        return False
    if read.sign == "day" and read.tells_held and reports.tells_held(scene):
        return False  # that a meeting was held is told anew, and corrects no day
    if read.sign == "case" and scene.plan.is_open:
        await scene.note()
        await cases.ask_close(scene)
        return True
    proposed = await _proposed(scene, read)
    if proposed is None:
        return False
    if not read.is_command:
        await scene.note()
        scene.say(NoteKept(case=scene.name))
    await proposed.ask(scene)
    return True


async def _proposed(scene: Scene, read: Mending) -> WaitsForMend | None:
    others = await _others(scene)
    mine = [one for one in _mine(scene) if one.entry.do != "open"]
    if not mine:
        return None
    if others and (of_another_pupil(scene.text) or of_the_wrong_pupil(scene.text)):
        return _to_another(scene, mine, others)
    if read.sign == "pupil":
        return None
    if of_the_wrong_pupil(scene.text):
        return None  # whose it is gets asked, see `standings/whose.py`
    if read.sign in ("wrong", "denied") and (figure := _figure(scene, mine)) is not None:
        return figure
    if read.day is not None and (dated := _dated(scene, read, read.day, mine)) is not None:
        return dated
    if read.sign == "day":
        return None
    found = _meant(scene, read, mine)
    if found is None:
        return None
    return _instead(scene, found) or WaitsForMend(turn=scene.turn.id, entries=_with_its_turn(mine, found, read))


def _mine(scene: Scene) -> list[_Recorded]:
    """The newest first."""
    file = scene.opened.file
    own = [one for one in file.entries if one.recorded_by == scene.actor.person.id and one.takes_back is None]
    found = []
    for entry in reversed(own):
        facts, notes = file.recorded_by(entry.number)
        facts = [fact for fact in facts if fact.kind != "withdrawn"]
        if entry.turn_id != scene.turn.id and (facts or notes):
            found.append(_Recorded(entry, facts, notes))
    return found


def _with_its_turn(mine: Sequence[_Recorded], found: _Recorded, read: Mending) -> tuple[int, ...]:
    """What was recorded last goes with all that came in the same turn; what was named goes alone."""
    turn = found.entry.turn_id
    if found is not mine[0] or turn is None or not (read.last or found.decision):
        return (found.entry.number,)
    return tuple(one.entry.number for one in mine if one.entry.turn_id == turn)


# which of it is meant


def _meant(scene: Scene, read: Mending, mine: Sequence[_Recorded]) -> _Recorded | None:
    among = _of_the_kind(read, mine)
    if read.sign == "denied":
        among = [one for one in among if one.task is not None and one.task.kind not in ("attempted", "planned")]
    if read.last and read.sign != "denied" and among:
        return among[0]
    scored = [(_score(scene, one), one) for one in among]
    best = max((score for score, _ in scored), default=0)
    if best:
        return next(one for score, one in scored if score == best)
    if read.of_level and read.sign in ("back", "wrong"):
        return next((one for one in mine if one.decision is not None), None)
    return among[0] if read.plainly and among else None


def _of_the_kind(read: Mending, mine: Sequence[_Recorded]) -> list[_Recorded]:
    if read.of_tick:
        return [one for one in mine if one.task is not None]
    if read.of_note and read.sign == "back":
        return [one for one in mine if any(note.kind in ("loose", "answer", "reason", "concern") for note in one.notes)]
    return list(mine)


def _score(scene: Scene, one: _Recorded) -> int:
    """How many telling words it shares with what was recorded; a task may also be known by what was done."""
    said = telling(scene.text)
    shared = sum(any(alike(word, other) for other in telling(_called(scene, one))) for word in said)
    if one.task is None or one.task.level != scene.plan.level.id:
        return shared
    task = next((state.task for state in scene.plan.tasks if state.task.id == one.task.task), None)
    by_act = (
        fitting.score(fitting.profile(scene.text.casefold(), scene.opened.routine), task, scene.opened.routine)
        if task
        else 0
    )
    return shared + min(by_act, 1)


def _called(scene: Scene, one: _Recorded) -> str:
    routine = scene.opened.routine
    texts = [note.text or "" for note in one.notes]
    for fact in one.facts:
        level = next((level for level in routine.levels if level.id == fact.level), None)
        task = next((task for task in level.tasks if task.id == fact.task), None) if level else None
        if task is not None:
            texts += [task.done.nb, task.done.nn]
        if fact.deadline and level is not None:
            texts += [
                text for rule in level.deadlines if rule.id == fact.deadline for text in (rule.text.nb, rule.text.nn)
            ]
        if fact.decision and level is not None:
            ways = [
                way
                for one in level.decisions
                if one.id == fact.decision
                for way in one.outcomes
                if way.id == fact.outcome
            ]
            texts += [text for way in ways for text in (way.text.nb, way.text.nn)]
    return " ".join(texts)


# what is to stand instead


def _dated(scene: Scene, read: Mending, day: date, mine: Sequence[_Recorded]) -> WaitsForMend | None:
    """The day of what the words name, else of what was given a day last."""
    among = [
        one
        for one in mine
        if one.dated is not None
        and one.dated.level == scene.plan.level.id
        and _may_be(one, day, scene.today, held=read.tells_held)
    ]
    if not among or not scene.plan.is_open:
        return None
    one = max(among, key=lambda found: (_score(scene, found), found.entry.number))
    fact = one.dated
    assert fact is not None
    place: Place = "date" if fact.deadline else _TASKS.get(fact.kind, "tick")
    return WaitsForMend(
        turn=scene.turn.id, entries=(one.entry.number,), place=place, task=fact.task, deadline=fact.deadline, on=day
    )


def _may_be(one: _Recorded, day: date, today: date, *, held: bool) -> bool:
    """What was done lies behind, what is planned ahead; the day that stands is no other day. What was held is planned no more."""
    fact = one.dated
    if fact is None:
        return False
    ahead = fact.kind == "planned" or fact.deadline is not None
    if ahead and held:
        return False
    return day != (fact.on or fact.occurred_on) and (day >= today if ahead else day <= today)


def _figure(scene: Scene, mine: Sequence[_Recorded]) -> WaitsForMend | None:
    """Of what was noted last, when it holds one figure as this does."""
    last = mine[0]
    if last.facts or not last.notes or replaced_figure(scene.text, last.notes[0].text or "") is None:
        return None
    return WaitsForMend(turn=scene.turn.id, entries=(last.entry.number,), place="figure")


def _instead(scene: Scene, one: _Recorded) -> WaitsForMend | None:
    """The other outcome of the same decision that was judged in the message."""
    fact, says = one.decision, judged(scene.text, scene.turn.parts, scene.verdict).says
    if fact is None or not says:
        return None
    level = next((level for level in scene.opened.routine.levels if level.id == fact.level), None)
    decided = next((one for one in level.decisions if one.id == fact.decision), None) if level else None
    ways = [way for way in decided.outcomes if way.meanings & says and way.id != fact.outcome] if decided else []
    if decided is None or len(ways) != 1:
        return None
    return WaitsForMend(
        turn=scene.turn.id, entries=(one.entry.number,), place="outcome", decision=decided.id, outcome=ways[0].id
    )


# another pupil


async def _others(scene: Scene) -> list[OpenedCase]:
    found = naming.others(scene, await naming.named(scene))
    return [one for one in found if one.plan(scene.today).is_open]


def _to_another(scene: Scene, mine: Sequence[_Recorded], others: Sequence[OpenedCase]) -> WaitsForMend | None:
    note = next((one for one in mine if any(note.kind == "loose" for note in one.notes)), None)
    if note is None or len(others) != 1 or note.entry.turn_id is None:
        return None
    return WaitsForMend(
        turn=scene.turn.id, entries=(note.entry.number,), place="case", before=note.entry.turn_id, to=others[0].case.id
    )
