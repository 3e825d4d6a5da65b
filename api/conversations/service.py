"""The turn: stored before anything else, decided once, answered once. Asked again with the same id, the answer is the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, OpenedCase
from api.clock import today_in_oslo
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message, StoredTurn, TurnIn, Understanding, WaitingTurn
from api.database import utc_now
from api.dialogue import dispatch, smalltalk
from api.dialogue.acts import Button, Outcome, fill, plain_words, press
from api.dialogue.buttons import ours
from api.dialogue.languages import asked_for
from api.dialogue.reading.judge import Ranking, Verdict, judge
from api.dialogue.reading.labels import personal_number
from api.dialogue.route import context
from api.dialogue.scene import Scene, language_of
from api.dialogue.standing import InGuide, WaitsForDay, WaitsForPick, read_standing
from api.errors import ApiError, NotFound, RefusedText
from api.schools.models import School, Teacher
from api.schools.service import SchoolService
from api.settings import Settings

log = structlog.get_logger(__name__)


class MessageIdUsed(ApiError):
    status = 409
    code = "message_id_used"
    message = "Meldings-id-en er brukt for en annen tekst."


class NotItsTurn(ApiError):
    status = 409
    code = "not_its_turn"
    message = "En tidligere melding i samtalen er ikke ferdig."


class ConversationService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.conversations = ConversationRepository(session)

    async def store(self, turn_in: TurnIn) -> StoredTurn:
        """Stores a message as a turn. A repeated id gives the turn it became the first time."""
        found = await self.conversations.find(turn_in.subject, turn_in.channel, turn_in.key)
        conversation, teacher, school = found or await self._begin(turn_in)
        refused = personal_number(turn_in.text)
        if refused:
            raise RefusedText(refused)
        turn = await self.conversations.turn_by_message(conversation, turn_in.message_id)
        if turn is None:
            conversation.last_turn += 1
            self.session.add(conversation)
            turn = Turn(
                conversation_id=conversation.id,
                number=conversation.last_turn,
                message_id=turn_in.message_id,
                today=today_in_oslo(self.settings, turn_in.today),
            )
            payload = ours(turn_in.payload) if turn_in.payload else await self._typed(conversation, turn_in.text)
            await self.conversations.add(turn, text=turn_in.text, payload=payload)
        elif turn.text != turn_in.text:
            raise MessageIdUsed
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, teacher, school),
            earlier_unanswered=await self.conversations.unanswered_before(turn),
            reply=[Message.model_validate(message) for message in turn.reply] if turn.reply is not None else None,
        )

    async def _begin(self, turn_in: TurnIn) -> tuple[Conversation, Teacher, School]:
        teacher, school = await SchoolService(self.session).teacher_of(turn_in.subject)
        conversation = Conversation(teacher_id=teacher.id, channel=turn_in.channel, key=turn_in.key)
        await self.conversations.begin(conversation)
        return conversation, teacher, school

    async def _typed(self, conversation: Conversation, text: str) -> str | None:
        return _typed_button(conversation, await self.conversations.offered(conversation), text)

    async def waiting(self, conversation_id: UUID | None = None) -> list[WaitingTurn]:
        """Turns that have no reply yet, in order: after a crash they are simply run again."""
        return [_waiting_turn(*one) for one in await self.conversations.unanswered(conversation_id)]

    async def decide(self, turn_id: UUID, understanding: Understanding) -> tuple[Outcome, int]:
        """What the turn means and what follows; also its number. Everything it changes is in this one transaction."""
        found = await self.conversations.turn(turn_id)
        if found is None or found[0].conversation_id != understanding.conversation:
            raise NotFound
        turn, conversation, teacher, school = found
        if turn.outcome is not None:
            return Outcome.model_validate(turn.outcome), turn.number
        if await self.conversations.undecided_before(turn):
            raise NotItsTurn
        ranking = [(ranked.name, ranked.confidence) for ranked in understanding.ranking]
        touched: set[UUID] = set()
        outcome = await self._take(conversation, turn, teacher, school, ranking, touched)
        turn.ranking = list(ranking)
        self.conversations.decided(turn, outcome.model_dump(mode="json"), touched)
        self.session.add(conversation)
        return outcome, turn.number

    async def _take(
        self,
        conversation: Conversation,
        turn: Turn,
        teacher: Teacher,
        school: School,
        ranking: Ranking,
        touched: set[UUID],
    ) -> Outcome:
        try:
            async with self.session.begin_nested():
                scene = await self._scene(conversation, turn, teacher, school, ranking, touched)
                missed = conversation.misunderstood
                await dispatch.take(scene)
                if conversation.misunderstood == missed:
                    conversation.misunderstood = 0
                for earlier in scene.drawn_on:
                    self.conversations.touches(earlier, touched)
                await self.session.flush()
        except Exception as error:  # a fault of ours must neither lose the text nor block the conversation
            log.error("turn.failed", turn=str(turn.id), error=type(error).__name__)
            for row in (conversation, turn, teacher, school):
                await self.session.refresh(row)
            touched.intersection_update([case for case in touched if self.conversations.keyring.has(case)])
            scene = await self._scene(conversation, turn, teacher, school, ranking, touched)
            if not turn.payload:
                await smalltalk.keep(scene, None)
            scene.say("failed")
        return Outcome(
            acts=scene.acts,
            listening=conversation.standing is not None,
            verdict=scene.verdict.kind,
            private=scene.secrets,
        )

    async def _scene(
        self,
        conversation: Conversation,
        turn: Turn,
        teacher: Teacher,
        school: School,
        ranking: Ranking,
        touched: set[UUID],
    ) -> Scene:
        case: OpenedCase | None = None
        if conversation.case_id is not None:
            case = await CaseService(self.session, teacher, school, touched).get(conversation.case_id)
        scene = Scene(
            session=self.session,
            turn=turn,
            ranking=ranking,
            conversation=conversation,
            teacher=teacher,
            school=school,
            verdict=Verdict("command"),
            case=case,
            touched=touched,
        )
        if not _is_there(scene):
            scene.standing = None
        if not turn.payload:
            scene.verdict = judge(turn.text, ranking, context=context(scene.standing))
        return scene

    async def note_reply(self, turn_id: UUID, messages: Sequence[Message]) -> list[Message]:
        """Fills in the references and keeps the reply on the turn. The first reply stands."""
        found = await self.conversations.turn(turn_id)
        if found is None:
            raise NotFound
        turn = found[0]
        if turn.reply is not None:
            return [Message.model_validate(message) for message in turn.reply]
        if turn.outcome is None:
            raise NotItsTurn
        private = Outcome.model_validate(turn.outcome).private
        filled = [
            Message(
                text=fill(message.text, private),
                buttons=[Button(title=fill(b.title, private), payload=b.payload) for b in message.buttons],
            )
            for message in messages
        ]
        turn.answered_at = utc_now()
        self.conversations.answered(turn, [message.model_dump() for message in filled])
        return filled


def _is_there(scene: Scene) -> bool:
    """Whether what is waited for is in the routine: the case may have been moved to a version without it."""
    if scene.case is None:
        return True
    routine = scene.case.routine
    match scene.standing:
        case InGuide(run=run_id) | WaitsForPick(run=run_id):
            guides = {guide.id for guide in routine.guides}
            return any(run.id == run_id and run.guide_id in guides for run in scene.case.runs)
        case WaitsForDay(task=str(task)):
            return any(one.id == task for level in routine.levels for one in level.tasks)
        case WaitsForDay(deadline=str(deadline)):
            return any(one.id == deadline for level in routine.levels for one in level.deadlines)
        case _:
            return True


def _waiting_turn(turn: Turn, conversation: Conversation, teacher: Teacher, school: School) -> WaitingTurn:
    standing = read_standing.validate_python(conversation.standing) if conversation.standing else None
    chosen = None if turn.payload else asked_for(turn.text, standing)  # so that this very reply is in it
    return WaitingTurn(
        id=turn.id,
        conversation=turn.conversation_id,
        language=chosen or language_of(teacher, school),
        text=for_the_bot(turn.text, turn.payload),
    )


def for_the_bot(text: str, payload: str | None) -> str:
    """What the classifier reads. A typed slash is no command to Rasa: only our own buttons are."""
    return payload or text.lstrip("/ \n") or "?"


_NUMBERED = re.compile(r"\d{1,2}\. ")


def _typed_button(conversation: Conversation, offered: list[dict[str, Any]], text: str) -> str | None:
    """The payload of the button whose words were typed, or the number it begins with.

    After a list of questions any number is the number of a question. Elsewhere a bare number picks a button only where no
    number is asked for.
    """
    plain = plain_words(text)
    numbered = any(_NUMBERED.match(button["title"]) for button in offered)
    for button in offered:
        if plain and (plain == plain_words(button["title"]) or button["title"].startswith(f"{plain}. ")):
            return str(button["payload"])
    if not re.fullmatch(r"\d{1,2}", plain):
        return None
    if numbered:
        return press(edit=int(plain))
    waits_for_words = (conversation.standing or {}).get("kind") in ("guide", "label", "day", "pick", "period")
    if not waits_for_words and 1 <= int(plain) <= len(offered):
        return str(offered[int(plain) - 1]["payload"])
    return None
