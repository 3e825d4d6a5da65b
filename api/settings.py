"""Settings from the environment, all with the prefix `NAERVAERSLOS_`. Secrets have no default: without them nothing starts.

In production mode nothing starts with a secret that can be guessed either. Whatever is wrong is told at once, by the name of the
setting and never by its value.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from api.errors import CannotBegin
from api.mail_address import is_mail_address
from api.strength import SHORTEST, SHORTEST_PASSWORD, key_bytes, weak_key, weak_token

ROOT = Path(__file__).resolve().parent.parent
DEMO_SCHOOLS = ROOT / "schools" / "demo.yaml"  # for local mode: `api.prepare` refuses it in production
LOOPBACK = "127.0.0.1"
PREFIX = "NAERVAERSLOS_"
OWN_CHANNEL = "web"  # runs in the application and shows no token: what it hands over it has authenticated here
TEAMS_CHANNEL = "teams"  # runs in the application too, when it is set
MAIL_CHANNEL = "mail"  # as does this one, which people are written to by and cannot write to us
LOCAL_ISSUER = "local"  # of the subjects of the schools file, which local mode takes from a header
_PROXIES = "FORWARDED_ALLOW_IPS"  # uvicorn's own
_NO = ("", "0", "false", "no", "off")


class Channel(BaseModel):
    """A channel that runs elsewhere. It speaks for persons who have logged in at its issuer, in its own conversations."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z]{1,20}$")
    issuer: str = Field(min_length=1, max_length=200)
    token: SecretStr = Field(min_length=SHORTEST)


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


def _one_address(address: str) -> str:
    if not is_mail_address(address):
        raise ValueError("must be one address of e-mail, such as naervaerslos@kommune.example")
    return address


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


class Teams(BaseModel):
    """Our app in Microsoft Teams, registered in one `tenant`. `metadata` describes whose tokens reach us, `login` gives us ours."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    app_id: UUID
    secret: SecretStr
    tenant: UUID
    metadata: str
    login: str

    @property
    def issuer(self) -> str:
        """Of the people who write there: that of their login on the web, where the same claim names them."""
        return ENTRA.format(tenant=self.tenant)


class Mail(BaseModel):
    """The server our e-mail leaves by, and whom it is from. `tls`: from the first byte, or begun by STARTTLS."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str | None
    password: SecretStr | None
    sender: str


class Settings(BaseSettings):
    """`text_keys` are Fernet keys, comma-separated: the first encrypts, all decrypt. `today` may be set in local mode only."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    mode: Literal["local", "production"] = "production"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'naervaerslos.db'}"
    text_keys: Annotated[list[SecretStr], NoDecode] = Field(min_length=1)
    action_token: SecretStr = Field(min_length=SHORTEST)
    bot_token: SecretStr = Field(min_length=SHORTEST)
    channels: Annotated[tuple[Channel, ...], NoDecode] = ()
    hosts: Annotated[tuple[str, ...], NoDecode] = ()
    person_limit: int = Field(default=120, ge=1)
    address_limit: int = Field(default=2_000, ge=1)
    refused_limit: int = Field(default=30, ge=1)
    bind: str = LOOPBACK
    bot_url: str = "http://127.0.0.1:5005"
    action_url: str = "http://127.0.0.1:5055"
    routines_folder: Path = ROOT / "routines"
    schools_file: Path = DEMO_SCHOOLS
    shredded_file: Path = ROOT / "var" / "shredded.txt"
    today: date | None = None

    # How long what is known of staff is kept. Our advice, no law's.
    staff_months: int = Field(default=12, ge=0, le=120)
    audit_months: int = Field(default=60, ge=12, le=240)
    login_trace_days: int = Field(default=30, ge=1, le=365)

    # Login. `origin` is the address people see, without a path.
    origin: Annotated[SafeAddress, AfterValidator(_without_path)] | None = None
    login_providers: list[LoginProvider] = []
    login_idle_minutes: int = Field(default=30, ge=1, le=240)
    login_hours: int = Field(default=10, ge=1, le=24)

    # Hours in Oslo: people are written to from the one until before the other, on school days.
    reminders_from: int = Field(default=7, ge=0, le=24)
    reminders_until: int = Field(default=16, ge=0, le=24)

    # Teams: the app's id, secret and tenant, all of them or none. The addresses are Microsoft's.
    teams_app_id: UUID | None = None
    teams_secret: SecretStr | None = Field(default=None, min_length=16)
    teams_tenant: UUID | None = None
    teams_metadata: SafeAddress = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login: SafeAddress = "https://login.microsoftonline.com"

    # E-mail: the server and whom it is from, both or none, and a user with a password.
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: Annotated[str, AfterValidator(_one_address)] | None = None

    @field_validator("smtp_host", "smtp_user", "smtp_password", "smtp_from", mode="before")
    @classmethod
    def _no_mail(cls, value: object) -> object:
        return value or None

    @field_validator("smtp_password", mode="after")
    @classmethod
    def _password_of_mail_is_strong(cls, password: SecretStr | None, known: ValidationInfo) -> SecretStr | None:
        if password is not None and _in_production(known):
            _check_secret(password.get_secret_value(), known, SHORTEST_PASSWORD)
        return password

    @field_validator("teams_app_id", "teams_secret", "teams_tenant", mode="before")
    @classmethod
    def _not_set(cls, value: object) -> object:
        return value or None

    @field_validator("text_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.split(",") if part] if isinstance(value, str) else value

    @field_validator("text_keys", mode="after")
    @classmethod
    def _keys_are_keys(cls, keys: list[SecretStr], known: ValidationInfo) -> list[SecretStr]:
        given = [key.get_secret_value() for key in keys]
        check = weak_key if _in_production(known) else _no_key
        wrong = [f"key {number} is {what}" for number, key in enumerate(given, 1) if (what := check(key))]
        if len({key_bytes(key) for key in given}) < len(given):
            wrong.append("the same key stands there twice")
        if wrong:
            raise ValueError("; ".join(wrong))
        return keys

    @field_validator("action_token", "bot_token", mode="after")
    @classmethod
    def _tokens_are_strong(cls, token: SecretStr, known: ValidationInfo) -> SecretStr:
        if _in_production(known):
            _check_secret(token.get_secret_value(), known)
        return token

    @field_validator("login_providers", mode="after")
    @classmethod
    def _providers_secrets_are_strong(
        cls, providers: list[LoginProvider], known: ValidationInfo
    ) -> list[LoginProvider]:
        for number, one in enumerate(providers if _in_production(known) else ()):
            secret = one.client_secret.get_secret_value()
            _check_secret(secret, known, SHORTEST_PASSWORD)
            if any(secret == other.client_secret.get_secret_value() for other in providers[:number]):
                raise ValueError("two providers have one secret")
        return providers

    @field_validator("teams_secret", mode="after")
    @classmethod
    def _secret_of_teams_is_strong(cls, secret: SecretStr | None, known: ValidationInfo) -> SecretStr | None:
        if secret is not None and _in_production(known):
            _check_secret(secret.get_secret_value(), known, SHORTEST_PASSWORD)
        return secret

    @field_validator("origin", mode="after")
    @classmethod
    def _origin_is_sealed(cls, origin: str | None, known: ValidationInfo) -> str | None:
        if origin is not None and _in_production(known) and urlsplit(origin).scheme != "https":
            raise ValueError("production is seen at an address that begins with https://")
        return origin

    @field_validator("channels", mode="before")
    @classmethod
    def _read_channels(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [channel.split() for channel in value.split(",") if channel.strip()]
        if any(len(part) != 3 for part in parts):
            raise ValueError(
                "each channel is its name, the issuer of its logins, and its secret, with spaces between them"
            )
        return [dict(zip(("name", "issuer", "token"), part, strict=True)) for part in parts]

    @field_validator("channels", mode="after")
    @classmethod
    def _channels_are_apart(cls, channels: tuple[Channel, ...], known: ValidationInfo) -> tuple[Channel, ...]:
        if len({channel.name for channel in channels}) < len(channels):
            raise ValueError("two channels have one name")
        if len({channel.token.get_secret_value() for channel in channels}) < len(channels):
            raise ValueError("two channels have one secret")
        for channel in channels if _in_production(known) else ():
            if channel.name == OWN_CHANNEL or channel.issuer == LOCAL_ISSUER:
                raise ValueError(
                    f"{channel.name} and {channel.issuer}: {OWN_CHANNEL} and {LOCAL_ISSUER} are nobody else's"
                )
            _check_secret(channel.token.get_secret_value(), known)
        return channels

    @field_validator("database_url", mode="after")
    @classmethod
    def _address_of_a_database(cls, url: str, known: ValidationInfo) -> str:
        password = _password(url)
        if not url or not _is_ours(url):
            raise ValueError("it begins with sqlite: or postgresql+asyncpg:")
        if not _in_production(known):
            return url
        if _keeps_nothing(url):
            raise ValueError("it is in memory, so nothing would be kept; name a file of SQLite, or PostgreSQL")
        if any("pass" in name for name in make_url(url).query):
            raise ValueError("its password stands before the @, not after the ?, where it is not looked for")
        if password and (weak := weak_token(password, SHORTEST_PASSWORD)):
            raise ValueError(f"its password is {weak}")
        return url

    @field_validator("hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("hosts", mode="after")
    @classmethod
    def _hosts_are_names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if any("*" in host or "/" in host or (":" in host.strip("[]") and "[" not in host) for host in hosts):
            raise ValueError("each is a name without scheme and port, and none stands for all")
        return hosts

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

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Self:
        given = {"APP_ID": self.teams_app_id, "SECRET": self.teams_secret, "TENANT": self.teams_tenant}
        missing = [f"{PREFIX}TEAMS_{name}" for name, value in given.items() if value is None]
        if 0 < len(missing) < len(given):
            raise ValueError(f"{' and '.join(missing)}: Teams needs its app's id, secret and tenant, or none of them")
        if self.teams is not None and any(channel.name == TEAMS_CHANNEL for channel in self.channels):
            raise ValueError(
                f"{PREFIX}CHANNELS: {TEAMS_CHANNEL} runs in the application, so none elsewhere has its name"
            )
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        whole: dict[str, object] = {"HOST": self.smtp_host, "FROM": self.smtp_from}
        login: dict[str, object] = {"USER": self.smtp_user, "PASSWORD": self.smtp_password}
        for pair, why in ((whole, "e-mail needs a server and whom it is from"), (login, "a user has a password")):
            missing = [f"{PREFIX}SMTP_{name}" for name, value in pair.items() if value is None]
            if len(missing) == 1:
                raise ValueError(f"{missing[0]}: {why}; both, or none of them")
        if self.smtp_user is not None and self.smtp_host is None:
            raise ValueError(f"{PREFIX}SMTP_HOST: there is a user of a server that is not named")
        if self.smtp_host is not None and self.origin is None:
            raise ValueError(f"{PREFIX}ORIGIN: an e-mail links to it, so it is needed with {PREFIX}SMTP_HOST")
        if self.smtp_host not in (None, LOOPBACK) and self.smtp_tls == "none":
            raise ValueError(f"{PREFIX}SMTP_TLS: none is for a server on this machine, {LOOPBACK}")
        if any(channel.name == MAIL_CHANNEL for channel in self.channels):
            raise ValueError(
                f"{PREFIX}CHANNELS: {MAIL_CHANNEL} runs in the application, so none elsewhere has its name"
            )
        return self

    @model_validator(mode="after")
    def _each_bot_has_its_actions(self) -> Self:
        if self.bot_url.count(",") != self.action_url.count(","):
            raise ValueError(
                "NAERVAERSLOS_BOT_URL and NAERVAERSLOS_ACTION_URL: as many of one as of the other, in one order"
            )
        return self

    @property
    def units(self) -> list[tuple[str, str]]:
        """Each bot with the action server it asks."""
        return [
            (bot.strip(), actions.strip())
            for bot, actions in zip(self.bot_url.split(","), self.action_url.split(","), strict=True)
        ]

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The names a request may ask for: where people go, those of the settings, and this machine's own, for who asks how it is."""
        own = (urlsplit(self.origin).hostname or "",) if self.origin else ()
        return (*own, *self.hosts, LOOPBACK, "localhost", "[::1]")

    @property
    def teams(self) -> Teams | None:
        """None when it is not set: then Teams is off."""
        if self.teams_app_id is None or self.teams_secret is None or self.teams_tenant is None:
            return None
        return Teams(
            app_id=self.teams_app_id,
            secret=self.teams_secret,
            tenant=self.teams_tenant,
            metadata=self.teams_metadata,
            login=self.teams_login,
        )

    @property
    def mail(self) -> Mail | None:
        """None when it is not set: then nobody gets e-mail."""
        if self.smtp_host is None or self.smtp_from is None:
            return None
        return Mail(
            host=self.smtp_host,
            port=self.smtp_port,
            tls=self.smtp_tls,
            user=self.smtp_user,
            password=self.smtp_password,
            sender=self.smtp_from,
        )

    @property
    def reaching(self) -> tuple[str, ...]:
        """The channels people are written to by without having asked just now, the best first."""
        is_on = {TEAMS_CHANNEL: self.teams, MAIL_CHANNEL: self.mail}
        return tuple(name for name, channel in is_on.items() if channel is not None)

    @property
    def is_local(self) -> bool:
        return self.mode == "local"


def _in_production(known: ValidationInfo) -> bool:
    """`mode` is the first field, so it is known when the others are looked at; a wrong one is told by itself."""
    return bool(known.data.get("mode") == "production")


def _no_key(key: str) -> str | None:
    return None if key_bytes(key) else weak_key(key)


def _check_secret(secret: str, known: ValidationInfo, shortest: int = SHORTEST) -> None:
    """Raises when it is weak, or one of the secrets that were looked at before."""
    if weak := weak_token(secret, shortest):
        raise ValueError(f"it is {weak}")
    for name, other in _secrets_of(known.data):
        if secret == other:
            raise ValueError(f"it is the same as {PREFIX}{name.upper()}; each secret is its own")


def _secrets_of(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if password := _password(fields.get("database_url", "")):
        yield "database_url", password
    for name, value in fields.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            secret = (
                one.token if isinstance(one, Channel) else one.client_secret if isinstance(one, LoginProvider) else one
            )
            if isinstance(secret, SecretStr):
                yield name, secret.get_secret_value()


def _password(url: str) -> str | None:  # and whether it is an address at all
    try:
        return make_url(url).password if url else None
    except (ArgumentError, ValueError):
        raise ValueError("it is no address of a database") from None  # its own words repeat it, with the password


def _is_ours(url: str) -> bool:
    address = make_url(url)
    return address.get_backend_name() == "sqlite" or address.drivername == "postgresql+asyncpg"


def _keeps_nothing(url: str) -> bool:
    address = make_url(url)
    named = address.database or ""
    in_memory = (
        not named or ":memory:" in named or "memory" in str(address.query.get("mode", "")) or "mode=memory" in named
    )
    return address.get_backend_name() == "sqlite" and in_memory


HOW_TO_LOAD = (
    "Settings are read from the environment. In local mode the secrets lie in secrets.env, in var/ or the folder of "
    "NAERVAERSLOS_VAR: docs/operations.md, Commands, says how to load them."
)


class UnusableSettings(CannotBegin):
    """Ends the process, if nobody stops it, with a line for each setting that cannot be used."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("The settings cannot be used.", *lines, HOW_TO_LOAD)
        self.lines = lines


@lru_cache
def get_settings() -> Settings:
    """The settings of the environment. Raises `UnusableSettings` with all that is wrong."""
    lines = [*_of_production()]
    try:
        settings = Settings()  # the values come from the environment
    except ValidationError as error:
        raise UnusableSettings([*unusable(error), *lines]) from None
    except SettingsError as error:  # its words begin with the field's name, and its cause repeats the value
        name = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "")
        raise UnusableSettings([f"{PREFIX}{name.upper()}: it is no JSON", *lines]) from None
    if lines:
        raise UnusableSettings(lines)
    return settings


def unusable(error: ValidationError) -> Iterator[str]:
    """A line for each setting that is wrong, without what stands in it."""
    for one in error.errors(include_input=False, include_url=False, include_context=False):
        said = one["msg"].removeprefix("Value error, ")
        name, *inside = one["loc"] or ("",)
        place = "".join(f" {part}" for part in inside)
        yield (
            f"{PREFIX}{str(name).upper()}{place}: {said}" if name else said
        )  # of several at once: it names them itself


def _of_production() -> Iterator[str]:
    """What production does not do: keep its data where nobody said, and debug itself, which prints what it holds."""
    if os.environ.get(f"{PREFIX}MODE", "production") != "production":
        return
    if not os.environ.get(f"{PREFIX}DATABASE_URL"):
        yield (
            f"{PREFIX}DATABASE_URL: production needs the address of its database: of PostgreSQL, "
            "or of a file of SQLite, which is for one process alone and used only when it is named"
        )
    if any(one.strip() == "*" or one.strip().endswith("/0") for one in os.environ.get(_PROXIES, "").split(",")):
        yield f"{_PROXIES}: it names the addresses of proxies; believed from anywhere, everybody may say whose request it is"
    for name in (f"{PREFIX}DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE"):
        if os.environ.get(name, "").casefold() not in _NO:
            yield f"{name}: production does not debug; take it out"
    if sys.flags.dev_mode and not os.environ.get("PYTHONDEVMODE"):
        yield "python -X dev: production does not debug; take it out"
