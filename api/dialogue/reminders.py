"""What is pressed under a reminder, and whether there are any."""

from __future__ import annotations

from api.dialogue import cases, decisions
from api.dialogue.acts import OfCase, Phrase, PutOff, TaskName
from api.dialogue.commands import stand_again
from api.dialogue.payloads import ReminderDone, Snooze
from api.dialogue.scene import Scene, name_of
from api.dialogue.smalltalk import say_reminding
from api.errors import NotFound
from api.wording import choosing


async def switch(scene: Scene, *, on: bool) -> None:
    await scene.records.remind(on=on)
    say_reminding(scene, "reminders_on" if on else "reminders_off")
    await stand_again(scene)


async def done(scene: Scene, payload: ReminderDone) -> None:
    """Ticks it as any other button of its case would, with what that asks for first."""
    if scene.case is None or scene.case.case.id != payload.in_case:
        try:
            opened = await scene.load(payload.in_case)
        except NotFound:
            scene.say(Phrase(kind="button_past"))
            await stand_again(scene)
            return
        scene.speak_of(opened)
        scene.standing = None
        scene.say(OfCase(kind="now_speaking_of", case=scene.name))
        await cases.brief(scene)
    if scene.place == payload.placed:
        await decisions.tick(scene, payload.done, None)
    else:
        scene.say(OfCase(kind="button_moved", case=scene.name))
        await stand_again(scene)


async def snooze(scene: Scene, payload: Snooze) -> None:
    """Puts it off, as long as it is due on the same day. What is spoken of stays."""
    try:
        opened = await scene.cases.get_to_tell(payload.in_case)
    except NotFound:
        scene.say(Phrase(kind="button_past"))
        await stand_again(scene)
        return
    due = {state.task.id: (state, day) for state, day in choosing.pressing(opened.plan(scene.today), payload.until)}
    if payload.snooze in due and payload.until > scene.today:
        state, day = due[payload.snooze]
        await scene.records.snooze(payload.in_case, payload.snooze, day, payload.until)
        scene.cases.saw([opened.case], "list")
        scene.say(PutOff(case=name_of(opened), task=TaskName.of(state.task), until=payload.until))
    else:
        scene.say(Phrase(kind="button_past"))
    await stand_again(scene)
