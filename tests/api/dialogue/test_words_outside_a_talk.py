"""No word is lost outside a talk: with no case, at the opening of one, where a judgement is asked for, and beside what is asked."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


@pytest.mark.parametrize(
    "text",
    ["læreren i norsk sier at gutten sitter alene hver dag", "Ei jente i klassa har slutta å ete maten sin på skulen"],
)
async def test_what_is_told_with_no_case_is_said_to_lie_in_none_and_begins_one_on_a_tap(
    hand: Hand, app: FastAPI, text: str
) -> None:
    chat = Chat(hand, "faerder")
    await chat.say(text)
    assert "ligger ikke i noen sak" in chat.words
    await chat.press("Begynn en sak med dette")
    await chat.say("TR2")
    assert await notes(app, "concern") == [text]


async def test_a_sure_alarm_with_no_case_says_so_too(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("Han sier at han skal ta livet sitt i kveld", "acute")
    assert "112" in chat.words or "acute" in chat.kinds[0]
    await chat.press("Begynn en sak med dette")
    await chat.say("TR2")
    assert await notes(app, "concern") == ["Han sier at han skal ta livet sitt i kveld"]


@pytest.mark.parametrize("text", ["hei", "hva gjør jeg først?", "takk for hjelpa"])
async def test_what_tells_nothing_begins_nothing(hand: Hand, text: str) -> None:
    chat = Chat(hand, "faerder")
    await chat.say(text, "off_topic")
    assert "Begynn en sak med dette" not in chat.buttons


@pytest.mark.parametrize("intent", ["start_case", "answer", "ask_threshold"])
async def test_what_is_told_beside_the_label_of_a_new_case_is_heard(hand: Hand, app: FastAPI, intent: str) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-24")
    text = "Ny sak på HM4: borte fem dager til nå i september, ringte hjem i går uten svar"
    await chat.say(text, intent)
    assert "5 dager" in chat.words
    assert "onsdag 23. september" in chat.words
    assert await notes(app, "concern") == [text]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("eleven kjem til å vere med på det", "ask_who"),
        ("det virka, så vi held fram slik", "resume"),
        ("mor blir med videre", "ask_who"),
    ],
)
async def test_what_is_told_where_a_judgement_is_asked_for_is_kept(
    hand: Hand, app: FastAPI, text: str, intent: str
) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("Jeg har snakket med foresatte")
    await chat.say(text, intent)
    assert text in await notes(app)
    assert "Fortsatt bekymret" in chat.buttons


async def test_what_is_written_so_far_is_told_beside_whatever_is_asked(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("avslutt saken", "close_case")
    await chat.say("oppsummer", "summary")
    assert "summary" in chat.kinds


async def test_a_statement_is_no_question_whatever_word_it_holds(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("foresatte skal vere med", "ask_who")
    assert await notes(app) == ["foresatte skal vere med"]


@pytest.mark.parametrize(
    ("text", "kept"), [("evaluering satt til 24.9", True), ("kva skal eg ikkje starta med i elevsamtala", False)]
)
async def test_only_few_plain_words_start_a_talk_and_of_others_it_is_offered(
    hand: Hand, app: FastAPI, text: str, *, kept: bool
) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say(text, "start_guide")
    assert (text in await notes(app)) is kept
    assert "question" not in chat.kinds
    assert "guide_elsewhere" not in chat.kinds
    await chat.say("start undring med mor", "start_guide")
    assert "question" in chat.kinds
