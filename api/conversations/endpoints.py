"""The turn's doors: channels store and answer turns, the action server asks what they come to."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, status

from api.actors import CountedRoute, FromChannel, SettingsDep, action_service
from api.conversations.schemas import (
    ReplyIn,
    ReplyOut,
    Speaker,
    StoredTurn,
    TurnIn,
    Understanding,
    WaitingTurn,
)
from api.conversations.service import ConversationService
from api.database import SessionDep
from api.limits.service import count_request
from api.people.actor import Origin
from api.people.service import PeopleService
from api.problems import OF_EVERY_ROUTE
from api.rendering.utterances import TurnWords
from api.retention.in_chat import KeptInChat

router = APIRouter(route_class=CountedRoute, prefix="/turns", tags=["turns"], responses=OF_EVERY_ROUTE)


async def counted(turn: TurnIn, channel: FromChannel, request: Request) -> Origin:
    """The channel, when the speaker's request has been counted: before the session, as of any speaker. Raises `TooMany`."""
    await count_request(request.app.state, channel.issuer, turn.subject, None)  # the address is the channel's own
    return channel


Counted = Annotated[Origin, Depends(counted)]


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="storeTurn")
async def store_turn(turn: TurnIn, channel: Counted, session: SessionDep, settings: SettingsDep) -> StoredTurn:
    """Store a message before anything else happens to it. The same message id gives the same turn."""
    return await ConversationService(session, settings).store(turn, channel)


@router.get("/people/{subject}", operation_id="readPerson")
async def read_person(subject: str, channel: FromChannel, session: SessionDep) -> Speaker:
    """Whether the subject of the channel's issuer may speak here, and in which language to answer."""
    return Speaker(language=(await PeopleService(session).actor(subject, issuer=channel.issuer)).language)


@router.get("/waiting", operation_id="listWaitingTurns")
async def waiting_turns(
    channel: FromChannel, session: SessionDep, settings: SettingsDep, conversation: UUID | None = None
) -> list[WaitingTurn]:
    """Turns of the channel that have no reply yet: of a conversation in order, the first of each before any second."""
    return await ConversationService(session, settings).waiting(conversation, channel)


@router.post("/{turn_id}/outcome", operation_id="decideTurn", dependencies=[Depends(action_service)])
async def decide_turn(
    turn_id: UUID, understanding: Understanding, session: SessionDep, settings: SettingsDep
) -> TurnWords:
    """What a turn comes to. Decided once: asked again, the answer is the same."""
    return await ConversationService(session, settings).decide(turn_id, understanding, KeptInChat())


@router.put("/{turn_id}/reply", operation_id="keepReply")
async def note_reply(
    turn_id: UUID, reply: ReplyIn, channel: FromChannel, session: SessionDep, settings: SettingsDep
) -> ReplyOut:
    """Keep the worded reply on the turn and get it back with pupil text filled in. The first reply stands."""
    return ReplyOut(messages=await ConversationService(session, settings).note_reply(turn_id, reply.messages, channel))
