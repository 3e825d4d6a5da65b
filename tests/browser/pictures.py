"""`python -m tests.browser.pictures`: makes the pictures of the pages in `docs/pictures/` anew."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from local.environment import ROOT
from local.web import build
from tests.browser.device import PHONE, SMALL, Scheme, chromium, device
from tests.browser.test_cases import command, open_case
from tests.conversations.stack import Stack

FOLDER = ROOT / "docs" / "pictures"
# Name, routine, nynorsk, scheme, size.
KINDS: tuple[tuple[str, str, bool, Scheme, tuple[int, int]], ...] = (
    ("nb-light", "vennesla", False, "light", PHONE),
    ("nb-dark", "vennesla", False, "dark", PHONE),
    ("nn-light-320", "hardanger", True, "light", SMALL),
)


def main() -> int:
    build()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), teachers=5)
        stack.start_app()
        browser = chromium(playwright)
        try:
            for name, routine, nynorsk, scheme, size in KINDS:
                subject = stack.chat(routine=routine, nynorsk=nynorsk).subject
                with device(browser, stack, subject, scheme=scheme, size=size) as phone:
                    page = phone.go("/")
                    page.get_by_role("textbox").wait_for()
                    page.screenshot(path=FOLDER / f"{name}-first.png")
                    case = open_case(phone, "AB")["case"]
                    other = open_case(phone, "MK")["case"]
                    first = phone.get(f"/cases/{other}/plan")["tasks"][0]["id"]
                    command(phone, other, "tick", task=first, on=phone.today)
                    for path, shown in (("/", "cases"), (f"/sak/{case}", "case"), ("/innstillinger", "settings")):
                        phone.go(path).wait_for_load_state("networkidle")
                        page.screenshot(path=FOLDER / f"{name}-{shown}.png")
        finally:
            browser.close()
            stack.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
