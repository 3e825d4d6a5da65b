"""Settings from the environment, all with the prefix `NAERVAERSLOS_`. Secrets have no default: without them nothing starts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


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
    shredded_file: Path = ROOT / "var" / "shredded.txt"
    today: date | None = None

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

    @property
    def is_local(self) -> bool:
        return self.mode == "local"


@lru_cache
def get_settings() -> Settings:
    return Settings()  # the values come from the environment
