"""Opening, listing, choosing, closing and reopening cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from api.cases.service import ListedCase, OpenedCase
from api.dialogue import offers
from api.dialogue.acts import CaseList, CaseListLine, OfCase, Offer, Phrase, Private, WordsInNoCase, WordsLine
from api.dialogue.payloads import CommandButton, StartOf
from api.dialogue.reading.captions import same
from api.dialogue.reading.labels import names, new_label, same_label
from api.dialogue.scene import Scene, name_of
from api.dialogue.standings import label
from api.dialogue.standings.close import WaitsForClose
from api.dialogue.standings.reopen import WaitsForReopen, open_again
from api.dialogue.standings.talk import InGuide
from api.engine.casefile import Run
from api.engine.schema import Routine, Text
from api.privacy import LONGEST_LABEL
from api.wording import choosing
from api.wording.captions import captions_of
from api.wording.pieces import Pieces


async def need_case(scene: Scene, rule: Callable[[Routine], Pieces] | None = None) -> bool:
    """Makes sure that there is a case to speak of: the only open one, or asks which. Without any, the rule of all cases is told."""
    if scene.case is not None:
        return True
    open_ones = [listed for listed in await scene.cases.list(scene.today) if listed.plan.is_open]
    if len(open_ones) == 1:
        scene.speak_of(await scene.load(open_ones[0].case.id))
        await brief(scene)
        return True
    if open_ones:
        ask_which(scene, open_ones)
    else:
        if rule is not None:
            scene.show(rule(await scene.routine()))
        scene.say(Phrase(kind="no_case"))
    return False


def ask_which(scene: Scene, among: Sequence[ListedCase | OpenedCase]) -> None:
    scene.say(Phrase(kind="which_case", offers=offers.of_cases(scene, among)))


async def listing(scene: Scene) -> None:
    listed = await scene.cases.list(scene.today)
    if listed:
        _say_list(scene, listed)
    else:
        scene.say(Phrase(kind="case_list_empty"))
    await _say_in_no_case(scene)


async def _say_in_no_case(scene: Scene) -> None:
    """What was told and is written in no case; of one thing alone a case may begin."""
    told = [one for one in await scene.records.in_no_case() if not await scene.cases.is_written(one.id)]
    if not told:
        return
    begin = [Offer(title="case_of_this", payload=StartOf(start_of=told[0].id))] if len(told) == 1 else []
    lines = tuple(WordsLine(words=Private(private=one.text), on=one.today) for one in told)
    scene.say(WordsInNoCase(lines=lines, offers=tuple(begin)))


def _say_list(scene: Scene, listed: Sequence[ListedCase]) -> None:
    lines = [CaseListLine(case=name_of(one), pieces=choosing.line(one.plan)) for one in listed]
    scene.say(CaseList(lines=tuple(lines), offers=offers.of_cases(scene, listed)))


async def switch(scene: Scene) -> None:
    """To the case the text names; else asks which."""
    every = await scene.cases.list(scene.today)
    named = [one for one in every if names(scene.text, one.case.label)]
    others = [one for one in every if scene.case is None or one.case.id != scene.case.case.id]
    if len(named) == 1 or (len(others) == 1 and not named):
        await speak_of(scene, await scene.load((named or others)[0].case.id))
    elif every:
        ask_which(scene, every)
    else:
        scene.say(Phrase(kind="case_list_empty"))


_SWITCH = re.compile(
    r"(?:byt|bytt|bytte|byte|skift|gå|hopp|tilbake|tebake|attende)(?: (?:over|tilbake|tebake|attende))?"
    r" (?:til|te) (?:saken |saka |sak )?(\S+)"
)


async def named_to_switch(scene: Scene) -> OpenedCase | None:
    """The case of a message that says nothing but “bytt til MK”, or “MK” where nothing stands.

    Only the teacher's own labels tell it from “tilbake”.
    """
    said = scene.text.strip(" .!?").casefold()
    asked = _SWITCH.fullmatch(said)
    label = asked[1] if asked else said
    if label.isdigit() or len(label) > LONGEST_LABEL or (asked is None and scene.standing is not None):
        return None
    found = [case for case in await scene.cases.readable() if same_label(case.label, label)]
    return await scene.load(found[-1].id) if found else None


async def speak_of(scene: Scene, opened: OpenedCase) -> None:
    if not await turn_to(scene, opened):
        offers.what_now(scene)


async def turn_to(scene: Scene, opened: OpenedCase) -> bool:
    """Leaves what stood in the other case where it is; it can be resumed there. True when all of this one was told."""
    scene.speak_of(opened)
    scene.standing = None
    scene.say(OfCase(kind="now_speaking_of", case=scene.name))
    return await brief(scene)


async def brief(scene: Scene) -> bool:
    """Tells a substitute of the case that is spoken of for the first time; False for anybody who knows it."""
    opened = scene.opened
    if not await scene.cases.takes_over(opened):
        return False
    written = opened.file.counting_notes()
    answers = {(note.run_id, note.question_id) for note in written if note.kind == "answer"}
    notes = [note for note in written if note.kind in ("concern", "loose")]
    run = opened.file.open_run()
    talk = _open_talk(scene, run) if run is not None and scene.plan.is_open else None
    resume = [Offer(title="go_on", payload=CommandButton(command="resume"))] if talk else []
    told = choosing.brief(scene.plan, len(answers), len(notes), talk)
    scene.show(told, [*resume, *offers.next_steps(scene)])
    return True


def _open_talk(scene: Scene, run: Run) -> tuple[Text, int, int]:
    talk = scene.opened.talk(run, scene.today)
    answered = sum(talk.given.get(question.id) == "answered" for question in talk.questions)
    return talk.guide.name, answered, len(talk.questions)


async def ask_close(scene: Scene) -> None:
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.show(choosing.level(scene.plan))
        return
    standing = scene.standing
    await WaitsForClose(run=standing.run if isinstance(standing, InGuide) else None).ask(scene)


async def reopen(scene: Scene) -> None:
    """The case the text names, or the one spoken of, or the only closed one while no open one is spoken of.

    A button opens it, and so do its words; what else is typed is asked about first.
    """
    every = await scene.cases.list(scene.today)
    closed = [one for one in every if not one.plan.is_open]
    named = [one for one in closed if names(scene.text, one.case.label)]
    spoken_of = [one for one in closed if scene.case is not None and one.case.id == scene.case.case.id]
    still_open = [one for one in every if one.plan.is_open and names(scene.text, one.case.label)]
    if not named and len(still_open) == 1:  # “opne KB3” of one that is open is to speak of it
        await speak_of(scene, await scene.load(still_open[0].case.id))
        return
    chosen = named or spoken_of or closed
    if len(chosen) > 1 or (chosen and scene.has_open_case and not named):
        ask_which(scene, chosen)
        return
    if not chosen and not every and new_label(scene.text) is not None:
        await label.start(scene)  # “opne sak for PR2” begins one
        return
    if not chosen:
        scene.say(Phrase(kind="already_open" if every else "case_list_empty"))
        return
    scene.speak_of(await scene.load(chosen[0].case.id))
    if scene.turn.payload is not None or same(scene.text, *captions_of("reopen")):
        await open_again(scene)
    else:
        await WaitsForReopen().ask(scene)
