"""What leadership sees in the browser: lines, and all of a case for a reason."""

from __future__ import annotations

import re
import subprocess
import sys

from playwright.sync_api import expect

from local.environment import ROOT
from tests.browser.conftest import Open
from tests.browser.device import SMALL
from tests.browser.test_cases import open_case
from tests.conversations.stack import Stack


def people(stack: Stack, *command: str) -> str:
    """What `python -m api.people` prints."""
    asked = [sys.executable, "-m", "api.people", *command]
    return subprocess.run(
        asked, cwd=ROOT, env=stack.environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def employ_leader(stack: Stack, school: str, role: str = "leader", language: str = "nb") -> str:
    """How the new leader is known."""
    subject = f"{role}:{school}"
    person = people(stack, "add", "Rektor", "local", subject, "--language", language).splitlines()[-1].split()[-1]
    people(stack, "employ", person, school, role)
    return subject


def test_a_leader_reads_lines_and_a_case_for_a_reason(open_device: Open, stack: Stack) -> None:
    teacher = open_device(routine="alvoen")
    case = open_case(teacher, "RS")["case"]
    phone = open_device(subject=employ_leader(stack, "test_alvoen"))
    page = phone.go("/skolen")
    line = page.get_by_role("listitem").filter(has_text="RS")
    expect(line).to_be_visible()
    assert phone.violations() == []
    line.get_by_role("button", name="Les saken").click()
    line.get_by_role("button", name="Les saken").click()
    expect(line).to_contain_text("Skriv hvorfor du trenger å lese saken.")
    line.get_by_label("Hvorfor trenger du å lese den?").fill("Møte i ressursteamet")
    assert phone.violations() == []
    line.get_by_role("button", name="Les saken").click()
    expect(line).to_contain_text("Opprettet saken")
    assert phone.violations() == []
    line.get_by_role("button", name="Lukk saken").click()
    expect(line).not_to_contain_text("Opprettet saken")
    page = teacher.go(f"/sak/{case}")
    page.get_by_text("Hvem har sett saken").click()
    expect(page.get_by_role("listitem").filter(has_text="Møte i ressursteamet")).to_be_visible()


def test_a_teacher_has_no_page_of_the_school(open_device: Open) -> None:
    phone = open_device()
    page = phone.go("/skolen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Finner ikke siden")
    expect(page.get_by_role("navigation").get_by_role("link", name="Skolen")).to_have_count(0)


def test_a_case_nobody_follows_is_given_to_somebody(open_device: Open, stack: Stack) -> None:
    teacher, next_one = open_device(routine="nittedal"), open_device(routine="nittedal")
    open_case(teacher, "RS")
    people(stack, "leave", teacher.get("/me")["person"], "test_nittedal", "--to-leadership")
    phone = open_device(subject=employ_leader(stack, "test_nittedal"), size=SMALL)
    page = phone.go("/skolen")
    line = page.get_by_role("listitem").filter(has_text="RS")
    expect(line).to_contain_text("Ingen følger saken")
    line.get_by_role("button", name="Gi saken videre").click()
    line.get_by_role("button", name="Tilby saken").click()
    expect(line).to_contain_text("Velg en kollega.")
    assert phone.violations() == []
    receiver = next_one.get("/me")
    line.get_by_label("Hvem skal få tilbudet?").select_option(receiver["person"])
    line.get_by_role("button", name="Tilby saken").click()
    expect(line).to_contain_text(f"Tilbudt {receiver['name']}, venter på svar")
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()
    line.get_by_role("button", name=f"Trekk tilbudet til {receiver['name']}").click()
    expect(line).not_to_contain_text("venter på svar")
    line.get_by_role("button", name="Gi saken videre").click()
    line.get_by_label("Hvem skal få tilbudet?").select_option(receiver["person"])
    line.get_by_role("button", name="Tilby saken").click()
    expect(line).to_contain_text("venter på svar")
    page = next_one.go("/")
    page.get_by_role("button", name="Ja, ta over").click()
    expect(page.get_by_role("link", name="RS")).to_be_visible()
    assert [one["label"] for one in next_one.get("/cases")] == ["RS"]


def test_a_leader_narrows_what_leadership_sees_and_is_told_that_only_the_municipality_widens_it(
    open_device: Open, stack: Stack
) -> None:
    phone = open_device(subject=employ_leader(stack, "test_hardanger", language="nn"), scheme="dark")
    page = phone.go("/skolen")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="Kva leiinga ser"))
    card.get_by_label("Berre tal").check()
    card.get_by_role("button", name="Lagre").click()
    expect(card.get_by_role("status")).to_have_text("Lagra.")
    assert phone.get("/school/access")["leaders_see"] == "figures"
    card.get_by_label("Ei linje for kvar sak").check()
    card.get_by_role("button", name="Lagre").click()
    expect(card.get_by_role("alert")).not_to_be_empty()
    assert phone.get("/school/access")["leaders_see"] == "figures"
    assert phone.violations() == []
    municipality = open_device(subject=employ_leader(stack, "test_hardanger", "admin", "nn"))
    page = municipality.go("/skolen")
    page.get_by_label("Ei linje for kvar sak").check()
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("status").filter(has_text="Lagra.")).to_be_visible()
    expect(page.get_by_role("heading", name="Invitasjonar")).to_have_count(0)
    assert phone.get("/school/access")["leaders_see"] == "lines"


def test_somebody_is_invited_by_an_address_that_is_shown_once(open_device: Open, stack: Stack) -> None:
    phone = open_device(subject=employ_leader(stack, "test_alvoen"), size=SMALL)
    page = phone.go("/skolen")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="Invitasjoner"))
    card.get_by_label("Inviter som").select_option("adviser")
    card.get_by_role("button", name="Lag en invitasjon").click()
    address = card.get_by_label("Gi denne adressen videre")
    expect(address).to_have_value(re.compile(rf"^{stack.address}/login\?invitation=[\w-]{{40,}}$"))
    expect(card.get_by_role("listitem")).to_contain_text("nærværskontakt, gjelder til")
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()
    page.reload()
    expect(card.get_by_role("listitem")).to_have_count(1)
    expect(address).to_have_count(0)
    card.get_by_role("button", name="Trekk tilbake").click()
    expect(card.get_by_role("listitem")).to_have_count(0)
    assert phone.get("/school/invitations") == []


def test_a_leader_asks_for_the_schools_cases_once_a_week(open_device: Open, stack: Stack) -> None:
    phone = open_device(subject=employ_leader(stack, "test_nittedal"))
    page = phone.go("/innstillinger")
    box = page.get_by_role("checkbox", name="Send meg skolens åpne saker")
    expect(box).not_to_be_checked()
    with page.expect_response(lambda answer: answer.url.endswith("/reminders/digest")):
        box.check()
    page.reload()
    expect(box).to_be_checked()
    teacher = open_device(routine="nittedal").go("/innstillinger")
    expect(teacher.get_by_role("checkbox", name="Minn meg")).to_be_visible()
    expect(teacher.get_by_role("checkbox", name="Send meg skolens")).not_to_be_visible()
