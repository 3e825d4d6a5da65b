"""What is owed leaves: each thing claimed before it is sent, in the order of its place, by any process there is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import structlog

from api.database import utc_now
from api.outbox.repository import OutboxRepository
from api.outbox.service import OutboxService, ToSend
from api.outbox.telling import TellingService
from channels.backend import Backend, NotStored

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0  # seconds; what is answered here wakes it at once


class NotDelivered(Exception):
    """It was not taken, and it is worth trying again: in `retry_after` seconds, if that was said."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(what)


class PerhapsDelivered(Exception):
    """Nothing was answered: nobody knows whether it arrived."""


class NeverTaken(Exception):
    """It will never be taken there: whom it is for is no more, or what is sent is not understood."""


@dataclass(frozen=True)
class Delivered:
    """The id it has there. `waits`: it asks for an answer, and is what is changed in place when that comes."""

    id: str
    waits: bool = False


Deliver = Callable[[ToSend], Awaitable[Delivered]]  # one try; raises the three above


class OutboxBackend(Backend):
    """A channel's way to the outbox."""

    async def remind(self) -> int:
        """Owes what is due, and the lines of a school, to those who have asked for it; to how many."""
        settings = self._app.state.settings
        async with self._step() as session:
            telling = TellingService(session, settings)
            owed = await telling.remind_today(settings.reaching, utc_now())
            return owed + await telling.remind_leaders(settings.reaching, utc_now())

    async def ripe(self, channel: str) -> Sequence[UUID]:
        async with self._step() as session:
            return await OutboxRepository(session).ripe(channel, utc_now())

    async def let_outbox_go(self) -> None:
        async with self._step() as session:
            await OutboxRepository(session).let_all_go()

    async def claim(self, outgoing: UUID, holder: str) -> ToSend | None:
        async with self._step() as session:
            return await OutboxService(session, self._app.state.settings).claim(outgoing, holder)

    async def sent(self, one: ToSend, holder: str, as_: Delivered) -> None:
        async with self._step() as session:
            await OutboxService(session, self._app.state.settings).sent(one, holder, as_.id, waits=as_.waits)

    async def not_taken(self, one: ToSend, holder: str) -> None:
        async with self._step() as session:
            await OutboxService(session, self._app.state.settings).not_taken(one, holder)

    async def later(self, one: ToSend, holder: str, retry_after: float | None, *, unsure: bool) -> None:
        async with self._step() as session:
            await OutboxService(session, self._app.state.settings).later(one, holder, retry_after, unsure=unsure)


class Sender:
    """Sends what is owed by one channel, so many things `at_once`."""

    def __init__(self, backend: OutboxBackend, channel: str, deliver: Deliver, at_once: int = 50) -> None:
        self._backend = backend
        self._channel = channel
        self._deliver = deliver
        self._at_once = at_once
        self._awake = asyncio.Event()
        self._sending: dict[UUID, asyncio.Task[bool]] = {}

    def wake(self) -> None:
        """Something may be ripe."""
        self._awake.set()

    async def run(self) -> None:
        try:
            while True:
                self._awake.clear()
                await self._begin()
                with suppress(TimeoutError):
                    async with asyncio.timeout(
                        LOOK_EVERY
                    ):  # wait_for would forget that it was cancelled if it woke just then
                        await self._awake.wait()
        finally:
            for task in self._sending.values():
                task.cancel()
            await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def _begin(self) -> None:
        try:
            for outgoing in await self._backend.ripe(self._channel):
                if outgoing not in self._sending and len(self._sending) < self._at_once:
                    task = asyncio.create_task(self._send(outgoing))
                    self._sending[outgoing] = task
                    task.add_done_callback(partial(self._finished, outgoing))
        except NotStored as error:
            log.warning("outbox.waits", error=str(error))

    def _finished(self, outgoing: UUID, task: asyncio.Task[bool]) -> None:
        self._sending.pop(outgoing, None)
        if task.cancelled():
            return
        if (error := task.exception()) is not None:  # a fault of ours: who claims it later finds it unsure
            log.error("outgoing.failed", outgoing=str(outgoing), error=type(error).__name__)
        elif task.result():
            self.wake()

    async def _send(self, outgoing: UUID) -> bool:
        """Whether it has ended, so that what comes after it may go."""
        holder = str(uuid4())
        try:
            one = await self._backend.claim(outgoing, holder)
            if one is None:
                return False
            try:
                delivered = await self._deliver(one)
            except NotDelivered as error:
                log.info("outgoing.later", outgoing=str(outgoing), error=str(error))
                await self._backend.later(one, holder, error.retry_after, unsure=False)
            except PerhapsDelivered as error:
                log.warning("outgoing.unsure", outgoing=str(outgoing), error=str(error))
                await self._backend.later(one, holder, None, unsure=True)
            except NeverTaken:
                await self._backend.not_taken(one, holder)
                return True
            else:
                await self._backend.sent(one, holder, delivered)
                return True
        except NotStored as error:
            log.warning("outgoing.waits", outgoing=str(outgoing), error=str(error))
        return False
