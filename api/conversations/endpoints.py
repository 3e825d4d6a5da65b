"""The turn's doors: channels store and answer turns, the action server asks what they come to."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from api.actors import SettingsDep, action_service, channel_service
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
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.problems import OF_EVERY_ROUTE
from api.rendering.utterances import TurnWords

router = APIRouter(prefix="/turns", tags=["turns"], responses=OF_EVERY_ROUTE)


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="storeTurn", dependencies=[Depends(channel_service)])
async def store_turn(turn: TurnIn, session: SessionDep, settings: SettingsDep) -> StoredTurn:
    """Store a message before anything else happens to it. The same message id gives the same turn."""
    return await ConversationService(session, settings).store(turn)


@router.get("/people/{subject}", operation_id="readPerson", dependencies=[Depends(channel_service)])
async def read_person(
    subject: str, session: SessionDep, issuer: Annotated[str, Query(max_length=200)] = LOCAL
) -> Speaker:
    """Whether the login's subject may speak here, and in which language to answer."""
    return Speaker(language=(await PeopleService(session).actor(subject, issuer=issuer)).language)


@router.get("/waiting", operation_id="listWaitingTurns", dependencies=[Depends(channel_service)])
async def waiting_turns(
    session: SessionDep, settings: SettingsDep, conversation: UUID | None = None
) -> list[WaitingTurn]:
    """Turns that have no reply yet: those of a conversation in order, the first of every conversation before any second."""
    return await ConversationService(session, settings).waiting(conversation)


@router.post("/{turn_id}/outcome", operation_id="decideTurn", dependencies=[Depends(action_service)])
async def decide_turn(
    turn_id: UUID, understanding: Understanding, session: SessionDep, settings: SettingsDep
) -> TurnWords:
    """What a turn comes to. Decided once: asked again, the answer is the same."""
    return await ConversationService(session, settings).decide(turn_id, understanding)


@router.put("/{turn_id}/reply", operation_id="keepReply", dependencies=[Depends(channel_service)])
async def note_reply(turn_id: UUID, reply: ReplyIn, session: SessionDep, settings: SettingsDep) -> ReplyOut:
    """Keep the worded reply on the turn and get it back with pupil text filled in. The first reply stands."""
    return ReplyOut(messages=await ConversationService(session, settings).note_reply(turn_id, reply.messages))
