"""Small talk, anger and other languages: a calm answer, nothing stored as an answer, and choices after two misses."""

from __future__ import annotations

import pytest

from tests.conversations.looking import asks, new_cases
from tests.conversations.stack import Chat

OUTSIDE = {
    "chit-chat": ("fortell en vits", "liker du pizza?", "kan du synge en sang?"),
    "anger": ("dette er tull", "dum robot", "for noe tøv"),
    "English": ("what is the weather like today?", "tell me a joke", "who won the football match?"),
}


@pytest.mark.parametrize("kind", list(OUTSIDE))
def test_what_lies_outside_opens_nothing_and_leads_back(chat: Chat, kind: str) -> None:
    for text in OUTSIDE[kind]:
        reply = chat.say(text)
        assert "Ny bekymring" in reply.buttons, (text, reply.text)
    assert chat.cases() == []
    assert "initialer" in chat.press("Ny bekymring").text


@pytest.mark.parametrize("kind", list(OUTSIDE))
def test_two_misunderstandings_in_a_row_give_choices(chat: Chat, kind: str) -> None:
    new_cases(chat, "MK")
    first, second = OUTSIDE[kind][:2]
    assert "Undring med foresatte" not in chat.say(first).buttons
    assert "Undring med foresatte" in chat.say(second).buttons
    assert "nivå 0" not in chat.last.text
    assert "nivå 0" in chat.say("hva nå?").text
    assert "Undring med foresatte" not in chat.say(first).buttons  # counted anew
    assert "Undring med foresatte" in chat.say(second).buttons
    chat.press("Undring med foresatte")
    assert asks(chat, 1)


def test_manners_in_the_middle_of_a_talk_are_met_and_the_question_stands(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    for text in ("hei", "tusen takk", "fortell en vits"):
        chat.say(text)
        assert asks(chat, 1), (text, chat.last.text)
    assert chat.answers() == {}
    assert "lagret" in chat.say("ha det").text
    chat.say("fortsett")
    assert asks(chat, 1)


def test_no_to_closing_leads_back_into_the_talk(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("hun er sliten")
    chat.say("avslutt saken")
    assert "fortsatt åpen" in chat.say("nei").text
    assert asks(chat, 2)
    chat.say("mest på mandager")
    assert list(chat.answers().values()) == ["hun er sliten", "mest på mandager"]
