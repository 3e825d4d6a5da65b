"""A real server of e-mail on this machine, which takes what it is sent or says no as a test wants it."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
import warnings
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from api.settings import LOOPBACK

USER, PASSWORD = "naervaerslos@kommune.example", "kJ9_post.ut-fra~oss77"
SENDER = "naervaerslos@kommune.example"
WITHIN = 60.0  # seconds a test waits for what is to come


@dataclass
class MailServer:
    """`to_rcpt` and `to_data` are said in place of 250, one a try. `drops` connections are cut off once the content has come."""

    tls: str = "none"
    certificate: Path | None = None
    to_rcpt: deque[str] = field(default_factory=deque)
    to_data: deque[str] = field(default_factory=deque)
    drops: int = 0
    tried: int = 0
    taken: list[EmailMessage] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        context = None
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
        secure: dict[str, Any] = {"auth_required": True, "authenticator": self._authenticate} if context else {}
        if self.tls == "starttls":
            secure |= {"tls_context": context, "require_starttls": True}
        elif self.tls == "tls":
            secure |= {"auth_require_tls": False}  # the server does not see that it is inside already
        server = await self._loop.create_server(
            lambda: self._speaking(**secure),
            LOOPBACK,
            0,
            ssl=context if self.tls == "tls" else None,
        )
        self.port = server.sockets[0].getsockname()[1]
        self._over = asyncio.Event()
        self._ready.set()
        await self._over.wait()
        server.close()

    def _speaking(self, **secure: Any) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of asking for a password outside what it takes for TLS
            return SMTP(self, loop=self._loop, **secure)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "smtp_host": LOOPBACK,
            "smtp_port": self.port,
            "smtp_tls": self.tls,
            "smtp_from": SENDER,
            "origin": f"http://{LOOPBACK}:8000",
            "smtp_user": USER if self.certificate else None,
            "smtp_password": SecretStr(PASSWORD) if self.certificate else None,
        }

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    async def handle_RCPT(  # as the server calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        with self._changed:
            self.tried += 1
            self._changed.notify_all()
        if self.to_rcpt:
            return self.to_rcpt.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.to_data:
            return self.to_data.popleft()
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        assert envelope.rcpt_tos == [message["To"]]
        with self._changed:
            self.taken.append(message)
            self._changed.notify_all()
        if self.drops:
            self.drops -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    def wait(self, count: int) -> list[EmailMessage]:
        """What was taken, once it is so many."""
        end = time.monotonic() + WITHIN
        with self._changed:
            while len(self.taken) < count:
                assert self._changed.wait(end - time.monotonic()), f"{len(self.taken)} of {count} came"
        return list(self.taken)


def make_certificate(folder: Path) -> Path:
    """Of this machine's address, with its key beside it in one file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
