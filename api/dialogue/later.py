"""A meeting that is set to a day, or was held, while the level that has it lies ahead: said so, and only kept as a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from api.dialogue import offers
from api.dialogue.acts import HeldLater, Offer, PlannedLater, TaskName
from api.dialogue.payloads import DecideButton
from api.dialogue.reading import fitting, happened, ruling_out
from api.dialogue.reading.days import read_day
from api.dialogue.reading.happened import Happened
from api.dialogue.reading.judge import FEW, words
from api.dialogue.reading.parts import Part
from api.dialogue.reading.told import read_all
from api.dialogue.scene import Scene
from api.engine.plan import TaskState
from api.engine.schema import Level, Task
from api.wording.pieces import LevelName


def heard(scene: Scene, told: Sequence[Happened]) -> PlannedLater | None:
    """The meeting of the next level; None where this level has one of its own, or the words are of another."""
    days = [one.on for one in told if one.what == "planned" and not one.tasks and one.on is not None]
    on = days[-1] if days else None  # “møtet på torsdag blir flyttet til fredag”
    if on is None or any(is_held(state.task) for state in scene.plan.tasks):
        return None
    routine, text = scene.plan.routine, scene.text.casefold()
    whom = ruling_out.actors(text, routine)
    for level in _ahead(scene):
        for task in level.tasks:
            if is_held(task) and not ruling_out.is_of_others(text, whom, task, routine):
                at = LevelName(word=routine.level_word, id=level.id)
                return PlannedLater(task=TaskName.of(task), at=at, on=on)
    return None


def held(scene: Scene, told: Sequence[Happened], text: str, parts: Sequence[Part]) -> HeldLater | None:
    """“Møtet er gjennomført” of a meeting that the next level has; None where the words are of anything on this level."""
    if any(one.what == "done" and one.tasks for one in told):
        return None
    routine = scene.opened.routine
    for level in _ahead(scene):
        states = [TaskState(task=task, state="open") for task in level.tasks if is_held(task)]
        found = next(
            (one for one in read_all(text, parts, states, routine, scene.today) if one.what == "done" and one.tasks),
            None,
        )
        if found is not None:
            task = next(state.task for state in states if state.task.id == found.tasks[0])
            at = LevelName(word=routine.level_word, id=level.id)
            return HeldLater(task=TaskName.of(task), at=at, offers=tuple(_ways_to(scene, level)))
    return None


def _ways_to(scene: Scene, level: Level) -> Iterator[Offer]:
    for decision in scene.plan.level.decisions:
        to = {one.id for one in decision.outcomes if one.does == "go_to" and one.to == level.id}
        for offer in offers.outcomes(scene, decision):
            if isinstance(offer.payload, DecideButton) and offer.payload.outcome in to:
                yield offer


_CALLED = re.compile(r"\b\w+(?:møte|samtale|samtala)(?=t?\b|n?\b)|\bevaluering\w*")
_EVALUATES = "evaluering"


def named(scene: Scene) -> PlannedLater | None:
    """“Kartleggingssamtale fredag 4. september”, few words for what no task of this level is called: the next level that has it."""
    text = scene.text.casefold()
    called = _CALLED.search(text)
    if called is None or words(text) > FEW or happened.asks(text) or happened.denies(text) or happened.is_held(text):
        return None
    on = read_day(text, scene.today, side="future")
    if on is None or on <= scene.today or any(_is_called(state.task, called[0]) for state in scene.plan.tasks):
        return None
    here = [level.id for level in scene.plan.routine.levels].index(scene.plan.level.id)
    for level in scene.opened.routine.levels[here + 1 :]:
        for task in level.tasks:
            if _is_called(task, called[0]):
                at = LevelName(word=scene.plan.routine.level_word, id=level.id)
                return PlannedLater(task=TaskName.of(task), at=at, on=on)
    return None


def _is_called(task: Task, name: str) -> bool:
    if name.startswith(_EVALUATES):
        return task.records is not None and task.records.fact == "evaluation_done"
    return is_held(task) and name in f"{task.text.nb} {task.text.nn}".casefold()


def _ahead(scene: Scene) -> Iterator[Level]:
    """The levels that a decision of this one leads on to."""
    levels = [level.id for level in scene.plan.routine.levels]
    to = {one.to for decision in scene.plan.level.decisions for one in decision.outcomes if one.does == "go_to"}
    here = levels.index(scene.plan.level.id)
    return (level for level in scene.opened.routine.levels[here + 1 :] if level.id in to)


def is_held(task: Task) -> bool:
    """A meeting, or a talk that people meet for."""
    return fitting.is_a_held_talk(task) or (task.records is not None and task.records.fact == "meeting_held")
