"""A date of the teacher's own, told in words: offered with weekday and a remark, never set unasked."""

from __future__ import annotations

from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand

TODAY = "2026-08-24"  # a Monday


async def test_a_limit_of_ones_own_is_offered_and_set_by_a_yes(hand: Hand, app: FastAPI) -> None:
    chat, told = Chat(hand, "faerder", today=TODAY), "Setter meg som frist å ha snakket med hjemmet innen onsdag."
    await chat.open()
    await chat.say(told)
    assert (chat.kinds, await notes(app)) == (["noted_loose", "own_date_proposed"], [told])
    assert "onsdag 26. august" in chat.words
    assert [one["own_on"] for one in (await chat.plan())["deadlines"] if one["own_on"]] == []
    await chat.press("Ja")
    assert chat.kinds == ["own_date_set"]
    assert [one["own_on"] for one in (await chat.plan())["deadlines"] if one["own_on"]] == ["2026-08-26"]


async def test_a_day_without_school_is_remarked_on(hand: Hand) -> None:
    chat = Chat(hand, "faerder", today=TODAY)
    await chat.open()
    await chat.say("setter meg som frist å ha hatt samtalen søndag 30. august")
    assert "søndag 30. august (helg)" in chat.words
    await chat.press("Ja")
    assert "Merk at det er helg den dagen." in chat.words


async def test_of_a_week_the_day_is_asked_for(hand: Hand) -> None:
    chat = Chat(hand, "faerder", today=TODAY)
    await chat.open()
    await chat.say("samtalen tar vi i uke 39")
    assert chat.kinds == ["noted_loose", "ask_day"]
    await chat.say("onsdag")
    assert [one["own_on"] for one in (await chat.plan())["deadlines"] if one["own_on"]] == ["2026-09-23"]


async def test_a_day_that_does_not_exist_is_asked_about(hand: Hand) -> None:
    chat = Chat(hand, "faerder", today=TODAY)
    await chat.open()
    await chat.say("nytt møte blir den 31. septmber")
    assert chat.kinds == ["noted_loose", "no_such_day"]
