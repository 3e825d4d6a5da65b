"""Corrections told in passing: they stand under the answer they correct, with it, and one tap puts them elsewhere."""

from __future__ import annotations

import pytest

from tests.conversations.looking import answers_of, asks, new_cases, other_device
from tests.conversations.stack import Chat, Stack

SAID = "mest tirsdager, sier mor"


@pytest.fixture
def talk(chat: Chat) -> Chat:
    """At the third question of a talk."""
    new_cases(chat, "MK")
    chat.press("Undring med foresatte")
    chat.all("han er sliten", SAID)
    assert asks(chat, 3)
    return chat


@pytest.mark.parametrize(
    "correction",
    [
        *("det var torsdager, ikke tirsdager", "nei, jeg mente torsdag", "rettelse: hun er 12", "feil, det var far"),
        *("retter: det var far", "eg meinte måndagar", "det va itj mor, det va far", "oi, skreiv feil, det va onsdag"),
        *("skrv feil, mnte torsd", "det skulle stå fredag", "far, ikke mor"),
    ],
)
def test_a_correction_stands_under_the_answer_it_corrects(talk: Chat, correction: str) -> None:
    reply = talk.say(correction)
    assert "spørsmål 2" in reply.text
    assert f"{SAID}\n{correction}" in reply.text
    assert asks(talk, 3)
    assert answers_of(talk, "MK") == ["han er sliten", f"{SAID}\n{correction}"]
    talk.say("han sier lite")
    assert asks(talk, 4)
    summed = talk.say("hva har vi så langt").text
    assert summed.count(SAID) == summed.count(correction) == 1


@pytest.mark.parametrize(
    "answer",
    ["nei, han sover dårlig", "jeg mente vi burde prøve en kortere dag", "han liker matte, ikke norsk"],
)
def test_what_may_be_an_answer_is_the_answer_of_the_question_that_stands(talk: Chat, answer: str) -> None:
    talk.say(answer)
    assert asks(talk, 4), talk.last.text
    assert answers_of(talk, "MK") == ["han er sliten", SAID, answer]


@pytest.mark.parametrize("typed", [False, True])
def test_one_tap_or_its_words_put_it_under_the_question_that_stood(talk: Chat, typed: bool) -> None:
    words = "det var far, ikke mor"
    payload = talk.say(words).buttons["Hører til spørsmål 3"]
    talk.say("Hører til spørsmål 3", payload=None if typed else payload)
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == ["han er sliten", SAID, words]
    for _ in range(2):
        talk.say("Hører til spørsmål 3", payload=payload)
        assert asks(talk, 4)
    assert answers_of(talk, "MK") == ["han er sliten", SAID, words]
    assert talk.say("oppsummer").text.count(words) == 1


def test_the_tap_comes_late_and_nothing_is_written_over(talk: Chat) -> None:
    words = "det var far, ikke mor"
    payload = talk.say(words).buttons["Hører til spørsmål 3"]
    talk.say("han sier lite")
    talk.say("Hører til spørsmål 3", payload=payload)
    assert asks(talk, 4)
    assert answers_of(talk, "MK") == ["han er sliten", SAID, f"han sier lite\n{words}"]


def test_the_tap_does_nothing_in_another_case_or_another_conversation(talk: Chat) -> None:
    payload = talk.say("det var far, ikke mor").buttons["Hører til spørsmål 3"]
    kept = answers_of(talk, "MK")
    tablet = other_device(talk)
    tablet.say("fortsett")
    tablet.say("Hører til spørsmål 3", payload=payload)
    assert answers_of(talk, "MK") == kept
    new_cases(talk, "TL")
    talk.say("Hører til spørsmål 3", payload=payload)
    assert answers_of(talk, "TL") == []
    assert answers_of(talk, "MK") == kept


def test_a_correction_at_a_question_gone_back_to_is_of_that_question(talk: Chat) -> None:
    talk.all("spørsmål 1", "rettelse: han er trøtt")
    assert asks(talk, 3)
    assert answers_of(talk, "MK") == ["han er sliten\nrettelse: han er trøtt", SAID]


def test_a_correction_said_at_one_phone_is_of_what_was_told_there(talk: Chat) -> None:
    tablet = other_device(talk)
    tablet.all("fortsett", "han sier lite")
    talk.say("feil, det var far")
    assert answers_of(talk, "MK") == ["han er sliten", f"{SAID}\nfeil, det var far", "han sier lite"]


def test_a_step_of_a_scale_is_put_right_by_the_new_one(stack: Stack) -> None:
    chat = stack.chat(routine="vennesla")
    new_cases(chat, "MK")
    chat.say("Elevsamtale", payload='/press{"guide":"elevsamtale_utsagn"}')
    assert asks(chat, 1)
    chat.all("3", "nei, jeg mente 4")
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == ["4"]
    chat.say("rettelse: 9")
    assert asks(chat, 1), "no step of the scale: asked again"
    assert answers_of(chat, "MK") == ["4"]
    chat.say("det var 2, ikke 4")
    assert asks(chat, 2)
    assert answers_of(chat, "MK") == ["det var 2"]
    assert chat.say("oppsummer").text.count("rettelse: 9") == 1


@pytest.mark.parametrize("label", ["ha", "ab", "HA", "TA", "no"])
def test_a_label_that_looks_like_a_command_is_a_label(chat: Chat, label: str) -> None:
    chat.all("jeg er bekymra for en elev, borte mange mandager", label)
    assert f"saken {label}" in chat.last.text
    assert [case["label"] for case in chat.cases()] == [label]
