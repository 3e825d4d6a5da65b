"""Taps that come too late, twice or in the wrong place: what stands comes again, and nothing is stored that was not meant."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases, other_device, plan_of
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_interrupting import to_level_2


def ticked(chat: Chat, label: str = "MK") -> list[str]:
    return [task["id"] for task in plan_of(chat, label)["tasks"] if task["state"] in ("done", "done_late")]


def test_a_tick_of_an_earlier_reply_ticks_once_and_not_again(chat: Chat) -> None:
    new_cases(chat, "MK")
    payload = chat.last.buttons["Jeg har snakket med eleven"]
    for _ in range(2):
        chat.say("Jeg har snakket med eleven", payload=payload)
    assert ticked(chat) == ["talk_pupil"]
    assert "Snakk undrende med eleven" not in chat.say("hva nå?").text


def test_a_double_tap_on_skip_skips_two_and_loses_nothing(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("hun er sliten", message_id="first")
    skip = chat.last.buttons["Hopp over"]
    for message_id in ("second", "second", "third"):  # the second came twice on its way
        chat.say("Hopp over", payload=skip, message_id=message_id)
    assert asks(chat, 4)
    for _ in range(3):
        chat.say("tilbake")
    assert asks(chat, 1)
    assert "hun er sliten" in chat.last.text


@pytest.mark.parametrize("tap", ["Hopp over", "Tilbake", "Pause"])
def test_a_tap_after_the_talk_ended_changes_nothing(chat: Chat, tap: str) -> None:
    new_cases(chat, "MK")
    payload = chat.press("Undring med foresatte").buttons[tap]
    chat.all(*(f"han liker rom {number}" for number in range(1, 8)))
    assert "siste spørsmål" in chat.last.text
    before = answers_of(chat, "MK")
    assert chat.say(tap, payload=payload).status == "answered"
    assert answers_of(chat, "MK") == before
    assert plan_of(chat, "MK")["level"] == "0"
    assert "nivå 0" in chat.say("hva nå?").text


def test_a_decision_is_made_once_however_often_it_is_tapped(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("Jeg har snakket med foresatte")
    payload = chat.last.buttons["Bekymringen er avkreftet"]
    assert "avsluttet" in chat.say("Bekymringen er avkreftet", payload=payload).text
    assert "avsluttet" in chat.say("Bekymringen er avkreftet", payload=payload).text
    chat.say("åpne saken igjen")
    chat.say("Bekymringen er avkreftet", payload=payload)
    assert plan_of(chat, "MK")["status"] == "open"


def test_the_buttons_of_one_case_do_nothing_in_another(chat: Chat) -> None:
    new_cases(chat, "MK")
    of_mk = dict(chat.last.buttons)
    new_cases(chat, "TL")
    del of_mk["Angre"]  # takes back that MK was opened, and says so by name
    for title, payload in of_mk.items():
        chat.say(title, payload=payload)
        assert "MK" not in chat.last.text, (title, chat.last.text)
    assert ticked(chat, "TL") == []
    assert ticked(chat, "MK") == []
    assert not asks(chat, 1)


def test_a_yes_to_closing_that_comes_late_closes_nothing(chat: Chat) -> None:
    new_cases(chat, "MK")
    agreed = chat.say("avslutt saken").buttons["Ja, avslutt"]
    chat.press("Nei, behold")
    chat.say("Ja, avslutt", payload=agreed)
    assert plan_of(chat, "MK")["status"] == "open"
    new_cases(chat, "TL")
    chat.say("Ja, avslutt", payload=agreed)
    assert [plan_of(chat, label)["status"] for label in ("MK", "TL")] == ["open", "open"]


def test_a_day_tapped_twice_dates_one_meeting(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    new_cases(chat, "MK")
    chat.press("Jeg har hatt kontakt med foresatte")
    yesterday = chat.last.buttons["I går"]
    for _ in range(2):
        chat.say("I går", payload=yesterday)
    assert len(ticked(chat)) == 1
    assert ": hvilken dag?" not in chat.last.text


def test_all_questions_tapped_when_the_choice_is_made_leaves_the_choice(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    every = chat.press("Kartleggingssamtale med eleven").buttons["Alle spørsmålene"]
    assert "spørsmål 1 av 2" in chat.say("1 og 3").text.casefold()
    assert "spørsmål 1 av 2" in chat.say("Alle spørsmålene", payload=every).text.casefold()
    assert chat.answers() == {}


def test_a_button_of_the_phone_tapped_at_the_tablet_works_where_the_case_is_the_same(chat: Chat) -> None:
    new_cases(chat, "MK")
    payload = chat.last.buttons["Jeg har snakket med eleven"]
    tablet = other_device(chat)
    tablet.say("hva nå?")
    tablet.say("Jeg har snakket med eleven", payload=payload)
    chat.say("Jeg har snakket med eleven", payload=payload)
    assert ticked(chat) == ["talk_pupil"]


def test_a_tap_after_the_decision_was_made_at_the_tablet_shows_what_to_do_now(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    new_cases(chat, "MK")
    chat.press("Jeg har hatt kontakt med foresatte")
    assert "bekymring?" in chat.say("i dag").text
    tablet = other_device(chat)
    tablet.say("hva nå?")
    tablet.say("x", payload='/press{"decide":"contact","outcome":"worried","anyway":true}')
    assert plan_of(chat, "MK")["level"] == "2"
    assert "trinn 2" in chat.say("x", payload='/press{"at":"elsewhere"}').text
