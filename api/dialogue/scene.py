"""One turn with everything it may see and touch. Handlers say acts on it and change what stands; they never commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, OpenedCase, named_by
from api.conversations.models import Conversation, Turn
from api.dialogue.acts import Act, ActKind, Button, press
from api.dialogue.reading.judge import Ranking, Verdict
from api.dialogue.standing import Standing, read_standing
from api.engine.plan import Plan
from api.engine.schema import Language, Routine, Text
from api.people.actor import Actor
from api.routines.service import RoutineService
from api.wording.plan import PlanWords

# What a button may mean that changes a case.
CHANGES = frozenset(("tick", "decide", "guide", "own_day", "consent", "report"))


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
    secrets: dict[str, str] = field(default_factory=dict)
    asked_text: str | None = None  # set when an earlier message is answered now

    @property
    def cases(self) -> CaseService:
        return CaseService(self.session, self.actor)

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
        """A turn of this conversation; None for anybody else's."""
        turn = await self.session.get(Turn, turn_id)
        return turn if turn is not None and turn.conversation_id == self.conversation.id else None

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
    def words(self) -> PlanWords:
        return PlanWords(self.plan, self.language, self.secret(self.opened.case.label))

    def words_of(self, opened: OpenedCase) -> PlanWords:
        return PlanWords(opened.plan(self.today), self.language, self.secret(opened.case.label))

    def secret(self, value: str) -> str:
        """A reference that stands for pupil text until the reply is delivered."""
        for number, known in self.secrets.items():
            if known == value:
                return f"⟦{number}⟧"
        number = str(len(self.secrets) + 1)
        self.secrets[number] = value
        return f"⟦{number}⟧"

    def say(self, kind: ActKind, /, *, buttons: list[Button] | None = None, **values: object) -> None:
        self.acts.append(
            Act(kind=kind, values={key: str(value) for key, value in values.items()}, buttons=buttons or [])
        )

    def in_words(self, text: Text) -> str:
        return text.in_(self.language)

    def button(self, title: Text | str, **meaning: object) -> Button:
        """A button. One that changes a case remembers which, and the stay it was offered in."""
        if self.case is not None and meaning.keys() & CHANGES:
            meaning["at"] = self.place
        return Button(title=title if isinstance(title, str) else self.in_words(title), payload=press(**meaning))

    @property
    def place(self) -> str:
        """Which case, level and round this is; a button from elsewhere must not work here."""
        stay = self.plan.stay
        return f"{self.opened.case.id.hex[:12]}.{stay.level}.{stay.round}"
