"""What is not the routine: greeting, help, the acute text, what was not understood, and notes outside any question."""

from __future__ import annotations

from typing import Literal

from api.dialogue import misses, offers
from api.dialogue.acts import Alarm, DangerAsked, Greeting, InNoCase, NameHint, NoteKept, Offer, Phrase
from api.dialogue.hearing.alarm import Kind
from api.dialogue.payloads import Remind, ShowAlarm, StartOf
from api.dialogue.reading.full_names import holds_full_name
from api.dialogue.reading.judge import words
from api.dialogue.reading.question import purely_asks
from api.dialogue.scene import Scene
from api.wording import choosing


async def greet(scene: Scene) -> None:
    if scene.standing is not None:
        scene.say(Phrase(kind="greeting_again"))
        return
    routine = await scene.records.school_routine()
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
    """How it is, with the button that changes it; what is due in the case comes along."""
    say_reminding(scene, "reminders_on" if await scene.records.is_reminded() else "reminders_asked")
    if scene.case is not None:
        scene.show(choosing.deadlines(scene.plan))


def say_reminding(scene: Scene, how: Literal["reminders_on", "reminders_off", "reminders_asked"]) -> None:
    is_on = how == "reminders_on"
    change = Offer(title="stop_reminding" if is_on else "remind_me", payload=Remind(remind=not is_on))
    scene.say(Phrase(kind=how, offers=(change,)))


async def loose_note(scene: Scene) -> None:
    """Something told outside any question: kept on the case; without a case it may be the start of one."""
    if not scene.has_open_case:
        await unclear(scene)
        return
    await scene.note()
    scene.say(NoteKept(case=scene.name, offers=tuple(offers.beside(scene))))


async def acute(scene: Scene) -> None:
    """The fixed text, and that the words are kept. A talk that was being led waits; nothing is blocked."""
    what_to_do(scene, _danger(scene))
    said = len(scene.acts)
    if scene.standing is not None:
        scene.standing.say_waits(scene)
    if scene.recorded and len(scene.acts) == said:
        scene.say(NoteKept(case=scene.name))


def what_to_do(scene: Scene, danger: Danger) -> None:
    vakt = scene.actor.school.barnevernvakt or None
    scene.say(Alarm(barnevernvakt=vakt, missing=danger == "missing", ill=danger == "ill"))


async def remind_of_danger(scene: Scene) -> None:
    """Who asks in few words what to do just after an alarm is shown it once more, before the plan."""
    asks_that = scene.turn.ranking[:1] and scene.turn.ranking[0][0] == "whats_next" and words(scene.text) <= TELLS
    alarm = await scene.records.alarm_of_late() if scene.turn.payload is None and asks_that else None
    if alarm is not None and not alarm.again:
        scene.say(alarm.model_copy(update={"again": True, "offers": ()}))


def offer_a_case(scene: Scene) -> None:
    """What was told while no case is spoken of lies on its turn: that is said, and one tap begins a case with it."""
    told = scene.turn.payload is None and words(scene.text) >= TELLS and not purely_asks(scene.text)
    if told and scene.case is None and scene.standing is None and any(act.kind in _NOWHERE for act in scene.acts):
        begin = Offer(title="case_of_this", payload=StartOf(start_of=scene.turn.id))
        scene.acts = [
            act for act in scene.acts if act.kind not in ("not_understood", "no_case", "choices")
        ]  # where the words lie is answer enough
        scene.say(InNoCase(offers=(begin,)))


# After these the words lie nowhere else.
_NOWHERE = frozenset(("not_understood", "no_case", "reminders_asked", "choices", "off_topic", "acute"))
TELLS = 5  # words


def ask_of_danger(scene: Scene) -> None:
    """One line under the ordinary reply when what was told may mean danger; nothing else is disturbed."""
    heard = scene.verdict.alarm
    if heard is not None and heard.strength == "possible":
        payload = ShowAlarm(danger=_danger(scene))
        scene.say(DangerAsked(offers=(Offer(title="what_to_do", payload=payload),)))


async def hint_at_name(scene: Scene) -> None:
    """Once a day in a conversation, when something that was kept seems to hold a full name. It is kept all the same."""
    if scene.turn.payload is not None or not scene.recorded:
        return
    routine, school = await scene.routine(), scene.actor.school
    if (
        holds_full_name(scene.turn.text, lambda: f"ved {school.name}. {routine.model_dump_json()}")
        and not any(isinstance(act, Alarm) for act in scene.acts)
        and not await scene.records.said_today("name_hint")
    ):
        scene.say(NameHint())


Danger = Literal["any", "missing", "ill"]  # which number comes first
_FIRST: dict[Kind | None, Danger] = {"missing_now": "missing", "intoxicated_or_ill_now": "ill"}


def _danger(scene: Scene) -> Danger:
    heard = scene.verdict.alarm
    return _FIRST.get(heard.kind, "any") if heard is not None else "any"
