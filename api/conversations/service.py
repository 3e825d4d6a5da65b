"""The turn: stored before anything else, decided once, answered once. Asked again with the same id, the answer is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import today_in_oslo
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository
from api.conversations.scenes import scene_of, settle
from api.conversations.schemas import Message, StoredTurn, TurnIn, Understanding, WaitingTurn
from api.conversations.typed import typed_button
from api.database import utc_now
from api.dialogue import dispatch
from api.dialogue.acts import Phrase, TurnResult, for_a_client
from api.dialogue.languages import asked_for
from api.dialogue.payloads import NOWHERE, read
from api.dialogue.reading.judge import Ranking
from api.dialogue.reading.labels import personal_number
from api.dialogue.route import context
from api.dialogue.standings import read_standing
from api.errors import ApiError, NotFound, RefusedText
from api.people.actor import Actor
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.rendering.chat import render
from api.rendering.utterances import Button, Spoken, TurnWords, fill, spoken_before
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
        found = await self.conversations.find(LOCAL, turn_in.subject, turn_in.school, turn_in.channel, turn_in.key)
        conversation, actor = found or await self._begin(turn_in)
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
                text=turn_in.text,
                payload=_meant(turn_in.payload) if turn_in.payload else _typed(conversation, turn_in.text),
                today=today_in_oslo(self.settings, turn_in.today),
            )
            self.session.add(turn)
            await self.session.flush()
        elif turn.text != turn_in.text:
            raise MessageIdUsed
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, actor),
            earlier_unanswered=await self.conversations.unanswered_before(turn),
            reply=[Message.model_validate(message) for message in turn.reply] if turn.reply is not None else None,
        )

    async def _begin(self, turn_in: TurnIn) -> tuple[Conversation, Actor]:
        actor = await PeopleService(self.session).actor(turn_in.subject, school=turn_in.school)
        conversation = Conversation(
            person_id=actor.person.id, school_id=actor.school.id, channel=turn_in.channel, key=turn_in.key
        )
        self.session.add(conversation)
        await self.session.flush()
        return conversation, actor

    async def waiting(self, conversation_id: UUID | None = None) -> list[WaitingTurn]:
        """Turns that have no reply yet, in order: after a crash they are simply run again."""
        return [_waiting_turn(*one) for one in await self.conversations.unanswered(conversation_id)]

    async def decide(self, turn_id: UUID, understanding: Understanding) -> TurnWords:
        """What the turn means and what follows. Everything it changes is in this one transaction."""
        found = await self.conversations.turn(turn_id)
        if found is None or found[0].conversation_id != understanding.conversation:
            raise NotFound
        turn, conversation, actor = found
        if turn.outcome is not None:
            return _words(turn, turn.outcome)
        if await self.conversations.undecided_before(turn):
            raise NotItsTurn
        ranking = [(ranked.name, ranked.confidence) for ranked in understanding.ranking]
        result = await self._take(conversation, turn, actor, ranking)
        turn.ranking, turn.outcome = list(ranking), result.model_dump(mode="json")
        self.session.add(turn)
        self.session.add(conversation)
        return _words(turn, turn.outcome)

    async def _take(self, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking) -> TurnResult:
        try:
            async with self.session.begin_nested():
                scene = await scene_of(self.session, conversation, turn, actor, ranking)
                await dispatch.take(scene)
                settle(scene, conversation)
                await self.session.flush()
        except Exception as error:  # a fault of ours must neither lose the text nor block the conversation
            log.error("turn.failed", turn=str(turn.id), error=type(error).__name__)
            for row in (conversation, turn, actor.person, actor.employment, actor.school):
                await self.session.refresh(row)
            scene = await scene_of(self.session, conversation, turn, actor, ranking)
            if not turn.payload:
                await scene.note()
            scene.say(Phrase(kind="failed"))
        return TurnResult(
            acts=scene.acts,
            language=scene.language,
            listening=conversation.standing is not None,
            verdict=scene.verdict.kind,
        )

    async def note_reply(self, turn_id: UUID, messages: Sequence[Message]) -> list[Message]:
        """Fills in the references, keeps the reply on the turn, and remembers its buttons. The first reply stands."""
        found = await self.conversations.turn(turn_id)
        if found is None:
            raise NotFound
        turn, conversation, _ = found
        if turn.reply is not None:
            return [Message.model_validate(message) for message in turn.reply]
        if turn.outcome is None:
            raise NotItsTurn
        private = _spoken(turn.outcome, turn.today).private
        filled = [
            _filled(message, private, act)
            for message, act in zip(messages, _acts(turn.outcome, len(messages)), strict=True)
        ]
        turn.reply, turn.answered_at = [message.model_dump() for message in filled], utc_now()
        conversation.offered = [button.model_dump() for message in filled for button in message.buttons]
        self.session.add(turn)
        self.session.add(conversation)
        return filled


def _waiting_turn(turn: Turn, conversation: Conversation, actor: Actor) -> WaitingTurn:
    in_talk = context(read_standing(conversation.standing)) == "talk"
    chosen = None if turn.payload else asked_for(turn.text, in_talk=in_talk)  # so that this very reply is in it
    return WaitingTurn(
        id=turn.id,
        conversation=turn.conversation_id,
        language=chosen or actor.language,
        text=for_the_bot(turn.text, turn.payload),
    )


def for_the_bot(text: str, payload: str | None) -> str:
    """What the classifier reads. A typed slash is no command to Rasa: only our own buttons are."""
    return payload or text.lstrip("/ \n") or "?"


def _meant(payload: str) -> str:
    """An unknown command such as `/restart` would leave the turn unanswered; it becomes a button of nowhere."""
    return payload if read(payload) is not None else NOWHERE


def _typed(conversation: Conversation, text: str) -> str | None:
    standing = read_standing(conversation.standing)
    offered = [Button.model_validate(button) for button in conversation.offered]
    return typed_button(text, offered, waits_for_words=standing is not None and standing.waits_for_words)


def _words(turn: Turn, outcome: dict[str, Any]) -> TurnWords:
    utterances = _spoken(outcome, turn.today).utterances
    return TurnWords(utterances=utterances, listening=outcome["listening"], number=turn.number)


def _spoken(outcome: dict[str, Any], today: date) -> Spoken:
    """The words of what came of a turn; the same each time."""
    before = spoken_before(outcome)
    if before is not None:
        return before
    result = TurnResult.model_validate(outcome)
    return render(result.acts, result.language, today)


def _acts(outcome: dict[str, Any], messages: int) -> list[dict[str, Any] | None]:
    """For each message of the reply the act it says, as a client gets it."""
    acts = [] if spoken_before(outcome) else TurnResult.model_validate(outcome).acts
    return [for_a_client(act) for act in acts] if len(acts) == messages else [None] * messages


def _filled(message: Message, private: dict[str, str], act: dict[str, Any] | None) -> Message:
    buttons = [button.model_copy(update={"title": fill(button.title, private)}) for button in message.buttons]
    return Message(text=fill(message.text, private), buttons=buttons, act=act)
