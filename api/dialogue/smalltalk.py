"""What is not the routine: greeting, help, the acute text, what was not understood, and notes outside any question."""

from __future__ import annotations

from api.dialogue import misses, offers, questions
from api.dialogue.cases import talk_of, write_answer
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, Standing, WaitsForLabel


async def greet(scene: Scene) -> None:
    if scene.standing is not None:
        scene.say("greeting_again")
        return
    routine = await scene.school_routine()
    scene.say("greeting", routine=routine.name.in_(scene.language))


async def goodbye(scene: Scene) -> None:
    scene.standing = None
    scene.say("goodbye")


async def thanks(scene: Scene) -> None:
    scene.say("thanks")


async def help_(scene: Scene) -> None:
    scene.say("help")


async def off_topic(scene: Scene) -> None:
    if not misses.choices(scene):
        scene.say("off_topic")


async def unclear(scene: Scene) -> None:
    if not misses.choices(scene):
        scene.say("not_understood")


async def reminder(scene: Scene) -> None:
    scene.say("no_reminders")
    if scene.case is not None:
        scene.say("sentences", words=scene.words.deadlines())


async def export(scene: Scene) -> None:
    scene.say("no_export")


async def loose_note(scene: Scene) -> None:
    """Something told outside any question: kept on the case; without a case it may be the start of one."""
    if scene.case is None or not scene.plan.is_open:
        await unclear(scene)
        return
    await scene.cases.write(scene.opened, "loose", scene.text, turn_id=scene.turn.id)
    scene.say("noted_loose", case=scene.words.case, buttons=offers.next_steps(scene))


async def keep(scene: Scene, standing: Standing | None) -> None:
    """Keeps the text where it belongs: the question that stands, the worry being told, else the case."""
    if isinstance(standing, WaitsForLabel):
        scene.standing = WaitsForLabel(turns=[*standing.turns, scene.turn.id])
        return
    if scene.case is None:
        return
    if isinstance(standing, InGuide) and scene.plan.is_open:
        question = (await talk_of(scene, standing)).standing
        words = questions.fitting(scene, question, scene.text) if question is not None else None
        if question is not None and words is not None:
            await write_answer(scene, standing, question, words)
            return
    await scene.cases.write(scene.opened, "loose", scene.text, turn_id=scene.turn.id)


async def acute(scene: Scene) -> None:
    """The fixed text. A talk that was being led waits; nothing is blocked."""
    scene.say(
        "acute", barnevernvakt=f" ({scene.actor.school.barnevernvakt})" if scene.actor.school.barnevernvakt else ""
    )
    if isinstance(scene.standing, InGuide):
        scene.standing = None
        scene.say("acute_kept")
