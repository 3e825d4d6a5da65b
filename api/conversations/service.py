"""The turn: stored before anything else, decided once, answered once. Asked again with the same id, the answer is the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

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
from api.dialogue.route import context
from api.dialogue.scene import Scene
from api.dialogue.standing import InGuide, WaitsForDay, WaitsForPick, read_standing
from api.errors import ApiError, NotFound
from api.people.actor import Actor
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.privacy import checked_text
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
        text = checked_text(turn_in.text)
        turn = await self.conversations.turn_by_message(conversation, turn_in.message_id)
        if turn is None:
            conversation.last_turn += 1
            self.session.add(conversation)
            turn = Turn(
                conversation_id=conversation.id,
                number=conversation.last_turn,
                message_id=turn_in.message_id,
                text=text,
                payload=ours(turn_in.payload) if turn_in.payload else _typed_button(conversation, text),
                today=today_in_oslo(self.settings, turn_in.today),
            )
            self.session.add(turn)
            await self.session.flush()
        elif turn.text != text:
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

    async def decide(self, turn_id: UUID, understanding: Understanding) -> tuple[Outcome, int]:
        """What the turn means and what follows; also its number. Everything it changes is in this one transaction."""
        found = await self.conversations.turn(turn_id)
        if found is None or found[0].conversation_id != understanding.conversation:
            raise NotFound
        turn, conversation, actor = found
        if turn.outcome is not None:
            return Outcome.model_validate(turn.outcome), turn.number
        if await self.conversations.undecided_before(turn):
            raise NotItsTurn
        ranking = [(ranked.name, ranked.confidence) for ranked in understanding.ranking]
        outcome = await self._take(conversation, turn, actor, ranking)
        turn.ranking, turn.outcome = list(ranking), outcome.model_dump(mode="json")
        self.session.add(turn)
        self.session.add(conversation)
        return outcome, turn.number

    async def _take(self, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking) -> Outcome:
        try:
            async with self.session.begin_nested():
                scene = await self._scene(conversation, turn, actor, ranking)
                missed = conversation.misunderstood
                await dispatch.take(scene)
                if conversation.misunderstood == missed:
                    conversation.misunderstood = 0
                await self.session.flush()
        except Exception as error:  # a fault of ours must neither lose the text nor block the conversation
            log.error("turn.failed", turn=str(turn.id), error=type(error).__name__)
            for row in (conversation, turn, actor.person, actor.employment, actor.school):
                await self.session.refresh(row)
            scene = await self._scene(conversation, turn, actor, ranking)
            if not turn.payload:
                await smalltalk.keep(scene, None)
            scene.say("failed")
        scene.cases.saw(scene.shown(), "chat")
        return Outcome(
            acts=scene.acts,
            listening=conversation.standing is not None,
            verdict=scene.verdict.kind,
            private=scene.secrets,
        )

    async def _scene(self, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking) -> Scene:
        scene = Scene(
            session=self.session,
            turn=turn,
            ranking=ranking,
            conversation=conversation,
            actor=actor,
            verdict=Verdict("command"),
            case=None,
        )
        if conversation.case_id is not None:
            scene.case = await scene.cases.get(conversation.case_id, reading="chat")
        if not _is_there(scene):
            scene.standing = None
        if not turn.payload:
            scene.verdict = judge(turn.text, ranking, context=context(scene.standing))
        return scene

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


def _waiting_turn(turn: Turn, conversation: Conversation, actor: Actor) -> WaitingTurn:
    standing = read_standing.validate_python(conversation.standing) if conversation.standing else None
    chosen = None if turn.payload else asked_for(turn.text, standing)  # so that this very reply is in it
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
