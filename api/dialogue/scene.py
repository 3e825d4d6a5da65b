"""One turn, what stands while it comes, and everything it may see and touch.

Handlers say acts and change what stands; they never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel

from api.cases.service import CaseService, ListedCase, OpenedCase, place_of
from api.dialogue.acts import Act, Alarm, CaseName, Offer, PlanShown, Private, RefusalTold, Title
from api.dialogue.payloads import Payload, Placed
from api.dialogue.reading.judge import CERTAIN, QUESTIONS, Context, Verdict
from api.dialogue.reading.parts import Part, Ranking
from api.dialogue.reading.pupils import Introduces
from api.engine.apply import Recorded, Refusal
from api.engine.commands import AnyCommand, WriteNote
from api.engine.plan import Plan
from api.engine.schema import Language, Outcome, Routine
from api.people.actor import Actor
from api.wording.pieces import Piece

LIKELY_ASIDE = 0.4  # “en eller annen gang” is no day, and hardly a question
# What may be asked while the assistant waits for a label or a day; everything else is taken as the answer.
_ASIDES = QUESTIONS | {"help", "summary", "list_cases", "switch_case", "pause", "go_back", "skip", "greet", "goodbye"}


@dataclass(frozen=True)
class TurnTaken:
    """A message as it was stored, the `number`th of its conversation. `ranking` is what the classifier made of it, best first.

    `parts` are what it is made of, in order; none on a turn of before messages were read in parts.
    """

    id: UUID
    number: int
    text: str
    payload: str | None
    today: date
    ranking: Ranking
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class KeptFor:
    """How long a closed case is kept: until the day `ends`, `ends_by_itself` without what was asked for, at most to `latest`."""

    ends: date
    ends_by_itself: date
    latest: date
    was_asked: bool  # somebody asked for longer than by itself


class KeepsCases(Protocol):
    """How long closed cases are kept, and asking for longer."""

    async def of(self, cases: CaseService, opened: OpenedCase) -> KeptFor | None:
        """None of a case that is not closed."""

    async def longer(self, cases: CaseService, case_id: UUID, until: date, reason: str, today: date) -> bool:
        """Keeps it until that day; False when the day or the reason will not do, or it is not closed any longer."""

    async def no_longer(self, cases: CaseService, case_id: UUID, reason: str, today: date) -> bool:
        """Takes back what was asked for; False when nothing was, or the case is not closed any longer."""


class TurnRecords(Protocol):
    """What lies outside the cases: the conversation's earlier turns, and the routine the school follows now."""

    async def earlier(self, turn_id: UUID) -> TurnTaken | None:
        """A turn of this conversation; None for anybody else's, and for one that can no longer be read."""

    async def unplaced(self) -> Sequence[TurnTaken]:
        """The turns of today that told something no case has, since one was opened last; the first one first."""

    async def in_no_case(self) -> Sequence[TurnTaken]:
        """The turns of this conversation that told something no case had then; the first one first."""

    async def alarm_of_late(self) -> Alarm | None:
        """The fixed text about danger that one of the last few turns of today was answered with."""

    async def shown_last(self, case: UUID) -> Sequence[dict[str, Any]]:
        """The pieces of this case's plan that the reply before this turn showed, as they are kept; none of another day."""

    async def said_today(self, kind: str) -> bool:
        """Whether an act of this kind was said in this conversation today."""

    async def offered_of_late(self) -> Sequence[Sequence[tuple[str, str]]]:
        """The buttons of the last few replies, each with its words and what it means; the newest reply first."""

    async def school_routine(self) -> Routine:
        """The newest version, with roles called what the school calls them."""

    async def is_reminded(self) -> bool:
        """Whether the person is sent what is due."""

    async def remind(self, *, on: bool) -> None:
        """Sends it from now on, or no longer."""

    async def snooze(self, case: UUID, task: str, due_on: date, until: date) -> None:
        """Tells the person of a task that is due on that day not before the other one."""

    @property
    def keeping(self) -> KeepsCases: ...


class Standing(BaseModel):
    """What the assistant has asked and waits for. Only ids lie here; texts lie in the turns and notes.

    One kind is one file in `standings/`: how it asks, whether it is still there, what it takes as its answer, and what may
    be said beside it.
    """

    context: ClassVar[Context] = "idle"  # what the judge must know of it
    waits_for_words: ClassVar[bool] = False  # what is typed is taken word for word: a bare number picks no button
    takes_any_words: ClassVar[bool] = False  # even those of a task's button
    hears_reports: ClassVar[bool] = False  # what is told in passing is heard beside it
    is_of_case: ClassVar[bool] = True
    undo_beside: ClassVar[bool] = False  # the reply that asks it may offer to take back what was recorded before
    left: ClassVar[Literal["paused", "label_left"]] = "paused"  # what is said when it is left

    def is_there(self, case: OpenedCase, today: date) -> bool:
        """Whether it can still be answered: the case may have moved on meanwhile, or to a version of its routine without it."""
        return True

    async def ask_again(self, scene: Scene) -> None:
        """Lets it stand after something else was dealt with."""
        raise NotImplementedError

    async def take(self, scene: Scene) -> None:
        """Takes what was typed as its answer."""
        raise NotImplementedError

    async def press(self, scene: Scene, payload: Payload) -> bool:
        """Takes a button that answers it; False for any other."""
        return False

    async def keep(self, scene: Scene) -> None:
        """Keeps words that are no answer where they belong."""
        await scene.note()

    @property
    def counts_lines(self) -> bool:
        """Whether a bare number is one of the lines it shows, and no button."""
        return False

    # what may be said beside it

    def is_answered(self, scene: Scene) -> bool:
        """Whether the words answer it, whatever command they look like."""
        return True

    def is_aside(self, scene: Scene, named: Sequence[OpenedCase]) -> bool:
        """Whether the words are a command to obey beside it. `named` are the cases whose labels they hold."""
        verdict = scene.verdict
        least = CERTAIN if verdict.intent == "summary" else LIKELY_ASIDE  # “de viktigste” asks for none
        likely = verdict.kind == "command" and verdict.intent in _ASIDES and verdict.sure >= least
        return likely and not self.is_answered(scene)

    def beside(self) -> Standing | None:
        """What stands while a typed command is obeyed."""
        return self

    def beside_undo(self) -> Standing | None:
        """What stands after “angre” said to it: nothing, unless it was asked in the middle of something."""
        return None

    async def let_go(self, scene: Scene) -> None:
        """When it is left without an answer: the words that wait with it go where they belong."""

    def hears_pupils(self, brings_in: Introduces) -> bool:
        """Whether a message that may bring in another pupil is dealt with as that, whatever it answers."""
        return True

    def names_pupils(self, scene: Scene) -> bool:
        """Whether labels in the words count as the names of pupils."""
        return False

    def yields(self, scene: Scene, others: Sequence[OpenedCase]) -> bool:
        """Whether it waits in its own case because the words are about `others`."""
        return False

    def is_asked(self, scene: Scene, question: str) -> bool:
        """Whether it is this question of a talk."""
        return False

    def is_over(self, scene: Scene) -> bool:
        """Whether nothing is left to ask, though this device may not know it yet."""
        return False

    def has_said(self, outcome: Outcome) -> bool:
        """Whether the question has told already what the outcome says."""
        return False

    def say_waits(self, scene: Scene) -> None:
        """Says, beside an alarm, what becomes of it meanwhile."""

    def was_answer(self, scene: Scene) -> Offer | None:
        """The button that makes what is obeyed now its answer after all."""
        return None

    def why(self, scene: Scene) -> Sequence[Piece]:
        """Why it is asked; nothing when there is no reason of its own."""
        return ()

    # what is asked beside everything else

    async def before_all(self, scene: Scene) -> bool:
        """Tried before anything else is; True when the message was its answer."""
        return False

    async def after_all(self, scene: Scene) -> None:
        """When something else was dealt with."""


@dataclass
class Scene:
    """`spoken_of` is the case the conversation is about, `case` the one that is answered about now."""

    turn: TurnTaken
    actor: Actor
    cases: CaseService
    records: TurnRecords
    verdict: Verdict
    case: OpenedCase | None
    standing: Standing | None
    behind: Standing | None = None  # what was asked and waits until what stands is dealt with
    misses: int = 0  # in a row
    acts: list[Act] = field(default_factory=list)
    unplaced: bool = False  # it told something that lies in no case
    out_of_reach: bool = False  # the case that was spoken of may no longer be read
    rules: Routine | None = None  # the school's routine, when something is asked while no case is spoken of
    asked_text: str | None = None  # set when an earlier message is answered now
    recorded: list[tuple[UUID, int]] = field(default_factory=list)  # cases and entries of their logs made in this turn
    spoken_of: UUID | None = field(init=False)
    stood: Standing | None = field(init=False)  # what was waited for when the message came
    _about: OpenedCase | None = field(init=False)
    _noted: set[UUID] = field(init=False, default_factory=set)  # cases that have the words as a note

    def __post_init__(self) -> None:
        self._about = self.case
        self.spoken_of = self.case.case.id if self.case is not None else None
        self.stood = self.standing

    @property
    def asks(self) -> Standing | None:
        """What is asked here, or was when the message came and will be put again."""
        return self.standing or self.stood

    @property
    def today(self) -> date:
        return self.turn.today

    @property
    def language(self) -> Language:
        return self.actor.language

    @property
    def text(self) -> str:
        return self.turn.text if self.asked_text is None else self.asked_text

    @property
    def top(self) -> str | None:
        """What the classifier finds most likely."""
        return self.turn.ranking[0][0] if self.turn.ranking else None

    @property
    def opened(self) -> OpenedCase:
        assert self.case is not None
        return self.case

    @property
    def has_open_case(self) -> bool:
        return self.case is not None and self.plan.is_open

    @property
    def is_aside(self) -> bool:
        """Whether another case is answered about than the one that is spoken of, where something may stand."""
        return self.case is not None and self.case.case.id != self.spoken_of

    @property
    def plan(self) -> Plan:
        return self.opened.plan(self.today)

    @property
    def name(self) -> CaseName:
        return name_of(self.opened)

    @property
    def about(self) -> CaseName | None:
        """The case the conversation is about, whichever is answered about now."""
        return name_of(self._about) if self._about is not None else None

    @property
    def place(self) -> str:
        return place_of(self.opened.case.id, self.plan)

    async def load(self, case_id: UUID) -> OpenedCase:
        """A case that is spoken of or told of in this turn. Raises `NotFound`."""
        return await self.cases.get(case_id, reading="chat")

    async def routine(self) -> Routine:
        """The routine of the case, or of the school when there is no case yet."""
        if self.case is not None:
            return self.case.routine
        if self.rules is None:
            self.rules = await self.records.school_routine()
        return self.rules

    def speak_of(self, opened: OpenedCase) -> None:
        """The conversation is about this case from here on."""
        self.case, self._about, self.spoken_of = opened, opened, opened.case.id

    def say(self, act: Act) -> None:
        self.acts.append(act)

    def show(self, pieces: Sequence[Piece], offers: Sequence[Offer] = ()) -> None:
        """Says something of the plan, or of the school's routine while there is no case."""
        case = self.name if self.case is not None else None
        self.say(PlanShown(case=case, pieces=tuple(pieces), offers=tuple(offers)))

    def offer(self, title: Title, payload: Payload) -> Offer:
        """A button. One that changes a case remembers which, and the stay it was offered in."""
        return Offer(title=title, payload=self.placed(payload))

    def placed(self, payload: Payload) -> Payload:
        is_placed = self.case is not None and isinstance(payload, Placed)
        return payload.model_copy(update={"at": self.place}) if is_placed else payload

    def offer_below(self, offer: Offer) -> None:
        """One more button under what was said last."""
        last = self.acts[-1]
        self.acts[-1] = last.model_copy(update={"offers": (*last.offers, offer)})

    async def do(self, command: AnyCommand, *, of: TurnTaken | None = None, once: str | None = None) -> Recorded | None:
        """Carries out a command as `attempt` does; a refusal is said, and gives None."""
        done = await self.attempt(command, of=of, once=once)
        if isinstance(done, Refusal):
            self.say(RefusalTold(code=done.code))
            return None
        return done

    async def attempt(
        self, command: AnyCommand, *, of: TurnTaken | None = None, once: str | None = None
    ) -> Recorded | Refusal:
        """Carries out a command in the case spoken of.

        It counts once in the turn; `of` is the earlier turn whose words it is about, and `once` what it counts once as there.
        """
        turn = of or self.turn
        before = self.opened.file.revision
        command_id = f"{turn.id}:{once or len(self.recorded)}"
        done = await self.cases.do(self.opened, command, today=self.today, command_id=command_id, turn_id=turn.id)
        if self.opened.file.revision > before:
            self.recorded.append((self.opened.case.id, self.opened.file.revision))
        return done

    async def move_note(self, origin: OpenedCase, entry: int, target: OpenedCase) -> bool:
        """Moves what an entry of one case wrote to another; False when there is nothing left to move."""
        before = target.file.revision
        moved = await self.cases.move_note(origin, entry, target, today=self.today, command_id=f"{self.turn.id}:move")
        if moved and target.file.revision > before:
            self.recorded += [(one.case.id, one.file.revision) for one in (origin, target)]
        return moved

    async def move_written(self, turn_id: UUID) -> bool:
        """Moves the note of an earlier turn to the case spoken of, from wherever it lies."""
        written = [one for one in await self.cases.written_in(turn_id) if one.kind == "loose"]
        if not written or written[0].case_id == self.opened.case.id:
            return False
        origin = await self.cases.get(written[0].case_id, reading="note_moved")
        return await self.move_note(origin, written[0].entry, self.opened)

    async def note(self) -> None:
        """Keeps the words as a note of the case that is spoken of, if there is one; once, whoever asks for it."""
        if self.case is not None and self.case.case.id not in self._noted:
            self._noted.add(self.case.case.id)
            await self.do(WriteNote(text=self.text))

    async def keep(self) -> None:
        """Keeps the words where they belong: the question that stands, the worry being told, else the case."""
        await (self.standing.keep(self) if self.standing is not None else self.note())


def name_of(opened: OpenedCase | ListedCase) -> CaseName:
    return CaseName(case=opened.case.id, label=Private(private=opened.case.label))
