"""Other pupils in a message: what names one by its label concerns that case, and the reply says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import cases, offers
from api.dialogue.acts import Caption, NoteKept, OfCase, Offer
from api.dialogue.payloads import MoveNoteButton
from api.dialogue.reading import judge
from api.dialogue.reading.labels import names, same_label
from api.dialogue.scene import Scene, name_of
from api.errors import NotFound

# Answered about the pupil that is named, whatever stands in the case spoken of.
QUESTIONS = judge.QUESTIONS | {"summary", "reminder"}
# Done in the case of the pupil that is named, which is spoken of from there on.
DEEDS = frozenset("start_guide close_case concern_confirmed concern_cleared resume edit_answer".split())


async def named(scene: Scene) -> list[OpenedCase]:
    """The teacher's cases whose labels the typed text holds; a closed one only when no open one is called the same."""
    if scene.turn.payload and scene.asked_text is None:
        return []
    found = []
    for case in await scene.cases.readable():
        if names(scene.text, case.label):
            is_own = scene.case is not None and scene.case.case.id == case.id
            found.append(scene.opened if is_own else await scene.load(case.id))
    still_open = [one for one in found if one.plan(scene.today).is_open]
    return still_open + [one for one in found if not any(same_label(one.case.label, o.case.label) for o in still_open)]


def others(scene: Scene, found: Sequence[OpenedCase]) -> list[OpenedCase]:
    return [one for one in found if scene.case is None or one.case.id != scene.case.case.id]


async def answer_about(scene: Scene, other: OpenedCase, answer: Callable[[Scene], Awaitable[None]]) -> None:
    """Answers about a case that is not spoken of. Its buttons would do nothing here, so none are shown."""
    own, standing, said = scene.case, scene.standing, len(scene.acts)
    scene.case = other
    scene.say(OfCase(kind="about_case", case=scene.name))
    await answer(scene)
    scene.case, scene.standing = own, standing
    scene.acts[said:] = [act.model_copy(update={"offers": ()}) for act in scene.acts[said:]]


def say_whose(scene: Scene) -> None:
    """Whose question it is that stands again."""
    if scene.case is not None and (scene.asks is None or scene.asks.is_of_case):
        scene.say(OfCase(kind="still_in_case", case=scene.name))


async def to_where_the_note_lies(scene: Scene, found: list[OpenedCase]) -> list[Offer]:
    """Turns to the one open case a note names, if it names no other. Returns buttons to move the note to where else it may belong."""
    other = [one for one in others(scene, found) if one.plan(scene.today).is_open]
    before = scene.case
    if len(found) == 1 and other:
        await cases.turn_to(scene, other[0])
        other = [before] if before is not None and before.plan(scene.today).is_open else []
    return [move_button(scene, one) for one in other]


def offer_moves(scene: Scene, moves: list[Offer]) -> None:
    """Under the act that says where the note lies; the acute text does not say it."""
    if scene.case is None or not moves:
        return
    if not any(isinstance(act, NoteKept) for act in scene.acts):
        scene.say(NoteKept(case=scene.name))
    place, kept = next((place, act) for place, act in enumerate(scene.acts) if isinstance(act, NoteKept))
    scene.acts[place] = kept.model_copy(update={"offers": (*moves, *kept.offers)})


def move_button(scene: Scene, to: OpenedCase) -> Offer:
    name = name_of(to)
    title = Caption(caption="move_note", case=name.label)
    return Offer(title=title, payload=MoveNoteButton(move=scene.turn.id, to=name.case))


async def move(scene: Scene, turn_id: UUID, to: UUID) -> bool:
    """Takes a note back where it lies and writes it anew in the other case; False when there is nothing to move."""
    if await scene.records.earlier(turn_id) is None:
        return False
    written = [one for one in await scene.cases.written_in(turn_id) if one.kind == "loose"]
    if not written or written[0].case_id == to:
        return False
    try:
        origin = await scene.cases.get(written[0].case_id, reading="note_moved")
        target = await scene.cases.get(to, reading="note_moved")
    except NotFound:
        return False
    if not target.plan(scene.today).is_open or not await scene.move_note(origin, written[0].entry, target):
        return False
    scene.speak_of(target)
    scene.standing = None
    back = move_button(scene, origin)
    scene.say(OfCase(kind="note_moved", case=scene.name, offers=(back, *offers.beside(scene))))
    return True
