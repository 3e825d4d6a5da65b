"""What we send to Microsoft: a message to a conversation, with a token of our own. One try each; who calls decides about the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from api.settings import Teams
from channels.outgoing import NeverTaken, NotDelivered, PerhapsDelivered
from channels.teams.activities import Chat

SCOPE = "https://api.botframework.com/.default"
RENEWED = 300.0  # seconds before a token ends it is replaced
TIME_LIMIT = aiohttp.ClientTimeout(total=15, sock_connect=5)
PASSING = (401, 408, 412, 425, 429)  # of those in the four hundreds: our token, their time, or too much at once
MOST_WAITED = 3600.0  # seconds, whatever is asked for


class Cloud:
    def __init__(self, teams: Teams, http: aiohttp.ClientSession) -> None:
        self._teams = teams
        self._http = http
        self._token, self._token_until = "", 0.0
        self._renewing: asyncio.Task[None] | None = None

    async def post(self, chat: Chat, activity: Mapping[str, Any]) -> str:
        """Sends something new, and gives the id Teams knows it by."""
        return await self._call("POST", _of(chat), chat, activity)

    async def put(self, chat: Chat, sent: str, activity: Mapping[str, Any]) -> str:
        """Changes what was sent."""
        return await self._call("PUT", f"{_of(chat)}/{quote(sent, safe='')}", chat, activity) or sent

    async def _call(self, method: str, address: str, chat: Chat, activity: Mapping[str, Any]) -> str:
        body = {**activity, "from": {"id": chat.bot}, "recipient": {"id": chat.user}}
        body["conversation"] = {"id": chat.conversation}
        token = await self._current()
        status, said = await self._once(method, address, token, body)
        if status == 401:  # it was taken back before its time
            status, said = await self._once(method, address, await self._current(instead_of=token), body)
        if 400 <= status < 500 and status not in PASSING:
            raise NeverTaken(str(status))
        if status >= 300:
            raise NotDelivered(str(status), _seconds(said.get("Retry-After")))
        return str(said.get("id") or "")

    async def _once(
        self, method: str, address: str, token: str, body: Mapping[str, Any]
    ) -> tuple[int, Mapping[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._http.request(
                method, address, json=body, headers=headers, timeout=TIME_LIMIT, allow_redirects=False
            ) as response:
                if response.status >= 300:
                    return response.status, {"Retry-After": response.headers.get("Retry-After")}
                try:
                    said = await response.json(content_type=None)
                except ValueError:
                    said = None
                return response.status, said if isinstance(said, dict) else {}
        except aiohttp.ClientConnectorError as error:
            raise NotDelivered(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise PerhapsDelivered(type(error).__name__) from None

    async def _current(self, instead_of: str | None = None) -> str:
        """The token we have, or a new one when its time is over or it was refused."""
        if not self._token or self._token == instead_of or time.monotonic() > self._token_until:
            # One asks for all that wait, and goes on when one of them is gone, as the sign of typing is once the answer is there.
            if self._renewing is None:
                self._renewing = asyncio.create_task(self._renew())
                self._renewing.add_done_callback(self._renewed)
            await asyncio.shield(self._renewing)
        return self._token

    def _renewed(self, task: asyncio.Task[None]) -> None:
        self._renewing = None
        if not task.cancelled():
            task.exception()  # told to those who wait, if anybody does

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": str(self._teams.app_id),
            "client_secret": self._teams.secret.get_secret_value(),
            "scope": SCOPE,
        }
        address = f"{self._teams.login}/{self._teams.tenant}/oauth2/v2.0/token"
        try:
            async with self._http.post(address, data=form, timeout=TIME_LIMIT, allow_redirects=False) as response:
                if response.status != 200:
                    raise NotDelivered(f"token {response.status}", _seconds(response.headers.get("Retry-After")))
                given = await response.json(content_type=None)
                self._token, lasts = str(given["access_token"]), float(given["expires_in"])
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise NotDelivered(f"token {type(error).__name__}") from None
        self._token_until = time.monotonic() + max(lasts - RENEWED, lasts / 2)


def _of(chat: Chat) -> str:
    return f"{chat.service_url}/v3/conversations/{quote(chat.conversation, safe='')}/activities"


def _seconds(value: object) -> float | None:
    try:
        return min(max(float(str(value)), 0.0), MOST_WAITED)
    except ValueError:
        return None
