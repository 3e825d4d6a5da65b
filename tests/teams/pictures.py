"""`python -m tests.teams.pictures`: draws every card as Microsoft's renderer does, 360 pixels wide, into `docs/pictures/cards/`.

The renderer is npm `adaptivecards`. What it looks like (letters, colours, room) is said by a host, and this one is near that of Teams.
Teams on a phone draws fields and buttons in its own way.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from channels.teams.cards import activity_of
from local.environment import ROOT
from tests.browser.device import chromium
from tests.teams.parsing import FOLDER, install
from tests.teams.test_cards import CASE, MARKUP, SHOWN, card_of, looked_up, message, owed

PICTURES = ROOT / "docs" / "pictures" / "cards"
WIDTH = 360
ORIGIN = "https://skole.example"
IN_PLACE = ("Hvordan har eleven det i friminuttene?", "Hvem er eleven sammen med?")  # of what a test tries as markup

# As Teams in its light theme: from Microsoft's descriptions of it, by hand.
HOST: dict[str, Any] = {
    "fontFamily": "Segoe UI, Liberation Sans, sans-serif",
    "fontSizes": {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24},
    "fontWeights": {"lighter": 200, "default": 400, "bolder": 600},
    "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16},
    "containerStyles": {
        "default": {
            "backgroundColor": "#ffffff",
            "foregroundColors": {
                "default": {"default": "#242424", "subtle": "#616161"},
                "attention": {"default": "#c4314b", "subtle": "#c4314b"},
            },
        }
    },
    "actions": {
        "maxActions": 6,
        "buttonSpacing": 8,
        "actionsOrientation": "horizontal",
        "actionAlignment": "left",
        "spacing": "default",
    },
    "inputs": {
        "label": {"inputSpacing": "small", "requiredInputs": {"suffix": " *", "suffixColor": "attention"}},
        "errorMessage": {"spacing": "small"},
    },
}
STYLE = """
body { margin: 0; background: #f5f5f5; padding: 0; width: 360px; }
#card { background: #fff; }
.ac-pushButton { font: 600 14px "Segoe UI", "Liberation Sans", sans-serif; padding: 5px 12px; min-height: 32px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; color: #242424; white-space: normal !important; }
.ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
.ac-input { font: 14px "Segoe UI", "Liberation Sans", sans-serif; }
.ac-textInput, .ac-dateInput, .ac-numberInput { box-sizing: border-box; border: 1px solid #d1d1d1; border-radius: 4px; padding: 6px;
  background: #fff; }
.ac-textInput.ac-multiline { height: 72px; }
"""


def cards() -> dict[str, dict[str, Any]]:
    """Every card there is, by its name."""
    made = {name: owed(message(shown)) for name, shown in SHOWN.items()}
    made |= {"welcome": owed(says="welcome"), "moved": owed(says="moved", replaces="x")}
    made |= {"edit": owed(message(SHOWN["open"]), edit=CASE), **looked_up("nb")}
    return {name: _readable(card_of(activity_of(one, ORIGIN))) for name, one in made.items()}


def _readable(card: dict[str, Any]) -> dict[str, Any]:
    written = json.dumps(card)
    for tried, instead in zip(MARKUP.splitlines(), IN_PLACE, strict=True):
        written = written.replace(json.dumps(tried)[1:-1], json.dumps(instead)[1:-1])
    read: dict[str, Any] = json.loads(written)
    return read


def main() -> int:
    install()
    PICTURES.mkdir(exist_ok=True, parents=True)
    script = FOLDER / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.js"
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_page(viewport={"width": WIDTH, "height": 640}, device_scale_factor=2, locale="nb-NO")
        page.set_content(f"<style>{STYLE}</style><div id=card></div>")
        page.add_script_tag(path=script)
        for name, content in cards().items():
            page.evaluate(
                """([content, host]) => {
                    const card = new AdaptiveCards.AdaptiveCard();
                    card.hostConfig = new AdaptiveCards.HostConfig(host);
                    card.parse(content);
                    const place = document.getElementById("card");
                    place.replaceChildren(card.render());
                }""",
                [content, HOST],
            )
            page.locator("#card").screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
