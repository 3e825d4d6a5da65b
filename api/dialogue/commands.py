"""What can be typed or tapped as a command, and obeying it: afterwards the same question stands again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from api.dialogue import absences, cases, editing, guides, naming, plans, reports, shared, smalltalk
from api.dialogue.reading.judge import STEERING
from api.dialogue.scene import Scene
from api.dialogue.standings import label

Handler = Callable[[Scene], Awaitable[None]]

COMMANDS: dict[str, Handler] = {
    "greet": smalltalk.greet,
    "goodbye": smalltalk.goodbye,
    "thanks": smalltalk.thanks,
    "help": smalltalk.help_,
    "off_topic": smalltalk.off_topic,
    "reminder": smalltalk.reminder,
    "export": guides.export,
    "start_case": label.start,
    "list_cases": cases.listing,
    "switch_case": cases.switch,
    "close_case": cases.ask_close,
    "reopen_case": cases.reopen,
    "whats_next": plans.whats_next,
    "ask_level": plans.ask_level,
    "ask_deadline": plans.ask_deadline,
    "ask_who": plans.ask_who,
    "ask_why": plans.ask_why,
    "ask_document": plans.ask_document,
    "ask_threshold": absences.ask_threshold,
    "ask_help_service": shared.ask_help_service,
    "start_guide": guides.start,
    "skip": guides.skip,
    "go_back": guides.go_back,
    "repeat_question": guides.resume,
    "pause": guides.pause,
    "resume": guides.resume,
    "edit_answer": editing.edit,
    "summary": guides.summary,
    "concern_confirmed": lambda scene: reports.judged(scene, "concern_confirmed"),
    "concern_cleared": lambda scene: reports.judged(scene, "concern_cleared"),
    "affirm": smalltalk.unclear,
    "deny": smalltalk.unclear,
    "answer": smalltalk.loose_note,
    "acute": smalltalk.acute,
}

_GOES = frozenset(("go_back", "repeat_question"))  # what “tilbake til det om lekser” may be taken for
_LEADS_ON = STEERING | {"edit_answer", "summary", "start_guide"}  # what may still be said to a talk at its end
_MOVES_ON = STEERING | {"edit_answer", "start_guide", "switch_case", "close_case", "start_case"}


async def obey(scene: Scene, name: str) -> None:
    """Obeys, then lets the same question stand again if it still does.

    A talk without a question left ends first: what is asked about the case is another afterwards.
    """
    if scene.standing is not None and name not in _LEADS_ON and scene.standing.is_over(scene):
        await scene.standing.ask_again(scene)
    before = scene.standing
    if name in _GOES and await editing.go_by_words(scene):
        return
    if await _about_others(scene, name):
        return
    await COMMANDS.get(name, smalltalk.unclear)(scene)
    if before is not None and name not in _MOVES_ON and scene.standing == before:
        await before.ask_again(scene)


async def stand_again(scene: Scene) -> None:
    """Lets what stands be seen; where nothing stands, what to do now."""
    if scene.standing is not None:
        await scene.standing.ask_again(scene)
    elif not scene.acts:
        await plans.whats_next(scene)


async def _about_others(scene: Scene, name: str) -> bool:
    """What is asked about a pupil that is not spoken of; True when it is answered. Where nothing stands it is spoken of from here."""
    if name not in naming.QUESTIONS | naming.DEEDS:
        return False
    found = await naming.named(scene)
    if not naming.others(scene, found):
        return False
    if name in naming.QUESTIONS and (scene.asks or len(found) > 1):
        for one in found:
            await naming.answer_about(scene, one, COMMANDS[name])
        if scene.asks:
            naming.say_whose(scene)
            await stand_again(scene)
        return True
    if len(found) > 1:
        cases.ask_which(scene, found)
        return True
    await cases.turn_to(scene, found[0])
    return False
