"""Opening, listing, choosing, closing and reopening cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from api.cases.service import ListedCase, OpenedCase
from api.dialogue import misses, offers
from api.dialogue.acts import CaseLine, CaseList, CaseOpened, LabelAsked, LabelRefused, OfCase, Offer, Phrase
from api.dialogue.fitting import Fit
from api.dialogue.payloads import Command, SpeakOf
from api.dialogue.reading.labels import clean_label, names, same_label
from api.dialogue.scene import Scene, name_of
from api.dialogue.standing import InGuide, WaitsForClose, WaitsForLabel, WaitsForPick
from api.engine.casefile import Note, Run
from api.engine.commands import Answer, Close, Reopen, WriteNote
from api.engine.schema import Question, Text
from api.engine.talk import Talk
from api.privacy import LONGEST_LABEL, label_problem
from api.wording import choosing
from api.wording.pieces import LevelName


async def need_case(scene: Scene) -> bool:
    """Makes sure that there is a case to speak of: the only open one, or asks which."""
    if scene.case is not None:
        return True
    open_ones = [listed for listed in await scene.cases.list(scene.today) if listed.plan.is_open]
    if len(open_ones) == 1:
        choose(scene, await load(scene, open_ones[0].case.id))
        await brief(scene)
        return True
    if open_ones:
        ask_which(scene, open_ones)
    else:
        scene.say(Phrase(kind="no_case"))
    return False


async def load(scene: Scene, case_id: UUID) -> OpenedCase:
    """A case that is spoken of or told of in this turn. Raises `NotFound`."""
    return await scene.cases.get(case_id, reading="chat")


def choose(scene: Scene, opened: OpenedCase) -> None:
    """The conversation speaks of this case from here on."""
    scene.case = opened
    scene.conversation.case_id = opened.case.id


def ask_which(scene: Scene, among: Sequence[ListedCase | OpenedCase]) -> None:
    scene.say(Phrase(kind="which_case", offers=_of_cases(scene, among)))


def _of_cases(scene: Scene, listed: Sequence[ListedCase | OpenedCase]) -> tuple[Offer, ...]:
    scene.cases.saw([one.case for one in listed], "list")
    named = [name_of(opened) for opened in listed]
    return tuple(Offer(title=name.label, payload=SpeakOf(case=name.case)) for name in named)


async def start(scene: Scene) -> None:
    """A new worry: what was told is kept and becomes the first note, and the pupil needs something to be called."""
    told = scene.standing.turns if isinstance(scene.standing, WaitsForLabel) else []
    scene.standing = WaitsForLabel(turns=[*told, scene.turn.id])
    routine = await scene.school_routine()
    scene.say(LabelAsked(rule=routine.thresholds[0].text if routine.thresholds else None))


async def label_given(scene: Scene, standing: WaitsForLabel) -> None:
    """Opens the case when the label can be used; otherwise says why not and asks again. Long texts join the first note."""
    label = clean_label(scene.text)
    problem = label_problem(label)
    if problem is not None:
        if problem == "too_long":
            scene.standing = WaitsForLabel(turns=[*standing.turns, scene.turn.id])
        scene.say(LabelRefused(problem=problem, offers=misses.WAYS_OUT if misses.again(scene) else ()))
        return
    every = await scene.cases.list(scene.today)
    taken = next((one for one in every if one.plan.is_open and same_label(one.case.label, label)), None)
    if taken is not None:
        scene.say(OfCase(kind="label_taken", case=name_of(taken), offers=_of_cases(scene, [taken])))
        return
    await open_case(scene, label, standing.turns)


async def open_case(scene: Scene, label: str, turns: list[UUID]) -> None:
    opened = await scene.cases.open(key=f"turn:{scene.turn.id}", label=label, today=scene.today)
    choose(scene, opened)
    scene.standing = None
    for turn_id in turns:
        told = await scene.earlier(turn_id)
        if told is not None and not told.payload:
            await scene.do(WriteNote(text=told.text, kind="concern"), of=told, once="concern")
    plan = scene.plan
    at = LevelName(word=plan.routine.level_word, id=plan.level.id)
    scene.say(CaseOpened(case=scene.name, at=at, name=plan.level.name))
    scene.show(choosing.opening(plan), offers.next_steps(scene))


async def listing(scene: Scene) -> None:
    listed = await scene.cases.list(scene.today)
    if not listed:
        scene.say(Phrase(kind="case_list_empty"))
        return
    lines = [CaseLine(case=name_of(one), pieces=choosing.line(one.plan)) for one in listed]
    scene.say(CaseList(lines=tuple(lines), offers=_of_cases(scene, listed)))


async def switch(scene: Scene) -> None:
    """To the case the text names; else asks which."""
    every = await scene.cases.list(scene.today)
    named = [one for one in every if names(scene.text, one.case.label)]
    others = [one for one in every if scene.case is None or one.case.id != scene.case.case.id]
    if len(named) == 1 or (len(others) == 1 and not named):
        await speak_of(scene, await load(scene, (named or others)[0].case.id))
    elif every:
        ask_which(scene, every)
    else:
        scene.say(Phrase(kind="case_list_empty"))


_SWITCH = re.compile(
    r"(?:byt|bytt|bytte|byte|skift|gå|hopp|tilbake|attende)(?: (?:over|tilbake|attende))? til (?:saken |saka |sak )?(\S+)"
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
    return await load(scene, found[-1].id) if found else None


async def speak_of(scene: Scene, opened: OpenedCase) -> None:
    if not await turn_to(scene, opened):
        offers.what_now(scene)


async def turn_to(scene: Scene, opened: OpenedCase) -> bool:
    """Leaves what stood in the other case where it is; it can be resumed there. True when all of this one was told."""
    choose(scene, opened)
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
    resume = [Offer(title="go_on", payload=Command(command="resume"))] if talk else []
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
    scene.standing = WaitsForClose(run=standing.run if isinstance(standing, InGuide) else None)
    scene.say(OfCase(kind="confirm_close", case=scene.name))


async def close(scene: Scene, *, agreed: bool) -> None:
    scene.standing = None
    if not agreed:
        scene.say(OfCase(kind="kept_open", case=scene.name))
        return
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.say(OfCase(kind="case_is_closed", case=scene.name))
        return
    if await scene.do(Close()) is not None:
        scene.say(OfCase(kind="case_closed", case=scene.name))


async def reopen(scene: Scene) -> None:
    """The case the text names, or the one spoken of, or the only closed one."""
    every = await scene.cases.list(scene.today)
    closed = [one for one in every if not one.plan.is_open]
    named = [one for one in closed if names(scene.text, one.case.label)]
    spoken_of = [one for one in closed if scene.case is not None and one.case.id == scene.case.case.id]
    chosen = named or spoken_of or closed
    if len(chosen) > 1:
        ask_which(scene, chosen)
        return
    if not chosen:
        scene.say(Phrase(kind="already_open" if every else "case_list_empty"))
        return
    choose(scene, await load(scene, chosen[0].case.id))
    if await scene.do(Reopen()) is not None:
        scene.say(OfCase(kind="case_reopened", case=scene.name))
        offers.what_now(scene)


def run_of(scene: Scene, standing: InGuide | WaitsForPick) -> Run:
    run = scene.opened.file.run(standing.run)
    assert run is not None
    return run


async def talk_of(scene: Scene, standing: InGuide) -> Talk:
    """The talk as it stands in this conversation: at the question last asked here."""
    talk = scene.opened.talk(run_of(scene, standing), scene.today)
    return replace(talk, cursor=standing.asked) if standing.asked else talk


async def write_answer(scene: Scene, standing: InGuide, question: Question, fit: Fit) -> Note | None:
    """Stores an answer, and gives back the one that was written elsewhere since the question was asked here, if any.

    Neither was meant instead of the other, so both stand where words may; of a number, a day or a choice the last counts.
    """
    run = run_of(scene, standing)
    before = scene.opened.file.note_of(run, question.id)
    asked_here = standing.asked == question.id
    unseen = before is not None and before.kind == "answer" and asked_here and before.number != standing.seen
    seen = (standing.seen or 0) if asked_here else None
    await scene.do(Answer(run=run.id, question=question.id, text=fit.text, value=fit.value, seen=seen))
    return before if unseen else None
