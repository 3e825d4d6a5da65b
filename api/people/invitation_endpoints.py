"""A leader's invitations to the school they act for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict

from api.actors import CountedRoute, SignedIn
from api.database import SessionDep
from api.people.invitations import InvitationService
from api.people.models import InvitedRole
from api.problems import OF_EVERY_ROUTE

router = APIRouter(route_class=CountedRoute, prefix="/school/invitations", tags=["school"], responses=OF_EVERY_ROUTE)


class InvitationIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "teacher"}]})

    role: InvitedRole


class InvitationOut(BaseModel):
    """One that may still be accepted, once."""

    id: UUID
    role: InvitedRole
    made_at: datetime
    expires_at: datetime


class NewInvitation(InvitationOut):
    """The `token` is for the one who is invited. It is told here and never again."""

    token: str


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="invite")
async def invite(sent: InvitationIn, actor: SignedIn, session: SessionDep) -> NewInvitation:
    """Invite somebody who is not known here yet. Whoever logs in with the token works at the school from then on."""
    invitation, token = await InvitationService(session).invite(actor, sent.role)
    return NewInvitation.model_validate({**invitation.model_dump(), "token": token})


@router.get("", operation_id="listInvitations")
async def list_invitations(actor: SignedIn, session: SessionDep) -> list[InvitationOut]:
    """The invitations of the school that are neither accepted nor ended."""
    standing = await InvitationService(session).standing(actor)
    return [InvitationOut.model_validate(one, from_attributes=True) for one in standing]


@router.delete("/{invitation_id}", status_code=status.HTTP_204_NO_CONTENT, operation_id="takeInvitationBack")
async def take_invitation_back(invitation_id: UUID, actor: SignedIn, session: SessionDep) -> None:
    """It can be accepted no longer."""
    await InvitationService(session).take_back(actor, invitation_id)
