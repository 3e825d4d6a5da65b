"""What is not the routine: greeting, help, the acute text, what was not understood, and notes outside any question."""

from __future__ import annotations

from api.dialogue import fitting, misses, offers
from api.dialogue.acts import Alarm, Greeting, NoteKept, Phrase
from api.dialogue.cases import talk_of, write_answer
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, Standing, WaitsForLabel
from api.wording import choosing


async def greet(scene: Scene) -> None:
    if scene.standing is not None:
        scene.say(Phrase(kind="greeting_again"))
        return
    routine = await scene.school_routine()
    scene.say(Greeting(routine=routine.name))


async def goodbye(scene: Scene) -> None:
    scene.standing = None
    scene.say(Phrase(kind="goodbye"))


async def thanks(scene: Scene) -> None:
    scene.say(Phrase(kind="thanks"))


async def help_(scene: Scene) -> None:
    scene.say(Phrase(kind="help"))


async def off_topic(scene: Scene) -> None:
    if not misses.choices(scene):
        scene.say(Phrase(kind="off_topic"))


async def unclear(scene: Scene) -> None:
    if not misses.choices(scene):
        scene.say(Phrase(kind="not_understood"))


async def reminder(scene: Scene) -> None:
    scene.say(Phrase(kind="no_reminders"))
    if scene.case is not None:
        scene.show(choosing.deadlines(scene.plan))


async def export(scene: Scene) -> None:
    scene.say(Phrase(kind="no_export"))


async def loose_note(scene: Scene) -> None:
    """Something told outside any question: kept on the case; without a case it may be the start of one."""
    if scene.case is None or not scene.plan.is_open:
        await unclear(scene)
        return
    await scene.note()
    scene.say(NoteKept(case=scene.name, offers=tuple(offers.next_steps(scene))))


async def keep(scene: Scene, standing: Standing | None) -> None:
    """Keeps the text where it belongs: the question that stands, the worry being told, else the case."""
    if isinstance(standing, WaitsForLabel):
        scene.standing = WaitsForLabel(turns=[*standing.turns, scene.turn.id])
        return
    if scene.case is None:
        return
    if isinstance(standing, InGuide) and scene.plan.is_open:
        question = (await talk_of(scene, standing)).standing
        fit = fitting.fitting(question, scene.text, scene.language, scene.today) if question is not None else None
        if question is not None and fit is not None:
            await write_answer(scene, standing, question, fit)
            return
    await scene.note()


async def acute(scene: Scene) -> None:
    """The fixed text. A talk that was being led waits; nothing is blocked."""
    scene.say(Alarm(barnevernvakt=scene.actor.school.barnevernvakt or None))
    if isinstance(scene.standing, InGuide):
        scene.standing = None
        scene.say(Phrase(kind="acute_kept"))
