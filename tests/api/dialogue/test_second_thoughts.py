"""A change of mind lets a proposal go; a wish to go on before its time is kept and proposed, and only its button skips what comes first."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.dialogue.reading.agreeing import only_withdraws, withdraws
from api.engine.schema import Language
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.test_citing import go_to
from tests.api.turns_by_hand import Hand

SECOND_THOUGHTS = (
    "nei vent, ikke avslutt",
    "vi venter litt likevel",
    "eg ventar med det",
    "ikkje lukk saka likevel",
    "jeg har ombestemt meg",
    "la oss vente",
    "ikke ennå",
    "nei, behold den åpen",
)


async def opened(hand: Hand, routine: str = "faerder", language: Language = "nb") -> Chat:
    chat = Chat(hand, routine, language)
    await chat.open()
    return chat


async def delivered(chat: Chat) -> None:
    """The reply with its buttons, as it was delivered."""
    buttons = [button for said in chat.last["utterances"] for button in said["buttons"]]
    body = {"messages": [{"text": "svar", "buttons": buttons}]}
    await chat.hand.client.put(f"/turns/{chat.last['turn']}/reply", json=body, headers=chat.hand.channel)


@pytest.mark.parametrize("text", SECOND_THOUGHTS)
async def test_an_offer_to_close_is_let_go_and_a_yes_later_closes_nothing(hand: Hand, text: str) -> None:
    chat = await opened(hand)
    await chat.say("avslutt saken", "close_case")
    await chat.say(text, "deny")
    assert "confirm_close" not in chat.kinds
    assert "kept_open" in chat.kinds
    await chat.say("ja", "affirm")
    assert (await chat.plan())["status"] == "open"


async def test_what_is_told_beside_it_is_kept(hand: Hand, app: FastAPI) -> None:
    text = "vent med det, mor ringte nettopp og er urolig"
    chat = await opened(hand)
    await chat.say("avslutt saken", "close_case")
    await chat.say(text, "pause")
    assert "kept_open" in chat.kinds
    assert await notes(app) == [text]


@pytest.mark.parametrize("text", ["vent litt, ikke før det opp", "nei, ikkje ennå", "vi ventar med den"])
async def test_what_was_told_and_proposed_is_let_go_too(hand: Hand, text: str) -> None:
    chat = await opened(hand)
    await chat.say("Jeg har snakket med mor i går")
    assert "report_done" in chat.kinds, chat.kinds
    await chat.say(text, "pause")
    assert "report_only_noted" in chat.kinds
    await chat.say("ja", "affirm")
    assert not [task for task in (await chat.plan())["tasks"] if task["done_on"]]


@pytest.mark.parametrize(
    "text",
    [
        "vi må ikke vente, avslutt",
        "ja, avslutt",
        "han venter på svar fra BUP",
        "ikke bekymret lenger",
        "skal vi vente?",
    ],
)
def test_what_only_holds_a_word_of_it_lets_nothing_go(text: str) -> None:
    assert not withdraws(text)
    assert not only_withdraws(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "fortsatt bekymret, gå til rutine 3"),
        ("nn", "framleis uroa, gå til rutine 3"),
    ],
)
async def test_a_judgement_before_its_time_is_kept_and_proposed_with_what_comes_first(
    hand: Hand, app: FastAPI, language: Language, text: str
) -> None:
    chat = await opened(hand, "alvoen", language)
    await chat.say(text, "concern_confirmed")
    assert await notes(app) == [text]
    assert "judgement_proposed" in chat.kinds, chat.kinds
    await chat.say("ja", "affirm")
    assert chat.kinds == ["needs_first"]
    await delivered(chat)
    for _ in range(2):  # it may mean that this is done
        await chat.say("ja", "affirm")
        assert chat.kinds == ["needs_first"]
        await delivered(chat)
    assert (await chat.plan())["level"] == "1"
    await chat.say("Gå videre likevel", "answer")
    assert chat.kinds[0] == "moved"
    assert (await chat.plan())["level"] == "3"


@pytest.mark.parametrize("between", ["hva nå?", "vent litt"])
async def test_a_yes_to_something_else_goes_on_with_nothing(hand: Hand, between: str) -> None:
    chat = await opened(hand, "alvoen")
    await chat.tick("contact_home")
    await chat.say("Fortsatt bekymret, gå til rutine 3", "concern_confirmed")
    assert chat.kinds == ["needs_first"]
    await delivered(chat)
    await chat.say(between, "whats_next")
    await delivered(chat)
    await chat.say("ja", "affirm")
    assert (await chat.plan())["level"] == "1"


async def test_the_next_day_a_yes_goes_on_with_nothing(hand: Hand) -> None:
    chat = await opened(hand, "alvoen")
    await chat.tick("contact_home")
    await chat.say("Fortsatt bekymret, gå til rutine 3", "concern_confirmed")
    await delivered(chat)
    chat.today = "2026-08-25"
    await chat.say("ja", "affirm")
    assert (await chat.plan())["level"] == "1"


async def test_the_words_of_another_levels_way_on_are_kept_and_lead_nowhere(hand: Hand, app: FastAPI) -> None:
    chat = await opened(hand, "alvoen")
    await chat.say("Fortsatt bekymret, gå til rutine 4", "concern_confirmed")
    assert await notes(app) == ["Fortsatt bekymret, gå til rutine 4"]
    assert "judgement_proposed" not in chat.kinds


async def test_the_words_of_a_task_that_fell_away_are_kept_and_tick_none_that_is_like_it(
    hand: Hand, app: FastAPI
) -> None:
    chat = await opened(hand, "nittedal")
    await go_to(chat, "nittedal", "5")
    await chat.tick("discuss")
    await chat.say("Anonymt eller samtykke er avklart", "task_done")
    assert "Anonymt eller samtykke er avklart" in await notes(app)
    assert not {"proposed", "ticked"} & set(chat.kinds), chat.kinds


@pytest.mark.parametrize(("language", "text"), [("nb", "Gå videre likevel"), ("nn", "gå vidare likevell")])
async def test_the_words_of_a_button_hand_nothing_over(hand: Hand, language: Language, text: str) -> None:
    chat = await opened(hand, "alvoen", language)
    await chat.say(text, "skip", custody="withdraw_offer")
    assert "of_the_system" not in chat.kinds
    assert "ask_decision" in chat.kinds, chat.kinds
