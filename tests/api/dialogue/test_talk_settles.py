"""A talk that answered a task of the level offers to tick it, and is dated by the day it was held."""

from __future__ import annotations

from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand

TODAY = "2026-08-24"  # a Monday


async def through_the_talk(hand: Hand, who_begins: str = "det snakket vi om") -> Chat:
    """Hardanger, level 1: the talk with foresatte led to its end, with an answer to each question, that of who begins among them."""
    chat = Chat(hand, "hardanger", today=TODAY)
    await chat.open()
    await chat.decide("concern", "worried")
    await chat.decide("form", "together")
    await chat.lead("samtale_foresatte")
    for _ in range(30):
        await chat.say(who_begins if "Hvem av oss setter i gang" in chat.words else "det snakket vi om")
        if "guide_ended" in chat.kinds:
            return chat
    raise AssertionError(chat.words)


async def test_what_was_answered_is_offered_to_be_ticked(hand: Hand) -> None:
    chat = await through_the_talk(hand)
    assert chat.kinds[-1] == "proposed"
    assert "Mål og tiltak er avtalt" in chat.words
    assert "Hvert tiltak har en ansvarlig" in chat.words
    await chat.press("Ja, alt")
    states = {task["id"]: task["state"] for task in (await chat.plan())["tasks"]}
    assert (states["agree_measures"], states["name_responsible"]) == ("done", "done")


async def test_the_day_of_the_talk_can_be_set_right_with_a_tap(hand: Hand) -> None:
    chat = await through_the_talk(hand)
    assert "mandag 24. august" in chat.words
    chat.last["utterances"] = [act for act in chat.last["utterances"] if act["kind"] != "proposed"]
    await chat.press("Annen dag")
    await chat.say("fredag 21. august")
    (talk,) = [task for task in (await chat.plan())["tasks"] if task["id"] == "talk_foresatte"]
    assert talk["done_on"] == "2026-08-21"


async def test_a_meeting_that_was_set_names_nobody_responsible_and_its_day_is_offered(hand: Hand) -> None:
    chat = await through_the_talk(hand, "nytt møte torsdag 8. oktober")
    assert "Mål og tiltak er avtalt" in chat.words
    assert "Hvert tiltak har en ansvarlig" not in chat.words
    assert "torsdag 8. oktober" in chat.words
