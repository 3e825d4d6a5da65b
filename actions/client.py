"""The action server's way to the api: one typed client with time limits. A turn is decided once, so asking again is safe."""

from __future__ import annotations

import asyncio
import os

import aiohttp
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.rendering.utterances import TurnWords
from api.settings import UnusableSettings, unusable
from api.strength import weak_token

TIME_LIMIT = aiohttp.ClientTimeout(total=5, sock_connect=1)
KEPT = 4  # seconds a connection is kept unused: the api closes it after five
PAUSES = (0.05, 0.25)  # seconds before the second and third try


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NAERVAERSLOS_", extra="ignore", hide_input_in_errors=True)

    api_url: str = "http://127.0.0.1:8000"
    action_token: SecretStr = Field(min_length=32)


def settings_of_environment() -> Settings:
    """Raises `UnusableSettings` with what is wrong; outside local mode also when the token can be guessed."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise UnusableSettings([*unusable(error)]) from None
    weak = weak_token(settings.action_token.get_secret_value())
    if weak and os.environ.get("NAERVAERSLOS_MODE") != "local":
        raise UnusableSettings([f"NAERVAERSLOS_ACTION_TOKEN: it is {weak}"])
    return settings


class ApiUnavailable(Exception):
    """The api gave no answer. The turn is stored there and will be run again."""


class ApiClient:
    def __init__(self, settings: Settings) -> None:
        self._turns = f"{settings.api_url}/turns"
        self._http = aiohttp.ClientSession(
            timeout=TIME_LIMIT,
            headers={"Authorization": f"Bearer {settings.action_token.get_secret_value()}"},
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT),
        )

    async def outcome(
        self, turn: str, conversation: str, ranking: list[dict[str, object]], parts: list[dict[str, object]]
    ) -> TurnWords:
        """What the turn comes to. `ranking` is the classifier's, best first, and `parts` are what it makes of the message's parts.

        Raises `ApiUnavailable` after three tries.
        """
        body = {"conversation": conversation, "ranking": ranking, "parts": parts}
        problem = ""
        for pause in (*PAUSES, None):
            try:
                async with self._http.post(f"{self._turns}/{turn}/outcome", json=body) as response:
                    if response.status == 200:
                        return TurnWords.model_validate_json(await response.read())
                    problem = f"status {response.status}"
                if response.status < 500:
                    break
            except (aiohttp.ClientError, TimeoutError) as error:
                problem = type(error).__name__
            if pause is not None:
                await asyncio.sleep(pause)
        raise ApiUnavailable(problem)

    async def aclose(self) -> None:
        await self._http.close()
