"""What Teams sends, as far as it is read: JSON at the edge, typed from here on. What is odd is nothing, and never a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from api.settings import LOOPBACK
from channels.teams.quoting import HTML, own_words

CHANNEL = "msteams"  # as Teams calls itself in its activities
LONGEST_ID = 200
LONGEST_ADDRESS = 400

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Chat:
    """Where to answer: the conversation at a service of Microsoft's, and the accounts in it."""

    service_url: str
    conversation: str
    bot: str
    user: str


@dataclass(frozen=True)
class Activity:
    """`person` is the id of somebody in the tenant's directory; `tenants` are all that are named, which have to be one.

    `reply_to` is the card that was pressed, `value` what it sent.
    """

    kind: str
    id: str
    channel: str
    service_url: str
    tenants: frozenset[str]
    chat: Chat
    is_personal: bool
    person: str
    locale: str
    text: str = ""
    value: Json = field(default_factory=dict)
    reply_to: str = ""
    event: str = ""
    action: str = ""
    about_us: bool = False
    has_file: bool = False


def read(content: Any) -> Activity:
    """Whatever is missing or of another type is empty: who asks for it finds nothing there."""
    body = _fields(content)
    conversation, sender, recipient = (_fields(body.get(name)) for name in ("conversation", "from", "recipient"))
    of_teams = _fields(body.get("channelData"))
    service_url = _address(body.get("serviceUrl"))
    chat = Chat(
        service_url, _id(conversation.get("id"), LONGEST_ADDRESS), _id(recipient.get("id")), _id(sender.get("id"))
    )
    named = (_text(conversation.get("tenantId")), _text(_fields(of_teams.get("tenant")).get("id")))
    return Activity(
        kind=_text(body.get("type")),
        id=_id(body.get("id")),
        channel=_text(body.get("channelId")),
        service_url=service_url,
        tenants=frozenset(one.casefold() for one in named if one),
        chat=chat,
        is_personal=_text(conversation.get("conversationType")) == "personal",
        person=_id(sender.get("aadObjectId")).casefold(),
        locale=_text(body.get("locale")),
        text=own_words(_text(body.get("text")), _listed(body.get("attachments"))),
        value=_fields(body.get("value")),
        reply_to=_id(body.get("replyToId")),
        event=_text(of_teams.get("eventType")),
        action=_text(body.get("action")),
        has_file=any(_fields(one).get("contentType") != HTML for one in _listed(body.get("attachments"))),
        about_us=any(_fields(one).get("id") == recipient.get("id") for one in _listed(body.get("membersAdded"))),
    )


def _fields(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Without half characters, such as a phone leaves of a picture that was cut, and without what no database keeps."""
    return value.encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(value, str) else ""


def _id(value: Any, longest: int = LONGEST_ID) -> str:
    """One that is too long to be kept is none: cut, it would be another's."""
    text = _text(value)
    return text if len(text) <= longest else ""


def _address(value: Any) -> str:
    """Where our own token is sent to: by TLS only, or on this machine. Empty for anything else."""
    text = _id(value, LONGEST_ADDRESS).rstrip("/")
    try:
        parts = urlsplit(text)
        is_safe = parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", LOOPBACK)
    except ValueError:
        return ""
    return text if is_safe and parts.hostname and not (parts.username or parts.query or parts.fragment) else ""
