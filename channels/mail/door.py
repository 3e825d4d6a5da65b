"""E-mail leaves here, where a server for it is set. Nothing comes in: what is answered to it is nobody's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.settings import MAIL_CHANNEL, Settings
from channels.mail.sending import Delivery
from channels.outgoing import OutboxBackend, Sender

AT_ONCE = 4  # connections; a server may close its door to whoever has many


@asynccontextmanager
async def opened(app: FastAPI) -> AsyncIterator[list[Sender]]:
    """Sends as long as it is entered; gives who sends."""
    settings: Settings = app.state.settings
    if settings.mail is None:
        yield []
        return
    sender = Sender(OutboxBackend(app), MAIL_CHANNEL, Delivery(settings.mail, settings.origin or ""), AT_ONCE)
    sending = asyncio.create_task(sender.run())
    try:
        yield [sender]
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
