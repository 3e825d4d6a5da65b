"""The front page and the case page, as a teacher uses them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.browser.device import DESK, PHONE, SMALL, Device


def open_case(device: Device, label: str = "AB") -> dict[str, Any]:
    plan: dict[str, Any] = device.post("/cases", {"label": label, "key": str(uuid4())})
    return plan


def command(device: Device, case: str, do: str, **more: Any) -> dict[str, Any]:
    done: dict[str, Any] = device.post(f"/cases/{case}/commands", {"id": str(uuid4()), "command": {"do": do, **more}})
    return done


def fold_out(page: Page) -> None:
    """Everything that is folded, so that it is looked at, too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    expect(page.get_by_text("Henter …")).to_have_count(0)
    expect(page.get_by_text("Hentar …")).to_have_count(0)


def test_the_first_case_is_begun_from_the_empty_page(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    page = phone.go("/")
    expect(page.get_by_text("Ingen saker ennå")).to_be_visible()
    assert phone.violations() == []
    page.get_by_role("button", name="Åpne saken").click()
    expect(page.get_by_role("alert")).to_have_text("Skriv noen bokstaver først.")
    assert phone.violations() == []
    page.get_by_label("Hva skal eleven kalles her?").fill("MK")
    page.get_by_role("button", name="Åpne saken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MK")
    expect(page.get_by_role("region", name="Hva nå?")).to_contain_text("Finn fram hele fraværet, og se etter mønster.")
    assert [line["label"] for line in phone.get("/cases")] == ["MK"]


def test_what_the_server_refuses_is_told_and_what_was_typed_stays(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/")
    label = page.get_by_label("Hva skal eleven kalles her?")
    label.fill("Fiktivt fullt navn")
    page.get_by_role("button", name="Åpne saken").click()
    expect(page.get_by_role("alert")).to_contain_text("initialer")
    expect(label).to_have_value("Fiktivt fullt navn")
    assert phone.get("/cases") == []


def test_a_code_in_use_is_asked_about(open_device: Open) -> None:
    phone = open_device()
    first = open_case(phone, "AB")["case"]
    page = phone.go("/")
    page.get_by_role("button", name="Åpne en ny sak").click()
    page.get_by_label("Hva skal eleven kalles her?").fill("ab")
    page.get_by_role("button", name="Åpne saken").click()
    expect(page.get_by_role("alert")).to_contain_text("Du har en sak med denne koden fra før")
    assert phone.violations() == []
    assert len(phone.get("/cases")) == 1
    expect(page.get_by_role("link", name="Gå til saken")).to_have_attribute("href", f"/sak/{first}")
    page.get_by_role("button", name="Det er en annen elev").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ab")
    assert len(phone.get("/cases")) == 2


def test_cases_stand_by_urgency_with_place_and_day(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    later = open_case(phone, "MK")["case"]
    for task in ("call_home", "talk_pupil"):
        command(phone, later, "tick", task=task, on=phone.today)
    open_case(phone, "AB")
    page = phone.go("/")
    cards = page.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text(re.compile("AB.*Trinn 1.*Ring foresatte.*i dag, mandag 24. august", re.S))
    expect(cards.nth(1)).to_contain_text("MK")
    assert phone.violations() == []


def test_a_task_is_ticked_and_undone(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    task = page.get_by_role("checkbox", name="Ring foresatte samme dag.")
    task.check()
    expect(page.get_by_role("status").filter(has_text="Registrert: Ring foresatte")).to_be_visible()
    expect(page.get_by_text("Gjort mandag 24. august", exact=True)).to_be_visible()
    expect(task).to_be_checked()
    assert phone.violations() == []
    page.get_by_role("button", name="Angre").click()
    expect(task).not_to_be_checked()
    assert not [one for one in phone.get(f"/cases/{case}/plan")["tasks"] if one["done_on"]]
    task.check()
    task.uncheck()
    expect(page.get_by_text("Ikke gjort likevel: Ring foresatte")).to_be_visible()
    expect(task).not_to_be_checked()


def test_a_task_was_done_another_day(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    line = page.get_by_role("listitem").filter(has_text="Finn fram hele fraværet")
    line.get_by_text("Gjort en annen dag").first.click()
    line.get_by_label("Gjort en annen dag").fill("2026-08-21")
    line.get_by_role("button", name="Registrer").click()
    expect(page.get_by_text("Gjort fredag 21. august", exact=True)).to_be_visible()


def test_who_was_slower_is_told_and_nothing_is_done(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    command(phone, case, "tick", task="overview", on=phone.today)
    page.get_by_role("checkbox", name="Ring foresatte samme dag.").click()
    expect(page.get_by_role("status").filter(has_text="Saken er endret")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Finn fram hele fraværet")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Ring foresatte samme dag.")).not_to_be_checked()
    assert phone.violations() == []
    page.get_by_role("checkbox", name="Ring foresatte samme dag.").check()
    expect(page.get_by_text("Registrert: Ring foresatte")).to_be_visible()


def test_an_answer_that_was_lost_on_the_way_is_not_done_twice(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch())  # it is done, and the answer never arrives
        route.abort()

    page.route("**/commands", lose, times=1)
    page.get_by_role("checkbox", name="Ring foresatte samme dag.").click()
    expect(page.get_by_role("heading", name="Får ikke svar")).to_be_visible()
    assert phone.violations() == []
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.get_by_text("Registrert: Ring foresatte")).to_be_visible()
    assert len(lost) == 1
    ticks = [entry for entry in phone.get(f"/cases/{case}/history")["entries"] if entry["do"] == "tick"]
    assert len(ticks) == 1


def test_a_note_survives_an_expired_session(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    note = page.get_by_label("Skriv et notat")
    note.fill("Mor ringte tilbake. <script>alert(1)</script>")
    page.wait_for_function(
        "async () => (await indexedDB.databases()).length === 1 && document.activeElement.value.length > 0"
    )
    phone.page.context.clear_cookies()
    page.context.add_cookies([{"name": "naervaerslos_session", "value": "over", "url": page.url}])
    page.get_by_role("button", name="Lagre").click()
    expect(page).to_have_url(re.compile(r"/login\?back_to="))
    page.get_by_role("combobox").select_option(phone.subject)
    page.get_by_role("button", name="Gå videre").click()
    expect(note).to_have_value("Mor ringte tilbake. <script>alert(1)</script>")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("listitem").filter(has_text="<script>alert(1)</script>")).to_be_visible()
    expect(note).to_have_value("")
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="<script>alert(1)</script>")).to_be_visible()
    expect(note).to_have_value("")


def test_why_opens_fact_and_clause_by_keyboard(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    why = (
        page.get_by_role("listitem").filter(has=page.get_by_role("checkbox", name="Ring foresatte")).locator("details")
    )
    why.first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(why.first).to_contain_text("Rutinen legger samtalen til den dagen fraværet når grensa.")
    expect(why.first).to_contain_text("Kilde: Vennesla, trinn 1.")


def test_the_stair_is_drawn_and_told(open_device: Open) -> None:
    phone = open_device(routine="vennesla", size=SMALL)
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    stair = page.get_by_role("img", name=re.compile("Trinn 1: oppklar bekymringen \\(her er saken\\). Trinn 2"))
    expect(stair).to_be_visible()
    assert stair.evaluate("image => image.complete && image.naturalWidth > 0")
    assert (
        page.evaluate("image => image.clientWidth / image.naturalWidth", stair.element_handle()) > 0.8
    )  # of 15 px letters


@pytest.mark.parametrize(
    ("size", "nynorsk", "scheme"),
    [(PHONE, False, "light"), (PHONE, True, "dark"), (SMALL, True, "light"), (DESK, False, "dark")],
)
def test_pages_hold_on_every_screen(open_device: Open, size: tuple[int, int], nynorsk: bool, scheme: str) -> None:
    phone = open_device(routine="vennesla", nynorsk=nynorsk, size=size, scheme=scheme)
    case = open_case(phone)["case"]
    command(phone, case, "tick", task="call_home", on=phone.today)
    command(phone, case, "note", text="Har vore borte åtte dagar.", kind="concern")
    for path in ("/", f"/sak/{case}", "/innstillinger", "/chat", "/sak/7d1d"):
        page = phone.go(path)
        fold_out(page)
        assert page.evaluate("document.documentElement.lang") == ("nn" if nynorsk else "nb")
        assert phone.violations() == [], path
        assert not phone.is_wider_than_the_screen(), path
    phone.go(f"/sak/{case}")
    fold_out(phone.page)
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not phone.is_wider_than_the_screen()


def test_without_an_answer_the_page_says_so_and_can_be_tried_again(open_device: Open) -> None:
    phone = open_device()
    page = phone.page
    page.route("**/cases?*", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("heading", name="Får ikke svar")).to_be_visible(timeout=15_000)
    assert phone.violations() == []
    page.unroute("**/cases?*")
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.get_by_text("Ingen saker ennå")).to_be_visible()


def test_nynorsk_is_chosen_and_every_page_follows(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go("/innstillinger")
    page.get_by_role("radio", name="Nynorsk").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Innstillingar")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    page.goto(f"/sak/{case}")
    expect(page.get_by_role("region", name="Kva no?")).to_be_visible()


def test_logging_out_leaves_nothing_on_the_device(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = open_case(phone)["case"]
    page = phone.go(f"/sak/{case}")
    page.get_by_label("Skriv et notat").fill("Ikke sendt")
    page.goto("/innstillinger")
    page.get_by_role("button", name="Logg ut").click()
    expect(page).to_have_url(re.compile("/login"))
    assert page.evaluate("indexedDB.databases()") == []
    page.goto(f"/sak/{case}")
    expect(page).to_have_url(re.compile("/login"))


def test_what_was_to_be_prepared_is_there_after_the_call_and_can_still_be_told_as_done(open_device: Open) -> None:
    phone = open_device(routine="vennesla", size=SMALL)
    case = open_case(phone)["case"]
    command(phone, case, "tick", task="call_home", on=phone.today)
    page = phone.go(f"/sak/{case}")
    expect(page.get_by_role("heading", name="Ikke lenger nødvendig")).to_be_visible()
    prepared = page.get_by_role("checkbox", name="Finn fram hele fraværet")
    expect(prepared).not_to_be_checked()
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()
    prepared.check()
    expect(page.get_by_text("Registrert: Finn fram hele fraværet")).to_be_visible()
    expect(page.get_by_role("heading", name="Ikke lenger nødvendig")).to_have_count(0)
    expect(prepared).to_be_checked()
