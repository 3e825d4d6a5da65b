"""What was taken for an answer and was a question, and the other way round: one tap puts it right, and nothing is stored twice."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat, Stack

BOTH = (
    "mor sier han er sliten og at det har vært slik helt siden de flyttet i sommer, og at han savner den gamle klassen."
    " hvem skal være med på møtet?"
)
# Notes in the form of a question; which of them the model takes for one to the assistant changes with its training.
LIKE_COMMANDS = (
    "hvem henter ham?",
    "hva skjer i timene?",
    "når er det verst",
    "hvem er med i friminuttet?",
    "må mor bli med inn?",
)


def talking(stack: Stack) -> Chat:
    chat = stack.chat()
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.say("hun er sliten")
    assert asks(chat, 2)
    return chat


@pytest.fixture
def talk(stack: Stack) -> Chat:
    return talking(stack)


def mistaken(stack: Stack) -> tuple[Chat, str]:
    """A talk in which a short note was just obeyed, with the offer to keep it as an answer, at the same question; and the note."""
    for text in LIKE_COMMANDS:
        talk = talking(stack)
        if "Det var et svar" in talk.say(text).buttons and asks(talk, 2):
            return talk, text
    raise AssertionError("no note was obeyed in doubt")


def test_a_note_that_was_obeyed_is_stored_by_one_tap_and_only_once(stack: Stack) -> None:
    talk, text = mistaken(stack)
    assert asks(talk, 2)
    payload = talk.last.buttons["Det var et svar"]
    for _ in range(3):
        talk.say("Det var et svar", payload=payload)
        assert asks(talk, 3), talk.last.text
    assert answers_of(talk, "MK") == ["hun er sliten", text]
    assert talk.say("oppsummer").text.count(text) == 1


def test_a_note_put_right_after_the_talk_moved_on_goes_to_its_own_question(stack: Stack) -> None:
    talk, text = mistaken(stack)
    payload = talk.last.buttons["Det var et svar"]
    talk.say("hopp over")
    talk.say("han liker best å tegne")
    talk.say("Det var et svar", payload=payload)
    assert list(talk.answers().items())[1:] == [("uf.egne_ord", "han liker best å tegne"), ("uf.fravaer", text)]
    assert asks(talk, 4)


def test_a_long_note_that_ends_in_a_request_is_kept_and_answered(talk: Chat) -> None:
    reply = talk.say(BOTH)
    assert "kontaktlæreren" in reply.text
    assert asks(talk, 3)
    assert answers_of(talk, "MK") == ["hun er sliten", BOTH]


def test_what_was_kept_is_taken_back_by_one_tap_and_only_once(talk: Chat) -> None:
    payload = talk.say(BOTH).buttons["Det var et spørsmål"]
    back = talk.press("Det var et spørsmål")
    assert "tatt tilbake" in back.text
    assert asks(talk, 2)
    again = talk.say("Det var et spørsmål", payload=payload)
    assert "tatt tilbake" not in again.text
    assert asks(talk, 2)
    assert answers_of(talk, "MK") == ["hun er sliten"]


def test_a_note_of_two_sentences_that_ends_in_a_request_is_kept_and_answered(talk: Chat) -> None:
    said = "ringte hjem i går, de var slitne og lei alt sammen. mandagene er verst nå. hva gjør jeg nå?"
    assert "nivå 0" in talk.say(said).text
    assert answers_of(talk, "MK") == ["hun er sliten", said]


@pytest.mark.parametrize("steers", ["kan vi ta en pause?", "hopp over", "fortsetter senere"])
def test_a_long_note_that_ends_in_steering_is_never_lost(talk: Chat, steers: str) -> None:
    said = (
        "mor sier han sover dårlig om natta og ikke vil spise frokost, at det er verst på søndager,"
        f" og at hun selv må på jobb klokka sju. {steers}"
    )
    talk.all(said, "fortsett")
    assert "Hopp over" in talk.last.buttons
    assert talk.say("oppsummer").text.count(said) == 1
    assert answers_of(talk, "MK")[0] == "hun er sliten"
