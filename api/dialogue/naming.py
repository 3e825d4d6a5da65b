"""Other pupils in a message: what names one by its label concerns that case, and the reply says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import cases, offers
from api.dialogue.acts import Button
from api.dialogue.reading import judge
from api.dialogue.reading.labels import names, same_label
from api.dialogue.scene import Scene
from api.dialogue.standing import WaitsForLabel
from api.errors import NotFound

# Answered about the pupil that is named, whatever stands in the case spoken of.
QUESTIONS = judge.QUESTIONS | {"summary", "reminder"}
# Done in the case of the pupil that is named, which is spoken of from there on.
DEEDS = frozenset("start_guide close_case concern_confirmed concern_cleared resume edit_answer".split())
_MOVE = {"nb": "Flytt notatet til {}", "nn": "Flytt notatet til {}"}


async def named(scene: Scene) -> list[OpenedCase]:
    """The teacher's cases whose labels the typed text holds; a closed one only when no open one is called the same."""
    if scene.turn.payload and scene.asked_text is None:
        return []
    found = []
    for case in await scene.cases.readable():
        if names(scene.text, case.label):
            is_own = scene.case is not None and scene.case.case.id == case.id
            found.append(scene.opened if is_own else await scene.cases.get(case.id, reading="chat"))
    still_open = [one for one in found if one.plan(scene.today).is_open]
    return still_open + [one for one in found if not any(same_label(one.case.label, o.case.label) for o in still_open)]


def others(scene: Scene, found: Sequence[OpenedCase]) -> list[OpenedCase]:
    return [one for one in found if scene.case is None or one.case.id != scene.case.case.id]


async def answer_about(scene: Scene, other: OpenedCase, answer: Callable[[Scene], Awaitable[None]]) -> None:
    """Answers about a case that is not spoken of. Its buttons would do nothing here, so none are shown."""
    own, standing, said = scene.case, scene.standing, len(scene.acts)
    scene.case = other
    scene.say("about_case", case=scene.words.case)
    await answer(scene)
    scene.case, scene.standing = own, standing
    for act in scene.acts[said:]:
        act.buttons.clear()


def say_whose(scene: Scene) -> None:
    """Whose question it is that stands again."""
    if scene.case is not None and not isinstance(scene.standing, WaitsForLabel):
        scene.say("still_in_case", case=scene.words.case)


async def to_where_the_note_lies(scene: Scene, found: list[OpenedCase]) -> list[Button]:
    """Turns to the one open case a note names, if it names no other. Returns buttons to move the note to where else it may belong."""
    other = [one for one in others(scene, found) if one.plan(scene.today).is_open]
    before = scene.case
    if len(found) == 1 and other:
        await cases.turn_to(scene, other[0])
        other = [before] if before is not None and before.plan(scene.today).is_open else []
    return [move_button(scene, one) for one in other]


def offer_moves(scene: Scene, buttons: list[Button]) -> None:
    """Under the act that says where the note lies; the acute text does not say it."""
    if scene.case is None or not buttons:
        return
    if not any(act.kind == "noted_loose" for act in scene.acts):
        scene.say("noted_loose", case=scene.words.case)
    next(act for act in scene.acts if act.kind == "noted_loose").buttons[:0] = buttons


def move_button(scene: Scene, to: OpenedCase) -> Button:
    title = _MOVE[scene.language].format(scene.secret(to.case.label))
    return scene.button(title, move=str(scene.turn.id), to=str(to.case.id))


async def move(scene: Scene, turn_id: UUID, to: UUID) -> bool:
    """Takes a note back where it lies and writes it anew in the other case; False when there is nothing to move."""
    if await scene.earlier(turn_id) is None:
        return False
    rows = [note for note in await scene.cases.notes_of_turn(turn_id) if note.kind == "loose"]
    if not rows or rows[0].case_id == to:
        return False
    try:
        lies_in = await scene.cases.get(rows[0].case_id, reading="note_moved")
        target = await scene.cases.get(to, reading="note_moved")
    except NotFound:
        return False
    if rows[0].id not in [note.id for note in lies_in.counting_notes()] or not target.plan(scene.today).is_open:
        return False
    await scene.cases.write(lies_in, "taken_back", None, turn_id=scene.turn.id, replaces=rows[0].id)
    await scene.cases.write(target, "loose", rows[0].text, turn_id=scene.turn.id)
    cases.choose(scene, target)
    scene.standing = None
    scene.say("note_moved", case=scene.words.case, buttons=[move_button(scene, lies_in), *offers.next_steps(scene)])
    return True
