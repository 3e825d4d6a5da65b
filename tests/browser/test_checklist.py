"""A talk as one page on the phone: every word is kept and sent once, whatever happens to the net, the browser or the login."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, Route, expect

from tests.api.test_privacy import identity_number
from tests.browser.conftest import Open
from tests.browser.device import FLAGS, Device, chromium_path, log_in
from tests.conversations.stack import Stack

GUIDE = "telefon_hjem"
SENT = "Alt er sendt"
TODAY = "2026-08-24"


def opened(phone: Device, label: str = "MK") -> str:
    return str(phone.post("/cases", {"label": label, "key": "one"})["case"])


def to_talk(phone: Device, case: str, guide: str = GUIDE) -> Page:
    return phone.go(f"/sak/{case}/samtale/{guide}")


def ask(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=re.compile(re.escape(name)))


def note(page: Page, question: str) -> Locator:
    return ask(page, question).get_by_role("textbox").last


def answers(phone: Device, case: str, guide: str = GUIDE) -> dict[str, list[str]]:
    """All that was written to each question, the first version first, as the server has it."""
    sheet = phone.get(f"/cases/{case}/guides/{guide}")
    return {one["question"]: [given["text"] for given in one["history"]] for one in sheet["answers"]}


def all_sent(page: Page) -> None:
    expect(page.get_by_text(SENT, exact=True)).to_be_visible()


def cut(page: Page) -> None:
    """The net is gone, for the page as for the browser."""
    page.context.set_offline(True)


def mended(page: Page) -> None:
    page.context.set_offline(False)


def in_order(phone: Device) -> None:
    """The bars lie in their places meanwhile: what is half under one is scrolled to, and no smaller for that."""
    bars = "document.querySelectorAll('.standing, .frame-menu').forEach(bar => { bar.style.position = '%s' })"
    phone.page.evaluate(bars % "static")
    assert phone.violations() == []
    phone.page.evaluate(bars % "")


KNOWN, VIEW, AHEAD, THRIVES = (
    "Hva sa foresatte da du fortalte",
    "Dette har jeg sett",
    "går ned av seg selv",
    "trives på skolen",
)


def test_what_a_page_that_was_left_has_not_sent_is_told_of_and_sent_from_another_page(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = to_talk(phone, case)
    page.route("**/commands", lambda route: route.abort())
    note(page, VIEW).fill("Det var tirsdagene")
    page.get_by_role("link", name="Tilbake til MK").click()
    expect(page.get_by_text("Ikke sendt ennå")).to_be_visible()
    assert phone.violations() == []
    page.unroute("**/commands")
    expect(page.get_by_text("Ikke sendt ennå")).to_have_count(0, timeout=25_000)
    assert answers(phone, case)["th.syn"] == ["Det var tirsdagene"]


def test_a_whole_phone_call_from_the_worry_to_the_next_level(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = phone.go(f"/sak/{case}")
    page.get_by_role("link", name="Ring hjem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ring hjem: telefonsamtalen")
    in_order(phone)
    for line in page.get_by_label(re.compile("Finn fram detaljert|Svar på de fire første")).all():
        line.check()
    ask(page, "Hvilke ukedager").get_by_label("Mandag").check()
    ask(page, "Hvilke ukedager").get_by_label("Fredag").check()
    ask(page, "samlet i flere dager").get_by_label("Mest én og én dag").check()
    page.get_by_role("button", name="Start tiden").click()
    why = ask(page, VIEW).get_by_text("Hvorfor?")
    why.click()
    expect(page.get_by_text("Du deler funnene dine")).to_be_visible()
    note(page, VIEW).fill("Kjente seg igjen i mandagene")
    note(page, THRIVES).fill("Trives best i kunst")
    ask(page, "Trenger vi et møte").get_by_label("Vi møtes og ser på tiltak").check()
    note(page, "Trenger vi et møte").fill("Torsdag etter skolen")
    page.get_by_label("Jeg fikk snakket med dem").check()
    in_order(phone)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_role("heading", name="Samtalen er avsluttet")).to_be_visible()
    expect(page.get_by_role("button", name="Start tiden")).to_be_visible()  # the clock stands
    all_sent(page)
    page.get_by_label("Fortsatt bekymret, gå til trinn 2").check()
    in_order(phone)
    page.get_by_role("button", name=re.compile("Lagre avgjørelsen|Gå videre likevel")).click()
    expect(page.get_by_role("heading", name="Avgjørelsen er lagret")).to_be_visible()
    in_order(phone)
    plan = phone.get(f"/cases/{case}/plan")
    assert plan["level"] == "2"
    assert {one["question"]: one["text"] for one in plan["answers"]} == {
        "th.dager": "Mandag, Fredag",
        "th.rekke": "Mest én og én dag",
        "th.syn": "Kjente seg igjen i mandagene",
        "th.trivsel": "Trives best i kunst",
        "th.mote": "Vi møtes og ser på tiltak\nTorsdag etter skolen",
    }
    page.get_by_role("link", name="Se planen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MK")


def test_the_net_is_cut_twice_and_the_browser_killed_once_in_a_call(
    playwright: Playwright, stack: Stack, tmp_path: Path
) -> None:
    phone = killable(playwright, stack, tmp_path, stack.chat(routine="vennesla").subject)
    case = opened(phone)
    page = to_talk(phone, case)
    note(page, KNOWN).fill("Visste om fraværet")
    note(page, KNOWN).blur()
    all_sent(page)
    cut(page)
    note(page, VIEW).press_sequentially("Vondt i magen om")
    note(page, VIEW).blur()
    expect(page.get_by_text("Ikke kontakt med Nærværslos")).to_be_visible()
    in_order(phone)
    mended(page)
    all_sent(page)
    cut(page)
    note(page, VIEW).press_sequentially(" mandagene")
    note(page, AHEAD).press_sequentially("Tror det går over")
    expect(page.locator(".standing")).to_have_attribute("data-kept", "true")
    kill(tmp_path)
    phone = killable(playwright, stack, tmp_path, phone.subject)
    page = to_talk(phone, case)
    expect(note(page, VIEW)).to_have_value("Vondt i magen om mandagene")
    expect(note(page, AHEAD)).to_have_value("Tror det går over")
    all_sent(page)
    assert answers(phone, case) == {
        "th.kjent": ["Visste om fraværet"],
        "th.syn": ["Vondt i magen om", "Vondt i magen om mandagene"],
        "th.framover": ["Tror det går over"],
    }
    page.context.close()


def killable(playwright: Playwright, stack: Stack, profile: Path, subject: str) -> Device:
    """A browser with a process and a profile of its own, as a phone has."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        args=FLAGS,
        base_url=stack.address,
        viewport={"width": 390, "height": 844},
        timezone_id="Europe/Oslo",
        extra_http_headers={"X-Today": TODAY},
    )
    log_in(context, subject)
    return Device(context.new_page(), subject, TODAY, [])


def kill(profile: Path) -> None:
    """The hard way, in the middle of whatever it does. Chromium writes beside its profile which process has it."""
    lock = profile / "SingletonLock"
    os.kill(int(os.readlink(lock).rpartition("-")[2]), signal.SIGKILL)
    lock.unlink()


def test_a_receipt_that_is_lost_writes_nothing_twice(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = to_talk(phone, case)
    lost = []

    def heard_but_not_told(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/commands", heard_but_not_told, times=2)
    note(page, KNOWN).fill("Visste om fraværet")
    note(page, KNOWN).blur()
    all_sent(page)
    assert len(lost) == 2
    assert answers(phone, case) == {"th.kjent": ["Visste om fraværet"]}


def test_two_devices_on_one_talk(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    desk = open_device(routine="vennesla", subject=phone.subject, size=(1280, 900))
    case = opened(phone)
    here, there = to_talk(phone, case), to_talk(desk, case)
    cut(here)
    note(here, KNOWN).fill("Fra telefonen")
    note(here, THRIVES).fill("Trives med kunst")
    there_note = note(there, KNOWN)
    there_note.fill("Fra pc-en")
    there_note.blur()
    note(there, AHEAD).fill("Tror det går over")
    note(there, AHEAD).blur()
    all_sent(there)
    mended(here)
    two = here.get_by_role("group", name="Det er to svar på dette")
    expect(two).to_contain_text("Fra telefonen")
    expect(two).to_contain_text("Fra pc-en")
    expect(note(here, AHEAD)).to_have_value("Tror det går over")
    in_order(phone)
    here.get_by_role("link", name="Spørsmål 5 har to svar").click()
    two.get_by_role("button", name="Behold begge").click()
    all_sent(here)
    assert answers(phone, case) == {
        "th.kjent": ["Fra pc-en", "Fra pc-en\nFra telefonen"],
        "th.trivsel": ["Trives med kunst"],
        "th.framover": ["Tror det går over"],
    }


def test_a_session_that_ends_in_the_middle_of_a_note(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = to_talk(phone, case)
    page.context.clear_cookies()
    note(page, KNOWN).press_sequentially("Midt i en setning")
    note(page, KNOWN).blur()
    expect(page.get_by_text("Du er logget ut")).to_be_visible()
    expect(note(page, KNOWN)).to_have_value("Midt i en setning")
    in_order(phone)
    log_in(page.context, phone.subject)
    page.get_by_role("link", name="Logg inn og send").click()
    page.goto(f"/sak/{case}/samtale/{GUIDE}")
    expect(note(page, KNOWN)).to_have_value("Midt i en setning")
    all_sent(page)
    assert answers(phone, case) == {"th.kjent": ["Midt i en setning"]}


def test_nobody_answers_and_the_next_try_is_set_to_a_day(open_device: Open) -> None:
    phone = open_device(routine="vennesla", size=(320, 640))
    case = opened(phone)
    page = to_talk(phone, case)
    page.get_by_label("Ingen svarte").check()
    page.get_by_label("Når prøver du igjen?").fill("2026-08-25")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Neste forsøk tirsdag 25. august")).to_be_visible()
    expect(page.get_by_text("Prøvd mandag 24. august")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Lagret.")).to_be_visible()
    expect(page.get_by_role("link", name="Se hva du gjør nå")).to_have_attribute("href", f"/sak/{case}")
    in_order(phone)
    assert not phone.is_wider_than_the_screen()
    call = phone.get(f"/cases/{case}/guides/{GUIDE}")["call"]
    assert (call["attempted_on"], call["planned_on"], call["done_on"]) == (["2026-08-24"], "2026-08-25", None)


def test_a_device_that_keeps_nothing_says_so_and_sends_at_once(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    phone.page.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('none') }})")
    page = to_talk(phone, case)
    note(page, KNOWN).fill("Visste om fraværet")
    expect(page.get_by_text("Denne enheten kan ikke lagre")).to_be_visible()
    all_sent(page)
    assert answers(phone, case) == {"th.kjent": ["Visste om fraværet"]}
    in_order(phone)


def test_what_is_kept_on_the_device_is_sealed_and_gone_after_the_logout(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = to_talk(phone, case)
    cut(page)
    note(page, KNOWN).fill("Visste om fraværet")
    expect(page.get_by_text("Lagret her:")).to_be_visible()
    expect(page.locator(".standing")).to_have_attribute("data-kept", "true")
    kept: list[Any] = page.evaluate(KEPT)
    assert kept
    assert "fraværet" not in str(kept)
    mended(page)
    all_sent(page)
    page.get_by_role("link", name="Innstillinger").click()
    page.get_by_role("button", name="Logg ut").click()
    expect(page).to_have_url(re.compile("/login"))
    assert page.evaluate("indexedDB.databases()") == []


KEPT = """async () => {
  const opened = await new Promise(done => { const asked = indexedDB.open('naervaerslos'); asked.onsuccess = () => done(asked.result) })
  const all = await new Promise(done => {
    const asked = opened.transaction('drafts').objectStore('drafts').getAll(); asked.onsuccess = () => done(asked.result)
  })
  opened.close()
  return all.map(one => Array.from(new TextDecoder().decode(one.sealed)).join(''))
}"""


@pytest.fixture
def bot(stack: Stack) -> Iterator[None]:
    stack.start("actions", "bot")
    yield
    stack.kill("actions", "bot")


@pytest.mark.usefixtures("bot")
def test_one_talk_is_begun_in_the_chat_led_on_here_and_ended_in_the_chat(open_device: Open) -> None:
    phone = open_device(size=(390, 844))
    page = phone.go("/chat")
    for text in ("ny bekymring", "borte hver mandag", "MK"):
        say(page, text)
    replies = page.locator(".reply").count()
    page.get_by_role("button", name="Undring med foresatte").click()
    expect(page.locator(".reply")).to_have_count(replies + 1)
    say(page, "hun gruer seg til mandager")
    page.get_by_role("link", name=re.compile("MK")).click()
    page.get_by_role("link", name="Undring med foresatte").click()
    notes = page.locator(".ask textarea")
    expect(notes.first).to_have_value("hun gruer seg til mandager")
    for number in range(1, 6):
        notes.nth(number).fill(f"notat {number + 1}")
    notes.nth(5).blur()
    all_sent(page)
    page.get_by_role("link", name="Fortsett i chatten").click()
    expect(page.locator(".reply")).to_have_count(replies + 2)
    say(page, "mor har merket det samme hjemme")
    expect(page.locator(".reply").last).to_contain_text("Spørsmål 7 av 7")
    say(page, "hun liker svømming")
    page.go_back()
    expect(page.get_by_role("heading", name="Samtalen er avsluttet")).to_be_visible()
    expect(notes.nth(1)).to_have_value("notat 2\nmor har merket det samme hjemme")
    expect(notes.nth(6)).to_have_value("hun liker svømming")
    in_order(phone)


def say(page: Page, text: str) -> None:
    """In the chat, until the reply has come."""
    replies = page.locator(".reply").count()
    page.get_by_label("Skriv her").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".reply")).to_have_count(replies + 1, timeout=15_000)


def test_nynorsk_by_the_keyboard_alone_and_no_wider_than_a_small_screen_with_large_letters(open_device: Open) -> None:
    phone = open_device(routine="vennesla", nynorsk=True, size=(320, 640), scheme="dark")
    case = opened(phone)
    page = to_talk(phone, case)
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.get_by_role("heading", name="Spør og noter")).to_be_visible()
    ask(page, "Kva vekedagar").get_by_label("Måndag").focus()
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(ask(page, "Kva vekedagar").get_by_label("Ingen dag skil seg ut")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Mest måndag")
    page.keyboard.press("Tab")
    expect(ask(page, "Kva vekedagar").locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Når du kan seie kva dagar det gjeld")).to_be_visible()
    expect(page.get_by_text("Alt er sendt", exact=True)).to_be_visible()
    assert answers(phone, case)["th.dager"][-1] == "Måndag\nMest måndag"
    in_order(phone)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not phone.is_wider_than_the_screen()
    in_order(phone)


def test_another_tab_takes_over_and_nothing_is_lost(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    first = to_talk(phone, case)
    cut(first)
    note(first, KNOWN).fill("Fra den første")
    expect(first.get_by_text("Lagret her")).to_be_visible()
    mended(first)
    second = first.context.new_page()
    second.goto(f"/sak/{case}/samtale/{GUIDE}")
    second.get_by_role("button", name="Ta over her").click()
    expect(note(second, KNOWN)).to_have_value("Fra den første")
    expect(first.get_by_role("heading", name="Samtalen er åpen i et annet vindu")).to_be_visible()
    in_order(phone)
    all_sent(second)
    assert answers(phone, case) == {"th.kjent": ["Fra den første"]}


REFUSED = f"Fødselsnummer {identity_number('018112')}"  # of a test person: eighty is added to the month


def test_who_logs_out_with_a_note_that_was_refused_is_told(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone)
    page = to_talk(phone, case)
    note(page, KNOWN).fill(REFUSED)
    note(page, KNOWN).blur()
    expect(page.get_by_role("link", name="Spørsmål 5 er ikke sendt")).to_be_visible()
    in_order(phone)
    page.get_by_role("link", name="Innstillinger").click()
    page.get_by_role("button", name="Logg ut").click()
    page.get_by_role("link", name="Samtale 1 som ikke er sendt").click()
    expect(note(page, KNOWN)).to_have_value(REFUSED)
    note(page, KNOWN).fill("Uten nummer")
    note(page, KNOWN).blur()
    all_sent(page)
    assert answers(phone, case) == {"th.kjent": ["Uten nummer"]}


def test_what_came_of_the_call_is_changed_before_the_net_is_back(open_device: Open) -> None:
    phone = open_device(routine="vennesla", size=(320, 640))
    case = opened(phone)
    page = to_talk(phone, case)
    note(page, KNOWN).fill("Visste om fraværet")
    with page.expect_response(re.compile("/guides/")) as read:  # the talk is read anew after its first answer
        note(page, KNOWN).blur()
    read.value.finished()
    all_sent(page)
    cut(page)
    expect(page.get_by_text("Ikke kontakt med Nærværslos")).to_be_visible()
    page.get_by_label("Jeg fikk snakket med dem").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Jeg fikk snakket med dem, mandag 24. august")).to_be_visible()
    in_order(phone)
    assert not phone.is_wider_than_the_screen()
    page.get_by_role("button", name="Angre og velg på nytt").click()
    page.get_by_label("Ingen svarte").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Prøvd mandag 24. august")).to_be_visible()
    mended(page)
    expect(page.get_by_text("Sendes når nettet er tilbake")).to_have_count(0)
    all_sent(page)
    call = phone.get(f"/cases/{case}/guides/{GUIDE}")["call"]
    assert (call["attempted_on"], call["done_on"]) == (["2026-08-24"], None)
    did = [entry["do"] for entry in phone.get(f"/cases/{case}/history")["entries"]]
    assert did[1:] == ["answer", "attempt"]
