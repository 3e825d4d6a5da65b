"""“Angre” and “La det gjelde igjen”: what goes and what comes back is said as it is, and nothing older goes by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.turns_by_hand import Hand, kinds

TASK, NOTE = "Jeg har snakket med foresatte", "notat: mor sa at han sover lite om natta"
GONE, BACK = "Tatt tilbake i saken ⟦1⟧: {}.", "Gjelder igjen i saken ⟦1⟧: {}."
TICK, WORDS, CLOSED = f"«{TASK}»", "notatet «⟦2⟧»", "at saken ble avsluttet"


def undone(outcome: dict[str, Any]) -> str:
    """What is said of it; texts about pupils lie apart and have a number here."""
    (said,) = [one["values"]["words"] for one in outcome["utterances"] if one["kind"] == "taken_back"]
    return str(said)


async def done(hand: Hand) -> set[str]:
    (case,) = (await hand.client.get("/cases", headers={"X-Today": "2026-08-24"})).json()
    plan = (await hand.client.get(f"/cases/{case['id']}/plan", headers={"X-Today": "2026-08-24"})).json()
    return {task["id"] for task in plan["tasks"] if task["done_on"]}


@pytest.fixture
async def case(hand: Hand) -> Hand:
    await hand.open_case()
    return hand


async def test_a_tick_goes_and_comes_back_and_goes_again(case: Hand) -> None:
    await case.say(TASK)
    ticked = await done(case)
    assert ticked
    for _ in range(3):
        assert undone(await case.say("angre")) == GONE.format(TICK)
        assert await done(case) == set()
        assert undone(await case.say("La det gjelde igjen")) == BACK.format(TICK)
        assert await done(case) == ticked


async def test_a_note_that_counts_again_is_there_and_can_be_taken_back(case: Hand) -> None:
    await case.say(NOTE)
    for _ in range(2):
        assert undone(await case.say("angre")) == GONE.format(WORDS)
        assert undone(await case.say("La det gjelde igjen")) == BACK.format(WORDS)
    assert (await case.say("oppsummer", "summary"))["utterances"][0]["values"][
        "words"
    ] == "• ⟦2⟧\n• ⟦3⟧"  # the worry and it


async def test_what_was_taken_back_earlier_stays_so_when_it_is_said_to_count_again(case: Hand) -> None:
    await case.say(TASK)
    await case.say("angre")
    await case.say("hva nå?", "whats_next")
    assert kinds(await case.say("La det gjelde igjen"))[0] == "let_be"
    assert await done(case) == set()


async def test_to_let_it_stand_is_an_answer_to_whether_it_is_to_go(case: Hand) -> None:
    await case.say(TASK)
    await case.say("hva nå?", "whats_next")
    ticked = await done(case)
    assert "undo_proposed" in kinds(await case.say("angre"))
    assert kinds(await case.say("La det gjelde igjen"))[0] == "let_be"
    assert await done(case) == ticked


async def test_what_lies_further_back_is_named_first(case: Hand) -> None:
    await case.say(TASK)
    ticked = await done(case)
    await case.say("hva nå?", "whats_next")
    await case.say(NOTE)
    assert undone(await case.say("angre")) == GONE.format(WORDS)
    assert "undo_proposed" in kinds(await case.say("angre"))
    assert await done(case) == ticked


async def test_two_that_were_recorded_one_after_the_other_go_one_after_the_other(case: Hand) -> None:
    await case.say(TASK)
    await case.say(NOTE)
    assert undone(await case.say("angre")) == GONE.format(WORDS)
    assert undone(await case.say("angre")) == GONE.format(TICK)


async def test_a_closing_that_is_taken_back_is_no_longer_and_may_be_again(case: Hand) -> None:
    await case.say("avslutt saken", "close_case")
    await case.say("ja", "affirm")
    assert undone(await case.say("angre")) == GONE.format(CLOSED)
    assert undone(await case.say("La det gjelde igjen")) == BACK.format(CLOSED)
    assert undone(await case.say("angre")) == GONE.format(CLOSED)
