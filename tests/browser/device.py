"""A person with a phone: a real Chromium, logged in to the real application."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from local.environment import ROOT
from tests.conversations.stack import Stack

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]
PHONE, SMALL, DESK = (390, 844), (320, 640), (1280, 900)
Scheme = Literal["light", "dark"]


def chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)


def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "The tests of the pages need Chromium on PATH (Debian: apt-get install chromium fonts-liberation)."
    return path


@dataclass
class Device:
    """One person's browser. `problems` holds whatever the page complained about; `subject` is how the person is known."""

    page: Page
    subject: str
    today: str
    problems: list[str]

    def go(self, path: str) -> Page:
        self.page.goto(path)
        self.page.get_by_role("heading", level=1).wait_for()
        return self.page

    def get(self, path: str) -> Any:
        # The connection kept from before may just have been closed by the server.
        answer = self.page.request.get(path, headers={"X-Today": self.today}, max_retries=2)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        """As the page itself sends it."""
        headers = {"Sec-Fetch-Site": "same-origin", "X-Today": self.today}
        answer = self.page.request.post(path, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    def violations(self) -> list[str]:
        """What axe finds wrong on the page as it is now, unrolled: what lies under the menu can be scrolled away from it."""
        self.page.evaluate(_axe())
        screen = self.page.viewport_size
        assert screen is not None
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": screen["width"], "height": max(screen["height"], height + 800)})
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARD)
        self.page.set_viewport_size(screen)
        return [
            f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary'][:200]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def is_wider_than_the_screen(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@lru_cache
def _axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


@contextmanager
def device(
    browser: Browser,
    stack: Stack,
    subject: str,
    *,
    size: tuple[int, int] = PHONE,
    scheme: Scheme = "light",
    today: str = "2026-08-24",
    logged_in: bool = True,
) -> Iterator[Device]:
    width, height = size
    context = browser.new_context(
        base_url=stack.address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        reduced_motion="reduce",
        extra_http_headers={"X-Today": today},
    )
    context.set_default_timeout(10_000)
    if logged_in:
        log_in(context, subject)
    page, problems = context.new_page(), list[str]()
    page.on("console", lambda message: _complaint(message, problems))
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield Device(page, subject, today, problems)
    context.close()
    assert not problems, problems


def _complaint(message: ConsoleMessage, problems: list[str]) -> None:
    # That a route refused something is said here too; what the page then shows is looked at by the test.
    if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
        problems.append(message.text)


def log_in(context: BrowserContext, subject: str) -> None:
    """As the form of the login page does."""
    answer = context.request.post(
        "/login/local",
        form={"subject": subject, "back_to": "/innstillinger"},
        headers={"Sec-Fetch-Site": "same-origin"},
        max_redirects=0,
    )
    assert answer.status == 303, answer.text()
