"""Logged out in one tab while another is written in: nothing that was typed is lost there, and nothing of a pupil stays on the screen."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.device import Device, log_in
from tests.conversations.stack import Stack


def log_out_beside(phone: Device, *, anyway: bool = False) -> Page:
    """In a second tab, by the button."""
    other = phone.page.context.new_page()
    other.goto("/innstillinger")
    other.get_by_role("button", name="Logg ut").click()
    if anyway:
        other.get_by_role("button", name="Logg ut og slett det").click()
    other.wait_for_url("**/login*")
    return other


def chatting(phone: Device) -> Page:
    page = phone.go("/chat")
    page.get_by_label("Skriv her").fill("borte hver mandag")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Lagret. Svaret kommer her.")).to_be_visible(timeout=20_000)
    return page


def test_what_is_typed_in_the_chat_after_a_logout_elsewhere_stays_and_is_sent_after_the_login(
    open_device: Open,
) -> None:
    phone = open_device()
    page = chatting(phone)
    log_out_beside(phone)
    expect(page.get_by_role("status").filter(has_text="Du er logget ut. Logg inn for å sende")).to_be_visible()
    expect(page.get_by_text("borte hver mandag")).to_have_count(0)
    field = page.get_by_label("Skriv her")
    field.fill("mor gråt i telefonen i morges")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(field).to_have_value("mor gråt i telefonen i morges")
    expect(page.get_by_text("blir sendt når")).to_have_count(0)
    assert phone.violations() == []
    page.get_by_role("link", name="Logg inn").click()
    page.wait_for_url("**/login*")
    log_in(page.context, phone.subject)
    page.goto("/chat")
    expect(page.get_by_text("borte hver mandag")).to_be_visible()
    expect(page.get_by_label("Skriv her")).to_have_value("mor gråt i telefonen i morges")


def test_somebody_else_who_logs_in_beside_it_gets_nothing_of_it(open_device: Open, stack: Stack) -> None:
    phone = open_device()
    page = chatting(phone)
    page.get_by_label("Skriv her").fill("mor gråt")
    other = log_out_beside(phone)
    log_in(page.context, stack.chat().subject)
    other.goto("/chat")
    expect(other.get_by_label("Skriv her")).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="Du er logget ut")).to_be_visible()
    expect(page.get_by_label("Skriv her")).to_have_value("mor gråt")


def test_the_pages_of_a_case_are_empty_after_a_logout_elsewhere_but_for_what_was_typed(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = phone.post("/cases", {"label": "QX7", "key": str(uuid4())})["case"]
    page = phone.go(f"/sak/{case}/samtale/telefon_hjem")
    page.route("**/commands", lambda route: route.abort())
    field = page.get_by_role("textbox").first
    field.fill("mor gråt")
    log_out_beside(phone, anyway=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ut")
    expect(page.get_by_text("QX7")).to_have_count(0)
    assert phone.violations() == []
    page.get_by_role("link", name="Logg inn").click()
    page.wait_for_url("**/login*")
    log_in(page.context, phone.subject)
    page.unroute("**/commands")
    page.goto(f"/sak/{case}/samtale/telefon_hjem")
    expect(page.get_by_role("textbox").first).to_have_value("mor gråt")
