"""What becomes of a message without an answer, in a real terminal: what is stored is never offered under a new id."""

from __future__ import annotations

import threading
from typing import Any

from tests.local.terminal import CTRL_C, CTRL_D, ENTER, NOT_STORED, PROMPT, STORED, Answer, FarSide, Terminal, answered

OFFERED = "Teksten din er lagret. Svaret kommer her"
BUTTON = {"title": "Mine saker", "payload": "/list_cases"}


class Bot:
    """Away until it is `back`; till then messages are only stored."""

    def __init__(self) -> None:
        self.back = threading.Event()

    def __call__(self, message: dict[str, Any]) -> Answer:
        return answered(f"Svar til {message['text']}.", BUTTON) if self.back.is_set() else STORED


def test_a_stored_message_is_not_offered_again_and_its_answer_is_shown_when_it_comes() -> None:
    bot = Bot()
    far = FarSide(bot)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        chat.until("Lagret, uten svar ennå.")
        chat.type(CTRL_C)
        chat.until(OFFERED)
        chat.until(PROMPT)
        bot.back.set()  # nothing is typed meanwhile
        chat.until("Svar på «hei»:")
        chat.until("Svar til hei.")
        chat.until("1 Mine saker")
        chat.until(PROMPT)
        chat.type("1" + ENTER)  # the buttons of the late answer count
        chat.until("Svar til Mine saker.")
        chat.until(PROMPT)
        chat.type(CTRL_D)
        assert chat.ended() == 0
    assert len(far.ids_of("hei")) == 1
    assert [message.get("payload") for message in far.sent if message["text"] == "Mine saker"] == ["/list_cases"]


def test_a_late_answer_stands_before_the_answer_to_a_newer_message() -> None:
    bot = Bot()
    far = FarSide(bot)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        for text in ("en", "to"):
            chat.type(text + ENTER)
            chat.until("Lagret, uten svar ennå.")
            chat.type(CTRL_C)
            chat.until(OFFERED)
            chat.until(PROMPT)
        chat.type("tre" + ENTER)
        chat.until("Lagret, uten svar ennå.")
        bot.back.set()
        for text in ("Svar på «en»", "Svar til en.", "Svar på «to»", "Svar til to.", "Svar til tre."):
            chat.until(text)
    assert {text: len(far.ids_of(text)) for text in ("en", "to", "tre")} == {"en": 1, "to": 1, "tre": 1}


def test_what_was_not_stored_keeps_its_id_unless_it_is_changed() -> None:
    far = FarSide(lambda message: NOT_STORED)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        chat.until("Fikk ikke lagret.")
        chat.type(CTRL_C)
        chat.until("› hei")
        chat.type(ENTER)
        chat.until("Fikk ikke lagret.")
        assert len(far.ids_of("hei")) == 1
        chat.type(CTRL_C)
        chat.until("› hei")
        far.decide = lambda message: answered("Godt.")
        chat.type(" du" + ENTER)
        chat.until("Godt.")
    assert len(far.ids_of("hei du")) == 1
    assert not far.ids_of("hei") & far.ids_of("hei du")


def test_without_contact_the_text_is_offered_and_keeps_its_id() -> None:
    far = FarSide(lambda message: NOT_STORED)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        chat.until("Fikk ikke lagret.")
        far.leave()
        chat.until("Får ikke kontakt akkurat nå.")
        chat.type(CTRL_C)
        chat.until("› hei")
        far.decide = lambda message: answered("Godt.")
        far.come()
        chat.type(ENTER)
        chat.until("Godt.")
    assert len(far.ids_of("hei")) == 1


def test_a_refused_message_is_offered_and_changed_under_a_new_id() -> None:
    refused = (422, {"status": "refused", "messages": [{"text": "Ta bort nummeret.", "buttons": []}], "language": "nb"})
    far = FarSide(lambda message: refused)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        chat.until("Ta bort nummeret.")
        chat.until("› hei")
        chat.type("!" + ENTER)
        chat.until("Ta bort nummeret.")
    assert len(far.ids_of("hei") | far.ids_of("hei!")) == 2


def test_a_message_that_may_be_stored_is_not_offered_either() -> None:
    taken, go_on = threading.Event(), threading.Event()

    def slow(message: dict[str, Any]) -> Answer:
        if message["text"] == "hei":
            taken.set()
            go_on.wait(20)
        return answered(f"Svar til {message['text']}.")

    far = FarSide(slow)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        assert taken.wait(20)
        chat.type(CTRL_C)  # while the application has it and has not said a word
        chat.until("kan være lagret alt")
        chat.until(PROMPT)
        go_on.set()
        chat.until("Svar på «hei»:")
        chat.until(PROMPT)
        chat.type("mer" + ENTER)  # and nothing stands before it
        chat.until("Svar til mer.")
    assert len(far.ids_of("hei")) == 1


def test_leaving_does_not_wait_for_a_late_answer() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow_the_second_time(message: dict[str, Any]) -> Answer:
        if len(far.sent) > 1:
            asked.set()
            go_on.wait(20)
        return STORED

    far = FarSide(slow_the_second_time)
    with Terminal(far.url) as chat:
        chat.until(PROMPT)
        chat.type("hei" + ENTER)
        chat.until("Lagret, uten svar ennå.")
        chat.type(CTRL_C)
        chat.until(OFFERED)
        assert asked.wait(20)
        chat.until(PROMPT)
        chat.type(CTRL_D)
        assert chat.ended() == 0
        assert not go_on.is_set()
    go_on.set()
