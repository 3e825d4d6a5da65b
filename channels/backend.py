"""The channels' way to the api: one typed client with time limits. It asks the same thing again without harm."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from urllib.parse import quote
from uuid import UUID

import httpx

from api.conversations.schemas import Message, Person, ReplyOut, StoredTurn, TurnIn, WaitingTurn
from api.engine.schema import Language

TIME_LIMIT = httpx.Timeout(10.0, connect=2.0)


class NotStored(Exception):
    """The api cannot be reached or failed: nothing was confirmed as stored."""


class Refused(Exception):
    """The api does not take this text; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Stranger(Exception):
    """Nobody here goes by that subject."""


class Backend:
    def __init__(self, base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url, transport=transport, timeout=TIME_LIMIT, headers={"Authorization": f"Bearer {token}"}
        )

    async def __aenter__(self) -> Backend:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def store(self, turn: TurnIn) -> StoredTurn:
        response = await self._send("POST", "/turns", json=turn.model_dump(mode="json"))
        if response.status_code == 404:
            raise Stranger
        if response.status_code in (409, 422):
            body = response.json()
            raise Refused(body.get("reason") or body["code"])
        _expect(response, 201)
        return StoredTurn.model_validate(response.json())

    async def language(self, subject: str) -> Language:
        """The language of a person who may speak here; raises `Stranger` for anybody else."""
        response = await self._send("GET", f"/turns/people/{quote(subject, safe='')}")
        if response.status_code == 404:
            raise Stranger
        _expect(response, 200)
        return Person.model_validate(response.json()).language

    async def waiting(self, conversation: UUID | None = None) -> list[WaitingTurn]:
        query = {"conversation": str(conversation)} if conversation else {}
        response = await self._send("GET", "/turns/waiting", params=query)
        _expect(response, 200)
        return [WaitingTurn.model_validate(item) for item in response.json()]

    async def note_reply(self, turn: UUID, messages: Sequence[Message]) -> list[Message]:
        body = {"messages": [message.model_dump() for message in messages]}
        response = await self._send("PUT", f"/turns/{turn}/reply", json=body)
        _expect(response, 200)
        return ReplyOut.model_validate(response.json()).messages

    async def _send(self, method: str, path: str, **request: object) -> httpx.Response:
        try:
            return await self._http.request(method, path, **request)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise NotStored(type(error).__name__) from None


def _expect(response: httpx.Response, status: int) -> None:
    if response.status_code != status:
        raise NotStored(f"status {response.status_code}")
