"""The day a case is opened again is no day that the routine counts from: nothing is reckoned from it, on no page."""

from __future__ import annotations

from typing import Any

from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand


async def deadline(chat: Chat) -> dict[str, Any]:
    (found,) = [one for one in (await chat.plan())["deadlines"] if one["id"] == "alvoen.4.meeting"]
    return dict(found)


async def test_a_reopened_date_is_not_reckoned_from_the_day_it_was_opened_again(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-07")
    await chat.open()
    await chat.decide("concern", "call_home")
    await chat.tick("call_home")
    await chat.decide("falling", "not_falling")
    assert "som var mandag 7. september" in (await deadline(chat))["why"]
    await chat.do("close")
    chat.today = "2026-10-01"
    await chat.say("Åpne saken igjen", "reopen_case")
    found = await deadline(chat)
    assert (found["state"], "som var" in found["why"]) == ("reopened", False)
    assert "Sett gjerne en egen dato" in found["sentence"]
    await chat.do("own_date", deadline="alvoen.4.meeting", on="2026-10-21")
    assert "Sett gjerne en egen dato" not in (await deadline(chat))["sentence"]
