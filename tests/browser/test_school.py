"""What leadership sees in the browser: lines, and all of a case for a reason."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import expect

from local.environment import ROOT
from tests.browser.conftest import Open
from tests.browser.test_cases import open_case
from tests.conversations.stack import Stack


def employ_leader(stack: Stack, school: str) -> str:
    """How the new leader is known."""

    def people(*command: str) -> str:
        asked = [sys.executable, "-m", "api.people", *command]
        return subprocess.run(
            asked, cwd=ROOT, env=stack.environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    person = people("add", "Rektor", "local", "leader:1").splitlines()[-1].split()[-1]
    people("employ", person, school, "leader")
    return "leader:1"


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
