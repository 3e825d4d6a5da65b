"""Whoever works at two schools chooses which one a page is for. It is remembered on the device and always to be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.device import PHONE, SMALL, Device
from tests.browser.test_cases import open_case
from tests.browser.test_school import people
from tests.conversations.stack import Stack


def at_two(phone: Device, stack: Stack) -> None:
    people(stack, "employ", phone.get("/me")["person"], "test_vennesla", "teacher")


def choose(page: Page, school: str) -> None:
    with page.expect_navigation():
        page.get_by_label("Hvilken skole gjelder det?").select_option(school)
    page.get_by_role("heading", level=1).wait_for()


def test_one_school_is_chosen_seen_and_remembered_and_every_page_is_for_it(open_device: Open, stack: Stack) -> None:
    phone = open_device(routine="faerder")
    open_case(phone, "FA")
    page = phone.go("/")
    expect(page.get_by_label("Hvilken skole gjelder det?")).to_have_count(0)
    at_two(phone, stack)
    page = phone.go("/")
    expect(page.get_by_role("link", name="FA")).to_be_visible()
    choose(page, "test_vennesla")
    expect(page.get_by_text("Ingen saker ennå")).to_be_visible()
    page.get_by_label("Hva skal eleven kalles her?").fill("VE")
    page.get_by_role("button", name="Åpne saken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("VE")
    stair = page.get_by_role("img", name=re.compile("Trinn 1"))
    expect(stair).to_be_visible()
    assert stair.evaluate("async image => { await image.decode(); return image.naturalWidth > 0 }")
    for name in ("Last ned alt for utskrift", "PDF"):
        address = page.get_by_role("link", name=name).first.get_attribute("href")
        assert address is not None
        assert page.request.get(address).ok, address
    page.reload()
    expect(page.get_by_label("Hvilken skole gjelder det?")).to_have_value("test_vennesla")
    expect(page.get_by_role("heading", level=1)).to_have_text("VE")
    choose(page, "test_faerder")
    expect(page.get_by_role("link", name="FA")).to_be_visible()
    expect(page.get_by_role("link", name="VE")).to_have_count(0)


def test_a_note_that_was_not_sent_goes_to_the_school_it_was_written_for(open_device: Open, stack: Stack) -> None:
    phone = open_device(routine="faerder")
    at_two(phone, stack)
    case = open_case(phone, "FA")["case"]
    page = phone.go(f"/sak/{case}")
    page.get_by_role("link", name="Undring med foresatte").click()
    page.wait_for_url("**/samtale/*")
    guide = page.url.rpartition("/")[2]
    page.route("**/commands", lambda route: route.abort())
    page.get_by_role("textbox").first.fill("Gruer seg til mandager")
    expect(page.locator(".standing")).to_have_attribute("data-kept", "true")
    choose(page, "test_vennesla")
    expect(page.get_by_text("Ingen saker ennå")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/commands") and answer.ok, timeout=25_000):
        page.unroute("**/commands")
    sheet = phone.get(f"/cases/{case}/guides/{guide}")
    assert [one["history"][0]["text"] for one in sheet["answers"]] == ["Gruer seg til mandager"]


def test_a_school_they_have_left_is_chosen_no_longer(open_device: Open, stack: Stack) -> None:
    phone = open_device(routine="faerder")
    at_two(phone, stack)
    page = phone.go("/")
    choose(page, "test_vennesla")
    people(stack, "leave", phone.get("/me")["person"], "test_vennesla")
    phone.go("/")
    expect(page.get_by_text("Ingen saker ennå")).to_be_visible()
    expect(page.get_by_label("Hvilken skole gjelder det?")).to_have_count(0)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (SMALL, "light")])
def test_it_holds_on_every_screen_in_nynorsk(
    open_device: Open, stack: Stack, size: tuple[int, int], scheme: str
) -> None:
    phone = open_device(routine="faerder", nynorsk=True, size=size, scheme=scheme)
    at_two(phone, stack)
    for path in ("/", "/innstillinger", "/chat"):
        page = phone.go(path)
        expect(page.get_by_label("Kva skule gjeld det?")).to_be_visible()
        assert phone.violations() == []
        assert not phone.is_wider_than_the_screen()
