"""A talk at its end: its last question got an alarm for an answer, or its case was closed elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow, NoteRow
from tests.api.turns_by_hand import Hand, kinds, rows


async def at_its_end(hand: Hand) -> None:
    """The last question got an acute answer; then the teacher wants to change an answer."""
    await hand.open_case()
    await hand.say("undring med foresatte", "start_guide")
    for number in range(6):
        await hand.say(f"svar nummer {number} er dette")
    assert kinds(await hand.say("pappa slår ham")) == ["acute", "guide_ended"]
    assert kinds(await hand.say("rett på et svar", "edit_answer")) == ["which_answer"]


def said(outcome: dict[str, Any]) -> str:
    return "\n".join(value for act in outcome["utterances"] for value in act["values"].values())


async def test_what_now_speaks_of_the_case_as_it_is_when_the_talk_has_ended(hand: Hand, app: FastAPI) -> None:
    await at_its_end(hand)
    now = await hand.say("hva nå", "whats_next")
    assert kinds(now)[0] == "guide_ended_before"
    assert (kinds(now)[-1], said(now).count("Hva sitter du igjen med")) == ("ask_decision", 1)
    assert "Snakk undrende med foresatte" not in said(now)
    assert [fact.kind for fact in await rows(app, FactRow)] == ["concern_raised", "talk_held"]


async def test_what_is_written_after_the_last_question_is_kept(hand: Hand, app: FastAPI) -> None:
    await at_its_end(hand)
    assert kinds(await hand.say("han liker kunst"))[:2] == ["noted_loose", "guide_ended_before"]
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == ["han liker kunst"]


async def test_an_alarm_in_a_talk_whose_case_was_closed_elsewhere_is_kept(hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    await hand.say("undring med foresatte", "start_guide")
    await hand.say("MK", "switch_case", key="another phone")
    await hand.say("avslutt saken", "close_case", key="another phone")
    assert "case_closed" in kinds(await hand.say("ja", "affirm", key="another phone"))
    assert "acute" in kinds(await hand.say("pappa slår ham"))
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == ["pappa slår ham"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mest i friminuttet", "answer"),
        (
            "mor sier han er sliten og at det har vært slik siden de flyttet i sommer. hvem skal være med på møtet?",
            "ask_who",
        ),
    ],
)
async def test_what_is_written_in_a_talk_whose_case_was_closed_elsewhere_is_a_note_and_said_to_be(
    text: str, intent: str, hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    await hand.say("undring med foresatte", "start_guide")
    await hand.say("MK", "switch_case", key="another phone")
    await hand.say("avslutt saken", "close_case", key="another phone")
    await hand.say("ja", "affirm", key="another phone")
    shown = kinds(await hand.say(text, intent))
    assert "noted_loose" in shown
    assert "case_is_closed" in shown
    assert "noted_doubtful" not in shown
    assert [note.text for note in await rows(app, NoteRow) if note.kind == "loose"] == [text]
