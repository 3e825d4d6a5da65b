"""How often a person and an address may ask, and what an address that shows wrong credentials gets.

A minute is counted from its first to its last second. Who asks oftener gets 429 with the seconds that are left of it, and what they sent
is not kept: the client has it and sends it again. What was refused so is not counted.

What is counted is committed before the request begins: one that fails counts like another, and while one takes long, nobody else waits
for its count. Such a commit need not last: after a power cut a minute is counted anew.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import State

from api.database import transaction, utc_now
from api.errors import ApiError
from api.limits.repository import RequestCounts
from api.people.repository import PeopleRepository
from api.settings import Settings

MINUTE = 60  # seconds
REMEMBERED = 60  # minutes


class TooMany(ApiError):
    """Asked too often. `retry_after` says in how many seconds it is worth trying again."""

    status = 429
    code = "too_many"
    message = "Det kom for mange forespørsler på kort tid. Ingenting er lagret; prøv igjen om litt."

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__()

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


async def count_request(state: State, issuer: str, subject: str, address: str | None) -> None:
    """Before the request's own transaction, which on SQLite must not have begun. Raises `TooMany`."""
    async with transaction(state, state.passing) as session:
        await Limits(session, state.settings).count_login(issuer, subject, address)


async def count_address(state: State, address: str) -> None:
    """As `count_request`, of somebody who is not known yet."""
    async with transaction(state, state.passing) as session:
        await Limits(session, state.settings).count_address(address)


async def count_subscriber(state: State, person: UUID, address: str) -> None:
    """As `count_request`, of a calendar program: it has a budget of its own, so that it takes none of its person's."""
    async with transaction(state, state.passing) as session:
        await Limits(session, state.settings).count(f"calendar {person}", address)


async def count_refused(state: State, address: str) -> None:
    """As `count_request`, of a secret that is wrong."""
    async with transaction(state, state.passing) as session:
        await Limits(session, state.settings).count_refused(address)


class Limits:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self._people = PeopleRepository(session)
        self._counts = RequestCounts(session)
        self._settings = settings

    async def count(self, person: str, address: str | None) -> None:
        """A request of a person from an address, in one statement. Raises `TooMany`, and then it has not been counted."""
        limits = {self._digest("person", person): self._settings.person_limit}
        if address is not None:
            limits[self._digest("address", network_of(address))] = self._settings.address_limit
        await self._count(limits)

    async def count_login(self, issuer: str, subject: str, address: str | None) -> None:
        """A person has one budget, whatever way they come in; who is not known here has one for each name."""
        person = await self._people.person_id(issuer, subject)
        await self.count(str(person or f"{issuer} {subject}"), address)

    async def count_address(self, address: str) -> None:
        await self._count({self._digest("address", network_of(address)): self._settings.address_limit})

    async def count_refused(self, address: str) -> None:
        """Wrong credentials from an address. Raises `TooMany` when there have been too many of them."""
        await self._count({self._digest("refused", network_of(address)): self._settings.refused_limit})

    async def forget(self) -> None:
        """Takes away what was counted an hour ago and before."""
        await self._counts.forget(int(utc_now().timestamp()) // MINUTE - REMEMBERED)

    async def _count(self, limits: dict[str, int]) -> None:
        minute, second = divmod(int(utc_now().timestamp()), MINUTE)
        counted = await self._counts.count(minute, *limits)
        if any(counted[key] > limit for key, limit in limits.items()):
            raise TooMany(MINUTE - second)

    def _digest(self, what: str, who: str) -> str:
        """Under a secret of ours: addresses are so few that without one they could be tried."""
        key = self._settings.bot_token.get_secret_value().encode()
        return hmac.digest(key, f"request count {what} {who}".encode(), "sha256").hex()


def network_of(address: str) -> str:
    """The address, or the network of an IPv6 one: whoever has one of these has all of it."""
    with suppress(ValueError):
        if isinstance(ip_address(address), IPv6Address):
            return str(ip_network(f"{address}/64", strict=False))
    return address
