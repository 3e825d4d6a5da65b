"""A talk left and taken up again: after a restart, weeks later, on another day, at another device."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases, other_device
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_interrupting import to_level_2


def test_a_choice_of_questions_that_waits_survives_a_restart_of_the_application(stack: Stack) -> None:
    chat = stack.chat(routine="nittedal")
    to_level_2(chat)
    chat.press("Kartleggingssamtale med eleven")
    stack.kill("app")
    stack.start("app")
    assert "spørsmål 1 av 2" in chat.say("2 og 5").text.casefold()
    assert "spørsmål 2 av 2" in chat.say("han er mest med to andre i klassen").text.casefold()


def test_a_paused_talk_goes_on_weeks_later_with_what_was_written(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager", "pause")
    chat.today = "2026-10-19"
    assert "nivå 0" in chat.say("hei, hva nå?").text
    chat.say("fortsett")
    assert asks(chat, 3)
    assert "mest mandager" in chat.say("tilbake").text
    assert "han er sliten" in chat.say("oppsummer").text
    assert answers_of(chat, "MK") == ["han er sliten", "mest mandager"]


def test_a_talk_nobody_paused_takes_the_next_answer_on_another_day(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med eleven")
    chat.say("han er sliten")
    chat.today = "2026-08-25"
    chat.say("han liker tegning")
    assert asks(chat, 3)
    chat.say("ha det")
    chat.today = "2026-08-27"
    chat.say("fortsett")
    assert asks(chat, 3)
    assert answers_of(chat, "MK") == ["han er sliten", "han liker tegning"]


def test_two_talks_of_one_case_are_taken_up_each_at_its_own_place(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("far synes mandagene er verst", "mor er enig", "start undring med eleven", "han er lei av bråket", "pause")
    chat.say("start undring med foresatte")
    assert asks(chat, 3)
    chat.say("start undring med eleven")
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == ["far synes mandagene er verst", "mor er enig", "han er lei av bråket"]


def test_a_talk_begun_at_the_phone_is_ended_at_the_tablet(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", "mest mandager")
    tablet = other_device(chat)
    tablet.say("fortsett")
    assert asks(tablet, 3)
    tablet.all(*(f"han liker rom {number}" for number in range(3, 8)))
    assert "siste spørsmål" in tablet.last.text
    assert len(answers_of(chat, "MK")) == 7
    assert chat.say("han liker rom 8").status == "answered"
    assert len(answers_of(chat, "MK")) == 7


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="an answer at one phone moves the question the other still shows",
)
def test_two_phones_at_the_same_question_store_each_answer_where_it_was_asked(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("han er sliten")
    tablet = other_device(chat)
    tablet.say("fortsett")
    assert asks(tablet, 2)
    assert asks(chat, 2)
    chat.say("mest mandager, sier far")
    tablet.say("mest mandager, sier mor")
    assert answers_of(chat, "MK") == ["han er sliten", "mest mandager, sier mor"]


def test_two_phones_in_turn_lose_nothing(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    tablet = other_device(chat)
    written = [f"han liker rom {number}" for number in range(1, 7)]
    for number, answer in enumerate(written, 1):
        writes = (chat, tablet)[number % 2]
        writes.say("fortsett")
        assert asks(writes, number)
        writes.say(answer)
    assert answers_of(chat, "MK") == written
