"""A teacher chooses målform by a plain word: every reply follows from there on, and what the teacher wrote is not touched."""

from __future__ import annotations

import pytest

from tests.conversations.looking import asks, new_cases, other_device
from tests.conversations.stack import Chat, Stack
from tests.conversations.test_nynorsk import in_bokmaal

TO_NYNORSK = ("nynorsk", "skriv nynorsk", "Kan du snakke nynorsk?", "på nynorsk, takk", "byt til nynorsk")
TO_BOKMAAL = ("bokmål takk", "bytt til bokmål", "kan du skrive på bokmål i stedet?", "eg vil ha bokmål")


@pytest.mark.parametrize("asked", TO_NYNORSK)
def test_this_reply_and_all_that_follow_are_nynorsk_at_every_device(chat: Chat, asked: str) -> None:
    new_cases(chat, "MK")
    assert chat.say(asked).text == "Då skriv eg nynorsk frå no av. Eg endrar ikkje det du sjølv skriv."
    assert "Gjer dette no" in chat.say("hva nå?").text
    assert not in_bokmaal(chat.last)
    tablet = other_device(chat)
    assert "vegvisar" in tablet.say("hei").text
    assert len(chat.cases()) == 1


@pytest.mark.parametrize("asked", TO_BOKMAAL)
def test_a_nynorsk_teacher_may_have_bokmaal(stack: Stack, asked: str) -> None:
    chat = stack.chat(nynorsk=True)
    new_cases(chat, "MK")
    assert chat.say(asked).text == "Da skriver jeg bokmål fra nå av. Jeg endrer ikke det du selv skriver."
    assert "Gjør dette nå" in chat.say("kva no?").text


def test_before_there_is_a_case_and_while_a_label_is_asked_for(chat: Chat) -> None:
    assert "nynorsk frå no av" in chat.say("skriv nynorsk").text
    chat.say("ny uro")
    assert "Hva skal vi kalle eleven?" in chat.say("bokmål takk").text
    assert "Kva skal vi kalle eleven?" in chat.say("nynorsk").text
    assert "saka MK" in chat.say("MK").text


def test_in_a_talk_the_same_question_stands_in_the_other_maalform_and_answers_are_untouched(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("hun er ikke så glad i gym")
    reply = chat.say("kan du skrive nynorsk?")
    assert "nynorsk frå no av" in reply.text
    assert asks(chat, 2)
    assert not in_bokmaal(reply)
    chat.say("det er noe hun gruer seg til")
    assert asks(chat, 3)
    assert list(chat.answers().values()) == ["hun er ikke så glad i gym", "det er noe hun gruer seg til"]


@pytest.mark.parametrize(
    "said", ["nynorsk", "Nynorsk!", "skriver nynorsk", "nynorsk og gym", "han vil heller ha bokmål"]
)
def test_in_a_talk_a_bare_word_is_an_answer(chat: Chat, said: str) -> None:
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    assert "spørsmål 2 av 7" in chat.say(said).text.casefold()
    assert list(chat.answers().values()) == [said]
    assert "Gjør dette nå" in chat.say("hva nå?").text


def test_while_a_judgement_is_asked_for_it_stands_in_the_other_maalform(chat: Chat) -> None:
    new_cases(chat, "MK")
    chat.say("Jeg har snakket med foresatte")
    assert "Framleis uroa" in chat.say("nynorsk takk").buttons
    assert chat.plan()["status"] == "open"
    assert "kollega" in chat.say("framleis uroa").text
