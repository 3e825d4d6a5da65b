"""A browser before the application and real providers, and what a test tells the providers to say."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
from fastapi import FastAPI

FOLDER = Path(__file__).parent / "provider"
BIN = Path(sys.executable).parent
APP = "https://skole.test"
TENANT = "0b6d1f0e-6a55-4d5c-9a3f-1c7d1c1f8a11"
TWO_FACTORS = "urn:mace:feide.no:auth:level:fad08:3"
FEIDE_NAMES = "https://n.feide.no/claims/userid_sec"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def install() -> None:
    """The provider of package-lock.json, installed once for all tests of this folder."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    mark = FOLDER / "node_modules" / ".installed-from"
    with open(FOLDER / "package-lock.json") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the other process of pytest-xdist
        if not mark.exists() or mark.read_text() != wanted:
            command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=FOLDER, env=_environment(), capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            mark.write_text(wanted)


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **more}


class ProviderAt:
    """One of the two providers, by its address."""

    def __init__(self, kind: str, issuer: str) -> None:
        self.kind, self.issuer = kind, issuer
        self.client_id, self.client_secret = f"client-at-{kind}", f"secret-of-the-client-at-{kind}"

    def tell(self, **told: Any) -> None:
        """What it is to say from now on; without anything it is as the real one after a good login."""
        usual: dict[str, Any] = {"acr": TWO_FACTORS} if self.kind == "feide" else {"claims": entra_claims()}
        httpx.post(f"{self.issuer}/told", json=usual | told).raise_for_status()

    def sign(self, payload: dict[str, Any], key: str = "own", **header: Any) -> str:
        return httpx.post(f"{self.issuer}/sign", json={"payload": payload, "key": key, "header": header}).text

    def keys_asked(self) -> int:
        """How often its keys were fetched."""
        return int(httpx.get(f"{self.issuer}/keys-asked").text)

    @property
    def settings(self) -> dict[str, Any]:
        tenant = {"tenant": TENANT} if self.kind == "entra" else {}
        return {
            "id": self.kind,
            "profile": self.kind,
            "issuer": self.issuer,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            **tenant,
        }


def entra_claims(**other: Any) -> dict[str, Any]:
    return {"oid": "oid-of-kari", "tid": TENANT, "acrs": ["c1"], **other}


class Providers:
    """Both, in a process of their own. `back` is where the application listens for what they tell it."""

    def __init__(self) -> None:
        install()
        self.back = socket.socket()
        self.back.bind(("127.0.0.1", 0))
        self._process = subprocess.Popen(
            [BIN / "node", "server.js"],
            cwd=FOLDER,
            env=_environment(APP=APP, BACK=f"http://127.0.0.1:{self.back.getsockname()[1]}"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        addresses = json.loads(self._process.stdout.readline())
        self.feide, self.entra = ProviderAt("feide", addresses["feide"]), ProviderAt("entra", addresses["entra"])

    def close(self) -> None:
        self._process.communicate()  # its input ends, and with it the process
        self.back.close()


class Browser(httpx.AsyncClient):
    """Follows redirects between the application, which runs in this process, and the providers, which do not."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        self.application = app
        own = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        super().__init__(base_url=APP, mounts={APP: own}, follow_redirects=True, trust_env=False, **options)

    async def log_in(self, provider: ProviderAt, name: str = "kari", back_to: str = "/me") -> httpx.Response:
        """Through the provider's form, if it shows one, and back."""
        form = await self.to_the_form(provider, back_to)
        if str(form.url).startswith(APP):
            return form
        return await self.fill_in(form, login=name)

    async def to_the_form(self, provider: ProviderAt, back_to: str = "/me") -> httpx.Response:
        return await self.get(f"/login/{provider.kind}", params={"back_to": back_to})

    async def fill_in(self, form: httpx.Response, **fields: str) -> httpx.Response:
        assert "<form" in form.text, form.text
        return await self.post(str(form.url), data=fields)

    async def to_the_last_step(self, provider: ProviderAt, name: str = "kari") -> str:
        """As `log_in`, but the browser does not go back to the application yet: the address it would go to."""
        answer = await self.fill_in_slowly(await self.to_the_form(provider), name)
        return answer.headers["Location"]

    async def fill_in_slowly(self, form: httpx.Response, name: str) -> httpx.Response:
        answer = await self.post(str(form.url), data={"login": name}, follow_redirects=False)
        while not answer.headers["Location"].startswith(APP):
            answer = await self.get(urljoin(str(answer.url), answer.headers["Location"]), follow_redirects=False)
        return answer

    async def confirm_logout(self, address: str) -> httpx.Response:
        """Says yes to the provider's question whether to log out there."""
        asked = await self.get(address)
        action, secret = re.search(r'action="([^"]+)".*name="xsrf" value="([^"]+)"', asked.text, re.DOTALL).groups()  # type: ignore[union-attr]
        return await self.post(action, data={"xsrf": secret, "logout": "yes"})

    @property
    def session_id(self) -> str | None:
        return next((cookie.value for cookie in self.cookies.jar if cookie.name == "__Host-session"), None)


def heading(answer: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.text)
    assert found is not None, answer.text
    return found[1]
