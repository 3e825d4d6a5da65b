"""A case is offered to a colleague on its page, and taken over or not by the one it is offered to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.device import PHONE, SMALL
from tests.browser.test_cases import open_case


def test_a_case_is_offered_for_a_time_seen_on_both_front_pages_and_accepted(open_device: Open) -> None:
    giver, receiver = open_device(routine="vennesla"), open_device(routine="vennesla")
    case = open_case(giver, "KT")["case"]
    name = receiver.get("/me")["name"]
    page = giver.go(f"/sak/{case}")
    section = page.get_by_role("region", name="Hvem følger saken")
    expect(section).to_contain_text("eier saken")
    section.get_by_role("button", name="Gi saken videre").click()
    section.get_by_label("Hvem skal få tilbudet?").select_option(receiver.get("/me")["person"])
    section.get_by_label("Siste dag").fill("2026-09-18")
    assert giver.violations() == []
    section.get_by_role("button", name="Tilby saken").click()
    expect(page.get_by_role("status").filter(has_text=f"Du har tilbudt {name} saken.")).to_be_visible()
    expect(section).to_contain_text(f"Tilbudt {name}, venter på svar, til fredag 18. september")
    assert giver.violations() == []
    page.get_by_role("link", name="Saker").click()
    expect(page.get_by_role("link", name="KT")).to_contain_text(
        f"Tilbudt {name}, venter på svar, til fredag 18. september"
    )
    assert giver.violations() == []
    theirs = receiver.go("/")
    expect(theirs.get_by_role("listitem").filter(has_text="KT")).to_contain_text("til fredag 18. september")
    theirs.get_by_role("button", name="Ja, ta over").click()
    expect(theirs.get_by_role("link", name="KT")).to_be_visible()
    page = giver.go(f"/sak/{case}")
    expect(section.get_by_role("listitem")).to_have_count(2)
    expect(section.get_by_role("listitem").last).to_contain_text(f"{name}, til fredag 18. september")


def test_an_offer_is_taken_back_and_another_one_refused(open_device: Open) -> None:
    giver, receiver = open_device(routine="vennesla"), open_device(routine="vennesla")
    case = open_case(giver, "KT")["case"]
    page = giver.go(f"/sak/{case}")
    section = page.get_by_role("region", name="Hvem følger saken")

    def offer() -> None:
        section.get_by_role("button", name="Gi saken videre").click()
        section.get_by_label("Hvem skal få tilbudet?").select_option(receiver.get("/me")["person"])
        section.get_by_role("button", name="Tilby saken").click()
        expect(section).to_contain_text("venter på svar")

    offer()
    section.get_by_role("button", name="Trekk tilbudet").click()
    expect(page.get_by_text("Tilbudet er trukket.")).to_be_visible()
    expect(section).not_to_contain_text("venter på svar")
    assert receiver.get("/offers") == []
    offer()
    theirs = receiver.go("/")
    theirs.get_by_role("button", name="Nei").click()
    expect(theirs.get_by_text("Tilbudt deg")).to_have_count(0)
    page.reload()
    expect(section.get_by_role("listitem")).to_have_count(1)
    assert receiver.get("/cases") == []


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (SMALL, "light")])
def test_what_the_rules_refuse_is_told_in_nynorsk_on_every_screen(
    open_device: Open, size: tuple[int, int], scheme: str
) -> None:
    phone = open_device(routine="vennesla", nynorsk=True, size=size, scheme=scheme)
    colleague = open_device(routine="vennesla")
    case = open_case(phone, "KT")["case"]
    page = phone.go(f"/sak/{case}")
    section = page.get_by_role("region", name="Kven følgjer saka")
    section.get_by_role("button", name="Gi saka vidare").click()
    section.get_by_role("button", name="Tilby saka").click()
    expect(section.get_by_role("alert")).to_have_text("Vel ein kollega.")
    section.get_by_label("Kven skal få tilbodet?").select_option(colleague.get("/me")["person"])
    section.get_by_label("Siste dag").fill("2026-08-21")
    section.get_by_role("button", name="Tilby saka").click()
    expect(page.get_by_role("status").filter(has=page.get_by_role("heading"))).to_be_visible()
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()
    assert colleague.get("/offers") == []
