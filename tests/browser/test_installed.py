"""Installed on the phone: it starts without net, keeps only its own files for that, and changes to a newer version when it is asked to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from channels.pages import ADDRESSES
from local.web import DIST
from tests.browser.conftest import Open
from tests.browser.device import Device, device, log_in
from tests.browser.test_checklist import GUIDE, KNOWN, VIEW, all_sent, answers, note, opened, to_talk
from tests.conversations.stack import Stack

LABEL = "QX7"


def until(page: Page, holds: str) -> None:
    """The policy of the pages lets no `wait_for_function` through."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
        const end = Date.now() + 20000
        const look = async () => {{
            if (await ({holds})) done()
            else if (Date.now() > end) fail(new Error(`{holds}`))
            else setTimeout(look, 50)
        }}
        look() }})"""
    )


def ready(page: Page) -> None:
    """All of it lies on the device."""
    until(page, "caches.match('/index.html').then(Boolean)")
    until(page, "navigator.serviceWorker.controller !== null")


def kept_files(page: Page) -> set[str]:
    """The addresses of all that lies in any cache."""
    found = page.evaluate(
        """async () => { const all = []; for (const name of await caches.keys())
        for (const asked of await (await caches.open(name)).keys()) all.push(new URL(asked.url).pathname + new URL(asked.url).search)
        return all }"""
    )
    return set(found)


def built() -> set[str]:
    files = (file for file in DIST.rglob("*") if file.is_file() and file.name not in (".built", "worker.js"))
    return {f"/{file.relative_to(DIST)}" for file in files}


def databases(page: Page) -> list[str]:
    return [one["name"] for one in page.evaluate("indexedDB.databases()")]


def chromium_says(page: Page, what: str) -> Any:
    session: CDPSession = page.context.new_cdp_session(page)
    answer = session.send(what)
    session.detach()
    return answer


def test_a_phone_may_install_it(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/")
    ready(page)
    found = chromium_says(page, "Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("Nærværslos", "nb", "/")
    errors = chromium_says(page, "Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in errors] == ["in-incognito"]  # as every test is
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in [*manifest["icons"], {"src": "/apple-touch-icon.png", "sizes": "180x180"}]:
        size = page.evaluate(
            "async src => { const it = new Image(); it.src = src; await it.decode(); return `${it.naturalWidth}x${it.naturalHeight}` }",
            icon["src"],
        )
        assert size == icon["sizes"]


def test_a_call_is_written_on_though_the_net_was_gone_when_it_was_opened(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone, LABEL)
    page = to_talk(phone, case)
    note(page, KNOWN).fill("Visste om fraværet")
    note(page, KNOWN).blur()
    all_sent(page)
    ready(page)
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("Ingen nett")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sakene dine")
    assert phone.violations() == []
    page.get_by_role("link", name=f"{LABEL}: Ring hjem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ring hjem: telefonsamtalen")
    expect(page.get_by_role("status").filter(has_text="Ikke kontakt med Nærværslos")).to_be_visible()
    expect(note(page, KNOWN)).to_have_value("Visste om fraværet")
    note(page, VIEW).press_sequentially("Vondt i magen")
    expect(page.locator(".standing")).to_have_attribute("data-kept", "true")
    assert phone.violations() == []
    page.reload()
    expect(note(page, VIEW)).to_have_value("Vondt i magen")
    expect(note(page, KNOWN)).to_have_value("Visste om fraværet")
    page.context.set_offline(False)
    all_sent(page)
    assert answers(phone, case) == {"th.kjent": ["Visste om fraværet"], "th.syn": ["Vondt i magen"]}


def test_every_page_starts_without_net_and_nothing_else_does(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/")
    ready(page)
    page.context.set_offline(True)
    for address in ADDRESSES:
        page.goto(address.format(case="7d1d", guide=GUIDE))
        expect(page.get_by_role("navigation", name="Hovedmeny")).to_be_visible()
    for address in ("/login", "/cases", "/sak", "/nothing"):
        answer = page.evaluate("address => fetch(address).then(() => 'came', () => 'no net')", address)
        assert answer == "no net"


def test_nothing_but_our_own_files_is_kept_in_a_cache_and_nothing_at_all_after_the_logout(
    open_device: Open, stack: Stack
) -> None:
    phone = open_device(routine="vennesla")
    case = opened(phone, LABEL)
    page = phone.go("/")
    ready(page)
    for path in ("/chat", f"/sak/{case}", "/skolen", "/innstillinger", "/", "/login"):
        page.goto(path)
        page.wait_for_load_state("networkidle" if path != "/chat" else "load")  # that one listens on
    page = to_talk(phone, case)
    note(page, KNOWN).fill("Visste om fraværet")
    note(page, KNOWN).blur()
    all_sent(page)
    assert kept_files(page) == built()
    assert databases(page) == ["naervaerslos"]
    phone.go("/innstillinger")
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/login*")
    assert kept_files(page) == set()
    assert databases(page) == []
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto("/")
    page.context.set_offline(False)
    log_in(page.context, phone.subject)
    page = phone.go("/")
    ready(page)  # and it is all there for the next person
    assert kept_files(page) == built()


@pytest.fixture
def newer(stack: Stack) -> Iterator[Any]:
    """Puts a newer version of the pages in place of the built one; afterwards the built one lies there again."""
    kept = {name: (DIST / name).read_text(encoding="utf-8") for name in ("index.html", "worker.js")}
    style = DIST / "assets" / "newer.css"

    def deploy() -> None:
        style.write_text("body { --version: newer }", encoding="utf-8")
        document = kept["index.html"].replace("</head>", '<link rel="stylesheet" href="/assets/newer.css"></head>')
        (DIST / "index.html").write_text(document, encoding="utf-8")
        revision = re.search(r'"revision":"(\w{32})","url":"index.html"', kept["worker.js"])
        assert revision
        worker = kept["worker.js"].replace(revision[1], "f" * 32)
        worker = worker.replace('{"revision":null', '{"revision":null,"url":"assets/newer.css"},{"revision":null', 1)
        (DIST / "worker.js").write_text(worker, encoding="utf-8")

    yield deploy
    for name, content in kept.items():
        (DIST / name).write_text(content, encoding="utf-8")
    style.unlink(missing_ok=True)


def newer_style(page: Page) -> Locator:
    return page.locator("link[href='/assets/newer.css']")


OFFER = "Det finnes en ny utgave av Nærværslos."


def test_a_newer_version_waits_for_a_press_and_no_word_is_lost(browser: Browser, stack: Stack, newer: Any) -> None:
    with device(browser, stack, stack.chat(routine="vennesla").subject) as phone:
        case = opened(phone, LABEL)
        page = to_talk(phone, case)
        ready(page)
        other = page.context.new_page()
        other.goto("/chat")
        other.get_by_label("Skriv her").fill("et utkast")
        page.bring_to_front()
        page.route("**/commands", lambda route: route.abort())
        note(page, VIEW).press_sequentially("Vondt i magen om")
        newer()
        page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
        expect(page.get_by_role("status").filter(has_text=OFFER)).to_be_visible()
        assert phone.violations() == []
        expect(note(page, VIEW)).to_be_focused()
        note(page, VIEW).press_sequentially(" mandagene")
        page.get_by_role("button", name="Bytt til den nye").click()
        expect(newer_style(page)).to_be_attached()
        expect(note(page, VIEW)).to_have_value("Vondt i magen om mandagene")
        expect(page.get_by_text(OFFER)).to_have_count(0)
        # The other tab was not loaded anew under whoever writes there, and may follow when they like.
        other.bring_to_front()
        expect(newer_style(other)).not_to_be_attached()
        expect(other.get_by_role("status").filter(has_text=OFFER)).to_be_visible()
        other.get_by_role("link", name="Innstillinger").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Innstillinger")  # from the version before
        other.get_by_role("link", name="Chat").click()
        other.get_by_role("button", name="Bytt til den nye").click()
        expect(newer_style(other)).to_be_attached()
        expect(other.get_by_label("Skriv her")).to_have_value("et utkast")


def test_a_page_that_could_keep_nothing_on_the_device_is_not_loaded_anew(open_device: Open, newer: Any) -> None:
    phone: Device = open_device()
    page = phone.page
    page.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    phone.go("/")
    ready(page)
    page.get_by_label("Hva skal eleven kalles her?").fill("MK")
    newer()
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    page.get_by_role("button", name="Bytt til den nye").click()
    expect(page.get_by_role("status").filter(has_text="Send eller kopier det du har skrevet først")).to_be_visible()
    expect(page.get_by_label("Hva skal eleven kalles her?")).to_have_value("MK")


def test_who_starts_with_the_newer_version_is_offered_nothing(open_device: Open, newer: Any) -> None:
    phone = open_device()
    page = phone.go("/")
    ready(page)
    newer()
    page.reload()
    until(page, "caches.keys().then(all => all.length === 2)")
    until(
        page, "navigator.serviceWorker.getRegistration().then(one => one.waiting === null && one.installing === null)"
    )
    expect(page.get_by_text(OFFER)).to_have_count(0)
