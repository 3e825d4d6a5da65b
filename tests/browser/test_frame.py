"""The way in and round: login and back, the menu, what an unknown address shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.mail.conftest import code_in
from tests.mail.server import MailServer


def test_a_stranger_is_led_to_the_login_and_then_to_where_they_were_going(open_device: Open) -> None:
    phone = open_device(logged_in=False)
    page = phone.page
    page.goto("/innstillinger")
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_role("button", name="Gå videre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Innstillinger")
    assert page.url.endswith("/innstillinger")


def test_every_page_of_the_menu_is_reached_and_named(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/")
    for name, title in (("Chat", "Chat"), ("Innstillinger", "Innstillinger"), ("Saker", "Sakene dine")):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page).to_have_title(f"{title} – Nærværslos")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        assert phone.violations() == []


@pytest.mark.parametrize("path", ["/", "/chat"])
def test_a_page_that_was_logged_out_of_in_another_tab_sends_nothing_and_leads_to_the_login(
    path: str, open_device: Open
) -> None:
    """In local mode whoever shows no session is the first demo teacher: what is written here must not become theirs."""
    phone = open_device()
    page = phone.go(path)
    mark = phone.get("/me")["mark"]
    page.get_by_role("heading", level=1).wait_for()
    if path == "/chat":
        with page.expect_request(lambda asked: "/chat/events" in asked.url) as asked:
            page.reload()
        assert "opened_by=" in asked.value.url
        page.get_by_role("textbox").wait_for()
    phone.post("/logout", {})
    if path == "/chat":
        page.get_by_role("textbox").fill("Hei")
        with page.expect_response(lambda answer: answer.url.endswith("/chat/messages")) as answer:
            page.get_by_role("button", name="Send").click()
        assert answer.value.status == 401
        expect(page.get_by_text("Du er logget ut")).to_be_visible()
    else:
        page.get_by_role("navigation").get_by_role("link", name="Innstillinger").click()
        expect(page).to_have_url(re.compile("/login"))
    for address in ("/chat/events", "/chat/events/latest"):
        asked_of_nobody = page.request.get(address, params={"opened_by": mark})
        assert asked_of_nobody.status == 401


def test_reminders_are_switched_on_and_stay_so(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/innstillinger")
    box = page.get_by_role("checkbox", name="Minn meg på skoledager")
    expect(box).not_to_be_checked()
    with page.expect_response(lambda answer: answer.url.endswith("/reminders") and answer.request.method == "PUT"):
        box.check()
    page.reload()
    expect(box).to_be_checked()
    assert phone.violations() == []


@pytest.mark.parametrize(("nynorsk", "said"), [(False, "er bekreftet"), (True, "er stadfesta")])
def test_an_address_is_given_proved_and_taken_away(
    nynorsk: bool, said: str, post: MailServer, open_device: Open
) -> None:
    phone = open_device(nynorsk=nynorsk)
    page = phone.go("/innstillinger")
    count = len(post.taken)
    page.get_by_role("textbox").fill("en@skole.example")
    page.get_by_role("button", name=re.compile("Send meg")).click()
    status = page.get_by_role("status").filter(has_text="en@skole.example")
    expect(status).to_be_visible()
    assert phone.violations() == []
    code = code_in(post.wait(count + 1)[-1])
    page.get_by_role("textbox").fill(f"{(int(code) + 1) % 1_000_000:06}")
    page.get_by_role("button", name=re.compile("adress")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("4")
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name=re.compile("adress")).first.click()
    expect(status).to_contain_text(said)
    page.get_by_role("button", name=re.compile("Ta bort")).click()
    expect(page.get_by_role("textbox")).to_be_empty()
