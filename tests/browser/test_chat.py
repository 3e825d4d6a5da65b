"""The chat in the browser: a real Chromium with a phone's screen, the real application, and Rasa with the trained model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.device import DESK, SMALL, Device
from tests.conversations.stack import Chat, Stack

ADDRESS = "/chat"
ANSWERS = (
    "hun gruer seg til mandager",
    "mor har merket det samme hjemme",
    "det begynte etter høstferien",
    "hun sover dårlig",
    "hun har én god venn i klassen",
    "det var lettere før",
    "hun synes svømming er verst",
)


@pytest.fixture(scope="module", autouse=True)
def whole(stack: Stack) -> Iterator[None]:
    """The bot, too, until the last test of this file."""
    stack.start("actions", "bot")
    yield
    stack.kill("actions", "bot")


def opened(phone: Device) -> Page:
    page = phone.go(ADDRESS)
    expect(page.get_by_role("log")).to_be_attached()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Skriv her").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def say(page: Page, text: str) -> None:
    """Writes, and waits for the reply."""
    replies = page.locator(".reply").count()
    write(page, text)
    expect(page.locator(".reply")).to_have_count(replies + 1)


def press(page: Page, name: str) -> None:
    replies = page.locator(".reply").count()
    page.get_by_role("button", name=name).last.click()
    expect(page.locator(".reply")).to_have_count(replies + 1)


def last(page: Page) -> str:
    return page.locator(".reply").last.inner_text()


def begun(page: Page, label: str = "MK") -> None:
    """A case, ready for the talk."""
    for text in ("ny bekymring", "borte hver mandag", label):
        say(page, text)


def in_order(phone: Device) -> None:
    assert phone.violations() == []
    assert not phone.is_wider_than_the_screen()


def test_a_whole_wonder_talk_from_the_first_worry_to_level_1(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    in_order(phone)
    press(page, "Ny bekymring")
    say(page, "gutt i 5. borte to dager og noen timer")
    say(page, "MK")
    expect(page.get_by_role("link", name=re.compile("MK"))).to_be_visible()
    in_order(phone)
    press(page, "Undring med foresatte")
    in_order(phone)
    for number in range(1, 8):
        assert f"Spørsmål {number} av 7" in last(page)
        say(page, ANSWERS[number - 1])
    in_order(phone)
    press(page, "Fortsatt bekymret")
    page.get_by_role("button", name="Jeg har delt undringen").click()
    onward = page.get_by_role("button", name="Bekymret, gå til nivå 1")
    expect(onward).to_contain_text("Fører til nivå 1")
    expect(page.locator(".outcome").filter(has=onward)).to_contain_text("Hører til før dette:")
    in_order(phone)
    press(page, "Bekymret, gå til nivå 1")
    in_order(phone)
    press(page, "Gå videre likevel")
    expect(page.get_by_role("log")).to_contain_text("nivå 1: ")
    assert phone.get("/cases")[0]["level"] == "1"
    say(page, "mine saker")
    in_order(phone)
    say(page, "han sier at faren slår ham")
    assert page.locator("a[href='tel:112']").is_visible()
    in_order(phone)


def test_the_server_goes_and_comes_back_and_nothing_is_lost(open_device: Open, stack: Stack) -> None:
    phone = open_device()
    page = opened(phone)
    say(page, "hei")
    stack.kill("app")
    write(page, "borte hver mandag, og mor er urolig")
    expect(page.get_by_text("Ikke sendt ennå. Teksten er her.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Får ikke kontakt")).to_be_visible()
    page.get_by_label("Skriv her").fill("et utkast")
    in_order(phone)
    stack.start_app()
    expect(page.locator(".reply")).to_have_count(2, timeout=20_000)
    expect(page.get_by_label("Skriv her")).to_have_value("et utkast")
    page.reload()
    expect(page.locator(".mine")).to_have_count(2)  # once, and in its place
    expect(page.get_by_label("Skriv her")).to_have_value("et utkast")


def test_two_tabs_have_the_same_replies_each_once_and_a_new_device_scrolls_back(
    open_device: Open, stack: Stack
) -> None:
    phone = open_device()
    first, second = opened(phone), phone.page.context.new_page()
    second.goto(ADDRESS)
    expect(second.get_by_role("log")).to_be_attached()
    say(first, "hei")
    expect(second.locator(".reply")).to_have_count(1)
    say(second, "mine saker")
    expect(first.locator(".reply")).to_have_count(2)
    assert first.locator(".log").inner_text() == second.locator(".log").inner_text()
    chat = Chat(stack.http, phone.subject, phone.today, device="web")
    for number in range(30):
        chat.say("hei" if number else "først av mange")
    expect(first.locator(".reply").last).to_be_visible()
    desk = open_device(subject=phone.subject, size=DESK, scheme="dark")
    page = opened(desk)
    expect(page.locator(".turn")).to_have_count(30)
    page.get_by_role("button", name="Vis tidligere").click()
    expect(page.locator(".turn")).to_have_count(32)
    expect(page.locator(".mine").filter(has_text="mine saker")).to_have_count(1)
    expect(page.get_by_role("button", name="Vis tidligere")).to_have_count(0)
    assert page.get_by_role("log").locator(".turn").count() == 30  # what is shown of before is not told of
    in_order(desk)


def test_a_message_that_is_stored_but_not_answered_gets_its_reply_by_itself(open_device: Open, stack: Stack) -> None:
    phone = open_device()
    page = opened(phone)
    say(page, "hei")
    stack.kill("actions")
    write(page, "mine saker")
    expect(page.get_by_text("Lagret. Svaret kommer her.")).to_be_visible(timeout=20_000)
    stack.start("actions")
    expect(page.locator(".reply")).to_have_count(2, timeout=20_000)
    expect(page.locator(".mine")).to_have_count(2)


def test_what_was_recorded_just_now_is_taken_back_with_one_tap(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    begun(page)
    press(page, "Undring med foresatte")
    say(page, "han gruer seg til gym")
    case = phone.get("/cases")[0]["id"]
    assert [one["text"] for one in phone.get(f"/cases/{case}/plan")["answers"]] == ["han gruer seg til gym"]
    press(page, "Angre")
    assert phone.get(f"/cases/{case}/plan")["answers"] == []
    assert "Spørsmål 1 av 7" in last(page)
    press(page, "La det gjelde igjen")
    assert len(phone.get(f"/cases/{case}/plan")["answers"]) == 1


def test_a_proposal_has_a_tick_for_each_line(open_device: Open) -> None:
    phone = open_device(routine="vennesla", today="2026-09-28")
    page = opened(phone)
    begun(page, "TL")
    say(page, "snakka med mor på telefonen i dag og med jenta i går")
    ticks = page.locator(".reply").last.get_by_role("checkbox")
    expect(ticks).to_have_count(2)
    in_order(phone)
    ticks.nth(1).uncheck()
    press(page, "Før opp 1 av 2")
    case = phone.get("/cases")[0]["id"]
    done = [one["id"] for one in phone.get(f"/cases/{case}/plan")["tasks"] if one["state"].startswith("done")]
    assert len(done) == 1, done


def test_nynorsk_on_the_smallest_screen_in_the_dark(open_device: Open) -> None:
    phone = open_device(routine="vennesla", nynorsk=True, size=SMALL, scheme="dark")
    page = opened(phone)
    in_order(phone)
    press(page, "Ny uro")
    assert page.locator(".said").last.get_attribute("lang") == "nn"
    say(page, "borte kvar måndag")
    say(page, "TL")
    expect(page.get_by_role("link", name=re.compile("De snakkar om TL"))).to_be_visible()
    in_order(phone)
    press(page, "Eg har snakka med føresette")
    page.locator("input[type=date]").fill("2026-08-21")
    page.get_by_role("button", name="Bruk datoen").click()
    expect(page.locator(".mine").last).to_have_text(re.compile("2026-08-21"))
    expect(page.locator(".typing")).to_have_count(0)
    in_order(phone)


def test_with_the_keyboard_alone_and_the_focus_stays_where_it_was(open_device: Open) -> None:
    desk = open_device(size=DESK)
    page = opened(desk)
    field = page.get_by_label("Skriv her")
    page.get_by_role("button", name="Ny bekymring").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(1)
    assert page.evaluate("document.activeElement.classList.contains('turn')")  # where the pressed button was
    page.keyboard.press("Tab")
    while not field.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("borte hver mandag")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(2)
    expect(field).to_be_focused()
    page.keyboard.type("MK")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(3)
    expect(field).to_be_focused()


def test_what_must_not_be_sent_is_refused_and_stays(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    write(page, "mor har fødselsnummer 01811250089")
    expect(page.get_by_text(re.compile("^Ikke sendt: "))).to_be_visible()
    page.get_by_role("button", name="Endre teksten").click()
    expect(page.get_by_label("Skriv her")).to_have_value("mor har fødselsnummer 01811250089")
    page.get_by_label("Skriv her").fill("a" * 100_000)
    expect(page.get_by_text("For langt: 100000 av 20000 tegn. Del det i to.")).to_be_visible()
    in_order(phone)
    expect(page.get_by_label("Skriv her")).to_have_value("a" * 100_000)
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    say(page, script)
    expect(page.locator(".mine").last).to_contain_text(script)


def test_a_file_that_is_let_go_on_the_page_goes_nowhere(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    transfer = page.evaluate_handle(
        "() => { const it = new DataTransfer(); it.items.add(new File(['x'], 'x.txt')); return it }"
    )
    page.locator(".chat").dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Her kan du ikke legge ved filer. Skriv det viktigste i stedet.")).to_be_visible()
    assert page.url.endswith(ADDRESS)


def test_a_session_that_ends_in_the_middle_of_a_message_costs_no_word(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    say(page, "hei")
    page.context.clear_cookies()
    page.set_extra_http_headers(
        {"X-Demo-Teacher": f"nobody {uuid4()}"}
    )  # local mode takes who shows no session for a teacher
    write(page, "mor ringte og var fortvilet")
    expect(page.get_by_role("status").filter(has_text="Du er logget ut. Teksten din er her.")).to_be_visible()
    page.get_by_label("Skriv her").fill("halvferdig")
    page.set_extra_http_headers({})
    page.get_by_role("link", name="Logg inn igjen").click()
    page.get_by_role("combobox").select_option(phone.subject)
    page.get_by_role("button", name="Gå videre").click()
    expect(page.locator(".mine").last).to_contain_text("mor ringte og var fortvilet")
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.get_by_label("Skriv her")).to_have_value("halvferdig")


def test_each_reply_comes_into_the_log_once(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    page.evaluate(
        """() => { window.came = []; new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node =>
        node.querySelector && (node.matches('.reply') || node.querySelector('.reply')) && window.came.push(node.textContent))))
        .observe(document.querySelector('[role=log]'), {childList: true, subtree: true}) }"""
    )
    for text in ("hei", "mine saker", "hva kan du"):
        say(page, text)
    page.wait_for_function("window.came.length >= 3")
    assert page.evaluate("window.came.length") == 3


def test_twice_as_large_text_needs_no_scrolling_to_the_side(open_device: Open) -> None:
    phone = open_device()
    page = opened(phone)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    begun(page)
    in_order(phone)


def test_an_address_turns_to_its_case_once_and_leaves_what_is_asked_there(open_device: Open) -> None:
    phone = open_device(routine="vennesla", size=SMALL)
    case = phone.post("/cases", {"label": "MK", "key": str(uuid4())})["case"]
    phone.post("/cases", {"label": "AB", "key": str(uuid4())})
    page = phone.go("/")
    page.get_by_role("listitem").filter(has_text="MK").get_by_role("link", name="Snakk om den i chatten").click()
    expect(page.locator(".reply")).to_have_count(1)
    expect(page.locator(".about-case")).to_contain_text("MK")
    expect(page).to_have_url(re.compile("/chat$"))
    in_order(phone)
    page.reload()
    expect(page.locator(".reply")).to_have_count(1)
    press(page, "Ring hjem")
    expect(page.locator(".reply").last).to_contain_text("Spørsmål 1")
    page.goto(f"/chat?sak={case}")
    expect(page).to_have_url(re.compile("/chat$"))
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator(".reply").last).to_contain_text("Spørsmål 1")


def test_the_judgement_is_ready_in_the_chat_for_whoever_comes_from_the_page_of_the_case(open_device: Open) -> None:
    phone = open_device(routine="vennesla")
    case = phone.post("/cases", {"label": "MK", "key": str(uuid4())})["case"]
    page = phone.go(f"/chat?sak={case}")
    expect(page.locator(".reply")).to_have_count(1)
    for task in phone.get(f"/cases/{case}/plan")["tasks"]:
        command = {"do": "tick", "task": task["id"], "on": phone.today}
        phone.post(f"/cases/{case}/commands", {"id": str(uuid4()), "command": command})
    question = next(one["question"] for one in phone.get(f"/cases/{case}/plan")["decisions"] if one["stands"])
    phone.go(f"/sak/{case}")
    page.get_by_role("link", name="Vurder i chatten").click()
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator(".reply").last).to_contain_text(question)
    in_order(phone)


@pytest.mark.parametrize("of", ["somebody else", "nobody", "no id"])
def test_a_case_that_may_not_be_read_is_as_unknown(of: str, open_device: Open) -> None:
    phone, other = open_device(routine="vennesla", scheme="dark"), open_device(routine="vennesla")
    theirs = other.post("/cases", {"label": "AB", "key": str(uuid4())})["case"]
    address = {"somebody else": theirs, "nobody": str(uuid4()), "no id": "7d1d"}[of]
    page = phone.go(f"/chat?sak={address}")
    expect(page.get_by_text("Finner ikke saken, eller du følger den ikke.")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("AB")
    in_order(phone)
