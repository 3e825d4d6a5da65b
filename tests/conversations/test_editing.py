"""Answers written anew: by number, by going back, by tapping; what stood before is history and does not count."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat

WRITTEN = ["han er sliten", "mest mandager", "han sier lite"]


@pytest.fixture
def talk(chat: Chat) -> Chat:
    """At the fourth question of a talk."""
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all(*WRITTEN)
    assert asks(chat, 4)
    return chat


@pytest.mark.parametrize("words", ["rett svar 2", "rett på svaret på spørsmål 2", "endre svar 2"])
def test_an_answer_is_written_anew_by_its_number(talk: Chat, words: str) -> None:
    assert "mest mandager" in talk.say(words).text
    assert asks(talk, 2)
    talk.say("mest torsdager")
    assert asks(talk, 4), talk.last.text
    assert answers_of(talk, "MK") == ["han er sliten", "mest torsdager", "han sier lite"]


@pytest.mark.parametrize("chosen", ["2", "svar nummer 2"])
def test_without_a_number_it_asks_which_and_takes_the_number(talk: Chat, chosen: str) -> None:
    which = talk.say("rett på svaret om fravær")
    assert list(which.buttons) == ["1", "2", "3"]
    talk.say(chosen)
    assert asks(talk, 2)
    talk.say("mest torsdager")
    assert answers_of(talk, "MK") == ["han er sliten", "mest torsdager", "han sier lite"]


def test_going_back_shows_what_was_written_and_changes_nothing(talk: Chat) -> None:
    for number in (3, 2, 1):
        talk.say("tilbake")
        assert asks(talk, number)
        assert WRITTEN[number - 1] in talk.last.text
    assert "første" in talk.say("tilbake").text
    talk.say("hopp over")  # lets it stand
    assert answers_of(talk, "MK") == WRITTEN
    assert asks(talk, 4)


def test_the_summary_shows_the_newest_answer_only(talk: Chat) -> None:
    talk.all("rett svar 1", "han er uthvilt", "rett svar 1", "han er trøtt")
    summed = talk.say("oppsummer").text
    assert "han er trøtt" in summed
    assert "han er uthvilt" not in summed
    assert WRITTEN[0] not in summed
    assert summed.count("mest mandager") == 1
    assert asks(talk, 4)


def test_an_answer_of_a_paused_talk_is_written_anew(talk: Chat) -> None:
    talk.say("pause")
    talk.say("rett svar 3")
    assert asks(talk, 3)
    talk.say("han forteller mer nå")
    assert answers_of(talk, "MK") == [*WRITTEN[:2], "han forteller mer nå"]
    assert asks(talk, 4)


def test_a_correction_given_up_keeps_what_stood(talk: Chat) -> None:
    talk.say("rett svar 1")
    assert "nivå 0" in talk.say("hva nå?").text
    assert asks(talk, 1)
    talk.all("pause", "fortsett")
    assert asks(talk, 1)
    talk.say("hopp over")
    assert answers_of(talk, "MK") == WRITTEN
