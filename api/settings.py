"""Settings from the environment, all with the prefix `NAERVAERSLOS_`. Secrets have no default: without them nothing starts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


def _sealed_from_others(address: str) -> str:
    """What goes between browser, provider and us is read by nobody else: by TLS, or since it never leaves the machine."""
    parts = urlsplit(address)
    if not (parts.scheme == "https" and parts.hostname) and (parts.scheme, parts.hostname) != ("http", LOOPBACK):
        raise ValueError(f"must begin with https:// (or http://{LOOPBACK})")
    if parts.username or parts.query or parts.fragment or address.endswith("/"):
        raise ValueError("must be an address without name, query and a slash at its end")
    return address


def _without_path(origin: str) -> str:
    if urlsplit(origin).path:
        raise ValueError("must be scheme and host only, such as https://naervaerslos.example")
    return origin


SafeAddress = Annotated[str, AfterValidator(_sealed_from_others)]
FEIDE = "https://auth.dataporten.no"
ENTRA = "https://login.microsoftonline.com/{tenant}/v2.0"


class LoginProvider(BaseModel):
    """Where people log in. `id` is part of the addresses that are told the provider: /login/{id}/callback.

    `issuer` is what the provider calls itself, and where it describes itself; that of Entra belongs to one `tenant`.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9]{0,19}$")
    profile: Literal["feide", "entra"]
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr = Field(min_length=16)
    tenant: UUID | None = None
    issuer: SafeAddress = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.profile == "entra") != (self.tenant is not None):
            raise ValueError("tenant belongs to Entra, which is not used without it")
        self.issuer = self.issuer or (FEIDE if self.profile == "feide" else ENTRA.format(tenant=self.tenant))
        return self


class Settings(BaseSettings):
    """`text_keys` are Fernet keys, comma-separated: the first encrypts, all decrypt. `today` may be set in local mode only."""

    model_config = SettingsConfigDict(env_prefix="NAERVAERSLOS_", extra="ignore", hide_input_in_errors=True)

    mode: Literal["local", "production"] = "production"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'naervaerslos.db'}"
    text_keys: Annotated[list[SecretStr], NoDecode] = Field(min_length=1)
    channel_token: SecretStr = Field(min_length=32)
    action_token: SecretStr = Field(min_length=32)
    bot_token: SecretStr = Field(min_length=32)
    bind: str = LOOPBACK
    bot_url: str = "http://127.0.0.1:5005"
    action_url: str = "http://127.0.0.1:5055"
    routines_folder: Path = ROOT / "routines"
    schools_file: Path = ROOT / "schools" / "demo.yaml"
    today: date | None = None

    # Login. `origin` is the address people see, without a path.
    origin: Annotated[SafeAddress, AfterValidator(_without_path)] | None = None
    login_providers: list[LoginProvider] = []
    login_idle_minutes: int = Field(default=30, ge=1, le=240)
    login_hours: int = Field(default=10, ge=1, le=24)

    @field_validator("text_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.split(",") if part] if isinstance(value, str) else value

    @field_validator("today", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _local_stays_on_loopback(self) -> Self:
        if self.is_local and self.bind != LOOPBACK:
            raise ValueError(f"NAERVAERSLOS_BIND: local mode has no login, so it listens on {LOOPBACK} only")
        return self

    @model_validator(mode="after")
    def _providers_are_told_apart(self) -> Self:
        if self.login_providers and self.origin is None:
            raise ValueError(
                "NAERVAERSLOS_ORIGIN: a login comes back to it, so it is needed with NAERVAERSLOS_LOGIN_PROVIDERS"
            )
        for several in ([one.id for one in self.login_providers], [one.issuer for one in self.login_providers]):
            if len(set(several)) < len(several):
                raise ValueError("NAERVAERSLOS_LOGIN_PROVIDERS: each needs an id and an issuer of its own")
        return self

    @property
    def is_local(self) -> bool:
        return self.mode == "local"


@lru_cache
def get_settings() -> Settings:
    return Settings()  # the values come from the environment
