"""What every request passes before any route: the name it asks for, its size, its kind, characters nobody can store, and time.

What does not pass is answered as a problem. A body is read whole here, up to a bound, so that nothing larger is ever parsed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.problems import of_error

LARGEST_BODY = 256 * 1024  # bytes; the longest message is 20 000 characters, six bytes each when escaped
LARGEST_HEAD = 16 * 1024
LONGEST_OWN_HEADER = 200  # characters
LONGEST_ADDRESS = 4 * 1024  # bytes of path and query
BODY_WITHIN, ANSWERED_WITHIN = 10.0, 60.0  # seconds; a turn may wait for another, and for a bot that does not answer
_OWN_HEADERS = ("x-demo-teacher", "x-today", "x-school")
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
# What a channel cleans itself: refusing it would lose a text over a character nobody sees.
_CLEANED = {"/chat/messages": "text"}
_CLEANED_WHOLE = ("/teams/messages",)


class WrongHost(ApiError):
    status = 421
    code = "wrong_host"
    message = "Adressen er ikke en av våre."


class TooLarge(ApiError):
    status = 413
    code = "too_large"
    message = "Forespørselen er for stor."


class TooLargeHead(TooLarge):
    status = 431


class NotJson(ApiError):
    status = 415
    code = "not_json"
    message = "Innholdet må være JSON."


class OddCharacters(ApiError):
    status = 422
    code = "odd_characters"
    message = "Forespørselen inneholder tegn som ikke kan lagres."


class TooSlow(ApiError):
    status = 408
    code = "too_slow"
    message = "Forespørselen kom ikke helt fram i tide."


class TookTooLong(ApiError):
    status = 503
    code = "took_too_long"
    message = "Dette tok for lang tid. Prøv igjen."


class Gate:
    """ASGI middleware. `hosts` are the names it answers to; the pages below `forms` take forms, all else JSON."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], forms: str) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # nothing here speaks over websockets
        answer = _Answer(send)
        try:
            self._look_at_head(scope)
            body = await self._body(scope, receive)
            async with asyncio.timeout(ANSWERED_WITHIN) as answer.within:
                await self._app(scope, _given(body, receive), answer)
        except ApiError as refused:
            await _refuse(refused, scope, receive, answer)
        except TimeoutError:
            if answer.begun:
                raise
            await _refuse(TookTooLong(), scope, receive, answer)

    def _look_at_head(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self._hosts:
            raise WrongHost
        address = scope.get("raw_path") or scope["path"].encode()
        if len(address) + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise TooLargeHead
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
            raise TooLargeHead
        if any(map(_is_odd, (address, scope["query_string"], *(value for _, value in scope["headers"])))):
            raise OddCharacters
        if any(len(headers.get(name, "")) > LONGEST_OWN_HEADER for name in _OWN_HEADERS):
            raise OddCharacters

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length[:12]) > LARGEST_BODY:
            raise TooLarge
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _read(receive)
        except TimeoutError:
            raise TooSlow from None
        if body and not scope["path"].startswith(self._forms):
            if not _is_json(headers.get("content-type", "")):
                raise NotJson
            if scope["path"] not in _CLEANED_WHOLE and _holds_odd(body, _CLEANED.get(scope["path"])):
                raise OddCharacters
        return body


class _Answer:
    """Sends an answer on, and knows whether it has begun. One that goes on telling what happens has no end to wait for."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False
        self.within: asyncio.Timeout | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            if self.within is not None and _is_stream(Headers(raw=message["headers"])):
                self.within.reschedule(None)
        await self._send(message)


def _is_stream(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/event-stream")


async def _refuse(refused: ApiError, scope: Scope, receive: Receive, answer: _Answer) -> None:
    response = of_error(Request(scope), refused)
    response.headers["Connection"] = "close"  # what is left of the body is not read
    await response(scope, receive, answer)


def host_of(header: str) -> str:
    """The name of a Host header without its port."""
    name, separator, port = header.casefold().rpartition(":")
    return name if separator and port.isdigit() else header.casefold()


async def _read(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TooSlow
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _given(body: bytes, receive: Receive) -> Receive:
    """Gives the body once, and then whatever the connection says."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return left.pop() if left else await receive()

    return give


def _is_odd(value: bytes) -> bool:
    """Whether a control character or something that is no UTF-8 stands in it, also when it is escaped."""
    decoded = unquote_to_bytes(value.replace(b"+", b" ")) if b"%" in value else value
    if any(byte < 0x20 or byte == 0x7F for byte in decoded.replace(b"\t", b" ")):
        return True
    try:
        decoded.decode()
    except UnicodeDecodeError:
        return b"%" in value  # a header as it is may be in another encoding; it is compared, never stored
    return False


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().casefold()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _holds_odd(body: bytes, cleaned: str | None) -> bool:
    """Whether a text in it holds a NUL or half a pair of UTF-16, which no database keeps. What is no JSON is seen later."""
    if b"\\u0000" not in body and b"\\ud" not in body.lower():
        return False
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if cleaned is not None and isinstance(content, dict):
        content.pop(cleaned, None)
    return any("\0" in text or any(0xD800 <= ord(one) <= 0xDFFF for one in text) for text in _texts(content))


def _texts(content: Any) -> Iterator[str]:
    """Every text in it, names of fields too. Not by recursion: how deep it goes is for the sender to choose."""
    left = [content]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case list() as parts:
                left += parts
            case dict() as fields:
                left += [*fields.keys(), *fields.values()]
