"""Where somebody wants e-mail, and the code that proves it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.actors import CountedRoute, SettingsDep, SignedIn
from api.database import SessionDep
from api.errors import NotFound
from api.mail_address import LONGEST, SHAPE
from api.outbox.service import OutboxService
from api.people.actor import Actor
from api.people.mail import DIGITS, TRIES
from api.problems import OF_EVERY_ROUTE
from api.settings import Settings

router = APIRouter(route_class=CountedRoute, prefix="/me/mail", tags=["me"], responses=OF_EVERY_ROUTE)


class MailOut(BaseModel):
    """`on`: e-mail can be sent from here at all. The address `waits` for the code that was sent there, of which `tries` are left.

    One that is `refused` got nothing for good from a server, and gets nothing more until it is proved anew.
    """

    on: bool
    address: str | None
    state: Literal["none", "waits", "confirmed", "refused"]
    tries: int


class MailIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"address": "kontaktlaerer@skole.example"}]})

    address: Annotated[str, Field(max_length=LONGEST, pattern=SHAPE)]


class CodeIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "402913"}]})

    code: Annotated[str, Field(pattern=rf"^[0-9]{{{DIGITS}}}$")]


@router.get("", operation_id="readMail")
async def read_mail(actor: SignedIn, settings: SettingsDep, session: SessionDep) -> MailOut:
    """One's own address, and how it stands with it."""
    return await _mail(actor, OutboxService(session, settings), settings)


@router.put("", operation_id="giveMail")
async def give_mail(given: MailIn, actor: SignedIn, settings: SettingsDep, session: SessionDep) -> MailOut:
    """An address, in place of any before it. A code is sent there, and nothing else until it was told here.

    The same address again sends another code. 429 once there were too many on a day.
    """
    if settings.mail is None or actor.is_admin:
        raise NotFound
    service = OutboxService(session, settings)
    await service.prove_address(actor, given.address)
    return await _mail(actor, service, settings)


@router.post("/code", operation_id="proveMail")
async def prove_mail(told: CodeIn, actor: SignedIn, settings: SettingsDep, session: SessionDep) -> MailOut:
    """The code that was sent. Whether it was the right one is told by the `state`: a wrong one is a try that was made, and no fault."""
    service = OutboxService(session, settings)
    await service.addresses.prove(actor.person.id, told.code)
    return await _mail(actor, service, settings)


@router.delete("", operation_id="takeMailAway")
async def take_mail_away(actor: SignedIn, settings: SettingsDep, session: SessionDep) -> MailOut:
    """Nothing is sent there any more."""
    service = OutboxService(session, settings)
    await service.take_address_away(actor.person.id)
    return await _mail(actor, service, settings)


async def _mail(actor: Actor, service: OutboxService, settings: Settings) -> MailOut:
    found, is_on = await service.addresses.of(actor.person.id), settings.mail is not None
    if found is None:
        return MailOut(on=is_on, address=None, state="none", tries=0)
    state: Literal["waits", "confirmed", "refused"] = "waits"
    if found.refused_at is not None:
        state = "refused"
    elif found.confirmed_at is not None:
        state = "confirmed"
    return MailOut(on=is_on, address=found.address, state=state, tries=TRIES - found.tries)
