"""What is said of the case itself: who may read it, how long it is kept, handing it over, and what the assistant is.

The bot reads it (bot/custody.py). What is asked is answered from the case and the school's settings as they are, and what stood stands
again; what is wished is asked about first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import get_args

from api.dialogue import cases, guides, longer, members, naming, seen
from api.dialogue.acts import Follower, LeadershipTold, NoteKept, OfTheSystem, Private, ReadersTold
from api.dialogue.reading.captions import nearly
from api.dialogue.reading.colleagues import may_wish, wished
from api.dialogue.reading.custody import ASKED, WISHED, said
from api.dialogue.reading.judge import words
from api.dialogue.reading.labels import names
from api.dialogue.reading.lexicon import QUOTED, REPORTED
from api.dialogue.scene import Scene
from api.dialogue.standings.talk import InGuide
from api.wording.captions import CaptionId, captions_of

SURE, SURER = 0.55, 0.8  # the chance that is enough; where something else is waited for
FEWEST = 2  # words of a wish
LONGEST = 25  # words: a longer message tells more than this
TELLS = 12  # words: more than a wish alone

Answer = Callable[[Scene], Awaitable[None]]


async def heard(scene: Scene) -> bool:
    """Answers or begins what the message says of the case itself, if it does."""
    name = await wished_of_a_colleague(scene) or _said(scene)
    if name == "leader_can" and await _is_of_own_case(scene):
        return False
    if name is None and await _leader_looks_for_a_case(scene):
        name = "leader_can"
    if name is None:
        return False
    if name in WISHED:
        await _wished(scene, name)
    else:
        await _asked(scene, name)
    return True


# The buttons that are of the case itself: their words mean what is read in them.
_OF_CUSTODY = ("ask_", "do_", "take_case", "leave_case", "to_a_day", "for_good", "keep_longer", "no_longer", "longest")


def _is_a_caption(scene: Scene) -> bool:
    """The words of any other button mean what it does, whatever else they look like: “gå videre likevel” hands nothing over."""
    captions = [one for one in get_args(CaptionId) if not one.startswith(_OF_CUSTODY)]
    return any(nearly(scene.text, caption) for one in captions for caption in captions_of(one))


def _said(scene: Scene) -> str | None:
    if scene.turn.payload is not None or words(scene.text) > LONGEST or _is_a_caption(scene):
        return None
    if QUOTED.search(scene.text) or REPORTED.search(scene.text):  # what others ask is told
        return None
    name, sure = said(scene.turn.ranking)
    if name in ASKED and sure >= (SURE if scene.standing is None or not scene.standing.takes_any_words else SURER):
        return name
    if name in WISHED and sure >= (SURE if scene.standing is None else SURER) and words(scene.text) >= FEWEST:
        return None if _waits_for_words(scene) else name
    return None


async def _is_of_own_case(scene: Scene) -> bool:
    """“Vis meg saken til MK” of a case they follow is no question of what leadership sees."""
    return any(names(scene.text, case.label) for case in await scene.cases.readable())


async def _leader_looks_for_a_case(scene: Scene) -> bool:
    """A leader who follows none asks to see one: there is nothing here to switch to."""
    if (
        scene.turn.payload is not None
        or scene.case is not None
        or scene.verdict.intent not in ("switch_case", "summary")
    ):
        return False
    return scene.actor.employment.role == "leader" and not await scene.cases.readable()


async def wished_of_a_colleague(scene: Scene) -> str | None:
    """Sharing or handing over with a case and a colleague named, whatever label and name stand in it."""
    if scene.turn.payload is not None or words(scene.text) > LONGEST or _waits_for_words(scene):
        return None
    labels = [case.label for case in await scene.cases.readable() if names(scene.text, case.label)]
    if not may_wish(scene.text, labels):
        return None
    return wished(scene.text, await scene.cases.colleagues(), labels)


def _waits_for_words(scene: Scene) -> bool:
    return scene.standing is not None and scene.standing.takes_any_words and not isinstance(scene.standing, InGuide)


async def _asked(scene: Scene, name: str) -> None:
    before = scene.standing
    doubt = before.as_answer(scene) if isinstance(before, InGuide) else None
    answer = _ANSWERS[name]
    others = naming.others(scene, await naming.named(scene)) if name in _OF_A_CASE else []
    for other in others:
        await naming.answer_about(scene, other, answer)
    if others:
        naming.say_whose(scene)
    elif name not in _NEEDS_CASE or await cases.need_case(scene):
        await answer(scene)
    if before is not None and scene.standing == before:
        await before.ask_again(scene)
        if doubt is not None:
            scene.offer_below(doubt)


async def _wished(scene: Scene, name: str) -> None:
    if name == "keep_longer":
        if (others := naming.others(scene, await naming.named(scene))) and len(others) == 1:
            scene.speak_of(others[0])
        await longer.wished(scene)
        return
    others = naming.others(scene, await naming.named(scene))
    if len(others) == 1:
        await cases.turn_to(scene, others[0])
    elif others:
        cases.ask_which(scene, others)
        return
    elif scene.case is None and scene.actor.employment.role == "leader" and not await scene.cases.readable():
        await leader_can(scene)
        return
    if not await cases.need_case(scene):
        return
    if words(scene.text) > TELLS and scene.has_open_case:
        await scene.note()
        scene.say(NoteKept(case=scene.name))
    await members.begin(scene, name)  # type: ignore[arg-type]  # the wishes are named as the changes are


async def who_may_read(scene: Scene) -> None:
    await _readers(scene, leaders_first=False)


async def leader_reads(scene: Scene) -> None:
    await _readers(scene, leaders_first=True)


async def _readers(scene: Scene, *, leaders_first: bool) -> None:
    settings = await scene.cases.access()
    told = ReadersTold(
        leaders_see=settings.leaders_see,
        advisers_too=settings.advisers_see == "as_leaders",
        leaders_first=leaders_first,
    )
    if scene.case is None:
        scene.say(told)
        return
    own = scene.actor.person.id
    others = [one for one in await scene.cases.followers(scene.opened) if one.person != own]
    asked = [one for one in await scene.cases.colleagues() if one.person in scene.opened.file.offers]
    scene.say(
        told.model_copy(
            update={
                "case": scene.name,
                "others": tuple(Follower(name=Private(private=one.name), last_day=one.last_day) for one in others),
                "leading": tuple(Private(private=one.name) for one in others if one.role == "leader"),
                "asked": tuple(Private(private=one.name) for one in asked),
                "offers": tuple(await members.buttons(scene)) if scene.standing is None else (),
            }
        )
    )


async def leader_can(scene: Scene) -> None:
    """To a leader, and to an adviser where the school lets them see as leaders do, what they see; to others that they are none."""
    settings, role = await scene.cases.access(), scene.actor.employment.role
    leads = role == "leader" or (role == "adviser" and settings.advisers_see == "as_leaders")
    scene.say(LeadershipTold(leads=leads, sees=settings.leaders_see))


def _of_the_system(about: str) -> Answer:
    async def answer(scene: Scene) -> None:
        scene.say(OfTheSystem.model_validate({"about": about}))

    return answer


_ANSWERS: dict[str, Answer] = {
    "deleted_when": longer.told,
    "who_may_read": who_may_read,
    "leader_reads": leader_reads,
    "seen_by": seen.tell,
    "leader_can": leader_can,
    "download": guides.export,
    **{
        about: _of_the_system(about) for about in ("parents_read", "confidential", "stored_where", "machine", "sent_on")
    },
}
_OF_A_CASE = frozenset(("deleted_when", "who_may_read", "leader_reads", "seen_by", "download"))
_NEEDS_CASE = frozenset(("seen_by", "download"))
