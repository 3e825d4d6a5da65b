"""Answers written anew: by number, by words, by going back, by tapping; what stood before is history and does not count."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases
from tests.conversations.stack import Chat, Stack

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
    which = talk.say("rett på svaret om bursdagen")
    assert [title.split(".")[0] for title in which.buttons] == ["1", "2", "3"]
    talk.say(chosen)
    assert asks(talk, 2)
    talk.say("mest torsdager")
    assert answers_of(talk, "MK") == ["han er sliten", "mest torsdager", "han sier lite"]


@pytest.mark.parametrize(
    "words",
    [
        *("rett på svaret om fraværet", "endre det jeg skrev om fravær", "eg vil rette det om mandagane"),
        *("få retta det æ skreiv om fraværet", "tilbake til det om fravær", "attende til det om fråværet"),
    ],
)
def test_an_answer_is_found_by_words_of_its_question_or_its_own(talk: Chat, words: str) -> None:
    assert "«mest mandager»" in talk.say(words).text, talk.last.text
    assert asks(talk, 2)
    talk.say("mest torsdager")
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == ["han er sliten", "mest torsdager", "han sier lite"]


@pytest.mark.parametrize(
    "words", ["spørsmål 2", "spm 2", "gå til spørsmål 2", "ta spm 2 igjen", "gå attende til spm to"]
)
def test_the_number_of_a_question_said_alone_goes_there_and_is_no_answer(talk: Chat, words: str) -> None:
    assert "«mest mandager»" in talk.say(words).text
    assert asks(talk, 2)
    talk.say("hopp over")
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == WRITTEN


def test_a_number_without_a_question_stores_nothing(talk: Chat) -> None:
    talk.say("spørsmål 99")
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == WRITTEN


@pytest.mark.parametrize("typed", [False, True])
def test_words_that_fit_several_answers_give_a_choice_by_tap_or_number(talk: Chat, typed: bool) -> None:
    talk.all("mandager er tyngst", "rolig morgen")
    which = talk.say("rett det om mandagene")
    assert [title[:2] for title in which.buttons] == ["2.", "4."], which.text
    if typed:
        talk.say("4")
    else:
        talk.press(list(which.buttons)[1])
    assert "«mandager er tyngst»" in talk.last.text
    talk.all("hopp over", "rett det om mandagene", "3")  # not offered, but the number of a question all the same
    assert asks(talk, 3)
    assert answers_of(talk, "MK") == [*WRITTEN, "mandager er tyngst", "rolig morgen"]


def test_an_old_choice_of_answers_tapped_late_only_goes_there(talk: Chat) -> None:
    talk.all("mandager er tyngst")
    payload = talk.say("rett det om mandagene").buttons
    talk.all("2", "mest fredager")
    for tapped in payload.values():
        talk.say("x", payload=tapped)
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == ["han er sliten", "mest fredager", "han sier lite", "mandager er tyngst"]


def test_what_is_told_anew_with_its_topic_is_added_there(talk: Chat) -> None:
    added = talk.say("det om mandager ble feil, det er mest torsdager")
    assert "spørsmål 2" in added.text
    assert asks(talk, 4)
    assert answers_of(talk, "MK")[1] == "mest mandager\ndet om mandager ble feil, det er mest torsdager"
    assert len(talk.answers()) == 3


def test_a_talk_that_has_just_ended_may_still_be_put_right(talk: Chat) -> None:
    talk.all(*(f"han liker rom {number}" for number in range(4, 8)))
    assert "siste spørsmål" in talk.last.text
    assert "«mest mandager»" in talk.say("rett det om mandagene").text
    after = talk.say("mest torsdager")
    assert "ferdig som før" in after.text
    assert "Fortsatt bekymret" in after.buttons
    talk.say("det var fredager, ikke torsdager")
    assert "Fortsatt bekymret" in talk.last.buttons
    assert answers_of(talk, "MK")[1] == "mest torsdager\ndet var fredager, ikke torsdager"


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


@pytest.mark.parametrize("words", ["rett det om fraværet", "spm 2", "tilbake til det om fravær"])
def test_an_answer_of_a_paused_talk_is_found_by_words(talk: Chat, words: str) -> None:
    talk.say("pause")
    talk.today = "2026-09-14"
    assert "«mest mandager»" in talk.say(words).text, talk.last.text
    assert asks(talk, 2)


def test_an_answer_is_found_by_words_in_nynorsk(stack: Stack) -> None:
    chat = stack.chat(nynorsk=True)
    chat.all("eg er uroa for ein elev, borte mange måndagar", "MK", "start undring med føresette")
    chat.all("ho er sliten", "mest måndagar", "ho seier lite")
    assert "Du skreiv: «mest måndagar»" in chat.say("eg vil rette svaret om fråværet").text
    chat.say("det var torsdagar, ikkje måndagar")
    assert asks(chat, 4)
    assert answers_of(chat, "MK")[1] == "mest måndagar\ndet var torsdagar, ikkje måndagar"
