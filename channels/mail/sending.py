"""One e-mail that is owed, tried once. What the server says decides: it is taken, later, never, or nobody knows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from email.message import EmailMessage

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from api.outbox.service import ToSend
from api.settings import Mail
from channels.mail.letters import letter
from channels.outgoing import Delivered, NeverTaken, NotDelivered, PerhapsDelivered

TIME_LIMIT = 30.0  # seconds, of all of it: less than what it is claimed for
STEP_LIMIT = 15.0
GOODBYE_LIMIT = 5.0
NEVER = 500  # from here on the server has decided; below, it may be otherwise later


class Delivery:
    """`origin` is where the web is, for the links."""

    def __init__(self, mail: Mail, origin: str) -> None:
        self._mail = mail
        self._origin = origin

    async def __call__(self, one: ToSend) -> Delivered:
        message, client = letter(one, self._mail.sender, self._origin), self._client()
        handed_over = False
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await self._before(client, one.place.chat)
                handed_over = True
                await self._content(client, message)
        except (SMTPException, OSError, TimeoutError) as error:
            raise (PerhapsDelivered if handed_over else NotDelivered)(type(error).__name__) from None
        finally:
            await _goodbye(client)
        return Delivered(str(message["Message-ID"]))

    def _client(self) -> SMTP:
        mail = self._mail
        return SMTP(
            hostname=mail.host,
            port=mail.port,
            username=mail.user,
            password=mail.password.get_secret_value() if mail.password is not None else None,
            use_tls=mail.tls == "tls",
            start_tls=mail.tls == "starttls",
            timeout=STEP_LIMIT,
        )

    async def _before(self, client: SMTP, address: str) -> None:
        """Up to whom it is for. What the server has against us is nothing against the address."""
        await client.connect()
        await client.mail(self._mail.sender)
        try:
            await client.rcpt(address)
        except SMTPResponseException as refused:
            raise _told(refused) from None

    async def _content(self, client: SMTP, message: EmailMessage) -> None:
        try:
            await client.data(message.as_bytes())
        except SMTPResponseException as refused:
            raise _told(refused) from None


def _told(refused: SMTPResponseException) -> NeverTaken | NotDelivered:
    """What a server says beside its number may repeat the address: it goes nowhere."""
    return NeverTaken(str(refused.code)) if refused.code >= NEVER else NotDelivered(str(refused.code))


async def _goodbye(client: SMTP) -> None:
    """What was taken is taken, whatever becomes of this."""
    with suppress(SMTPException, OSError, TimeoutError):
        if client.is_connected:
            await client.quit(timeout=GOODBYE_LIMIT)
    client.close()
