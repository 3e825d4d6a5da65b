"""Microsoft's cloud, played by a real server: it signs, serves its keys, gives tokens for the right secret, and takes messages.

It runs in a thread of its own, so that it answers the application in this process and one in another alike.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Self
from uuid import uuid4

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

ISSUER = "https://api.botframework.com"
APP_ID = "5a1c7f7e-1d1b-4f0c-9a43-2a3f6f1f0d21"
TENANT = "0b6d1f0e-6a55-4d5c-9a3f-1c7d1c1f8a11"
SECRET = "Sm9-hemmelighet~hos.Microsoft_8QaZ"
SCOPE = "https://api.botframework.com/.default"
BOT = f"28:{APP_ID}"
WITHIN = 60.0  # seconds a test waits for what is to come


def _key(kid: str) -> RSAKey:
    return RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048), {"kid": kid})


OWN, FOREIGN, UNENDORSED = _key("own"), _key("own"), _key("skype")


@dataclass
class Sent:
    """What the application has sent, and the id it has here."""

    method: str
    chat: str
    id: str
    body: dict[str, Any]
    at: float

    @property
    def card(self) -> dict[str, Any] | None:
        attachments = self.body.get("attachments") or [{}]
        content: dict[str, Any] | None = attachments[0].get("content")
        return content

    @property
    def words(self) -> str:
        """All that is read in it, in order."""
        return str(self.body.get("text", "")) if self.card is None else "\n".join(read_of(self.card))

    @property
    def actions(self) -> dict[str, dict[str, Any]]:
        return {one["title"]: one for one in _of(self.card, "Action.Submit")}


def _of(content: Any, *kinds: str) -> list[dict[str, Any]]:
    """Everything of these types in a card, in order."""
    found: list[dict[str, Any]] = []
    if isinstance(content, dict):
        found += [content] if content.get("type") in kinds else []
        for inner in content.values():
            found += _of(inner, *kinds)
    elif isinstance(content, list):
        for inner in content:
            found += _of(inner, *kinds)
    return found


def read_of(card: dict[str, Any]) -> list[str]:
    shown = _of(card["body"], "TextRun", "Input.ChoiceSet")
    return [
        line
        for one in shown
        for line in ([one["text"]] if one["type"] == "TextRun" else [choice["title"] for choice in one["choices"]])
    ]


def inputs_of(card: dict[str, Any]) -> list[dict[str, Any]]:
    return _of(card, "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Number")


@dataclass
class FakeCloud:
    """`answers` are given in place of 201, one a call: a status, and after how many seconds to come again. None: no answer at all."""

    answers: deque[tuple[int, int | None] | None] = field(default_factory=deque)
    sent: list[Sent] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    tokens_asked: int = 0
    keys_asked: int = 0
    lasts: int = 3600
    gives_tokens: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.gives_tokens.set()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post("/emea/v3/conversations/{chat}/activities", self._take)
        app.router.add_put("/emea/v3/conversations/{chat}/activities/{id}", self._take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server = site._server
        assert isinstance(server, asyncio.Server)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._over, self._let_go = asyncio.Event(), asyncio.Event()
        self._ready.set()
        await self._over.wait()
        self._let_go.set()
        await runner.cleanup()

    @property
    def settings(self) -> dict[str, str]:
        """As they stand in the environment, after the prefix."""
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_SECRET": SECRET,
            "TEAMS_TENANT": TENANT,
            "TEAMS_METADATA": f"{self.address}/v1/.well-known/openidconfiguration",
            "TEAMS_LOGIN": self.address,
        }

    @property
    def service_url(self) -> str:
        return f"{self.address}/emea"

    async def _metadata(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.address}/v1/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.keys_asked += 1
        endorsed = {"own": ["msteams", "webchat"], "skype": ["skype"]}
        keys: list[dict[str, str | list[str]]] = [
            {**key.as_dict(private=False), "kid": str(key.kid), "endorsements": endorsed[str(key.kid)]}
            for key in (OWN, UNENDORSED)
        ]
        return web.json_response({"keys": keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.tokens_asked += 1
        right = {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": SECRET,
            "scope": SCOPE,
        }
        if request.match_info["tenant"] != TENANT or dict(form) != right:
            return web.json_response({"error": "invalid_client"}, status=401)
        await asyncio.to_thread(self.gives_tokens.wait)
        token = token_urlsafe(16)
        self.tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": self.lasts, "token_type": "Bearer"})

    async def _take(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return web.Response(status=401)
        body, chat = await request.json(), request.match_info["chat"]
        if body["type"] == "typing":
            self.typing.append(chat)
            return web.json_response({"id": str(uuid4())}, status=201)
        if len(await request.read()) > 28 * 1024:
            return web.Response(status=413)
        answer = self.answers.popleft() if self.answers else (201, None)
        if answer is None:
            await self._let_go.wait()
            return web.Response(status=503)
        status, after = answer
        if status >= 300:
            return web.Response(status=status, headers={} if after is None else {"Retry-After": str(after)})
        one = Sent(request.method, chat, request.match_info.get("id") or str(uuid4()), body, time.monotonic())
        with self._changed:
            self.sent.append(one)
            self._changed.notify_all()
        return web.json_response({"id": one.id}, status=status)

    def wait(self, count: int, chat: str | None = None) -> list[Sent]:
        """What was sent to a chat, once it is so many."""
        end = time.monotonic() + WITHIN
        with self._changed:
            while len(found := [one for one in self.sent if chat in (None, one.chat)]) < count:
                assert self._changed.wait(end - time.monotonic()), f"{len(found)} of {count} came to {chat}"
        return found

    def wait_for(self, words: str) -> Sent:
        """What was sent with these words, once it is."""
        end = time.monotonic() + WITHIN
        with self._changed:
            while (found := next((one for one in self.sent if words in one.words), None)) is None:
                assert self._changed.wait(end - time.monotonic()), f"«{words}» never came"
        return found

    # What it sends

    def sign(self, key: RSAKey | OctKey = OWN, algorithm: str = "RS256", kid: str | None = None, **claims: Any) -> str:
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 10, "exp": now + 3600, "serviceurl": self.service_url}
        chosen = {name: value for name, value in (usual | claims).items() if value is not None}
        header = {"alg": algorithm, "kid": kid or str(key.kid)}
        return jwt.encode(header, chosen, key, algorithms=[algorithm])

    def activity(self, person: str, **other: Any) -> dict[str, Any]:
        """A message as Teams sends it, with parts in the place of others; None takes one out."""
        usual = {
            "type": "message",
            "id": str(uuid4()),
            "timestamp": "2026-08-24T08:00:00Z",
            "channelId": "msteams",
            "serviceUrl": f"{self.service_url}/",
            "from": {"id": f"29:{person}", "name": "Lærer", "aadObjectId": person},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": chat_of(person)},
            "recipient": {"id": BOT, "name": "Nærværslos"},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "nb-NO",
            "textFormat": "plain",
        }
        return {name: value for name, value in (usual | other).items() if value is not None}


def chat_of(person: str) -> str:
    return f"a:{person}"
