"""The action server's way to the api: one typed client with time limits. A turn is decided once, so asking again is safe."""

from __future__ import annotations

import asyncio

import httpx
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

TIME_LIMIT = httpx.Timeout(5.0, connect=1.0)
PAUSES = (0.05, 0.25)  # seconds before the second and third try


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NAERVAERSLOS_", extra="ignore", hide_input_in_errors=True)

    api_url: str = "http://127.0.0.1:8000"
    action_token: str = Field(min_length=32)


class Button(BaseModel):
    title: str
    payload: str


class Act(BaseModel):
    kind: str
    values: dict[str, str] = {}
    buttons: list[Button] = []


class TurnOutcome(BaseModel):
    acts: list[Act]
    listening: bool
    number: int


class ApiUnavailable(Exception):
    """The api gave no answer. The turn is stored there and will be run again."""


class ApiClient:
    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=settings.api_url,
            timeout=TIME_LIMIT,
            transport=transport,
            headers={"Authorization": f"Bearer {settings.action_token}"},
        )

    async def outcome(self, turn: str, conversation: str, ranking: list[dict[str, object]]) -> TurnOutcome:
        """What the turn comes to. `ranking` is the classifier's, best first. Raises `ApiUnavailable` after three tries."""
        body = {"conversation": conversation, "ranking": ranking}
        problem = ""
        for pause in (*PAUSES, None):
            try:
                response = await self._http.post(f"/turns/{turn}/outcome", json=body)
                if response.status_code == 200:
                    return TurnOutcome.model_validate(response.json())
                problem = f"status {response.status_code}"
                if response.status_code < 500:
                    break
            except httpx.HTTPError as error:
                problem = type(error).__name__
            if pause is not None:
                await asyncio.sleep(pause)
        raise ApiUnavailable(problem)
