"""A provider of logins over OpenID Connect, with what Feide and Entra ID ask for and send each in their own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from authlib.integrations.starlette_client import StarletteOAuth2App
from authlib.oauth2.claims import JWTClaims
from joserfc.errors import InvalidClaimError, MissingClaimError

from api.settings import LoginProvider

Claims = Mapping[str, Any]

TIMEOUT = 5.0  # seconds, for each thing that is asked of a provider
KEYS_EVERY = 60.0  # seconds between two looks for a key nobody knows
LEEWAY = 60  # seconds two clocks may be apart
ALGORITHMS = ["RS256"]  # what both sign with; whatever else a provider offers is not taken
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

# Feide: docs.feide.no. Two factors are asked for by `acr_values`, and told by `acr`.
TWO_FACTORS = "urn:mace:feide.no:auth:level:fad08:3"
FEIDE_NAMES = "https://n.feide.no/claims/userid_sec"
# Entra ID: “Developer guide to Conditional Access authentication context”. A v2 ID token says nothing else of two factors.
CONTEXT = "c1"


@dataclass(frozen=True)
class ProviderProfile:
    """`subject` is the claim that names a person for good; `names` are others they may be known by before the first login."""

    scope: str
    parameters: Mapping[str, str]
    subject: str
    two_factors: Callable[[Claims], bool]
    names: Callable[[Claims], Sequence[str]]


def _feide_names(claims: Claims) -> Sequence[str]:
    """The Feide names, such as `feide:somebody@kommune.no`; a national identity number may stand beside them."""
    return [name for name in _listed(claims.get(FEIDE_NAMES)) if name.startswith("feide:")]


def _listed(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


PROFILES: Mapping[str, ProviderProfile] = {
    "feide": ProviderProfile(
        scope="openid userid-feide",
        parameters={"acr_values": TWO_FACTORS},
        subject="sub",
        two_factors=lambda claims: claims.get("acr") == TWO_FACTORS,
        names=_feide_names,
    ),
    "entra": ProviderProfile(
        scope="openid profile",  # without profile no oid
        parameters={"claims": json.dumps({"id_token": {"acrs": {"essential": True, "value": CONTEXT}}})},
        subject="oid",
        two_factors=lambda claims: CONTEXT in _listed(claims.get("acrs")),
        names=lambda _claims: (),
    ),
}


class LogoutToken(JWTClaims):  # type: ignore[misc]  # Authlib has no types
    """OpenID Connect Back-Channel Logout 1.0, section 2.6."""

    REGISTERED_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "jti", "sid", "events")

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        for name in ("iss", "aud", "exp", "iat", "jti", "events"):
            if name not in self:
                raise MissingClaimError(name)
        super().validate(now, leeway)
        if "nonce" in self:  # an ID token is no logout token
            raise InvalidClaimError("nonce")
        events = self["events"]
        if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
            raise InvalidClaimError("events")
        if not (_is_name(self.get("sub")) or _is_name(self.get("sid"))):
            raise MissingClaimError("sub")
        for name in ("sub", "sid", "jti"):
            if name in self and not _is_name(self[name]):
                raise InvalidClaimError(name)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255


class OtherIssuer(Exception):
    """What describes itself at the provider's address is somebody else."""


class Provider(StarletteOAuth2App):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client. State, nonce and verifier are kept in our own table, so of Starlette's session it needs nothing."""

    def __init__(self, chosen: LoginProvider, origin: str) -> None:
        self.chosen, self.profile = chosen, PROFILES[chosen.profile]
        self.callback = f"{origin}/login/{chosen.id}/callback"
        self._keys_asked = -KEYS_EVERY
        super().__init__(
            None,
            name=chosen.id,
            client_id=chosen.client_id,
            client_secret=chosen.client_secret.get_secret_value(),
            server_metadata_url=f"{chosen.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": self.profile.scope, "code_challenge_method": "S256", "timeout": TIMEOUT},
        )

    async def load_server_metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = await super().load_server_metadata()
        if metadata.get("issuer") != self.chosen.issuer:
            self.server_metadata.clear()
            raise OtherIssuer
        metadata["id_token_signing_alg_values_supported"] = ALGORITHMS
        return metadata

    async def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """`force`: a token names a key that is not among them. Anybody may send one, so the provider is not asked each time."""
        if force and monotonic() - self._keys_asked < KEYS_EVERY:
            force = False
        elif force:
            self._keys_asked = monotonic()
        found: dict[str, Any] = await super().fetch_jwk_set(force)
        return found

    async def begin(self) -> dict[str, str]:
        """Where to send the browser (`url`), with `state`, `nonce` and `code_verifier` for when it comes back."""
        begun: dict[str, str] = await self.create_authorization_url(self.callback, **self.profile.parameters)
        return begun

    async def answers_as_itself(self, issuer: str | None) -> bool:
        """Whether the `iss` beside a code is right (RFC 9207); a provider that says it sends one has to."""
        metadata = await self.load_server_metadata()
        if issuer is None:
            return not metadata.get("authorization_response_iss_parameter_supported", False)
        return issuer == self.chosen.issuer

    async def redeem(self, code: str, verifier: str) -> dict[str, Any]:
        token: dict[str, Any] = await self.fetch_access_token(self.callback, code=code, code_verifier=verifier)
        return token

    async def claims_of(self, token: dict[str, Any], nonce: str) -> Claims | None:
        """What a checked ID token says: signature, issuer, audience, times, nonce. None when there is no token."""
        claims: Claims | None = await self.parse_id_token(token, nonce, self._ours(), leeway=LEEWAY)
        return claims

    async def logout_claims(self, token: str) -> Claims:
        claims: Claims = await self.parse_id_token({"id_token": token}, None, self._ours(), LogoutToken, LEEWAY)
        return claims

    def _ours(self) -> dict[str, Any]:
        """A new one each time: Authlib takes things out of it."""
        return {
            "iss": {"essential": True, "value": self.chosen.issuer},
            "aud": {"essential": True, "value": self.chosen.client_id},
        }

    async def names(self, claims: Claims, token: dict[str, Any]) -> Sequence[str]:
        """Other names of the person. Where the ID token has none the provider is asked, with the access token it has given."""
        found = self.profile.names(claims)
        if found or self.chosen.profile != "feide" or "userinfo_endpoint" not in await self.load_server_metadata():
            return found
        told = await self.userinfo(token=token)
        return self.profile.names(told) if told.get("sub") == claims["sub"] else ()

    async def logout_address(self, id_token: str | None, back: str) -> str | None:
        """Where the browser logs out at the provider too; None when it has no such place."""
        if "end_session_endpoint" not in await self.load_server_metadata():
            return None
        made = await self.create_logout_url(back, id_token_hint=id_token, client_id=self.client_id)
        return str(made["url"])
