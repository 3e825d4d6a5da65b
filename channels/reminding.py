"""Everybody who has asked for it is told once a school day what is due. Each process looks; the database lets one of them owe it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from channels.backend import NotStored
from channels.outgoing import OutboxBackend, Sender

log = structlog.get_logger(__name__)
LOOK_EVERY = 30.0  # seconds


async def keep_reminding(backend: OutboxBackend, senders: Sequence[Sender]) -> None:
    while True:
        try:
            if owed := await backend.remind():
                log.info("reminders.owed", count=owed)
                for sender in senders:
                    sender.wake()
        except NotStored as error:
            log.warning("reminders.wait", error=str(error))
        except Exception as error:
            # A fault of ours ends the reminders of all for no longer than this; its words may be of a pupil.
            log.error("reminders.failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)
