"""`python -m tests.browser.screen_reader`: writes `docs/screen-reader-walk.md`, what the browser tells a screen reader in one call."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from local.environment import ROOT
from local.web import build
from tests.browser.device import Device, chromium, device
from tests.browser.test_checklist import KNOWN, VIEW, all_sent, ask, note, opened, to_talk
from tests.conversations.stack import Stack

FILE = ROOT / "docs" / "screen-reader-walk.md"
HEAD = """# One call, as a screen reader is told of it

Made by `python -m tests.browser.screen_reader` from the accessibility tree of the real Chromium; do not edit. Each line is one
thing in the order it is come to: its role, its name, and its state. «Read aloud» is what a live region says by itself. It is what the
browser tells, not what a person hears: no screen reader was there, and nobody who uses one. What was mended after reading it stands in
[accessibility.md](accessibility.md).
"""
SILENT = {
    "generic",
    "none",
    "InlineTextBox",
    "LineBreak",
    "ListMarker",
    "RootWebArea",
    "list",
    "paragraph",
    "LabelText",
    "Legend",
}
STATES = ("checked", "expanded", "invalid", "required", "disabled", "current", "focused", "live", "valuetext")
LISTENING = """() => { window.heard = []
    const live = one => one.closest && one.closest('[role=status],[role=alert],[role=log],[aria-live=polite],[aria-live=assertive]')
    new MutationObserver(all => all.forEach(one => { const at = one.target.nodeType === 3 ? one.target.parentElement : one.target
        const region = live(at), came = [...one.addedNodes].map(node => node.textContent).join(' ')
        const said = region && (one.addedNodes.length ? came : one.type === 'characterData' && at.textContent)
        if (said && said.trim() && !at.closest('[aria-live=off]')) window.heard.push(said.trim()) }))
        .observe(document.body, {childList: true, subtree: true, characterData: true}) }"""


def told(page: Page) -> list[str]:
    """The tree from the top to the end, a line for each thing that is said."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return list(_lines(nodes[0], by_id, ""))


def _lines(node: dict[str, Any], by_id: dict[str, dict[str, Any]], around: str) -> Iterator[str]:
    role = str(node.get("role", {}).get("value", ""))
    name = re.sub(r"\s+", " ", str(node.get("name", {}).get("value", ""))).strip()
    if not node.get("ignored") and role not in SILENT and not (role == "StaticText" and (not name or name in around)):
        yield _line(node, "text" if role == "StaticText" else role, name)
        around = name or around
    for child in node.get("childIds", []):
        if child in by_id:
            yield from _lines(by_id[child], by_id, around)


def _line(node: dict[str, Any], role: str, name: str) -> str:
    found = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    states = [f"{key} {found[key]}" for key in STATES if found.get(key) not in (None, "false", False, "", "off")]
    about = str(node.get("description", {}).get("value", "")).strip()
    value = str(node.get("value", {}).get("value", "")).strip()
    more = [f"value «{value}»"] if value else []
    more += [f"described «{about}»"] if about and about != name else []
    if role == "heading":
        states.insert(0, f"level {found.get('level')}")
    return " · ".join([role, f"«{name}»" if name else "(no name)", *states, *more])


def heard(page: Page) -> list[str]:
    said: list[str] = page.evaluate("window.heard.splice(0)")
    return said


def walk(phone: Device) -> Iterator[tuple[str, list[str], list[str]]]:
    """What was done, what the page tells then, and what was read aloud meanwhile."""
    case = opened(phone)
    page = to_talk(phone, case)
    page.evaluate(LISTENING)
    yield "The page of the call is opened", told(page), heard(page)
    note(page, KNOWN).fill("Visste om fraværet")
    note(page, KNOWN).blur()
    all_sent(page)
    yield "A note is written, and sent", told_of(page, KNOWN), heard(page)
    page.context.set_offline(True)
    note(page, VIEW).fill("Vondt i magen")
    page.get_by_text("Ikke kontakt med Nærværslos").wait_for()
    yield "The net goes, and a note is written", told_of(page, VIEW), heard(page)
    page.context.set_offline(False)
    all_sent(page)
    yield "The net comes back", [], heard(page)
    page.get_by_label("Jeg fikk snakket med dem").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_role("heading", name="Samtalen er avsluttet").wait_for()
    everything = told(page)
    start = next(at for at, line in enumerate(everything) if "Samtalen er avsluttet" in line)
    yield "The call is over: what comes after the questions", everything[start:], heard(page)


def told_of(page: Page, question: str) -> list[str]:
    """The lines of one question."""
    everything = told(page)
    legend = ask(page, question).locator("legend").inner_text().split("\n")[-1].strip()
    start = next(at for at, line in enumerate(everything) if line.startswith("group") and legend in line)
    ends = [at for at, line in enumerate(everything) if at > start and line.startswith(("group", "heading"))]
    return everything[start : ends[0] if ends else None]


def main() -> int:
    build()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), teachers=2)
        stack.start_app()
        browser = chromium(playwright)
        try:
            with device(browser, stack, stack.chat(routine="vennesla").subject) as phone:
                parts = [HEAD]
                for done, lines, aloud in walk(phone):
                    parts.append(f"\n## {done}\n")
                    parts += [f"Read aloud: {' / '.join(f'«{one}»' for one in aloud) or 'nothing'}.\n"]
                    parts += [f"{number}. {line}" for number, line in enumerate(lines, 1)]
                FILE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
        finally:
            browser.close()
            stack.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
