"""A login from its beginning to its end. The provider is asked between transactions, never in one: nobody waits for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from joserfc.errors import JoseError
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import State

from api.database import transaction, utc_now
from api.errors import NotFound
from api.login.models import LoginAttempt, LogoutTaken
from api.login.provider import Claims, OtherIssuer, Provider
from api.login.repository import LoginRepository
from api.login.sessions import ATTEMPT_LASTS, Login, Sessions, hashed, new_secret
from api.people.invitations import InvitationService, hash_of
from api.people.models import LOCAL
from api.people.service import PeopleService
from api.settings import Settings

log = structlog.get_logger(__name__)

LONGEST_NAME = 200  # of a subject
START = "/login"  # where one goes on who did not say where to
_OWN_PATH = re.compile(
    r"/(?![/\\])[!-\[\]-~]{0,498}"
)  # visible ASCII without backslash, which browsers take for a slash

Reason = Literal["aborted", "lost", "weak", "stranger", "failed", "away"]


class NoLogin(Exception):
    """Nobody is logged in. `reason`: broken off there, not begun here, one factor only, not known to us, not proved, or no answer."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and the secret it has to bring back."""

    address: str
    browser: str


@dataclass(frozen=True)
class Opened:
    session_id: str
    back_to: str


def own_path(asked: str | None) -> str:
    """A path of ours to go on with. Whatever could lead elsewhere becomes the start."""
    return asked if asked is not None and _OWN_PATH.fullmatch(asked) else START


T = TypeVar("T")


async def _asked(answer: Awaitable[T]) -> T:
    """What a provider is asked. Its answers are proved in there, so a false one and none at all are told apart here."""
    try:
        return await answer
    except httpx2.HTTPError as error:
        log.warning("login.away", error=type(error).__name__)
        raise NoLogin("away") from None
    except (AuthlibBaseError, JoseError, OtherIssuer, ValueError, KeyError) as error:
        log.warning("login.failed", error=type(error).__name__)
        raise NoLogin("failed") from None  # what it says may name what was sent


class LoginService:
    def __init__(self, state: State) -> None:
        self._state = state
        self._settings: Settings = state.settings
        self._providers: Mapping[str, Provider] = state.providers

    def provider(self, name: str) -> Provider | None:
        return self._providers.get(name)

    async def begin(self, provider: Provider, back_to: str, invitation: str | None = None) -> Begun:
        """An `invitation` lets one in who is not known yet. Raises `NoLogin` when the provider does not answer."""
        with_proofs = await _asked(provider.begin())
        browser = new_secret()
        async with transaction(self._state) as session:
            logins = LoginRepository(session)
            await logins.drop_attempts(utc_now() - ATTEMPT_LASTS)
            session.add(
                LoginAttempt(
                    state_hash=hashed(with_proofs["state"]),
                    browser_hash=hashed(browser),
                    provider=provider.name,
                    nonce=with_proofs["nonce"],
                    verifier=with_proofs["code_verifier"],
                    back_to=back_to,
                    invitation_hash=hash_of(invitation) if invitation else None,
                )
            )
        return Begun(with_proofs["url"], browser)

    async def finish(
        self,
        provider: Provider,
        answer: Mapping[str, str],
        *,
        browser: str | None,
        before: str | None,
    ) -> Opened:
        """What the provider sent the browser back with becomes a session; `before` is the id of the one it had.

        Raises `NoLogin`, with the attempt used up all the same.
        """
        attempt = await self._taken(provider, answer.get("state", ""), browser)
        if not await _asked(provider.answers_as_itself(answer.get("iss"))):
            raise NoLogin("failed")
        if "error" in answer or not answer.get("code"):
            raise NoLogin("aborted")
        token = await _asked(provider.redeem(answer["code"], attempt.verifier))
        claims = await _asked(provider.claims_of(token, attempt.nonce))
        if claims is None:
            raise NoLogin("failed")
        login = self._named(provider, claims)
        names = await _asked(provider.names(claims, token))
        async with transaction(self._state) as session:
            known = await PeopleService(session).recognise(*login, also=names)
            if not known and not await _accepted(session, attempt.invitation_hash, login, _called(claims, names)):
                raise NoLogin("stranger")
            session_id = await Sessions(session, self._settings).open(
                login, before=before, sub=claims["sub"], sid=_text(claims.get("sid")), id_token=token["id_token"]
            )
        log.info("login.done", provider=provider.name)
        return Opened(session_id, attempt.back_to)

    async def _taken(self, provider: Provider, state: str, browser: str | None) -> LoginAttempt:
        async with transaction(self._state) as session:
            attempt = await LoginRepository(session).take_attempt(hashed(state))
        if (
            attempt is None
            or browser is None
            or attempt.browser_hash != hashed(browser)
            or attempt.provider != provider.name
            or utc_now() - attempt.begun_at > ATTEMPT_LASTS
        ):
            raise NoLogin("lost")
        return attempt

    def _named(self, provider: Provider, claims: Claims) -> Login:
        chosen, subject = provider.chosen, _text(claims.get(provider.profile.subject))
        if subject is None or len(subject) > LONGEST_NAME:
            raise NoLogin("failed")
        if chosen.tenant is not None and claims.get("tid") != str(chosen.tenant):
            raise NoLogin("stranger")
        if not provider.profile.two_factors(claims):
            raise NoLogin("weak")
        return Login(chosen.issuer, subject)

    async def choose(self, subject: str, *, before: str | None) -> str | None:
        """Local mode: a session of somebody from the schools file, without any proof. None for somebody else."""
        assert self._settings.is_local
        async with transaction(self._state) as session:
            if not await PeopleService(session).recognise(LOCAL, subject):
                return None
            return await Sessions(session, self._settings).open(Login(LOCAL, subject), before=before)

    async def end(self, session_id: str, back: str) -> str | None:
        """Ends the session here; gives where the browser ends it at the provider too, if there is such a place."""
        async with transaction(self._state) as session:
            ended = await Sessions(session, self._settings).end(session_id)
        if ended is None:
            return None
        issuer, id_token = ended
        provider = next((one for one in self._providers.values() if one.chosen.issuer == issuer), None)
        try:
            return await _asked(provider.logout_address(id_token, back)) if provider else None
        except NoLogin:  # it is over here, whatever they say there
            return None

    async def told_to_end(self, provider: Provider, token: str) -> bool:
        """A provider ends sessions by itself. False for a token that does not hold, or came before."""
        try:
            claims = await _asked(provider.logout_claims(token))
        except NoLogin as refused:
            log.warning("logout.refused", provider=provider.name, reason=refused.reason)
            return False
        issuer = provider.chosen.issuer
        async with transaction(self._state) as session:
            logins = LoginRepository(session)
            taken = LogoutTaken(id_hash=hashed(issuer, claims["jti"]), until=_until(claims))
            if not await logins.take_logout(taken):
                return False
            await logins.end_theirs(issuer, sub=claims.get("sub"), sid=claims.get("sid"))
        log.info("logout.told", provider=provider.name)
        return True


async def _accepted(session: AsyncSession, invitation_hash: str | None, login: Login, name: str) -> bool:
    if invitation_hash is None:
        return False
    try:
        await InvitationService(session).accept(invitation_hash, *login, name)
    except NotFound:
        return False
    return True


def _called(claims: Claims, names: Sequence[str]) -> str:
    """What a colleague is shown as: Entra ID tells the name, of Feide it is the name one logs in by."""
    return _text(claims.get("name")) or next((name.removeprefix("feide:") for name in names), "")


def _until(claims: Claims) -> datetime:
    return datetime.fromtimestamp(claims["exp"], UTC) + ATTEMPT_LASTS


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
