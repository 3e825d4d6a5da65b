"""All SQL about conversations and turns, and the one place where turns are opened and sealed.

The statements are built once: building one costs as much as running it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Executable, String, Uuid, and_, bindparam, exists, func, insert, inspect, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from api.cases.models import CaseOffer
from api.conversations.models import Conversation, Turn
from api.database import in_columns, insert_once, rows, run, utc_now
from api.engine.schema import Language
from api.errors import Unreadable
from api.keys.keyring import keyring
from api.keys.models import DataKey
from api.keys.sealing import keys_of
from api.people.actor import Actor, Origin, language_of
from api.people.models import Employment, Identity, Person
from api.people.repository import TODAY, acts_for, employed_on
from api.schools.models import School

# Who no longer works at the school of a conversation is not found by it: what they left without a reply gets none.
_WORKS_THERE = and_(
    col(Employment.person_id) == col(Conversation.person_id), col(Employment.school_id) == col(Conversation.school_id)
)
_NO_ADMIN = col(Employment.role) != "admin"
_WHOSE = (
    select(Conversation, Person, Employment, School)
    .join(Person, col(Person.id) == col(Conversation.person_id))
    .join(Employment, _WORKS_THERE)
    .join(School, col(School.id) == col(Conversation.school_id))
)
# The key of the case that is spoken of comes along: most of what was said last lies under it.
_CaseKey = aliased(DataKey)
# with_for_update: two turns of one conversation are never decided at the same time, and what is read is what the one before
# has left (SQLite locks the whole file instead).
_KEY = col(DataKey.id), col(DataKey.master), col(DataKey.wrapped)
_KEYS_HERE = col(DataKey.id).in_((col(Conversation.id), col(Conversation.case_id)))
# As columns, once with each key: they are read faster than rows are made.
_PLACE_OF_PERSON: Executable = (
    _WHOSE.outerjoin(DataKey, _KEYS_HERE)
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .where(
        col(Identity.issuer) == bindparam("issuer"),
        col(Identity.subject) == bindparam("subject"),
        acts_for(col(Conversation.school_id)),
        employed_on(TODAY),
        _NO_ADMIN,
        col(Conversation.channel) == bindparam("channel"),
        col(Conversation.key) == bindparam("key"),
    )
    .with_only_columns(
        *_KEY,
        col(Conversation.id).label("conversation"),
        col(Conversation.standing),
        col(Conversation.last_turn),
        col(Person.language).label("own_language"),
        col(School.language).label("school_language"),
        maintain_column_froms=True,
    )
    .with_for_update(of=Conversation)
)
# Who speaks is always found from the turn, never from what a message says.
_OF_TURN = _WHOSE.join(Turn, col(Turn.conversation_id) == col(Conversation.id)).where(
    col(Turn.id) == bindparam("turn"), employed_on(col(Turn.today)), _NO_ADMIN
)
_READ = cast(
    "Select[Conversation, Person, Employment, School, Turn, DataKey | None, DataKey | None, bool]",
    _OF_TURN.outerjoin(DataKey, col(DataKey.id) == col(Conversation.id))
    .outerjoin(_CaseKey, col(_CaseKey.id) == col(Conversation.case_id))
    .add_columns(Turn, DataKey, _CaseKey, exists().where(col(CaseOffer.person_id) == col(Conversation.person_id))),
)
_TURN = _READ.with_for_update(of=(Turn, Conversation))
# What is needed to keep its reply, as columns too.
_DECIDED: Executable = (
    _OF_TURN.outerjoin(DataKey, _KEYS_HERE)
    .with_only_columns(
        *_KEY,
        col(Turn.today),
        col(Turn.sealed_outcome).label("outcome"),
        col(Turn.sealed_reply).label("reply"),
        maintain_column_froms=True,
    )
    .with_for_update(of=(Turn, Conversation))
)
_TURN_TABLE, _CONVERSATION_TABLE = Turn.__table__, Conversation.__table__  # type: ignore[attr-defined]
_OF_A_TURN = tuple(inspect(Turn).columns.keys())
_ADD = insert(_TURN_TABLE)
_COUNT = (
    update(_CONVERSATION_TABLE)
    .where(_CONVERSATION_TABLE.c.id == bindparam("conversation"))
    .values(last_turn=bindparam("number"))
)
# What a turn may change of its conversation.
_LEAVE = (
    update(_CONVERSATION_TABLE)
    .where(_CONVERSATION_TABLE.c.id == bindparam("conversation"))
    .values({name: bindparam(name) for name in ("case_id", "standing", "misunderstood")})
)
_DECIDE = (
    update(_TURN_TABLE)
    .where(_TURN_TABLE.c.id == bindparam("turn"))
    .values(
        ranking=bindparam("ranking"),
        parts=bindparam("parts"),
        text=bindparam("sealed_text"),
        payload=bindparam("sealed_payload"),
        outcome=bindparam("sealed_outcome"),
    )
)
# Who runs a conversation's turns has the right to for a while, and only as long as one of them has no reply: so what is done with
# its reply is free again, and nothing has to be written for that.
_COUNT_AND_HOLD = _COUNT.values(held_by=bindparam("holder"), held_until=bindparam("until"), held_to=bindparam("number"))
_HELD_OPEN = exists().where(
    col(Turn.conversation_id) == _CONVERSATION_TABLE.c.id,
    col(Turn.answered_at).is_(None),
    col(Turn.number) <= _CONVERSATION_TABLE.c.held_to,
)
_HOLD = (
    update(_CONVERSATION_TABLE)
    .where(
        _CONVERSATION_TABLE.c.id == bindparam("conversation"),
        or_(
            _CONVERSATION_TABLE.c.held_until.is_(None),
            _CONVERSATION_TABLE.c.held_until <= bindparam("now"),
            ~_HELD_OPEN,
        ),
    )
    .values(held_by=bindparam("holder"), held_until=bindparam("until"), held_to=_CONVERSATION_TABLE.c.last_turn)
    .returning(_CONVERSATION_TABLE.c.id)
)
_HOLD_LONGER = (
    update(_CONVERSATION_TABLE)
    .where(_CONVERSATION_TABLE.c.id == bindparam("conversation"), _CONVERSATION_TABLE.c.held_by == bindparam("holder"))
    .values(held_until=bindparam("until"))
)
_LET_ALL_GO = update(_CONVERSATION_TABLE).values(held_until=None)
_ANSWER = (
    update(_TURN_TABLE)
    .where(_TURN_TABLE.c.id == bindparam("turn"))
    .values(reply=bindparam("said"), answered_at=bindparam("at"))
)
# The same without what is sealed.
_PLAIN = cast(
    "Select[Conversation, Person, Employment, School, int, date]",
    _OF_TURN.add_columns(col(Turn.number), col(Turn.today)),
)
_OF_MESSAGE = select(Turn.id).where(
    col(Turn.conversation_id) == bindparam("conversation"), col(Turn.message_id) == bindparam("message")
)
_BEFORE = (
    select(Turn.id)
    .where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.number) < bindparam("number"))
    .limit(1)
)
_LAST_ANSWERED = (
    select(Turn)
    .where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.answered_at).is_not(None))
    .order_by(col(Turn.number).desc())
    .limit(1)
)
_BEFORE_STORING = select(
    _OF_MESSAGE.scalar_subquery(),
    exists().where(col(Turn.conversation_id) == bindparam("conversation"), col(Turn.answered_at).is_(None)),
    _LAST_ANSWERED.with_only_columns(col(Turn.id)).scalar_subquery(),
    _LAST_ANSWERED.with_only_columns(col(Turn.sealed_reply)).scalar_subquery(),
)
_UNANSWERED_BEFORE = _BEFORE.where(col(Turn.answered_at).is_(None))
_UNDECIDED_BEFORE = _UNANSWERED_BEFORE.where(col(Turn.sealed_outcome).is_(None))  # found by the index of the unanswered
# The first that waits in each conversation, then the second of each: no clock says who comes first, and nobody comes last twice.
_PLACE = func.row_number().over(partition_by=col(Turn.conversation_id), order_by=col(Turn.number))
_UNANSWERED = (
    select(Turn.id)
    .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
    .join(Employment, _WORKS_THERE)
    .where(
        employed_on(col(Turn.today)),
        _NO_ADMIN,
        col(Turn.answered_at).is_(None),
        col(Turn.conversation_id) == func.coalesce(bindparam("conversation", type_=Uuid), col(Turn.conversation_id)),
        col(Conversation.channel) == func.coalesce(bindparam("channel", type_=String), col(Conversation.channel)),
    )
    .order_by(_PLACE, col(Turn.conversation_id))
    .limit(500)
)
_CHANNEL = (
    select(Conversation.channel)
    .join(Turn, col(Turn.conversation_id) == col(Conversation.id))
    .where(col(Turn.id) == bindparam("turn"))
)
_MINE = (
    select(Conversation)
    .where(col(Conversation.person_id) == bindparam("person"), col(Conversation.school_id) == bindparam("school"))
    .order_by(col(Conversation.channel), col(Conversation.key))
)
_LAST_TURNS = (
    select(Turn)
    .where(
        col(Turn.conversation_id) == bindparam("conversation"),
        col(Turn.number) < bindparam("number"),
        col(Turn.number) > bindparam("after"),
    )
    .order_by(col(Turn.number).desc())
    .limit(bindparam("limit"))
)
# Without going through its turns: the index of the unanswered knows the first of them.
_ANSWERED: Executable = (
    select(Conversation)
    .where(
        col(Conversation.person_id).in_(bindparam("people", expanding=True)),
        col(Conversation.channel) == bindparam("channel"),
    )
    .with_only_columns(
        col(Conversation.person_id),
        col(Conversation.school_id),
        col(Conversation.key),
        col(Conversation.id),
        func.coalesce(
            select(func.min(col(Turn.number)) - 1)
            .where(col(Turn.conversation_id) == col(Conversation.id), col(Turn.answered_at).is_(None))
            .correlate(Conversation)
            .scalar_subquery(),
            col(Conversation.last_turn),
        ),
    )
)
HELD_FOR = timedelta(seconds=6)  # who runs a turn longer says so again meanwhile; who died is waited for so long
LOOKED_FAR, LOOKED_BACK, OF_LATE = 200, 12, 5  # turns
_BEHIND = (
    select(Turn.conversation_id)
    .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
    .join(Employment, _WORKS_THERE)
    .where(col(Turn.answered_at).is_(None), employed_on(col(Turn.today)), _NO_ADMIN)
    .distinct()
)


class Before(NamedTuple):
    """What there is before a message is stored: the turn it has become already, if any, and whether any turn has no reply yet.

    `last` is the turn that was answered last, and `reply` its reply, sealed.
    """

    again: UUID | None
    has_unanswered: bool
    last: UUID | None
    reply: bytes | None


class Place(NamedTuple):
    """The conversation a message is stored in, and the language its person is answered in."""

    id: UUID
    standing: dict[str, Any] | None
    last_turn: int
    language: Language


class AnsweredTo(NamedTuple):
    """A conversation, and the number up to which all its turns have a reply."""

    person_id: UUID
    school_id: str
    key: str
    id: UUID
    answered: int


class Decided(NamedTuple):
    """What came of a turn, if it is decided, and its reply, if it has one; `keys` are those it is sealed under."""

    id: UUID
    today: date
    outcome: dict[str, Any] | None
    reply: list[Any] | None
    keys: frozenset[UUID]


class ConversationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.keyring = keyring(session)

    async def find(
        self, issuer: str, subject: str, school: str | None, channel: str, key: str, today: date
    ) -> Place | None:
        who = {"issuer": issuer, "subject": subject, "school": school, "channel": channel, "key": key, "today": today}
        found = await rows(self.session, _PLACE_OF_PERSON, **who)
        if not found:
            return None
        conversation = found[0].conversation
        for row in found:
            if row.id == conversation:
                self.keyring.take(row)
            else:
                self.keyring.take_ahead(row if row.id else None)
        if not self.keyring.has(
            conversation
        ):  # it has begun just now, or its key was thrown away: it goes on under a new one
            self.keyring.make(conversation)
        language = language_of(found[0].own_language, found[0].school_language)
        return Place(conversation, found[0].standing, found[0].last_turn, language)

    async def turn(self, turn_id: UUID) -> tuple[Turn, Conversation, Actor] | None:
        return await self._opened((await self.session.exec(_TURN, params={"turn": turn_id})).one_or_none())

    async def read(self, turn_id: UUID) -> tuple[Turn, Conversation, Actor] | None:
        """As `turn`, but others may go on with it meanwhile."""
        return await self._opened((await self.session.exec(_READ, params={"turn": turn_id})).one_or_none())

    async def decided_turn(self, turn_id: UUID) -> Decided | None:
        """As `turn`, but only what is needed to keep its reply."""
        found = await rows(self.session, _DECIDED, turn=turn_id)
        if not found:
            return None
        for row in found:
            self.keyring.take_ahead(row if row.id else None)
        sealed = {"outcome": found[0].outcome, "reply": found[0].reply}
        keys = frozenset[UUID]().union(*(keys_of(one) for one in sealed.values() if one is not None))
        await self.keyring.load(keys)
        return Decided(turn_id, found[0].today, **Turn.unsealed(self.keyring, turn_id, **sealed), keys=keys)

    async def _opened(
        self, found: tuple[Conversation, Person, Employment, School, Turn, DataKey | None, DataKey | None, bool] | None
    ) -> tuple[Turn, Conversation, Actor] | None:
        if found is None:
            return None
        conversation, person, employment, school, turn, data_key, case_key, is_offered = found
        self.keyring.take(data_key)
        self.keyring.take_ahead(case_key)
        await self.keyring.open(turn)
        return turn, conversation, Actor(person, employment, school, turn.today, is_offered)

    async def earlier(self, conversation: Conversation, turn_id: UUID) -> Turn | None:
        """A turn of this conversation; None for anybody else's, and for one that can no longer be read."""
        turn = await self.session.get(Turn, turn_id)
        if turn is None or turn.conversation_id != conversation.id:
            return None
        try:
            await self.keyring.open(turn)
        except Unreadable:
            return None
        return turn

    async def offered(self, before: Before) -> list[dict[str, Any]]:
        """The buttons of the last reply, so that typing a button's words does what the button does."""
        if before.last is None or before.reply is None:
            return []
        try:
            await self.keyring.load(keys_of(before.reply))
            reply = Turn.unsealed(self.keyring, before.last, reply=before.reply)["reply"]
        except Unreadable:
            return []
        return [button for message in reply for button in message["buttons"]]

    async def offered_of_late(self, conversation: Conversation, turn: Turn) -> list[list[dict[str, Any]]]:
        """The buttons of the last few replies, of each its own, the newest first."""
        found = []
        for earlier in await self.turns(conversation, turn.number, OF_LATE):
            if await self.earlier(conversation, earlier.id) is not None:
                found.append([button for message in earlier.reply or () for button in message["buttons"]])
        return found

    async def add(self, turn: Turn, *, text: str, payload: str | None, holder: str | None = None) -> None:
        """A new turn, the last of its conversation, which `holder` may run, if one is named.

        It may come to touch any case, so until then it is under the conversation's key.
        """
        turn.seal(self.keyring, [turn.conversation_id], text=text, payload=payload)
        stored = {name: value for name in _OF_A_TURN if (value := getattr(turn, name)) is not None}
        await run(self.session, _ADD, in_columns(Turn, stored))
        counted = {"conversation": turn.conversation_id, "number": turn.number}
        if holder is None:
            await run(self.session, _COUNT, counted)
        else:
            await run(self.session, _COUNT_AND_HOLD, {"holder": holder, "until": utc_now() + HELD_FOR, **counted})

    async def hold(self, conversation_id: UUID, holder: str) -> bool:
        """Takes over what waits in a conversation; False when somebody else runs it just now."""
        now = utc_now()
        which = {"conversation": conversation_id, "holder": holder, "now": now, "until": now + HELD_FOR}
        return bool(await rows(self.session, _HOLD, **which))

    async def hold_longer(self, conversation_id: UUID, holder: str) -> None:
        held = {"conversation": conversation_id, "holder": holder, "until": utc_now() + HELD_FOR}
        await run(self.session, _HOLD_LONGER, held)

    async def let_go(self, conversation_id: UUID, holder: str) -> None:
        await run(self.session, _HOLD_LONGER, {"conversation": conversation_id, "holder": holder, "until": None})

    async def let_all_go(self) -> None:
        await run(self.session, _LET_ALL_GO)

    async def decided(
        self,
        turn: Turn,
        *,
        understood: Mapping[str, object],
        outcome: Mapping[str, object],
        left: Mapping[str, object],
        touched: set[UUID],
        told: set[UUID],
    ) -> None:
        """Keeps what a turn came to, and what it left its conversation at.

        All of it is sealed under the keys of the cases it touched. What was answered needs the keys of the cases that were `told` of,
        too; the words that were written do not: they may be about another pupil.
        What the session holds must be written before: the conversation may speak of a case that was opened just now.
        """
        here = {turn.conversation_id}
        sealed = Turn.sealed(self.keyring, turn.id, touched or here, text=turn.text, payload=turn.payload)
        sealed |= Turn.sealed(self.keyring, turn.id, touched | told or here, outcome=outcome)
        await run(self.session, _DECIDE, {"turn": turn.id, **understood, **sealed})
        await run(self.session, _LEAVE, {"conversation": turn.conversation_id, **left})

    def touches(self, turn: Turn, touched: set[UUID]) -> None:
        """A turn whose words were used for these cases: from now on it needs their keys, too."""
        if touched and not (touched <= turn.keys_of_words and turn.conversation_id not in turn.keys):
            turn.seal_each(self.keyring, lambda keys: (keys - {turn.conversation_id}) | touched)
            self.session.add(turn)

    async def answered(self, turn: Decided, reply: list[Any]) -> None:
        sealed = Turn.sealed(self.keyring, turn.id, turn.keys, reply=reply)["sealed_reply"]
        await run(self.session, _ANSWER, {"turn": turn.id, "said": sealed, "at": utc_now()})

    async def plain(self, turn_id: UUID) -> tuple[UUID, int, date, Actor] | None:
        """Conversation, number, day and person of a turn whose text cannot be read."""
        found = (await self.session.exec(_PLAIN, params={"turn": turn_id})).one_or_none()
        if found is None:
            return None
        conversation, person, employment, school, number, today = found
        return conversation.id, number, today, Actor(person, employment, school, today)

    async def before(self, conversation: Place, message_id: str) -> Before:
        which = {"conversation": conversation.id, "message": message_id}
        return Before(*(await rows(self.session, _BEFORE_STORING, **which))[0])

    async def undecided_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return bool(await rows(self.session, _UNDECIDED_BEFORE, **before))

    async def unanswered_before(self, turn: Turn) -> bool:
        before = {"conversation": turn.conversation_id, "number": turn.number}
        return (await self.session.exec(_UNANSWERED_BEFORE, params=before)).first() is not None

    async def unanswered(self, conversation_id: UUID | None, source: Origin | None) -> Sequence[UUID]:
        """Turns without a reply, those of a conversation in the order they came; of one source, if one is named."""
        which = {"conversation": conversation_id, "channel": source.channel if source is not None else None}
        return (await self.session.exec(_UNANSWERED, params=which)).all()

    async def channel_of(self, turn_id: UUID) -> str | None:
        return (await self.session.exec(_CHANNEL, params={"turn": turn_id})).one_or_none()

    async def behind(self) -> Sequence[UUID]:
        """The conversations in which a turn has no reply, of those who work there."""
        return (await self.session.exec(_BEHIND)).all()

    async def of_actor(self, actor: Actor) -> Sequence[Conversation]:
        """The person's own at the school they act for, by channel and key."""
        if actor.is_admin:
            return []
        return (await self.session.exec(_MINE, params={"person": actor.person.id, "school": actor.school.id})).all()

    async def own(self, actor: Actor, conversation_id: UUID) -> Conversation | None:
        return next((one for one in await self.of_actor(actor) if one.id == conversation_id), None)

    async def turns(self, conversation: Conversation, before: int | None, limit: int, after: int = 0) -> Sequence[Turn]:
        """The last turns before a number and after another, the last one first; nothing of them is opened yet."""
        number = before or conversation.last_turn + 1
        where = {"conversation": conversation.id, "number": number, "after": after, "limit": limit}
        return (await self.session.exec(_LAST_TURNS, params=where)).all()

    async def answered_of(self, people: Collection[UUID], channel: str) -> Sequence[AnsweredTo]:
        """How far the conversations of these people on a channel are answered."""
        return [AnsweredTo(*row) for row in await rows(self.session, _ANSWERED, people=sorted(people), channel=channel)]

    async def unplaced(self, conversation: Conversation, turn: Turn) -> Sequence[Turn]:
        """The turns of the same day that told something no case has, since one was opened last; the first one first."""
        found: list[Turn] = []
        for earlier in await self.turns(conversation, turn.number, LOOKED_BACK):
            if earlier.today != turn.today or await self.earlier(conversation, earlier.id) is None:
                break
            outcome = earlier.outcome or {}
            if any(act.get("kind") == "case_opened" or act.get("refused") for act in outcome.get("acts", ())):
                break
            if outcome.get("unplaced"):
                found.append(earlier)
        return found[::-1]

    async def in_no_case(self, conversation: Conversation, turn: Turn) -> Sequence[Turn]:
        """The turns that told something no case had then, of whichever day; the first one first."""
        found = []
        for earlier in await self.turns(conversation, turn.number, LOOKED_FAR):
            readable = await self.earlier(conversation, earlier.id) is not None
            if readable and (earlier.outcome or {}).get("unplaced"):
                found.append(earlier)
        return found[::-1]

    async def alarm_of_late(self, conversation: Conversation, turn: Turn) -> dict[str, Any] | None:
        """The last act about danger among the last few turns of the same day."""
        for earlier in await self.turns(conversation, turn.number, OF_LATE):
            if earlier.today != turn.today or await self.earlier(conversation, earlier.id) is None:
                return None
            acts = (earlier.outcome or {}).get("acts", ())
            if (found := next((act for act in acts if act.get("kind") == "acute"), None)) is not None:
                return dict(found)
        return None

    async def acts_last(self, conversation: Conversation, turn: Turn) -> list[dict[str, Any]]:
        """The acts of the reply before this turn; none of another day, or of what may no longer be read."""
        for earlier in await self.turns(conversation, turn.number, 1):
            if earlier.today == turn.today and await self.earlier(conversation, earlier.id) is not None:
                return list((earlier.outcome or {}).get("acts", ()))
        return []

    async def said_today(self, conversation: Conversation, turn: Turn, kind: str) -> bool:
        """Whether a reply of the same day had an act of this kind."""
        for earlier in await self.turns(conversation, turn.number, LOOKED_FAR):
            if earlier.today != turn.today:
                break
            readable = await self.earlier(conversation, earlier.id) is not None
            if readable and any(act.get("kind") == kind for act in (earlier.outcome or {}).get("acts", ())):
                return True
        return False

    async def begin(self, conversation: Conversation) -> None:
        """Keeps a new conversation; the one that has begun meanwhile stays."""
        await insert_once(self.session, conversation)

    async def settle(
        self,
        turn_id: UUID,
        conversation_id: UUID,
        *,
        outcome: dict[str, Any],
        reply: list[Any] | None = None,
        only_undecided: bool = False,
        **values: object,
    ) -> bool:
        """Writes on a turn without reading it, nothing of a pupil. What was answered stays; False when nothing was written."""
        await self.keyring.load([conversation_id])
        if not self.keyring.has(conversation_id):
            self.keyring.make(conversation_id)
            await self.session.flush()
        said = {"outcome": outcome} | ({} if reply is None else {"reply": reply})
        sealed = Turn.sealed(self.keyring, turn_id, [conversation_id], **said)
        statement = update(Turn).where(col(Turn.id) == turn_id, col(Turn.answered_at).is_(None))
        if only_undecided:
            statement = statement.where(col(Turn.sealed_outcome).is_(None))
        written = await self.session.exec(
            statement.values(**sealed, **values), execution_options={"synchronize_session": False}
        )
        return written.rowcount == 1
