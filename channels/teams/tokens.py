"""Whether an activity comes from Microsoft, for our app and our tenant. One that does not is 401, whatever is wrong with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from api.errors import Unauthenticated
from api.gate import TookTooLong
from api.settings import Teams
from channels.teams.activities import CHANNEL, Activity

log = structlog.get_logger(__name__)

ALGORITHMS = ["RS256"]  # what Microsoft signs with; whatever else a token names is not taken
LEEWAY = 300  # seconds two clocks may be apart
KEYS_EVERY = 60.0  # seconds between two looks for a key nobody knows
KEYS_KEPT = 24 * 3600.0


class Keys:
    """The keys of who calls us, as their metadata names them. Anybody may show a token with a key of no one's: each minute one look."""

    def __init__(self, metadata: str, http: aiohttp.ClientSession) -> None:
        self._metadata = metadata
        self._http = http
        self._keys: dict[str, dict[str, Any]] = {}
        self._asked = self._fetched = -KEYS_KEPT
        self._looking = asyncio.Lock()
        self.issuer = ""

    async def key(self, kid: str) -> dict[str, Any] | None:
        """Raises `TookTooLong` while no key at all could be fetched: the same activity is then sent again."""
        async with self._looking:  # what comes meanwhile waits: at an installation two activities come at once
            now = time.monotonic()
            is_old = now - self._fetched > KEYS_KEPT
            if (kid not in self._keys or is_old) and now - self._asked >= KEYS_EVERY:
                self._asked = now
                await self._fetch()
        if not self._keys:
            self._asked = -KEYS_KEPT  # nothing is known yet: the next one asks again
            raise TookTooLong
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        try:
            described = await self._get(self._metadata)
            listed = (await self._get(described["jwks_uri"]))["keys"]
            self._keys = {str(key["kid"]): key for key in listed if key.get("kty") == "RSA"}
            self.issuer = str(described["issuer"])
            self._fetched = time.monotonic()
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("teams.keys_not_fetched", error=type(error).__name__)  # those of before go on

    async def _get(self, address: str) -> dict[str, Any]:
        async with self._http.get(address) as response:
            response.raise_for_status()
            content: dict[str, Any] = await response.json(content_type=None)
            return content


class Verifier:
    def __init__(self, teams: Teams, http: aiohttp.ClientSession) -> None:
        self._teams = teams
        self._keys = Keys(teams.metadata, http)

    async def verify(self, authorization: str | None, activity: Activity) -> None:
        """Raises `Unauthenticated`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise Unauthenticated
        try:
            header = jws.extract_compact(token.encode()).headers()
            key = await self._keys.key(str(header.get("kid", "")))
            if key is None or not self._vouches(key, activity):
                raise Unauthenticated
            claims = jwt.decode(token, RSAKey.import_key(key), algorithms=ALGORITHMS).claims
            self._expected().validate(claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise Unauthenticated from None
        if not self._is_about(claims, activity):
            raise Unauthenticated

    def _expected(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._keys.issuer},
            aud={"essential": True, "value": str(self._teams.app_id)},
            exp={"essential": True},
        )

    def _vouches(self, key: Mapping[str, Any], activity: Activity) -> bool:
        """Whether the key may speak for Teams: each key names the channels it is for."""
        endorsed = key.get("endorsements")
        return activity.channel == CHANNEL and isinstance(endorsed, list) and activity.channel in endorsed

    def _is_about(self, claims: Mapping[str, Any], activity: Activity) -> bool:
        """Whether the token is of this place to answer to, and the activity of our tenant."""
        named = claims.get("serviceurl")
        is_here = isinstance(named, str) and named.rstrip("/") == activity.service_url
        return is_here and activity.tenants == {str(self._teams.tenant)}
