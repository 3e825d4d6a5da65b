"""Rasa's turn channel as seen from here: a tiny HTTP server that has each turn decided by the api and words it simply."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

import httpx
from fastapi import FastAPI

from api.settings import Settings

Answer = Callable[[dict[str, Any]], Awaitable[tuple[int, bytes]]]


class BotServer:
    """Listens while it is entered; `turns` are the bodies it was given, `url` stays the same when it comes back."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.turns: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.answer: Answer = self._decide
        self._port = 0
        self._actions = {"Authorization": f"Bearer {settings.action_token.get_secret_value()}"}
        self._api = httpx.ASGITransport(app=app)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def texts(self) -> list[str]:
        return [turn["text"] for turn in self.turns]

    async def __aenter__(self) -> BotServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        status, content = 200, b"{}"
        if head[0].startswith("POST"):
            turn = json.loads(body)
            self.turns.append(turn)
            self.tokens.add(headers["authorization"])
            status, content = await self.answer(turn)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _decide(self, turn: dict[str, Any]) -> tuple[int, bytes]:
        ranking = [{"name": "greet" if turn["text"] == "hei" else "whats_next", "confidence": 0.9}]
        async with httpx.AsyncClient(transport=self._api, base_url="http://api", headers=self._actions) as client:
            body = {"conversation": turn["conversation"], "ranking": ranking}
            outcome = (await client.post(f"/turns/{turn['turn']}/outcome", json=body)).json()
        kinds = ", ".join(act["kind"] for act in outcome["utterances"])
        return 200, json.dumps({"messages": [{"text": f" {turn['text']}: {kinds}\n", "buttons": []}]}).encode()
