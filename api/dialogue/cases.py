"""Opening, listing, choosing, closing and reopening cases."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from sqlmodel import select

from api.cases.models import GuideRun, Note
from api.cases.service import OpenedCase
from api.conversations.models import Turn
from api.dialogue import misses, offers
from api.dialogue.acts import ActKind, Button
from api.dialogue.reading.labels import LONGEST, LabelProblem, clean_label, label_problem, names, same_label
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, WaitsForClose, WaitsForLabel, WaitsForPick
from api.engine.schema import Question, Text
from api.engine.talk import Talk


async def need_case(scene: Scene) -> bool:
    """Makes sure that there is a case to speak of: the only open one, or asks which."""
    if scene.case is not None:
        return True
    open_ones = [opened for opened in await scene.cases.list() if opened.plan(scene.today).is_open]
    if len(open_ones) == 1:
        choose(scene, open_ones[0])
        await brief(scene)
        return True
    if open_ones:
        ask_which(scene, open_ones)
    else:
        scene.say("no_case")
    return False


def choose(scene: Scene, opened: OpenedCase) -> None:
    """The conversation speaks of this case from here on."""
    scene.case = opened
    scene.conversation.case_id = opened.case.id


def ask_which(scene: Scene, among: list[OpenedCase]) -> None:
    scene.say("which_case", buttons=_case_buttons(scene, among))


def _case_buttons(scene: Scene, listed: list[OpenedCase]) -> list[Button]:
    return [scene.button(scene.secret(opened.case.label), case=str(opened.case.id)) for opened in listed]


async def start(scene: Scene) -> None:
    """A new worry: what was told is kept and becomes the first note, and the pupil needs something to be called."""
    told = scene.standing.turns if isinstance(scene.standing, WaitsForLabel) else []
    scene.standing = WaitsForLabel(turns=[*told, scene.turn.id])
    routine = await scene.school_routine()
    scene.say(
        "ask_label",
        rule=f"{routine.thresholds[0].text.in_(scene.language)} " if routine.thresholds else "",
    )


_REFUSALS: dict[LabelProblem, ActKind] = {
    "identity_number": "label_refused_identity_number",
    "phone_number": "label_refused_phone_number",
    "name": "label_refused_name",
    "too_long": "label_refused_too_long",
    "no_letters": "label_refused_no_letters",
}


async def label_given(scene: Scene, standing: WaitsForLabel) -> None:
    """Opens the case when the label can be used; otherwise says why not and asks again. Long texts join the first note."""
    label = clean_label(scene.text)
    problem = label_problem(label)
    if problem is not None:
        if problem == "too_long":
            scene.standing = WaitsForLabel(turns=[*standing.turns, scene.turn.id])
        scene.say(_REFUSALS[problem], buttons=misses.ways_out(scene) if misses.again(scene) else [])
        return
    taken = next(
        (o for o in await scene.cases.list() if same_label(o.case.label, label) and o.plan(scene.today).is_open), None
    )
    if taken is not None:
        scene.say("label_taken", case=scene.secret(taken.case.label), buttons=_case_buttons(scene, [taken]))
        return
    await open_case(scene, label, standing.turns)


async def open_case(scene: Scene, label: str, turns: list[UUID]) -> None:
    opened = await scene.cases.open(key=f"turn:{scene.turn.id}", label=label, today=scene.today, turn_id=scene.turn.id)
    choose(scene, opened)
    scene.standing = None
    for turn_id in turns:
        told = (await scene.session.exec(select(Turn).where(Turn.id == turn_id))).one()
        if not told.payload:
            await scene.cases.write(opened, "concern", told.text, turn_id=told.id)
    words = scene.words
    scene.say(
        "case_opened",
        case=words.case,
        word=words.plan.routine.level_word.in_(scene.language),
        level=words.plan.level.id,
        name=words.plan.level.name.in_(scene.language),
    )
    scene.say("sentences", words=words.opening(), buttons=offers.next_steps(scene))


async def listing(scene: Scene) -> None:
    opened = await scene.cases.list()
    if not opened:
        scene.say("case_list_empty")
        return
    lines = [f"{number}. {scene.words_of(one).line()}" for number, one in enumerate(opened, 1)]
    scene.say("case_list", words="\n".join(lines), buttons=_case_buttons(scene, opened))


async def switch(scene: Scene) -> None:
    """To the case the text names; else asks which."""
    opened = await scene.cases.list()
    named = [one for one in opened if names(scene.text, one.case.label)]
    others = [one for one in opened if scene.case is None or one.case.id != scene.case.case.id]
    if len(named) == 1:
        await speak_of(scene, named[0])
    elif len(others) == 1 and not named:
        await speak_of(scene, others[0])
    elif opened:
        ask_which(scene, opened)
    else:
        scene.say("case_list_empty")


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
    if label.isdigit() or len(label) > LONGEST or (asked is None and scene.standing is not None):
        return None
    found = [case for case in await scene.cases.readable() if same_label(case.label, label)]
    return await scene.cases.get(found[-1].id, reading="chat") if found else None


async def speak_of(scene: Scene, opened: OpenedCase) -> None:
    if not await turn_to(scene, opened):
        scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


async def turn_to(scene: Scene, opened: OpenedCase) -> bool:
    """Leaves what stood in the other case where it is; it can be resumed there. True when all of this one was told."""
    choose(scene, opened)
    scene.standing = None
    scene.say("now_speaking_of", case=scene.words.case)
    return await brief(scene)


async def brief(scene: Scene) -> bool:
    """Tells a substitute of the case that is spoken of for the first time; False for anybody who knows it."""
    opened = scene.opened
    if not await scene.cases.takes_over(opened):
        return False
    written = opened.counting_notes()
    answers = {(note.run_id, note.question_id) for note in written if note.kind == "answer"}
    notes = [note for note in written if note.kind in ("concern", "loose")]
    run = opened.open_run()
    talk = _open_talk(scene, run) if run is not None and scene.plan.is_open else None
    resume = [Button(title=_GO_ON[scene.language], payload="/resume")] if talk else []
    told = scene.words.brief(len(answers), len(notes), talk)
    scene.say("sentences", words=told, buttons=[*resume, *offers.next_steps(scene)])
    return True


_GO_ON = {"nb": "Fortsett", "nn": "Hald fram"}


def _open_talk(scene: Scene, run: GuideRun) -> tuple[Text, int, int]:
    talk = scene.opened.talk(run, scene.today)
    answered = sum(talk.given.get(question.id) == "answered" for question in talk.questions)
    return talk.guide.name, answered, len(talk.questions)


async def ask_close(scene: Scene) -> None:
    if not await need_case(scene):
        return
    if not scene.plan.is_open:
        scene.say("sentences", words=scene.words.level())
        return
    standing = scene.standing
    scene.standing = WaitsForClose(run=standing.run if isinstance(standing, InGuide) else None)
    scene.say("confirm_close", case=scene.words.case)


async def close(scene: Scene, *, agreed: bool) -> None:
    scene.standing = None
    if not agreed:
        scene.say("kept_open", case=scene.words.case)
        return
    if not scene.plan.is_open:  # closed meanwhile, from another device
        scene.say("case_is_closed", case=scene.words.case)
        return
    await scene.cases.record(scene.opened, "closed", occurred_on=scene.today, today=scene.today, turn_id=scene.turn.id)
    scene.say("case_closed", case=scene.words.case)


async def reopen(scene: Scene) -> None:
    """The case the text names, or the one spoken of, or the only closed one."""
    every = await scene.cases.list()
    closed = [one for one in every if not one.plan(scene.today).is_open]
    named = [one for one in closed if names(scene.text, one.case.label)]
    chosen = named or ([scene.case] if scene.case and not scene.plan.is_open else []) or closed
    if len(chosen) > 1:
        ask_which(scene, chosen)
        return
    if not chosen:
        scene.say("already_open") if every else scene.say("case_list_empty")
        return
    choose(scene, chosen[0])
    await scene.cases.record(
        scene.opened, "reopened", occurred_on=scene.today, today=scene.today, turn_id=scene.turn.id
    )
    scene.say("case_reopened", case=scene.words.case)
    scene.say("sentences", words=scene.words.now(), buttons=offers.next_steps(scene))


def run_of(scene: Scene, standing: InGuide | WaitsForPick) -> GuideRun:
    run = scene.opened.run(standing.run)
    assert run is not None
    return run


async def talk_of(scene: Scene, standing: InGuide) -> Talk:
    """The talk as it stands in this conversation: at the question last asked here."""
    talk = scene.opened.talk(run_of(scene, standing), scene.today)
    return replace(talk, cursor=standing.asked) if standing.asked else talk


def added(before: str | None, text: str) -> str:
    """What is written under what stood before; the same words are not written twice."""
    return text if before is None or before.strip() == text.strip() else f"{before}\n{text}"


async def write_answer(scene: Scene, standing: InGuide, question: Question, words: str) -> Note | None:
    """Stores an answer, and gives back the one that was written elsewhere since the question was asked here, if any.

    Neither was meant instead of the other, so both stand where words may; of a number, a day or a choice the last counts.
    """
    run = run_of(scene, standing)
    before = scene.opened.note_of(run, question.id)
    unseen = before is not None and before.kind == "answer" and standing.asked == question.id
    elsewhere = before if unseen and before is not None and before.id != standing.seen else None
    if elsewhere is not None and question.type == "open":
        words = added(elsewhere.text, words)
    await scene.cases.write(scene.opened, "answer", words, run=run, question=question, turn_id=scene.turn.id)
    if run.cursor is not None:
        run.cursor = None
        scene.session.add(run)
    return elsewhere
