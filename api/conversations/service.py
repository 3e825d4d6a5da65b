"""The turn: stored before anything else, decided once, answered once. Asked again with the same id, the answer is the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.audit.repository import AuditRepository
from api.cases.service import CaseService
from api.clock import today_in_oslo
from api.conversations.models import Conversation, Turn
from api.conversations.repository import Before, ConversationRepository, Place
from api.conversations.scenes import ConversationRecords, as_understood, for_the_bot, left_at, scene_of, standing_of
from api.conversations.schemas import Message, StoredTurn, TurnIn, Understanding, WaitingTurn
from api.conversations.typed import typed_button
from api.database import unusable, utc_now
from api.dialogue import dispatch
from api.dialogue.acts import Act, Phrase, TurnResult, for_a_client
from api.dialogue.languages import asked_for
from api.dialogue.payloads import NOWHERE, read, words_in
from api.dialogue.reading.pasted import unmarked
from api.dialogue.route import context
from api.dialogue.scene import KeepsCases
from api.dialogue.undoing import way_back
from api.engine.commands import WriteNote
from api.engine.schema import Language
from api.errors import ApiError, NotFound
from api.people.actor import Actor, Origin
from api.people.service import PeopleService
from api.privacy import checked_text
from api.rendering.cards import OnPage
from api.rendering.chat import render
from api.rendering.page import on_page
from api.rendering.utterances import Button, Spoken, TurnWords, fill, spoken_before
from api.settings import Settings
from api.wording.texts import say

log = structlog.get_logger(__name__)


class MessageIdUsed(ApiError):
    status = 409
    code = "message_id_used"
    message = "Meldings-id-en er brukt for en annen tekst."


class NotItsTurn(ApiError):
    status = 409
    code = "not_its_turn"
    message = "En tidligere melding i samtalen er ikke ferdig."


T = TypeVar("T")


@dataclass(frozen=True)
class UnreadableTurn:
    """A turn that cannot be opened: a key is gone, or it is damaged."""

    turn: WaitingTurn
    words: TurnWords
    reply: Message


class ConversationService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.conversations = ConversationRepository(session)

    async def store(self, turn_in: TurnIn, source: Origin, holder: str | None = None) -> StoredTurn:
        """Stores a message as a turn. A repeated id gives the turn it became the first time.

        Where nothing else waits, `holder` has the right to run it from here on.
        """
        conversation = await self._conversation(turn_in, source)
        checked_text(turn_in.text)
        checked_text(unmarked(turn_in.text))  # a hidden character hides no number
        before = await self.conversations.before(conversation, turn_in.message_id)
        if before.again is not None:
            return await self._stored_before(before.again, turn_in)
        payload = _meant(turn_in.payload) if turn_in.payload else await self._typed(conversation, before, turn_in.text)
        turn = Turn(
            conversation_id=conversation.id,
            number=conversation.last_turn + 1,
            message_id=turn_in.message_id,
            today=today_in_oslo(self.settings, turn_in.today),
        )
        held = holder is not None and not before.has_unanswered
        await self.conversations.add(turn, text=turn_in.text, payload=payload, holder=holder if held else None)
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, conversation.language),
            earlier_unanswered=before.has_unanswered,
            held=held,
        )

    async def last_turn(self, turn_in: TurnIn, source: Origin) -> int:
        """The number of the last turn of the conversation the message is for."""
        return (await self._conversation(turn_in, source)).last_turn

    async def _stored_before(self, turn_id: UUID, turn_in: TurnIn) -> StoredTurn:
        found = await self._readable(turn_id, self.conversations.read)
        if isinstance(found, UnreadableTurn):
            return StoredTurn(turn=found.turn, earlier_unanswered=False, reply=[found.reply])
        turn, conversation, then = found
        if turn.text != turn_in.text:
            raise MessageIdUsed
        actor = replace(then, today=today_in_oslo(self.settings, turn_in.today))
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, actor.language),
            earlier_unanswered=await self.conversations.unanswered_before(turn),
            reply=None if turn.reply is None else await self._said_again(turn, turn.reply, actor),
        )

    async def reply_to(self, turn_id: UUID, *, again: bool) -> tuple[int, list[Message]]:
        """The number of a turn and its reply, for a channel that brings it later; `again` when it was tried before.

        Raises `NotFound` once the person does not work there any more.
        """
        found = await self._readable(turn_id, self.conversations.read)
        if isinstance(found, UnreadableTurn):
            return found.turn.number, [found.reply]
        turn, _, actor = found
        reply = turn.reply or []
        messages = (
            await self._said_again(turn, reply, actor) if again else [Message.model_validate(one) for one in reply]
        )
        return turn.number, messages

    async def _said_again(self, turn: Turn, reply: list[Any], actor: Actor) -> list[Message]:
        """The reply of before, as long as the cases it is about are still for this person to see."""
        cases = CaseService(self.session, actor, turn.id)
        about, told = (keys - {turn.conversation_id} for keys in (turn.keys_of_words, turn.keys))
        if not await cases.sees_again(about, told):
            return [Message(text=say("reply_of_a_case_no_longer_seen", actor.language))]
        return [Message.model_validate(message) for message in reply]

    async def _conversation(self, turn_in: TurnIn, source: Origin) -> Place:
        """The conversation, held until the end of the transaction. Two first messages at once begin the same one."""
        today = today_in_oslo(self.settings, turn_in.today)
        whose = source.issuer, turn_in.subject, turn_in.school, source.channel, turn_in.key, today
        found = await self.conversations.find(*whose)
        if found is None:
            people = PeopleService(self.session)
            actor = await people.actor(turn_in.subject, issuer=source.issuer, school=turn_in.school, today=today)
            if actor.is_admin:
                raise NotFound
            await self.conversations.begin(
                Conversation(
                    person_id=actor.person.id, school_id=actor.school.id, channel=source.channel, key=turn_in.key
                )
            )
            found = await self.conversations.find(*whose)
        assert found is not None
        return found

    async def _typed(self, conversation: Place, before: Before, text: str) -> str | None:
        standing = standing_of(conversation)
        offered = [Button.model_validate(button) for button in await self.conversations.offered(before)]
        return typed_button(
            unmarked(text),
            offered,
            waits_for_words=standing is not None and (standing.waits_for_words or standing.counts_lines),
        )

    async def waiting(self, conversation_id: UUID | None, source: Origin | None) -> list[WaitingTurn]:
        """Turns that have no reply yet, in order: after a crash they are simply run again. Without a source, of all channels."""
        waiting = []
        for turn_id in await self.conversations.unanswered(conversation_id, source):
            with suppress(NotFound):  # whose it is works there no longer
                found = await self._readable(turn_id, self.conversations.read)
                if not isinstance(found, UnreadableTurn):
                    turn, conversation, actor = found
                    waiting.append(_waiting_turn(turn, conversation, actor.language))
        return waiting

    async def take(self, conversation_id: UUID, holder: str) -> list[WaitingTurn] | None:
        """What waits in a conversation, for `holder` to run; None when somebody else runs it just now."""
        if not await self.conversations.hold(conversation_id, holder):
            return None
        return await self.waiting(conversation_id, None)

    async def behind(self) -> Sequence[UUID]:
        """The conversations in which a turn has no reply yet."""
        return await self.conversations.behind()

    async def _readable(self, turn_id: UUID, read: Callable[[UUID], Awaitable[T | None]]) -> T | UnreadableTurn:
        """The turn as `read` finds it. One that cannot be read is answered for good, so that it stops nobody."""
        try:
            found = await read(turn_id)
        except Exception as error:
            if unusable(error):
                raise
            return await self._give_up(turn_id, error)
        if found is None:
            raise NotFound
        return found

    async def _give_up(self, turn_id: UUID, error: Exception) -> UnreadableTurn:
        log.error("turn.unreadable", turn=str(turn_id), error=type(error).__name__)
        plain = await self.conversations.plain(turn_id)
        if plain is None:
            raise NotFound
        conversation_id, number, today, actor = plain
        reply = Message(text=say("unreadable_turn", actor.language))
        outcome = _failed(actor.language, listening=False).model_dump(mode="json")
        await self.conversations.settle(
            turn_id,
            conversation_id,
            outcome=outcome,
            reply=[reply.model_dump()],
            answered_at=utc_now(),
        )
        turn = WaitingTurn(id=turn_id, conversation=conversation_id, number=number, language=actor.language, text="?")
        return UnreadableTurn(turn, _words(number, today, outcome), reply)

    async def decide(self, turn_id: UUID, understanding: Understanding, keeping: KeepsCases) -> TurnWords:
        """What the turn means and what follows. Everything it changes is in this one transaction.

        `keeping` knows how long closed cases are kept.
        """
        found = await self._readable(turn_id, self.conversations.turn)
        if isinstance(found, UnreadableTurn):
            if found.turn.conversation != understanding.conversation:
                raise NotFound
            return found.words
        turn, conversation, actor = found
        if turn.conversation_id != understanding.conversation:
            raise NotFound
        if turn.outcome is not None:
            return _words(turn.number, turn.today, turn.outcome)
        if await self.conversations.undecided_before(turn):
            raise NotItsTurn
        number, today, listening = turn.number, turn.today, conversation.standing is not None
        touched: set[UUID] = set()
        understood = _understood(understanding)
        failed = _failed(actor.language, listening=listening)
        try:
            result, left, told = await self._take(conversation, turn, actor, understood, touched, keeping)
            outcome = result.model_dump(mode="json")
            await self.session.flush()
            await self.conversations.decided(
                turn, understood=understood, outcome=outcome, left=left, touched=touched, told=told
            )
        except Exception as error:  # a fault of ours must neither lose the text nor block the conversation
            if unusable(error):
                raise  # nothing of this is kept, and the turn is run again
            log.error("turn.failed", turn=str(turn_id), error=type(error).__name__)
            outcome = failed.model_dump(mode="json")
            if not await self._fail(turn_id, understanding.conversation, understood, outcome, touched):
                return await self._decided_meanwhile(turn_id, number)
        return _words(number, today, outcome)

    async def _decided_meanwhile(self, turn_id: UUID, number: int) -> TurnWords:
        """What another came to, who was let in when a fault of ours let go of the turn."""
        found = await self._readable(turn_id, self.conversations.decided_turn)
        if isinstance(found, UnreadableTurn):
            return found.words
        if found.outcome is None:
            raise NotItsTurn
        return _words(number, found.today, found.outcome)

    async def _take(
        self,
        conversation: Conversation,
        turn: Turn,
        actor: Actor,
        understood: dict[str, list[Any]],
        touched: set[UUID],
        keeping: KeepsCases,
    ) -> tuple[TurnResult, dict[str, Any], set[UUID]]:
        """What comes of the turn, what it leaves the conversation at, and the cases that are told of beside what it was about."""
        cases = CaseService(self.session, actor, turn.id, touched)
        records = ConversationRecords(self.conversations, conversation, actor.school, turn, keeping)
        scene = await scene_of(as_understood(turn, **understood), conversation, actor, cases, records)
        await dispatch.take(scene)
        for earlier in records.drawn_on:
            self.conversations.touches(earlier, touched)
        result = TurnResult(
            acts=scene.acts,
            language=scene.language,
            listening=scene.standing is not None,
            verdict=scene.verdict.kind,
            unplaced=scene.unplaced,
            about=scene.about,
            undo=way_back(scene),
        )
        return result, left_at(scene, conversation.misunderstood), cases.told

    async def _fail(
        self,
        turn_id: UUID,
        conversation_id: UUID,
        understood: dict[str, list[Any]],
        outcome: dict[str, Any],
        touched: set[UUID],
    ) -> bool:
        """After a fault. Only what is at hand is used: whatever is looked up or built here may be what failed.

        False when the turn was decided by another meanwhile: that stands, and nothing is written.
        """
        self.session.expunge_all()
        await self.session.rollback()  # nothing half-done may be written
        AuditRepository(self.session).forget()
        if not await self.conversations.settle(
            turn_id, conversation_id, **understood, outcome=outcome, only_undecided=True
        ):
            return False
        try:
            async with self.session.begin_nested():
                await self._note_text(turn_id, touched)
        except Exception as error:
            if unusable(error):
                raise
            log.warning("turn.not_noted", turn=str(turn_id), error=type(error).__name__)  # the text is on the turn
        return True

    async def _note_text(self, turn_id: UUID, touched: set[UUID]) -> None:
        """What was typed becomes a note of the case that is spoken of, if there is one. `touched` may name cases that were undone."""
        found = await self.conversations.turn(turn_id)
        assert found is not None
        turn, conversation, actor = found
        if not turn.payload and conversation.case_id is not None:
            cases = CaseService(self.session, actor, turn.id)
            opened = await cases.get(conversation.case_id, reading="chat")
            note = WriteNote(text=unmarked(turn.text))
            await cases.do(opened, note, today=turn.today, command_id=f"failed:{turn.id}", turn_id=turn.id)
            touched.add(opened.case.id)
        self.conversations.touches(turn, {case for case in touched if self.conversations.keyring.has(case)})

    async def note_reply(
        self, turn_id: UUID, messages: Sequence[Message], source: Origin | None = None
    ) -> list[Message]:
        """Fills in the references and keeps the reply on the turn. The first reply stands. Only on a turn of the source, if any."""
        if source is not None and await self.conversations.channel_of(turn_id) != source.channel:
            raise NotFound
        turn = await self._readable(turn_id, self.conversations.decided_turn)
        if isinstance(turn, UnreadableTurn):
            return [turn.reply]
        if turn.reply is not None:
            return [Message.model_validate(message) for message in turn.reply]
        if turn.outcome is None:
            raise NotItsTurn
        spoken, result = _spoken(turn.outcome, turn.today)
        acts, pages = (result.acts, on_page(result, turn.today)) if result is not None else ((), ())
        same = len(acts) == len(messages)
        shown = zip(acts, pages, strict=True) if same else [(None, None)] * len(messages)
        filled = [
            _filled(message, spoken.private, act, page) for message, (act, page) in zip(messages, shown, strict=True)
        ]
        await self.conversations.answered(turn, [message.model_dump(mode="json") for message in filled])
        return filled


def _understood(understanding: Understanding) -> dict[str, list[Any]]:
    """What the classifier made of it, as it is kept on the turn."""
    return {
        "ranking": [(ranked.name, ranked.confidence) for ranked in understanding.ranking],
        "parts": [part.model_dump() for part in understanding.parts],
    }


def _failed(language: Language, *, listening: bool) -> TurnResult:
    return TurnResult(acts=[Phrase(kind="failed")], language=language, listening=listening, verdict="failed")


def _waiting_turn(turn: Turn, conversation: Conversation | Place, language: Language) -> WaitingTurn:
    # asked for in this very message, so that the reply is in it
    in_talk = context(standing_of(conversation)) == "talk"
    chosen = None if turn.payload else asked_for(unmarked(turn.text), in_talk=in_talk)
    return WaitingTurn(
        id=turn.id,
        conversation=turn.conversation_id,
        number=turn.number,
        language=chosen or language,
        text=for_the_bot(turn.text, turn.payload),
    )


def _meant(payload: str) -> str:
    """An unknown command such as `/restart` would leave the turn unanswered; it becomes a button of nowhere.

    `RefusedText` as of any text.
    """
    meaning = read(payload)
    for words in words_in(meaning) if meaning is not None else ():
        checked_text(words)
    return payload if meaning is not None else NOWHERE


def _words(number: int, today: date, outcome: dict[str, Any]) -> TurnWords:
    spoken, _ = _spoken(outcome, today)
    return TurnWords(utterances=spoken.utterances, listening=outcome["listening"], number=number)


def _spoken(outcome: dict[str, Any], today: date) -> tuple[Spoken, TurnResult | None]:
    """The words of what came of a turn, the same each time, and the acts they say, if they were kept."""
    before = spoken_before(outcome)
    if before is not None:
        return before, None
    result = TurnResult.model_validate(outcome)
    return render(result.acts, result.language, today), result


def _filled(message: Message, private: dict[str, str], act: Act | None, page: OnPage | None) -> Message:
    buttons = [button.model_copy(update={"title": fill(button.title, private)}) for button in message.buttons]
    shown = for_a_client(act) if act is not None else None
    return Message(text=fill(message.text, private), buttons=buttons, act=shown, page=page)
