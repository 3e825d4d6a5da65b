"""`python -m tests.browser.icons`: draws the icons of the installed page anew from its mark, into `web/public/`."""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright

from local.web import WEB
from tests.browser.device import chromium

GROUND = "#0b5a66"  # of the mark
# Name, pixels, how much of them the mark takes. A system cuts a maskable one as it likes and leaves its middle 80 %.
ICONS = (
    ("icon-192", 192, 1.0),
    ("icon-512", 512, 1.0),
    ("icon-maskable-512", 512, 0.74),
    ("apple-touch-icon", 180, 0.9),
)


def main() -> int:
    mark = (WEB / "src" / "mark.svg").read_text(encoding="utf-8")
    (WEB / "public").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for name, pixels, share in ICONS:
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            ground = GROUND if share < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{ground}}}"
                f"svg{{width:{share:.0%}}}</style>{mark}"
            )
            page.screenshot(path=WEB / "public" / f"{name}.png", omit_background=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
