"""One turn with everything it may see and touch. Handlers say acts on it and change what stands; they never commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, ListedCase, OpenedCase, named_by
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository
from api.dialogue.acts import Act, CaseName, Offer, PlanShown, Private, Refused, Title
from api.dialogue.payloads import Payload, Placed
from api.dialogue.reading.judge import Ranking, Verdict
from api.dialogue.standing import Standing, read_standing
from api.engine.apply import Recorded, Refusal
from api.engine.commands import AnyCommand, WriteNote
from api.engine.plan import Plan
from api.engine.schema import Language, Routine
from api.people.actor import Actor
from api.routines.service import RoutineService
from api.wording.pieces import Piece


@dataclass
class Scene:
    session: AsyncSession
    turn: Turn
    ranking: Ranking  # the classifier's
    conversation: Conversation
    actor: Actor
    verdict: Verdict
    case: OpenedCase | None
    acts: list[Act] = field(default_factory=list)
    asked_text: str | None = None  # set when an earlier message is answered now
    touched: set[UUID] = field(
        default_factory=set
    )  # the cases loaded for this turn: all of it is kept under their keys
    drawn_on: list[Turn] = field(default_factory=list)  # earlier turns whose words were looked at
    recorded: list[tuple[UUID, int]] = field(
        default_factory=list
    )  # cases and entries of their logs that this turn made

    def __post_init__(self) -> None:
        self.cases = CaseService(self.session, self.actor, self.turn.id, self.touched)

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
    def standing(self) -> Standing | None:
        value = self.conversation.standing
        return read_standing.validate_python(value) if value else None

    @standing.setter
    def standing(self, value: Standing | None) -> None:
        self.conversation.standing = value.model_dump(mode="json") if value else None

    async def school_routine(self) -> Routine:
        """The newest version of the routine the school follows, with roles called what the school calls them."""
        routines = RoutineService(self.session)
        newest = await routines.newest(self.actor.school.routine_id)
        return named_by(self.actor.school, await routines.routine(newest.hash))

    async def earlier(self, turn_id: UUID) -> Turn | None:
        """A turn of this conversation; None for anybody else's, and for one that can no longer be read."""
        turn = await ConversationRepository(self.session).earlier(self.conversation, turn_id)
        if turn is not None:
            self.drawn_on.append(turn)
        return turn

    @property
    def opened(self) -> OpenedCase:
        assert self.case is not None
        return self.case

    @property
    def is_aside(self) -> bool:
        """Whether another case is answered about than the one that is spoken of, where something may stand."""
        return self.case is not None and self.case.case.id != self.conversation.case_id

    @property
    def plan(self) -> Plan:
        return self.opened.plan(self.today)

    @property
    def name(self) -> CaseName:
        return name_of(self.opened)

    async def do(self, command: AnyCommand, *, of: Turn | None = None, once: str | None = None) -> Recorded | None:
        """Carries out a command in the case spoken of; a refusal is said, and gives None.

        It counts once in the turn; `of` is the earlier turn whose words it is about, and `once` what it counts once as there.
        """
        turn = of or self.turn
        before = self.opened.file.revision
        command_id = f"{turn.id}:{once or len(self.recorded)}"
        done = await self.cases.do(self.opened, command, today=self.today, command_id=command_id, turn_id=turn.id)
        if isinstance(done, Refusal):
            self.say(Refused(code=done.code))
            return None
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

    async def note(self) -> None:
        """Keeps the words as a note of the case spoken of."""
        await self.do(WriteNote(text=self.turn.text))

    def say(self, act: Act) -> None:
        self.acts.append(act)

    def show(self, pieces: Sequence[Piece], offers: Sequence[Offer] = ()) -> None:
        """Says something of the plan, or of the school's routine while there is no case."""
        case = self.name if self.case is not None else None
        self.say(PlanShown(case=case, pieces=tuple(pieces), offers=tuple(offers)))

    def offer(self, title: Title, payload: Payload) -> Offer:
        """A button. One that changes a case remembers which, and the stay it was offered in."""
        if self.case is not None and isinstance(payload, Placed):
            payload = payload.model_copy(update={"at": self.place})
        return Offer(title=title, payload=payload)

    @property
    def place(self) -> str:
        """Which case, level and round this is; a button from elsewhere must not work here."""
        stay = self.plan.stay
        return f"{self.opened.case.id.hex[:12]}.{stay.level}.{stay.round}"


def name_of(opened: OpenedCase | ListedCase) -> CaseName:
    return CaseName(case=opened.case.id, label=Private(private=opened.case.label))
