"""What is owed leaves: each thing claimed before it is sent, in the order of its place, by any process there is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from uuid import UUID, uuid4

import structlog

from channels.backend import NotStored
from channels.teams.activities import Chat
from channels.teams.backend import TeamsBackend
from channels.teams.cards import Activity, activity_of
from channels.teams.cloud import Cloud, NeverTaken, NotDelivered, PerhapsDelivered

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0  # seconds; what is answered here wakes it at once


class Sender:
    """`origin` is where the web is, for links to it."""

    def __init__(self, backend: TeamsBackend, cloud: Cloud, origin: str | None) -> None:
        self._backend = backend
        self._cloud = cloud
        self._origin = origin
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
            for outgoing in await self._backend.ripe():
                if outgoing not in self._sending:
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
            made = activity_of(one, self._origin)
            place = one.place
            chat = Chat(place.service_url, place.chat, place.bot, place.account)
            try:
                sent_as = await self._deliver(chat, made)
            except NotDelivered as error:
                log.info("outgoing.later", outgoing=str(outgoing), error=str(error))
                await self._backend.later(one, holder, error.retry_after, unsure=False)
            except PerhapsDelivered as error:
                log.warning("outgoing.unsure", outgoing=str(outgoing), error=str(error))
                await self._backend.later(one, holder, None, unsure=made.changes is None)
            except NeverTaken:
                await self._backend.not_taken(one, holder)
                return True
            else:
                await self._backend.sent(one, holder, sent_as, waits=made.waits)
                return True
        except NotStored as error:
            log.warning("outgoing.waits", outgoing=str(outgoing), error=str(error))
        return False

    async def _deliver(self, chat: Chat, made: Activity) -> str:
        if made.changes is None:
            return await self._cloud.post(chat, made.content)
        try:
            return await self._cloud.put(chat, made.changes, made.content)
        except NeverTaken:
            if made.only_changes:
                raise
            return await self._cloud.post(chat, made.content)  # what was to be changed is no more
