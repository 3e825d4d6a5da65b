"""A first worry, as it is told in a corridor: it comes to a case, whatever order the words come in, and nobody is held fast by a code."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat
from tests.api.dialogue.test_other_pupils import written
from tests.api.turns_by_hand import Hand


def chat_of(hand: Hand) -> Chat:
    return Chat(hand, "vennesla", today="2026-09-14")


@pytest.mark.parametrize(
    ("told", "label"),
    [
        ("TL jente i 7. borte 4 dager", "TL"),
        ("jente TL i 7b, borte mye", "TL"),
        ("gutt på 9. trinn borte, kall han JO", "JO"),
        ("bekymra for KR2, mye hjemme på mandager", "KR2"),
        ("AK gutt 6. trinn kommer ikke på fredager", "AK"),
    ],
)
async def test_who_is_named_beside_the_worry_is_not_asked_for(told: str, label: str, hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.say(told, "start_case")
    assert "case_opened" in chat.kinds
    assert await written(app) == {label: [told]}


@pytest.mark.parametrize("told", ["PPT spør om en jente som er borte", "SKAL melde om en gutt som er borte"])
async def test_what_is_no_pupil_is_no_code(told: str, hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.say(told, "start_case")
    assert chat.kinds == ["ask_label"]


@pytest.mark.parametrize(
    ("said", "intent"), [("ja", "affirm"), ("ja byrj ei sak", "affirm"), ("ja, ny sak", "start_case")]
)
async def test_a_yes_asks_for_the_code_and_no_word_of_it_is_told(
    said: str, intent: str, hand: Hand, app: FastAPI
) -> None:
    chat = chat_of(hand)
    await chat.say("en gutt er mye borte", "start_case")
    for _ in range(3):
        await chat.say(said, intent)
        assert chat.kinds == ["ask_label_again"]
    await chat.say("TB")
    assert await written(app) == {"TB": ["en gutt er mye borte"]}


async def test_whoever_goes_on_telling_is_asked_till_there_is_a_case(hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    told = [
        "en gutt er mye borte",
        "mor sier det er vondt i magen",
        "han var her ikke fredag heller",
        "far er på sjøen ofte",
    ]
    await chat.say(told[0], "start_case")
    for more in told[1:]:
        await chat.say(more)
        assert chat.kinds == ["label_refused_too_long"]
    await chat.press("Kall eleven ⟦1⟧")
    assert await written(app) == {"E1": told}


async def test_the_code_of_ours_is_another_for_the_next_pupil(hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    for _ in (1, 2):
        await chat.say("ny bekymring om en gutt", "start_case")
        await chat.say("ja", "affirm")
        await chat.press("Kall eleven ⟦1⟧")
    assert set(await written(app)) == {"E1", "E2"}


@pytest.mark.parametrize("said", ["ho heter Nora", "eleven heiter Nora"])
async def test_a_name_is_refused_as_a_name(said: str, hand: Hand) -> None:
    chat = chat_of(hand)
    await chat.say("en jente er mye borte", "start_case")
    await chat.say(said)
    assert chat.kinds == ["label_refused_name"]


async def test_without_an_offer_a_yes_begins_nothing(hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.say("hei", "greet")
    await chat.say("ja", "affirm")
    assert await written(app) == {}
    assert "ask_label" not in chat.kinds


# a brother or sister


@pytest.mark.parametrize(
    ("said", "intent"), [("ny sak på broren MB", "switch_case"), ("lag ny sak på søster MB", "start_case")]
)
async def test_a_case_is_begun_for_a_sibling_by_name(said: str, intent: str, hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.open("borte mandag", "TL")
    await chat.say(said, intent, sure=0.8)
    assert "case_opened" in chat.kinds
    assert await written(app) == {"TL": ["borte mandag"], "MB": [said]}


async def test_of_a_sibling_who_is_named_it_is_asked_whose_it_is(hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.open("borte mandag", "TL")
    await chat.say("tvillingsøster KL går i parallellklassen")
    assert chat.kinds == ["whose"]
    await chat.say("lag sak på søsteren også", "start_case")
    assert set(await written(app)) == {"TL", "KL"}


async def test_who_says_something_about_unknown_initials_is_asked(hand: Hand, app: FastAPI) -> None:
    chat = chat_of(hand)
    await chat.open("borte mandag", "TL")
    await chat.say("MB sier han har vondt i magen")
    assert chat.kinds == ["whose"]
    assert await written(app) == {"TL": ["borte mandag"]}
