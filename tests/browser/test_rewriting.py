"""An answer is written anew on the case page: as a new version, with the others to see, and never over what somebody else wrote unseen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.device import PHONE, SMALL, Device
from tests.browser.test_cases import command, fold_out, open_case

GUIDE, KNOWN, DAYS = "telefon_hjem", "th.kjent", "th.dager"


def answered(phone: Device) -> str:
    case = str(open_case(phone, "MK")["case"])
    for question, more in ((KNOWN, {"text": "Visste ikke"}), (DAYS, {"text": "Mandag", "value": ["mandag"]})):
        command(phone, case, "answer", guide=GUIDE, question=question, ends_talk=False, **more)
    return case


def written_anew(phone: Device, case: str, question: str, text: str, **more: Any) -> None:
    command(phone, case, "answer", guide=GUIDE, question=question, text=text, ends_talk=False, **more)


def of(page: Page, text: str) -> Locator:
    return page.get_by_role("region", name="Svar og notater").get_by_role("listitem").filter(has_text=text).first


def counting(phone: Device, case: str, question: str) -> list[Any]:
    sheet = phone.get(f"/cases/{case}/guides/{GUIDE}")
    history = next(one["history"] for one in sheet["answers"] if one["question"] == question)
    return [one["text"] for one in history if one["counts"]]


def test_an_answer_is_written_anew_the_first_one_stays_to_see_and_it_is_undone(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = answered(phone)
    page = phone.go(f"/sak/{case}")
    line = of(page, "Visste ikke")
    line.get_by_role("button", name="Rett svaret").click()
    field = page.get_by_label("Rett svaret: ")
    expect(field).to_have_value("Visste ikke")
    field.fill("")
    page.get_by_role("button", name="Lagre").first.click()
    expect(page.get_by_text("Skriv eller velg et svar.")).to_be_visible()
    field.fill("Visste om to av dagene")
    assert phone.violations() == []
    page.reload()
    expect(field).to_have_value("Visste om to av dagene")
    page.get_by_role("button", name="Lagre").first.click()
    expect(page.get_by_role("status").filter(has_text="Svaret er rettet.")).to_be_visible()
    expect(field).to_have_count(0)
    line = of(page, "Visste om to av dagene")
    line.get_by_text("Tidligere svar (1)").click()
    expect(line.get_by_text("Visste ikke", exact=True)).to_be_visible()
    assert counting(phone, case, KNOWN) == ["Visste om to av dagene"]
    page.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("Tatt tilbake.")).to_be_visible()
    assert counting(phone, case, KNOWN) == ["Visste ikke"]


def test_what_was_chosen_is_chosen_anew(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = answered(phone)
    page = phone.go(f"/sak/{case}")
    of(page, "Hvilke ukedager").get_by_role("button", name="Rett svaret").click()
    page.get_by_label("Fredag").check()
    page.get_by_role("button", name="Lagre").first.click()
    expect(page.get_by_text("Svaret er rettet.")).to_be_visible()
    assert counting(phone, case, DAYS) == ["Mandag, Fredag"]


@pytest.mark.parametrize(
    ("button", "stands"),
    [
        ("Behold begge", "Fra pc-en\nFra telefonen"),
        ("Behold det som er skrevet her", "Fra telefonen"),
        ("Behold det andre", "Fra pc-en"),
    ],
)
def test_what_somebody_else_wrote_meanwhile_is_shown_beside_it(open_device: Open, button: str, stands: str) -> None:
    phone = open_device(routine="vennesla", size=SMALL)
    case = answered(phone)
    page = phone.go(f"/sak/{case}")
    of(page, "Visste ikke").get_by_role("button", name="Rett svaret").click()
    page.get_by_label("Rett svaret: ").fill("Fra telefonen")
    written_anew(phone, case, KNOWN, "Fra pc-en")
    page.get_by_role("button", name="Lagre").first.click()
    two = page.get_by_role("group", name="Det er to svar på dette")
    expect(two).to_contain_text("Fra telefonen")
    expect(two).to_contain_text("Fra pc-en")
    expect(page.get_by_role("status").filter(has_text="Saken er endret")).to_be_visible()
    assert counting(phone, case, KNOWN) == ["Fra pc-en"]
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()
    two.get_by_role("button", name=button).click()
    expect(two).to_have_count(0)
    expect(of(page, stands.split("\n")[-1])).to_be_visible()
    assert counting(phone, case, KNOWN) == [stands]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (SMALL, "light")])
def test_it_holds_on_every_screen_in_nynorsk(open_device: Open, size: tuple[int, int], scheme: str) -> None:
    phone = open_device(routine="vennesla", nynorsk=True, size=size, scheme=scheme)
    case = answered(phone)
    written_anew(phone, case, KNOWN, "Visste om to av dagane")
    page = phone.go(f"/sak/{case}")
    for _ in range(2):
        page.get_by_role("button", name="Rett svaret").first.click()
    expect(page.get_by_label("Rett svaret: ")).to_have_count(2)
    fold_out(page)
    expect(page.get_by_text("Tidlegare svar (1)")).to_be_visible()
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()


def test_a_closed_case_is_not_written_in(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = answered(phone)
    command(phone, case, "close")
    page = phone.go(f"/sak/{case}")
    expect(of(page, "Visste ikke")).to_be_visible()
    expect(page.get_by_role("button", name="Rett svaret")).to_have_count(0)
