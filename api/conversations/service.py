"""The turn: stored before anything else, decided once, answered once. Asked again with the same id, the answer is the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, OpenedCase
from api.clock import today_in_oslo
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message, StoredTurn, TurnIn, Understanding, WaitingTurn
from api.database import unusable, utc_now
from api.dialogue import dispatch
from api.dialogue.acts import Act, Button, Outcome, fill, plain_words, press
from api.dialogue.buttons import ours
from api.dialogue.languages import asked_for
from api.dialogue.reading.judge import Ranking, Verdict, judge
from api.dialogue.reading.labels import personal_number
from api.dialogue.route import context
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, Standing, WaitsForDay, WaitsForLabel, WaitsForPick, read_standing
from api.errors import ApiError, NotFound, RefusedText
from api.people.actor import Actor
from api.people.models import LOCAL
from api.people.service import PeopleService
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


Found = tuple[Turn, Conversation, Actor]


@dataclass(frozen=True)
class Unreadable:
    """A turn whose text cannot be decrypted: its key is gone, or it is damaged."""

    turn: WaitingTurn
    number: int
    outcome: Outcome
    reply: Message


_UNREADABLE = {
    "nb": "Jeg får ikke lest denne meldingen. Skriv den på nytt hvis den fortsatt gjelder.",
    "nn": "Eg får ikkje lese denne meldinga. Skriv ho på nytt om ho framleis gjeld.",
}


class ConversationService:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.conversations = ConversationRepository(session)

    async def store(self, turn_in: TurnIn) -> StoredTurn:
        """Stores a message as a turn. A repeated id gives the turn it became the first time."""
        conversation, actor = await self._conversation(turn_in)
        refused = personal_number(turn_in.text)
        if refused:
            raise RefusedText(refused)
        again = await self.conversations.turn_by_message(conversation, turn_in.message_id)
        if again is not None:
            return await self._stored_before(again, turn_in.text)
        conversation.last_turn += 1
        self.session.add(conversation)
        turn = Turn(
            conversation_id=conversation.id,
            number=conversation.last_turn,
            message_id=turn_in.message_id,
            text=turn_in.text,
            payload=ours(turn_in.payload) if turn_in.payload else _typed_button(conversation, turn_in.text),
            today=today_in_oslo(self.settings, turn_in.today),
        )
        self.session.add(turn)
        await self.session.flush()
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, actor),
            earlier_unanswered=await self.conversations.unanswered_before(turn),
        )

    async def _stored_before(self, turn_id: UUID, text: str) -> StoredTurn:
        found = await self._readable(turn_id)
        if isinstance(found, Unreadable):
            return StoredTurn(turn=found.turn, earlier_unanswered=False, reply=[found.reply])
        turn, conversation, actor = found
        if turn.text != text:
            raise MessageIdUsed
        return StoredTurn(
            turn=_waiting_turn(turn, conversation, actor),
            earlier_unanswered=await self.conversations.unanswered_before(turn),
            reply=[Message.model_validate(message) for message in turn.reply] if turn.reply is not None else None,
        )

    async def _conversation(self, turn_in: TurnIn) -> tuple[Conversation, Actor]:
        """The conversation, held until the end of the transaction. Two first messages at once begin the same one."""
        whose = LOCAL, turn_in.subject, turn_in.school, turn_in.channel, turn_in.key
        found = await self.conversations.find(*whose)
        if found is None:
            actor = await PeopleService(self.session).actor(turn_in.subject, school=turn_in.school)
            await self.conversations.begin(
                Conversation(
                    person_id=actor.person.id, school_id=actor.school.id, channel=turn_in.channel, key=turn_in.key
                )
            )
            found = await self.conversations.find(*whose)
        assert found is not None
        return found

    async def waiting(self, conversation_id: UUID | None = None) -> list[WaitingTurn]:
        """Turns that have no reply yet, in order: after a crash they are simply run again."""
        waiting = []
        for turn_id in await self.conversations.unanswered(conversation_id):
            with suppress(NotFound):  # whose it is works there no longer
                turn = await self._readable(turn_id)
                if not isinstance(turn, Unreadable):
                    waiting.append(_waiting_turn(*turn))
        return waiting

    async def behind(self) -> Sequence[UUID]:
        """The conversations in which a turn has no reply yet."""
        return await self.conversations.behind()

    async def _readable(self, turn_id: UUID, *, held: bool = False) -> Found | Unreadable:
        """The turn with all that belongs to it. One that cannot be read is answered for good, so that it stops nobody."""
        try:
            found = await (self.conversations.turn(turn_id) if held else self.conversations.read(turn_id))
        except Exception as error:
            if unusable(error):
                raise
            return await self._give_up(turn_id, error)
        if found is None:
            raise NotFound
        return found

    async def _give_up(self, turn_id: UUID, error: Exception) -> Unreadable:
        log.error("turn.unreadable", turn=str(turn_id), error=type(error).__name__)
        plain = await self.conversations.plain(turn_id)
        if plain is None:
            raise NotFound
        conversation_id, number, actor = plain
        language = actor.language
        reply, outcome = Message(text=_UNREADABLE[language]), _failed(listening=False)
        await self.conversations.settle(
            turn_id,
            outcome=outcome.model_dump(mode="json"),
            reply=[reply.model_dump()],
            answered_at=utc_now(),
        )
        turn = WaitingTurn(id=turn_id, conversation=conversation_id, language=language, text="?")
        return Unreadable(turn, number, outcome, reply)

    async def decide(self, turn_id: UUID, understanding: Understanding) -> tuple[Outcome, int]:
        """What the turn means and what follows; also its number. Everything it changes is in this one transaction."""
        found = await self._readable(turn_id, held=True)
        if isinstance(found, Unreadable):
            if found.turn.conversation != understanding.conversation:
                raise NotFound
            return found.outcome, found.number
        turn, conversation, actor = found
        if turn.conversation_id != understanding.conversation:
            raise NotFound
        if turn.outcome is not None:
            return Outcome.model_validate(turn.outcome), turn.number
        if await self.conversations.undecided_before(turn):
            raise NotItsTurn
        number, listening = turn.number, conversation.standing is not None
        ranking = [(ranked.name, ranked.confidence) for ranked in understanding.ranking]
        try:
            async with self.session.begin_nested():
                outcome = await self._take(conversation, turn, actor, ranking)
                turn.ranking, turn.outcome = list(ranking), outcome.model_dump(mode="json")
                self.session.add(turn)
                self.session.add(conversation)
                await self.session.flush()
        except Exception as error:  # a fault of ours must neither lose the text nor block the conversation
            if unusable(error):
                raise  # nothing of this is kept, and the turn is run again
            log.error("turn.failed", turn=str(turn_id), error=type(error).__name__)
            outcome = _failed(listening=listening)
            await self._fail(turn_id, ranking, outcome)
        return outcome, number

    async def _take(self, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking) -> Outcome:
        scene = await self._scene(conversation, turn, actor, ranking)
        missed = conversation.misunderstood
        await dispatch.take(scene)
        if conversation.misunderstood == missed:
            conversation.misunderstood = 0
        return Outcome(
            acts=scene.acts,
            listening=conversation.standing is not None,
            verdict=scene.verdict.kind,
            private=scene.secrets,
        )

    async def _fail(self, turn_id: UUID, ranking: Ranking, outcome: Outcome) -> None:
        """After a fault. Only what is at hand is used: whatever is looked up or built here may be what failed."""
        self.session.expunge_all()  # nothing half-changed may be written
        await self.conversations.settle(turn_id, ranking=list(ranking), outcome=outcome.model_dump(mode="json"))
        try:
            async with self.session.begin_nested():
                await self._note_text(turn_id)
        except Exception as error:
            if unusable(error):
                raise
            log.warning("turn.not_noted", turn=str(turn_id), error=type(error).__name__)  # the text is on the turn

    async def _note_text(self, turn_id: UUID) -> None:
        """What was typed becomes a note of the case that is spoken of, if there is one."""
        found = await self.conversations.turn(turn_id)
        assert found is not None
        turn, conversation, actor = found
        if not turn.payload and conversation.case_id is not None:
            cases = CaseService(self.session, actor)
            opened = await cases.get(conversation.case_id)
            await cases.write(opened, "loose", turn.text, turn_id=turn.id)

    async def _scene(self, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking) -> Scene:
        case = await self._case_of(conversation, actor)
        scene = Scene(
            session=self.session,
            turn=turn,
            ranking=ranking,
            conversation=conversation,
            actor=actor,
            verdict=Verdict("command"),
            case=case,
        )
        if not _is_there(scene):
            scene.standing = None
        if not turn.payload:
            scene.verdict = judge(turn.text, ranking, context=context(scene.standing))
        return scene

    async def _case_of(self, conversation: Conversation, actor: Actor) -> OpenedCase | None:
        """The case that is spoken of. One that may no longer be read is none, and nothing that was asked about it stands."""
        standing = _standing_of(conversation)
        case = None
        if conversation.case_id is not None:
            try:
                case = await CaseService(self.session, actor).get(conversation.case_id)
            except NotFound:
                conversation.case_id = None
                standing = standing if isinstance(standing, WaitsForLabel) else None
        conversation.standing = standing.model_dump(mode="json") if standing else None
        return case

    async def note_reply(self, turn_id: UUID, messages: Sequence[Message]) -> list[Message]:
        """Fills in the references, keeps the reply on the turn, and remembers its buttons. The first reply stands."""
        found = await self._readable(turn_id, held=True)
        if isinstance(found, Unreadable):
            return [found.reply]
        turn, conversation, _ = found
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
        turn.reply, turn.answered_at = [message.model_dump() for message in filled], utc_now()
        conversation.offered = [button.model_dump() for message in filled for button in message.buttons]
        self.session.add(turn)
        self.session.add(conversation)
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


def _standing_of(conversation: Conversation) -> Standing | None:
    """What stands. What another version of the program wrote and this one cannot read is nothing."""
    try:
        return read_standing.validate_python(conversation.standing) if conversation.standing else None
    except ValidationError:
        log.warning("standing.dropped", conversation=str(conversation.id))
        return None


def _failed(*, listening: bool) -> Outcome:
    return Outcome(acts=[Act(kind="failed")], listening=listening, verdict="failed")


def _waiting_turn(turn: Turn, conversation: Conversation, actor: Actor) -> WaitingTurn:
    chosen = (
        None if turn.payload else asked_for(turn.text, _standing_of(conversation))
    )  # so that this very reply is in it
    return WaitingTurn(
        id=turn.id,
        conversation=turn.conversation_id,
        language=chosen or actor.language,
        text=for_the_bot(turn.text, turn.payload),
    )


def for_the_bot(text: str, payload: str | None) -> str:
    """What the classifier reads. A typed slash is no command to Rasa: only our own buttons are."""
    return payload or text.lstrip("/ \n") or "?"


_NUMBERED = re.compile(r"\d{1,2}\. ")


def _typed_button(conversation: Conversation, text: str) -> str | None:
    """The payload of the button whose words were typed, or the number it begins with.

    After a list of questions any number is the number of a question. Elsewhere a bare number picks a button only where no
    number is asked for.
    """
    plain = plain_words(text)
    numbered = any(_NUMBERED.match(button["title"]) for button in conversation.offered)
    for button in conversation.offered:
        if plain and (plain == plain_words(button["title"]) or button["title"].startswith(f"{plain}. ")):
            return str(button["payload"])
    if not re.fullmatch(r"\d{1,2}", plain):
        return None
    if numbered:
        return press(edit=int(plain))
    waits_for_words = (conversation.standing or {}).get("kind") in ("guide", "label", "day", "pick", "period")
    if not waits_for_words and 1 <= int(plain) <= len(conversation.offered):
        return str(conversation.offered[int(plain) - 1]["payload"])
    return None
