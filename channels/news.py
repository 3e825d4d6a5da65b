"""Who listens for replies, and how they learn that there is one: told of its number only, they read it where every reading is noted.

A reply may be made by any process, so it is looked for in the database: each second once for all who listen here, and never while
nobody does. What the database sends by itself would need a connection of its own, and there is none on SQLite.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from uuid import UUID

import structlog
from pydantic import BaseModel
from starlette.datastructures import State

from api.conversations.repository import ConversationRepository
from api.database import transaction
from api.errors import ApiError
from api.limits.service import TooMany
from api.settings import OWN_CHANNEL

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0  # seconds
MOST = 8  # pages of one person that listen to one process
TRY_AGAIN = 60  # seconds, for one more


class Place(NamedTuple):
    """Of a conversation of ours: whose, at which school, on which device."""

    person: UUID
    school: str
    device: str


class News(BaseModel):
    """The turns of a conversation have their replies, up to this number."""

    conversation: UUID
    answered: int


class Listener:
    """One page that listens."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.is_over = False
        self._news: News | None = None
        self._changed = asyncio.Event()

    def tell(self, news: News | None) -> None:
        if news != self._news:
            self._news = news
            self._changed.set()

    def end(self) -> None:
        self.is_over = True
        self._changed.set()

    async def later_than(self, answered: int, within: float) -> News | None:
        """What is new since that number; None when nothing is for so many seconds, or the process ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self.is_over:
                    self._changed.clear()
                    if self._news is not None and self._news.answered > answered:
                        return self._news
                    await self._changed.wait()
        return None


class Watch:
    """All that listen in this process."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._is_over = False

    def end(self) -> None:
        """The process is to end: nobody is kept waiting. May be called from a signal."""
        self._is_over = True

    @contextmanager
    def listening(self, place: Place) -> Iterator[Listener]:
        """Raises `TooMany` for one more page than a person may have listening."""
        if sum(one.place.person == place.person for one in self._listeners) >= MOST:
            raise TooMany(TRY_AGAIN)
        listener = Listener(place)
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def _keep_looking(self) -> None:
        while self._listeners and not self._is_over:
            try:
                found = await news_of(self._state, {one.place.person for one in self._listeners})
            except ApiError as error:  # the database is away: it is told already, and looked at again
                log.info("news.not_seen", error=error.code)
            else:
                for listener in self._listeners:
                    listener.tell(found.get(listener.place))
            await asyncio.sleep(LOOK_EVERY)
        for listener in self._listeners:
            listener.end()


async def news_of(state: State, people: set[UUID]) -> dict[Place, News]:
    """Of all conversations these people have with us."""
    async with transaction(state, state.passing) as session:
        found = await ConversationRepository(session).answered_of(people, OWN_CHANNEL)
    return {
        Place(one.person_id, one.school_id, one.key): News(conversation=one.id, answered=one.answered) for one in found
    }
