"""The web channel: JSON in, JSON out, for the chat page and the terminal chat."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response, status
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.actors import CountedRoute, speaker
from api.conversations.schemas import Message
from api.errors import Unauthenticated
from api.limits.lockout import address_of
from api.login.sessions import Login
from api.people.actor import Origin
from api.settings import OWN_CHANNEL
from channels.backend import Stranger
from channels.core import Courier, Delivery, Incoming, Status
from channels.texts import text

router = APIRouter(route_class=CountedRoute, prefix="/chat", tags=["chat"])

STATUS_CODES: dict[Status, int] = {"answered": 200, "stored": 202, "refused": 422, "not_stored": 503}


def _whole(text: object) -> object:
    """Without half characters, such as a phone leaves of a picture that was cut: the rest of the text is no less the teacher's."""
    return text.encode("utf-8", "ignore").decode() if isinstance(text, str) else text


class MessageIn(BaseModel):
    """`id` is made by the client and kept until there is an answer: sent again, nothing is stored twice."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "8f14e45f", "text": "hva nå?", "device": "phone"}]}
    )

    id: str = Field(min_length=1, max_length=100)
    text: Annotated[str, BeforeValidator(_whole)] = Field(max_length=200_000)
    payload: str | None = Field(default=None, max_length=2000, pattern=r"^/[a-z_]+(\{.*\})?$")
    device: str = Field(default="web", min_length=1, max_length=60)


class ChatAnswer(BaseModel):
    """`stored`: the text is safe, the answer comes when the same message is sent again. `refused`: nothing was stored.

    `number` is that of the turn in its conversation, when there is one.
    """

    status: Status
    messages: list[Message]
    language: str
    number: int | None = None


async def courier_of(request: Request) -> Courier:
    courier: Courier = request.app.state.courier
    return courier


@router.post(
    "/messages",
    operation_id="sendMessage",
    responses={
        202: {"model": ChatAnswer},
        422: {"model": ChatAnswer},
        429: {"model": ChatAnswer},
        503: {"model": ChatAnswer},
    },
)
async def send_message(
    message: MessageIn,
    request: Request,
    login: Annotated[Login, Depends(speaker)],
    courier: Annotated[Courier, Depends(courier_of)],
    response: Response,
    x_today: Annotated[date | None, Header()] = None,
    x_school: Annotated[str | None, Header(max_length=60)] = None,
) -> ChatAnswer:
    """Send a message or a pressed button and get the reply."""
    incoming = Incoming(
        subject=login.subject,
        source=Origin(OWN_CHANNEL, login.issuer),
        key=message.device,
        message_id=message.id,
        text=message.text,
        payload=message.payload,
        today=x_today,
        school=x_school,
        address=address_of(request),
    )
    try:
        delivery = await courier.deliver(incoming)
    except Stranger:
        raise Unauthenticated from None
    response.status_code = STATUS_CODES[delivery.status]
    if delivery.retry_after is not None:
        response.status_code = status.HTTP_429_TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(delivery.retry_after)
    return ChatAnswer(
        status=delivery.status, messages=_worded(delivery), language=delivery.language, number=delivery.number
    )


def _worded(delivery: Delivery) -> list[Message]:
    if delivery.reason is None:
        return list(delivery.messages)
    return [Message(text=text(delivery.reason, delivery.language))]
