"""One application and one browser for all tests of the pages. What needs the bot, too, starts it: `stack.start("actions", "bot")`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from api.settings import LOOPBACK
from local.web import build
from tests.browser.device import Device, chromium, device
from tests.conversations.stack import Stack
from tests.mail.server import SENDER, MailServer

Open = Callable[..., Device]


@pytest.fixture(scope="session")
def post() -> Iterator[MailServer]:
    """Takes the e-mail the application sends."""
    with MailServer() as one:
        yield one


@pytest.fixture(scope="session")
def stack(post: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    build()
    smtp = {"SMTP_HOST": LOOPBACK, "SMTP_PORT": str(post.port), "SMTP_TLS": "none", "SMTP_FROM": SENDER}
    started = Stack(tmp_path_factory.mktemp("stack"), teachers=40, **smtp)
    started.start_app()
    yield started
    started.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = chromium(playwright)
    yield opened
    opened.close()


@pytest.fixture
def open_device(browser: Browser, stack: Stack) -> Iterator[Open]:
    """Opens the browser of a teacher nobody has used yet, or of the `subject` that is given."""
    with ExitStack() as opened:

        def one(*, routine: str = "faerder", nynorsk: bool = False, subject: str | None = None, **how: Any) -> Device:
            who = subject or stack.chat(nynorsk=nynorsk, routine=routine).subject
            return opened.enter_context(device(browser, stack, who, **how))

        yield one
