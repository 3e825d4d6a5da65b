"""The way in and round: login and back, the menu, what an unknown address shows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open


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
