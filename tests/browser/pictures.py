"""`python -m tests.browser.pictures`: makes the pictures of the main states of the pages in `docs/pictures/` anew, with the bot."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from local.environment import ROOT
from local.web import build
from tests.browser.device import Device, chromium, device
from tests.browser.test_cases import command, open_case
from tests.browser.test_checklist import GUIDE, to_talk
from tests.browser.test_installed import ready
from tests.browser.test_school import employ_leader
from tests.conversations.stack import Chat, Stack

FOLDER = ROOT / "docs" / "pictures"
TODAY = "2026-08-24"
KINDS = {"choice": ".choices", "scale": ".scale", "ticks": ".question input[type=checkbox]", "date": "input[type=date]"}


@dataclass
class Words:
    """What is written and pressed in one of the two."""

    concern: tuple[str, ...]
    talk: str
    skip: str
    both: str
    danger: str
    note: str
    other: str


NB = Words(
    ("ny bekymring", "borte hver mandag", "TL"),
    "Ring hjem",
    "hopp over",
    "snakka med mor på telefonen i dag og med jenta i går",
    "han sier at faren slår ham",
    "Vondt i magen om mandagene",
    "Trives best i kunst og håndverk",
)
NN = Words(
    ("ny uro", "borte kvar måndag", "TL"),
    "Ring heim",
    "hopp over",
    "snakka med mor på telefonen i dag og med jenta i går",
    "han seier at faren slår han",
    "Vondt i magen om måndagane",
    "Trivst best i kunst og handverk",
)


class Camera:
    def __init__(self, phone: Device, language: str) -> None:
        self.phone, self.language = phone, language

    def take(self, name: str) -> None:
        """As it is now, in light and in dark."""
        page = self.phone.page
        page.wait_for_load_state()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=FOLDER / f"{name}-{self.language}-{scheme}.jpg", type="jpeg", quality=60)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def at(self, path: str, name: str) -> None:
        self.phone.go(path)
        self.phone.page.wait_for_load_state("networkidle" if not path.startswith("/chat") else "load")
        self.take(name)


def chat_states(camera: Camera, stack: Stack, words: Words) -> None:
    phone = camera.phone
    page = phone.page
    chat = Chat(stack.http, phone.subject, TODAY, device="web")

    def shown(name: str) -> None:
        phone.go("/chat")
        page.locator(".reply").last.wait_for()
        camera.take(name)

    camera.at("/chat", "chat-empty")
    for text in words.concern:
        chat.say(text)
    shown("chat-plan")
    chat.say(words.both)
    shown("chat-proposal")
    chat.say("nei")
    title = next(
        (one for one in chat.say("hva nå" if words is NB else "kva no").buttons if one.startswith(words.talk)), ""
    )
    chat.press(title) if title else chat.say(words.talk.lower())
    seen: set[str] = set()
    for _ in range(9):
        phone.go("/chat")
        page.locator(".reply").last.wait_for()
        live = page.locator(".reply").last
        kind = next((kind for kind, where in KINDS.items() if live.locator(where).count()), "open")
        if not live.locator(".question").count():
            break
        if kind not in seen:
            camera.take(f"chat-question-{kind}")
        seen.add(kind)
        chat.say(words.skip)
    chat.say(words.danger)
    shown("chat-alarm")


def decision_state(camera: Camera) -> None:
    phone = camera.phone
    case = str(open_case(phone, "MK")["case"])
    phone.go(f"/chat?sak={case}")
    phone.page.locator(".reply").wait_for(timeout=20_000)
    for task in phone.get(f"/cases/{case}/plan")["tasks"]:
        command(phone, case, "tick", task=task["id"], on=phone.today)
    phone.go(f"/sak/{case}")
    phone.page.get_by_role("link", name="Vurder i chatten").click()
    phone.page.locator(".reply").nth(1).wait_for(timeout=20_000)
    camera.take("chat-decision")


def checklist_states(camera: Camera, words: Words) -> str:
    phone = camera.phone
    page = phone.page
    case = str(open_case(phone, "MK")["case"])
    to_talk(phone, case)
    camera.take("checklist-start")
    notes = page.locator("fieldset.ask textarea[rows='2']")  # of the open questions
    notes.nth(0).fill(words.note)
    notes.nth(0).blur()
    page.locator(".standing .icon").wait_for()
    notes.nth(0).scroll_into_view_if_needed()
    camera.take("checklist-middle")
    sheet = phone.get(f"/cases/{case}/guides/{GUIDE}")
    page.context.set_offline(True)
    notes.nth(1).fill(words.other)
    command(
        phone,
        case,
        "answer",
        run=sheet["walk"]["run"],
        question=[one["id"] for one in sheet["questions"] if one["type"] == "open"][1],
        text=words.note,
        ends_talk=False,
    )
    camera.take("checklist-offline")
    page.context.set_offline(False)
    page.locator(".standing-waits").wait_for(timeout=40_000)
    page.locator(".standing-waits a").first.click()
    camera.take("checklist-conflict")
    page.get_by_role("radio").last.scroll_into_view_if_needed()
    camera.take("checklist-outcome")
    return case


def other_states(camera: Camera, case: str) -> None:
    phone = camera.phone
    page = phone.page
    first = phone.get(f"/cases/{case}/plan")["tasks"][0]["id"]
    command(phone, case, "tick", task=first, on=phone.today)
    camera.at("/", "cases")
    camera.at(f"/sak/{case}", "case")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    page.wait_for_load_state("networkidle")
    page.locator("main").get_by_text(re.compile("^Dokument(er)?$")).first.evaluate("one => one.scrollIntoView()")
    camera.take("documents")
    camera.at("/innstillinger", "settings")
    camera.at("/sak/7d1d", "not-found")
    phone.go("/")
    ready(page)
    page.context.set_offline(True)
    phone.go("/")
    page.get_by_role("alert").first.wait_for()
    camera.take("offline")
    page.context.set_offline(False)
    page.route("**/cases?*", lambda route: route.abort())
    phone.go("/")
    page.get_by_role("alert").first.wait_for(timeout=20_000)
    camera.take("error")
    page.unroute("**/cases?*")
    camera.at(f"/tilgjengelighet?maalform={camera.language}", "statement")


def leaders_list(browser: Browser, stack: Stack, language: str) -> None:
    routine = "hardanger" if language == "nn" else "alvoen"
    with device(browser, stack, stack.chat(routine=routine, nynorsk=language == "nn").subject) as teacher:
        for label in ("AB", "MK"):
            open_case(teacher, label)
    with device(browser, stack, employ_leader(stack, f"test_{routine}", language=language)) as leader:
        Camera(leader, language).at("/skolen", "school")


def main() -> int:
    build()
    FOLDER.mkdir(exist_ok=True)
    for old in (*FOLDER.glob("*.png"), *FOLDER.glob("*.jpg")):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), teachers=8)
        stack.start()
        browser = chromium(playwright)
        try:
            for language, words in (("nb", NB), ("nn", NN)):
                subject = stack.chat(routine="vennesla", nynorsk=language == "nn").subject
                with device(browser, stack, subject, logged_in=False) as stranger:
                    stranger.page.set_extra_http_headers({"Accept-Language": language})
                    Camera(stranger, language).at("/login", "login")
                with device(browser, stack, subject) as phone:
                    camera = Camera(phone, language)
                    camera.at("/", "cases-empty")
                    case = checklist_states(camera, words)
                    other_states(camera, case)
                    phone.problems.clear()  # of the errors that were made on purpose
                with device(browser, stack, stack.chat(routine="vennesla", nynorsk=language == "nn").subject) as phone:
                    chat_states(Camera(phone, language), stack, words)
                with device(browser, stack, stack.chat(routine="vennesla", nynorsk=language == "nn").subject) as phone:
                    decision_state(Camera(phone, language))
                leaders_list(browser, stack, language)
        finally:
            browser.close()
            stack.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
