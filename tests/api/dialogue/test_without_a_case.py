"""What is asked of the routine needs no case: the school's own answers; a question of this pupil tells the rule and how to begin."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


@pytest.mark.parametrize(
    ("routine", "text", "intent", "told"),
    [
        ("alvoen", "hvor føres fraværet", "ask_document", "Vigilo"),
        ("alvoen", "hva er en kompleks sak", "help", "Rutine 7 er «komplekse saker»"),
        ("faerder", "hva skal vi med tiltakssirkelen, hva bruker vi den til", "start_guide", "Tiltakssirkelen"),
        ("hardanger", "skal jeg begynne samtalen med å snakke om fraværet", "start_guide", "Vent med fraværet"),
        ("vennesla", "kan eleven få hjemmeundervisning", "off_topic", "hjemmeundervisning"),
        ("faerder", "hva gjør jeg først når jeg lurer på fraværet til en elev", "start_case", "Nivå 0 er «undring»"),
        ("faerder", "hvem er med på 2B", "ask_who", "Disse skal være med på nivå 2B"),
        ("hardanger", "hvem er med på nivå 2", "ask_who", "minst én av ledelsen, sosiallæreren og rådgiveren"),
    ],
)
async def test_the_routine_answers_whatever_command_it_looks_like(
    routine: str, text: str, intent: str, told: str, hand: Hand
) -> None:
    chat = Chat(hand, routine)
    turn = await hand.turn(text, subject=chat.subject, today=chat.today)
    chat.last = (await hand.decide(turn, intent, 0.6)).json()
    assert told in chat.words
    assert "no_case" not in chat.kinds


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("når må jeg være ferdig", "ask_deadline", "Trinn 2: Møte"),
        ("når er fristen", "ask_deadline", "Trinn 4"),
        ("hvem skal være med?", "ask_who", "Disse skal være med på trinn 1"),
        ("hvor skriver jeg det", "ask_document", "Trinn 2"),
        ("hva nå?", "whats_next", "Trinn 1 er «"),
        ("hvilket trinn er vi på", "ask_level", "Trinn 1 er «"),
    ],
)
async def test_a_question_of_this_pupil_tells_the_rule_and_how_to_begin(
    text: str, intent: str, told: str, hand: Hand
) -> None:
    chat = Chat(hand, "vennesla")
    assert told in await chat.say(text, intent)
    assert chat.kinds[-1] == "no_case"


@pytest.mark.parametrize("text", ["hva har vi så langt", "oppsummer"])
async def test_what_only_a_case_holds_needs_one(text: str, hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.say(text, "summary")
    assert chat.kinds == ["no_case"]


async def test_what_tells_of_a_pupil_begins_a_case_though_it_asks(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("gutt i 6. har vært borte hver mandag i tre uker, hva gjør jeg først", "start_case")
    assert "ask_label" in "".join(chat.kinds)


@pytest.mark.parametrize("text", ["kan en elev slippe gymmen", "må trinnet ha egne farger på døra"])
async def test_what_is_only_asked_begins_no_case(text: str, hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.say(text, "start_case")
    assert not [kind for kind in chat.kinds if "label" in kind]


async def test_what_comes_after_the_level_of_the_case_is_the_way_on(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    assert "Veien til trinn 2 går fra trinn 1" in await chat.say("hva kommer etter trinn 1", "whats_next")


async def test_a_sure_command_is_obeyed(hand: Hand) -> None:
    chat = Chat(hand, "alvoen")
    await chat.say("hvilke saker har jeg", "list_cases")
    assert chat.kinds == ["case_list_empty"]


@pytest.mark.parametrize("text", ["hvis tiltakene ikke virker, hva da", "dersom tiltaka ikkje verkar, kva gjer vi"])
async def test_what_is_asked_behind_a_condition_is_answered(text: str, hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    assert "Veien til nivå 2B går fra nivå 2A" in await chat.say(text, "whats_next")


@pytest.mark.parametrize("intent", ["ask_who", "ask_threshold", "ask_deadline", "whats_next"])
async def test_what_is_told_behind_a_question_is_kept(intent: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    text = "er det fortsatt mye fravær, han har vært borte 4 dager"
    await chat.say(text, intent)
    assert await notes(app) == [text]


async def test_a_level_is_told_as_a_whole_and_offers_no_piece_of_it(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    assert "Trinn 3 er «" in await chat.say("hva gjør jeg på trinn 3", "whats_next")
    assert chat.buttons == {}


async def test_the_same_words_are_not_offered_for_another_level(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    assert "skal si fra til rektor" in await chat.say("hva er aktivitetsplikten", "ask_help_service")
    assert chat.buttons == {}


async def test_what_hardly_shares_a_word_is_not_offered(hand: Hand) -> None:
    chat = Chat(hand, "nittedal")
    assert "Mener du" not in await chat.say("hvem vant kampen om kantinebollene", "ask_who")
    assert chat.buttons == {}


async def test_a_template_tells_what_is_in_it_by_the_talk_it_is_used_in(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    assert "Hvilke ukedager er eleven mest borte?" in await chat.say("hva skal jeg spørre om når jeg ringer", "ask_why")


async def test_of_what_has_no_date_the_only_date_of_its_level_is_told(hand: Hand) -> None:
    chat = Chat(hand, "hardanger", "nn", today="2026-09-14")
    said = await chat.say("kva er fristen for å kalle inn på nivå 2", "ask_deadline")
    assert "innan éi veke" in said
    assert "ingen dato" not in said
