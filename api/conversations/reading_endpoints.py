"""A person's own conversations, for scrolling back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from api.actors import CountedRoute, SignedIn
from api.cases.service import CaseService
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository
from api.conversations.schemas import Message
from api.database import SessionDep
from api.errors import NotFound, Unreadable
from api.paging import Limit, link_next
from api.people.actor import Actor
from api.problems import OF_EVERY_ROUTE

router = APIRouter(route_class=CountedRoute, prefix="/conversations", tags=["conversations"], responses=OF_EVERY_ROUTE)

TURNS = 30


class ConversationOut(BaseModel):
    """One conversation in one place of one channel; `case` is the one spoken of, if the person may still see it."""

    id: UUID
    channel: str
    key: str
    case: UUID | None
    turns: int


class TurnOut(BaseModel):
    """A message and its reply: None while there is none yet. `cases` are those it touched, `message_id` its sender's own id of it.

    One that is not `readable`, since a case it touched is gone or no longer this person's, has neither words nor reply.
    """

    id: UUID
    number: int
    message_id: str
    at: datetime
    readable: bool
    text: str | None = None
    messages: list[Message] | None = None
    answered_at: datetime | None = None
    cases: list[UUID] = []


@router.get("", operation_id="listConversations")
async def list_conversations(actor: SignedIn, session: SessionDep) -> list[ConversationOut]:
    """The person's own conversations at the school they act for."""
    found = await ConversationRepository(session).of_actor(actor)
    spoken_of = {one.case_id for one in found if one.case_id is not None}
    cases = CaseService(session, actor)
    readable = await cases.cases.readable_among(actor, spoken_of)
    cases.saw(readable, "turns")
    mine = {case.id for case in readable}
    return [
        ConversationOut(
            id=one.id,
            channel=one.channel,
            key=one.key,
            case=one.case_id if one.case_id in mine else None,
            turns=one.last_turn,
        )
        for one in found
    ]


@router.get("/{conversation_id}/turns", operation_id="listTurns")
async def list_turns(
    conversation_id: UUID,
    actor: SignedIn,
    session: SessionDep,
    request: Request,
    response: Response,
    before: Annotated[int | None, Query(ge=1, le=2_000_000_000, description="Turns before this number only")] = None,
    after: Annotated[int, Query(ge=0, le=2_000_000_000, description="Turns after this number only")] = 0,
    limit: Limit = TURNS,
) -> list[TurnOut]:
    """The last turns, in the order they came. `Link` names those before them. Every case that is shown is noted."""
    conversations = ConversationRepository(session)
    conversation = await conversations.own(actor, conversation_id)
    if conversation is None:
        raise NotFound
    turns = list(reversed(await conversations.turns(conversation, before, limit, after)))
    if turns and turns[0].number > after + 1:
        link_next(request, response, before=turns[0].number, after=after, limit=limit)
    return await _opened(conversations, conversation, turns, actor)


async def _opened(
    conversations: ConversationRepository, conversation: Conversation, turns: list[Turn], actor: Actor
) -> list[TurnOut]:
    cases = CaseService(conversations.session, actor)
    touched = {turn.id: turn.keys - {conversation.id} for turn in turns}
    readable = {case.id: case for case in await cases.cases.readable_among(actor, set().union(*touched.values()))}
    shown: list[TurnOut] = []
    for turn in turns:
        is_readable = touched[turn.id] <= readable.keys() and await _open(conversations, turn)
        if is_readable:
            cases.saw([readable[case] for case in sorted(touched[turn.id])], "turns")
        shown.append(_shown(turn, sorted(touched[turn.id])) if is_readable else _closed(turn))
    return shown


async def _open(conversations: ConversationRepository, turn: Turn) -> bool:
    try:
        await conversations.keyring.open(turn)
    except Unreadable:
        return False
    return True


def _shown(turn: Turn, cases: list[UUID]) -> TurnOut:
    messages = None if turn.reply is None else [Message.model_validate(message) for message in turn.reply]
    return TurnOut(
        id=turn.id,
        number=turn.number,
        message_id=turn.message_id,
        at=turn.received_at,
        readable=True,
        text=turn.text,
        messages=messages,
        answered_at=turn.answered_at,
        cases=cases,
    )


def _closed(turn: Turn) -> TurnOut:
    return TurnOut(id=turn.id, number=turn.number, message_id=turn.message_id, at=turn.received_at, readable=False)
