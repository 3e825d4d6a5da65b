"""A date of the teacher's own, told in words: offered with weekday and a remark, never set unasked."""

from __future__ import annotations

from fastapi import FastAPI

from api.engine.schema import Language
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


async def to_the_talk(hand: Hand, language: Language = "nb") -> Chat:
    """Hardanger, level 1, with the talk held: the routine sets no date for the meeting that comes next."""
    chat = Chat(hand, "hardanger", language, today=TODAY)
    await chat.open()
    await chat.decide("concern", "worried")
    await chat.decide("form", "together")
    await chat.tick("talk_foresatte")
    await chat.decide("school_link", "no_offer")
    return chat


async def test_a_day_set_for_the_next_meeting_is_shown_first_and_told_when_asked_for(hand: Hand) -> None:
    chat = await to_the_talk(hand)
    await chat.say("nytt møte er satt til torsdag 10. september")
    await chat.press("Ja")
    said = (await chat.say("hva nå?", "whats_next")).split("\n")
    assert said[1].startswith("Satt til torsdag 10. september: Hold det nye møtet")
    await chat.say("når er neste møte?", "ask_deadline")
    assert chat.words.startswith("Satt til torsdag 10. september: Hold det nye møtet")
    assert "så snart du kan" not in chat.words
    await chat.say("når er fristen?", "ask_deadline")
    assert "Satt til torsdag 10. september" in chat.words
    assert "Rutinen setter ingen frist" in chat.words


async def test_a_meeting_that_is_moved_has_the_new_day_alone(hand: Hand) -> None:
    chat = await to_the_talk(hand)
    for told in ("nytt møte er satt til torsdag 10. september", "møtet er flyttet til lørdag 12. september"):
        await chat.say(told)
        await chat.press("Ja")  # shows what to do now
    assert "Satt til lørdag 12. september" in chat.words
    assert "Merk at det er helg den dagen." in chat.words
    assert "10. september" not in chat.words


async def test_a_day_that_has_been_is_asked_about(hand: Hand) -> None:
    chat = await to_the_talk(hand)
    await chat.say("nytt møte er satt til torsdag 10. september")
    await chat.press("Ja")
    chat.today = "2026-09-11"
    await chat.say("hva nå?", "whats_next")
    assert "Var satt til torsdag 10. september" in chat.words


async def test_a_day_past_the_loaded_calendar_says_so(hand: Hand) -> None:
    chat = await to_the_talk(hand)
    await chat.say("nytt møte er satt til torsdag 9. september 2027")
    await chat.press("Ja")
    await chat.say("hva nå?", "whats_next")
    assert "Skoleruta er ikke lastet inn så langt fram" in chat.words


async def test_what_has_no_day_of_its_own_is_answered_by_the_routine(hand: Hand) -> None:
    chat = await to_the_talk(hand)
    await chat.say("når er neste møte?", "ask_deadline")
    assert "Satt til" not in chat.words


async def test_a_day_that_has_been_is_never_the_next(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today="2026-08-31")
    await chat.open()
    await chat.decide("concern", "call_home")
    await chat.tick("call_home")
    await chat.decide("falling", "not_falling")
    await chat.do("plan_day", task="hold_meeting", on="2026-09-03")
    assert "torsdag 3. september" in await chat.say("når er neste møte?", "ask_deadline")
    chat.today = "2026-09-09"
    said = await chat.say("når er neste møte?", "ask_deadline")
    assert "mandag 7. september" in said
    assert not said.startswith(("Satt til", "Var satt til"))


async def test_the_next_meeting_is_answered_by_the_date_that_runs_and_not_by_a_gap(hand: Hand) -> None:
    chat = Chat(hand, "hardanger", today="2026-09-24")
    await chat.open()
    await chat.decide("concern", "worried")
    for task in ("talk_foresatte", "new_meeting"):
        await chat.tick(task)
    await chat.decide("evaluation", "persists")
    said = await chat.say("når er neste møte?", "ask_deadline")
    assert "torsdag 1. oktober" in said
    assert "Rutinen sier ikke noe om dette" not in said
