"""A talk that is led question by question. What is typed is the answer to the question that was asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from api.cases.service import OpenedCase
from api.dialogue import fitting, misses, questions
from api.dialogue.acts import (
    EarlierAnswer,
    GuideEnded,
    GuideEndedBefore,
    GuideName,
    NoSuchQuestion,
    NoteKept,
    OfCase,
    Offer,
    OfQuestion,
    Phrase,
    Private,
    ScaleUnclear,
    TaskName,
    TaskTicked,
)
from api.dialogue.fitting import Fit
from api.dialogue.payloads import (
    ChooseOption,
    GoToButton,
    OtherDay,
    Payload,
    ScaleStep,
    TickOptions,
    WasAnswer,
    WasQuestion,
)
from api.dialogue.reading import happened
from api.dialogue.reading.agreeing import knows_not
from api.dialogue.reading.days import read_day
from api.dialogue.reading.happened import names_a_meeting
from api.dialogue.reading.judge import FEW, LOOKED_UP, PLAIN, words
from api.dialogue.reading.pupils import Introduces
from api.dialogue.reading.telling import tells
from api.dialogue.scene import Scene, Standing
from api.dialogue.standings import decision as decisions
from api.dialogue.standings.day import WaitsForDay
from api.dialogue.standings.proposal import Told, WaitsForProposal
from api.engine import commands
from api.engine.apply import Refusal
from api.engine.casefile import Run
from api.engine.commands import Answer, EndTalk, SkipQuestion
from api.engine.facts import live
from api.engine.schema import Guide, Question
from api.engine.talk import Talk
from api.wording import choosing
from api.wording.pieces import Piece


class InGuide(Standing):
    """`asked` is the question that was asked here, wherever the talk has come on another phone.

    `seen` is the answer that was shown with it, to be written anew, and `on` the day it was asked.
    """

    context = "talk"
    waits_for_words = True
    takes_any_words = True

    kind: Literal["guide"] = "guide"
    run: UUID
    asked: str | None = None
    seen: int | None = None
    on: date | None = None

    def is_there(self, case: OpenedCase, today: date) -> bool:
        return has_run(case, self.run)

    def walk(self, scene: Scene) -> Run:
        run = scene.opened.file.run(self.run)
        assert run is not None
        return run

    def talk(self, scene: Scene) -> Talk:
        """The talk as it stands in this conversation: at the question last asked here."""
        talk = scene.opened.talk(self.walk(scene), scene.today)
        return replace(talk, cursor=self.asked) if self.asked else talk

    async def ask(self, scene: Scene, *, again: bool = False) -> None:
        """The question that stands, or the end of the talk when none is left. `again` after something else was answered."""
        run = self.walk(scene)
        talk = scene.opened.talk(run, scene.today)
        question = talk.standing
        if question is None or not scene.plan.is_open:
            await self._end(scene)
            return
        before = scene.opened.file.note_of(run, question.id)
        seen = before.number if before is not None else None
        scene.standing = InGuide(run=run.id, asked=question.id, seen=seen, on=scene.today)
        scene.say(questions.asked(talk, question, again=again))
        if before is not None and before.kind == "answer" and before.text:
            scene.say(EarlierAnswer(question=question.id, answer=Private(private=before.text)))

    async def ask_again(self, scene: Scene) -> None:
        await self.ask(scene, again=bool(scene.acts))

    async def _end(self, scene: Scene) -> None:
        scene.standing = None
        if not scene.plan.is_open:  # closed meanwhile, from another device: what was written stays
            scene.say(OfCase(kind="case_is_closed", case=scene.name))
            return
        run = self.walk(scene)
        guide = scene.opened.routine.guide(run.guide_id)
        if run.is_open:
            await scene.do(EndTalk(run=run.id))
        if _ended_now(scene, run):
            self._say_ended(scene, guide)
            self._go_on(scene, run)
        else:
            scene.say(GuideEndedBefore(case=scene.name, guide=GuideName.of(guide)))
            decisions.ask_or_go_on(scene)

    def _go_on(self, scene: Scene, run: Run) -> None:
        """The day it was held where a date counts from it; then what its answers say of tasks; then what comes next."""
        task, settled = _dated_by(scene, run), _of_its_answers(scene, run)
        if task is not None and scene.opened.file.took_days(run):
            WaitsForDay(task=task, corrects=scene.opened.file.revision).ask(scene)
            scene.behind = settled
            return
        if task is not None:
            other = scene.offer("other_day", OtherDay(day_of=task))
            name = TaskName.of(scene.plan.task(task).task)
            scene.say(TaskTicked(task=name, on=scene.plan.task(task).done_on, offers=(other,)))
        if settled is not None:
            settled.ask(scene)
        else:
            decisions.ask_or_go_on(scene)

    def _say_ended(self, scene: Scene, guide: Guide) -> None:
        scene.say(GuideEnded(guide=GuideName.of(guide), after=(*guide.closing, *guide.after)))

    async def go_to(self, scene: Scene, number: int) -> None:
        """To a question by its number, to answer it again."""
        asked = scene.opened.talk(self.walk(scene), scene.today).questions
        if 1 <= number <= len(asked):
            await scene.do(commands.GoToQuestion(run=self.run, question=asked[number - 1].id))
        else:
            scene.say(NoSuchQuestion(total=len(asked)))
        await self.ask(scene)

    # what it takes

    async def take(self, scene: Scene) -> None:
        """The answer word for word. What does not hold the number or day asked for is kept as a note, and it is asked again.

        Who does not know, or has said twice what does not fit, is not held there: the question stays open, and the next one comes.
        """
        question = self._open(scene)
        if question is None:
            await self._keep_as_note(scene)
            await self.ask(scene)
            return
        fit = fitting.fitting(question, scene.text, scene.language, scene.today)
        if fit is None:
            await scene.note()
            if question.skippable and (misses.again(scene) or knows_not(scene.text)):
                scene.say(NoteKept(case=scene.name))
                await self.pass_over(scene, question)
            else:
                say_unclear(scene, question)
            await self.ask(scene)
            return
        await self._answer(scene, question, fit)

    async def pass_over(self, scene: Scene, question: Question) -> None:
        """What was answered before stands."""
        number = self.talk(scene).number(question.id)
        before = scene.opened.file.note_of(self.walk(scene), question.id)
        await scene.do(SkipQuestion(run=self.run, question=question.id))
        stands = before is not None and before.kind == "answer"
        scene.say(OfQuestion(kind="answer_stands" if stands else "skipped", question=question.id, number=number))

    async def press(self, scene: Scene, payload: Payload) -> bool:
        if isinstance(payload, GoToButton):
            await self.go_to(scene, payload.edit)
            return True
        if not isinstance(payload, ChooseOption | ScaleStep | TickOptions):
            return False
        question = self._open(scene)
        fit = fitting.pressed(question, payload, scene.language) if question is not None else None
        if question is None or fit is None:
            await self.ask(scene)  # a button from an earlier question: the one that stands comes again
        else:
            await self._answer(scene, question, fit)
        return True

    def _open(self, scene: Scene) -> Question | None:
        """The question asked here, unless it was answered or made needless meanwhile, or the case closed, from another device."""
        question = self._standing(scene)
        return question if question is not None and self.asked in (None, question.id) else None

    def _standing(self, scene: Scene) -> Question | None:
        """The question that stands; a closed case takes no answer."""
        return self.talk(scene).standing if scene.plan.is_open else None

    async def _keep_as_note(self, scene: Scene) -> None:
        await scene.note()
        scene.say(NoteKept(case=scene.name))

    async def _answer(self, scene: Scene, question: Question, fit: Fit) -> None:
        number = self.talk(scene).number(question.id)
        if await self.write(scene, question, fit):
            _say_of(scene, "noted_beside" if question.type == "open" else "noted_instead", question, number)
        if scene.verdict.kind == "doubtful":
            self._say_doubtful(scene, question, number)
        elif scene.verdict.kind == "acute":
            _say_of(scene, "noted", question, number)
        await self.ask(scene)

    def _say_doubtful(self, scene: Scene, question: Question, number: int) -> None:
        doubt = Offer(title="was_question", payload=WasQuestion(was_question=scene.turn.id))
        scene.say(OfQuestion(kind="noted_doubtful", question=question.id, number=number, offers=(doubt,)))

    async def write(self, scene: Scene, question: Question, fit: Fit) -> bool:
        """Stores an answer; True when another was written elsewhere since the question was asked here.

        Neither was meant instead of the other, so both stand where words may; of a number, a day or a choice the last counts.
        """
        before = scene.opened.file.note_of(self.walk(scene), question.id)
        asked_here = self.asked == question.id
        unseen = before is not None and before.kind == "answer" and asked_here and before.number != self.seen
        seen = (self.seen or 0) if asked_here else None
        answer = Answer(run=self.run, question=question.id, text=fit.text, value=fit.value, seen=seen)
        if isinstance(await scene.attempt(answer), Refusal):  # the case was closed at this moment, from another device
            await self._keep_as_note(scene)
            return False
        return unseen

    async def keep(self, scene: Scene) -> None:
        """As the answer when the words fit it, else as a note of the case."""
        question = self._standing(scene)
        fit = self._fit(scene, question)
        if question is not None and fit is not None:
            await self.write(scene, question, fit)
        else:
            await scene.note()

    async def keep_beside(self, scene: Scene, *, steers: bool) -> None:
        """Keeps a message that also asks for something: as the answer of the question that stands, or beside it.

        What steers the talk on is no answer, and what the question has no room for is none either: both become notes of the case.
        """
        question = None if steers else self._standing(scene)
        fit = self._fit(scene, question)
        if question is None or fit is None:
            await self._keep_as_note(scene)
            return
        number = self.talk(scene).number(question.id)
        await self.write(scene, question, fit)
        self._say_doubtful(scene, question, number)

    def _fit(self, scene: Scene, question: Question | None) -> Fit | None:
        return fitting.fitting(question, scene.text, scene.language, scene.today) if question is not None else None

    # what may be said beside it

    def is_aside(self, scene: Scene, named: Sequence[OpenedCase]) -> bool:
        asks = scene.verdict.intent is not None and scene.verdict.kind in ("command", "both")
        return asks and not tells(scene.text, scene.verdict, [one.case.label for one in named])

    def hears_pupils(self, brings_in: Introduces) -> bool:
        return brings_in != "maybe"

    def names_pupils(self, scene: Scene) -> bool:
        return scene.verdict.kind in ("command", "both")

    def is_asked(self, scene: Scene, question: str) -> bool:
        standing = self.talk(scene).standing
        return standing is not None and standing.id == question

    def is_over(self, scene: Scene) -> bool:
        return scene.opened.talk(self.walk(scene), scene.today).standing is None

    def say_waits(self, scene: Scene) -> None:
        """It waits to be gone on with; what answered its last question has ended it."""
        scene.standing = None
        run = self.walk(scene)
        if _ended_now(scene, run):
            self._say_ended(scene, scene.opened.routine.guide(run.guide_id))
        else:
            scene.say(Phrase(kind="acute_kept"))

    def was_answer(self, scene: Scene) -> Offer | None:
        plain = scene.verdict.sure >= PLAIN and scene.verdict.intent not in LOOKED_UP
        return None if plain else self.as_answer(scene)

    def as_answer(self, scene: Scene) -> Offer | None:
        question = self.talk(scene).standing
        if question is None:
            return None
        payload = WasAnswer(was_answer=scene.turn.id, run=self.run, question=question.id)
        return Offer(title="was_answer", payload=payload)

    def why(self, scene: Scene) -> Sequence[Piece]:
        question = self.talk(scene).standing
        if question is None:
            return ()
        guide = next(guide for guide in scene.opened.routine.guides if question in guide.questions)
        return choosing.why_question(scene.plan, question, guide)


def _dated_by(scene: Scene, run: Run) -> str | None:
    """The task that the talk made done, when its day matters for a date."""
    facts = {fact.number for fact in live(scene.opened.file.facts) if fact.run == run.id}
    done = (state.task for state in scene.plan.tasks if facts & set(state.by_facts))
    return next((task.id for task in done if task.asks_date), None)


def _of_its_answers(scene: Scene, run: Run) -> WaitsForProposal | None:
    """What was answered in the talk and is a task of the level, to be entered; a meeting that was set is no answer to who does what."""
    settled = scene.opened.file.settled_by(run, scene.today)
    days, misplaced = _meetings_set(scene, run)
    planned = {**days, **settled.planned}
    lines = (
        *(Told(what="done", tasks=(task,), on=on) for task, on in settled.done.items() if task not in misplaced),
        *(Told(what="planned", tasks=(task,), on=on) for task, on in planned.items() if task not in settled.done),
    )
    return WaitsForProposal(turn=scene.turn.id, place=scene.place, lines=lines) if lines else None


def _meetings_set(scene: Scene, run: Run) -> tuple[dict[str, date], set[str]]:
    """The days that answers set a meeting to where something else was asked, and the tasks such an answer does not settle."""
    days: dict[str, date] = {}
    misplaced: set[str] = set()
    tasks = {state.task.id: state.task for state in scene.plan.tasks}
    for question in scene.opened.routine.guide(run.guide_id).questions:
        note = scene.opened.file.note_of(run, question.id)
        text = (note.text or "").casefold() if note is not None and note.kind == "answer" else ""
        on = read_day(text, scene.today, side="future") if names_a_meeting(text) and words(text) <= FEW else None
        asked = [tasks[task] for task in question.settles if task in tasks]
        if on is None or on < scene.today or any(names_a_meeting(task.done.nb.casefold()) for task in asked):
            continue
        misplaced |= {task.id for task in asked}
        told = happened.read(f"avtalt {text}", scene.plan.tasks, scene.plan.routine, scene.today)
        if told is not None and told.what == "planned" and len(told.tasks) == 1:
            days[told.tasks[0]] = on
    return days, misplaced


def _ended_now(scene: Scene, run: Run) -> bool:
    """Whether it ended in this turn, by its last answer or because nothing was left."""
    case_id = scene.opened.case.id
    return any(fact.run == run.id and (case_id, fact.entry) in scene.recorded for fact in scene.opened.file.facts)


def has_run(case: OpenedCase, run_id: UUID) -> bool:
    """Whether the walk is one of the case's, through a guide its routine has."""
    guides = {guide.id for guide in case.routine.guides}
    return any(run.id == run_id and run.guide_id in guides for run in case.file.runs)


def say_unclear(scene: Scene, question: Question) -> None:
    if question.scale is not None:
        scene.say(ScaleUnclear(low=question.scale[0], high=question.scale[1]))
    elif question.type in ("number", "date"):
        scene.say(Phrase(kind="number_unclear" if question.type == "number" else "date_unclear"))
    else:
        several = fitting.names_several(question, scene.text)
        scene.say(Phrase(kind="choose_one" if several and question.type == "choice" else "choice_unclear"))


def _say_of(
    scene: Scene, kind: Literal["noted", "noted_beside", "noted_instead"], question: Question, number: int
) -> None:
    scene.say(OfQuestion(kind=kind, question=question.id, number=number))
