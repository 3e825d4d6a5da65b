"""Sessions: an opaque random id in a cookie, its SHA-256 in the database, and the times that end it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from cryptography.fernet import Fernet
from fastapi import Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from api.clock import real_day
from api.database import utc_now
from api.login.models import LoginSession
from api.login.repository import Living, LoginRepository
from api.people.models import LOCAL
from api.settings import Settings

ATTEMPT_LASTS = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # a request does not write each time that its session is in use


class Login(NamedTuple):
    """How a login names somebody."""

    issuer: str
    subject: str

    @property
    def mark(self) -> str:
        """What a page says of who it was opened by, so that nothing it sends goes out as somebody else's. It opens nothing."""
        return hashlib.sha256("\0".join(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Cookie:
    """A cookie of ours. Out of a browser's reach by scripts, of this host alone, and only over TLS but in local mode."""

    purpose: str
    settings: Settings

    @property
    def name(self) -> str:
        return f"naervaerslos_{self.purpose}" if self.settings.is_local else f"__Host-{self.purpose}"

    def of(self, request: Request) -> str | None:
        return request.cookies.get(self.name)

    def put(self, response: Response, value: str) -> None:
        response.set_cookie(
            self.name, value, path="/", secure=not self.settings.is_local, httponly=True, samesite="lax"
        )

    def drop(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=not self.settings.is_local, httponly=True, samesite="lax")


def session_cookie(settings: Settings) -> Cookie:
    return Cookie("session", settings)


def new_secret() -> str:
    """256 random bits, for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(*secret: str) -> str:
    """SHA-256 as 64 hexadecimal digits. What is hashed is random, so it needs neither salt nor slowness."""
    return hashlib.sha256("\n".join(secret).encode()).hexdigest()


def _box(session_id: str) -> Fernet:
    """A key only the browser's secret opens: the database alone does not tell an ID token."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"id token\n{session_id}".encode()).digest()))


class Sessions:
    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.logins = LoginRepository(session)
        self._issuers = {one.issuer for one in settings.login_providers} | ({LOCAL} if settings.is_local else set())

    async def open(
        self,
        login: Login,
        *,
        before: str | None,
        sub: str | None = None,
        sid: str | None = None,
        id_token: str | None = None,
    ) -> str:
        """A new session, and its id for the cookie. `before` is the id this browser had: it ends, whoever made it."""
        if before is not None:
            await self.end(before)
        await self.drop_over()
        session_id = new_secret()
        sealed = None if id_token is None else _box(session_id).encrypt(id_token.encode())
        self.session.add(
            LoginSession(
                id_hash=hashed(session_id),
                issuer=login.issuer,
                subject=login.subject,
                sub=sub,
                sid=sid,
                sealed_id_token=sealed,
            )
        )
        return session_id

    async def drop_over(self) -> None:
        """Takes away the sessions that are over, the attempts that came to nothing, and the logout tokens too old to come again."""
        now = utc_now()
        await self.logins.drop_dead(self._limits(), now)
        await self.logins.drop_attempts(now - ATTEMPT_LASTS)

    async def find(self, session_id: str, *, in_use: bool = True) -> Login | None:
        """Whose session it is. One that is over is removed, so that it never comes to life again.

        `in_use`: somebody does something with it; a page that only listens keeps no session from being left alone.
        """
        id_hash, now = hashed(session_id), utc_now()
        found = await self.logins.seen(id_hash, self._limits())
        if found is None:
            return None
        if not found.lives or found.issuer not in self._issuers:
            await self.logins.end(id_hash)
            return None
        if in_use and now - found.seen_at > SEEN_EVERY:
            await self.logins.touch(id_hash, now)
        return Login(found.issuer, found.subject)

    async def end(self, session_id: str) -> tuple[str, str | None] | None:
        """Ends a session; gives its issuer and its ID token, which the provider wants to see for logging out there too."""
        ended = await self.logins.end(hashed(session_id))
        if ended is None:
            return None
        sealed = ended.sealed_id_token
        return ended.issuer, None if sealed is None else _box(session_id).decrypt(sealed).decode()

    def _limits(self) -> Living:
        now = utc_now()
        return Living(
            begun_after=now - timedelta(hours=self.settings.login_hours),
            seen_after=now - timedelta(minutes=self.settings.login_idle_minutes),
            today=real_day(),
        )
