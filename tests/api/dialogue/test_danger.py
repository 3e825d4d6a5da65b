"""Danger in two strengths, through the door: a sure one comes first, a possible one disturbs nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from api.cases.models import NoteRow
from api.conversations.repository import OF_LATE
from api.dialogue.hearing.alarm import LOUD, QUIET
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand, kinds, rows

UNCLEAR = "hun spurte om hun måtte hjem"
PERHAPS = (LOUD + QUIET) / 2


async def heard(
    hand: Hand, text: str, danger: float, *, kind: str = "fear_of_going_home", intent: str = "answer"
) -> dict[str, Any]:
    """Says something the model finds so likely to be danger."""
    turn = await hand.turn(text)
    ranking = [(intent, 0.9), ("acute", danger), (f"alarm_sure/{kind}", danger), (f"alarm_any/{kind}", danger)]
    body = {"conversation": turn["conversation"], "ranking": [{"name": n, "confidence": c} for n, c in ranking]}
    outcome = await hand.client.post(f"/turns/{turn['id']}/outcome", json=body, headers=hand.actions)
    said: dict[str, Any] = outcome.json()
    return said | {"turn": turn["id"]}


async def texts(app: FastAPI) -> list[str | None]:
    return [note.text for note in await rows(app, NoteRow)]


def button(outcome: dict[str, Any], kind: str) -> str:
    act = next(act for act in outcome["utterances"] if act["kind"] == kind)
    return str(act["buttons"][0]["payload"])


async def in_talk(hand: Hand) -> None:
    await hand.open_case()
    await hand.say("Start", payload='/press{"guide":"undring_foresatte"}')


async def test_a_sure_one_gets_the_fixed_text_first_and_the_words_are_kept(hand: Hand, app: FastAPI) -> None:
    await in_talk(hand)
    said = await heard(hand, UNCLEAR, LOUD)
    assert kinds(said)[0] == "acute"
    assert "danger_asked" not in kinds(said)
    assert UNCLEAR in await texts(app)


async def test_a_possible_one_in_a_talk_is_the_answer_and_one_line_stands_under_the_next_question(
    hand: Hand, app: FastAPI
) -> None:
    await in_talk(hand)
    usual = kinds(await heard(hand, "hun liker matte", 0.0))
    said = await heard(hand, UNCLEAR, PERHAPS)
    assert kinds(said) == [*usual, "danger_asked"]
    assert [note.kind for note in await rows(app, NoteRow) if note.text == UNCLEAR] == ["answer"]
    assert kinds(await heard(hand, "ja, hun sover godt", 0.0)) == usual  # the talk went on


async def test_a_possible_one_outside_a_talk_is_a_note_and_a_question_is_answered_as_ever(
    hand: Hand, app: FastAPI
) -> None:
    await hand.open_case()
    assert kinds(await heard(hand, UNCLEAR, PERHAPS)) == ["noted_loose", "danger_asked"]
    assert UNCLEAR in await texts(app)
    asked = kinds(await heard(hand, "hva nå?", 0.0, intent="whats_next"))
    assert kinds(await heard(hand, "hva nå, hun vil ikke hjem?", PERHAPS, intent="whats_next")) == [
        *asked,
        "noted_loose",
        "danger_asked",
    ]


async def test_its_button_shows_the_fixed_text_and_what_stood_still_stands(hand: Hand, app: FastAPI) -> None:
    await in_talk(hand)
    said = await heard(hand, UNCLEAR, PERHAPS)
    shown = await hand.say("Vis hva du gjør nå", payload=button(said, "danger_asked"))
    assert kinds(shown) == ["acute", "question_again"]
    assert "Vis hva du gjør nå" not in await texts(app)
    await heard(hand, "hun sover godt", 0.0)
    assert [note.kind for note in await rows(app, NoteRow) if note.text == "hun sover godt"] == ["answer"]


@pytest.mark.parametrize(
    ("kind", "first"),
    [("missing_now", "acute_missing"), ("intoxicated_or_ill_now", "acute_ill"), ("abuse", "acute")],
)
async def test_the_number_that_the_danger_needs_comes_first(hand: Hand, kind: str, first: str) -> None:
    await hand.open_case()
    assert kinds(await heard(hand, "det er noe med eleven", LOUD, kind=kind))[0] == first
    said = await heard(hand, "det er noe med eleven nå", PERHAPS, kind=kind)
    assert kinds(await hand.say("Vis hva du gjør nå", payload=button(said, "danger_asked")))[0] == first


async def test_a_child_that_nobody_finds_is_missing_whatever_the_model_thinks(hand: Hand) -> None:
    await hand.open_case()
    assert kinds(await hand.say("vi finner ikke jenta, ingen vet hvor hun er"))[0] == "acute_missing"


@pytest.mark.parametrize("text", ["hun er glad", "asdf qwer zxcv", "????", "hn"])
async def test_typed_nonsense_and_ordinary_words_show_nothing(hand: Hand, text: str) -> None:
    await hand.open_case()
    said = kinds(await heard(hand, text, QUIET - 0.01))
    assert not {"acute", "acute_missing", "danger_asked"} & {*said}


@pytest.mark.parametrize("danger", [PERHAPS, LOUD])
async def test_without_a_case_it_is_shown_too(hand: Hand, danger: float) -> None:
    said = kinds(await heard(hand, UNCLEAR, danger))
    assert {"acute", "danger_asked"} & {*said}


async def test_the_line_in_nynorsk_has_its_button(hand: Hand) -> None:
    chat = Chat(hand, "faerder", "nn")
    await chat.open()
    await chat.say("det er ikkje vits i noko, seier han")
    assert chat.kinds[-1] == "danger_asked"
    assert "Vis kva du gjer no" in chat.buttons


async def test_outside_a_talk_it_says_that_the_words_are_kept_and_taking_them_back_is_offered_there(hand: Hand) -> None:
    await hand.open_case()
    said = await heard(hand, UNCLEAR, LOUD)
    assert kinds(said) == ["acute", "noted_loose"]
    shown, kept = ([one["title"] for one in act["buttons"]] for act in said["utterances"])
    assert "Angre" not in shown
    assert kept == ["Angre"]


async def test_where_nothing_is_kept_nothing_says_so(hand: Hand) -> None:
    assert "noted_loose" not in kinds(await heard(hand, UNCLEAR, LOUD))


async def what_now(hand: Hand, **other: object) -> list[str]:
    return kinds(await hand.say("hva gjør jeg nå?", "whats_next", **other))


async def test_who_asks_what_to_do_after_an_alarm_is_shown_it_once_more_and_then_the_plan(hand: Hand) -> None:
    await hand.open_case()
    usual = await what_now(hand)
    await heard(hand, "eleven er ikke her", LOUD, kind="missing_now")
    await heard(hand, "hun er i sjette", 0.0)
    assert await what_now(hand) == ["acute_missing", *usual]
    assert await what_now(hand) == usual


async def test_who_asks_something_else_after_an_alarm_is_answered_that(hand: Hand) -> None:
    await hand.open_case()
    await heard(hand, UNCLEAR, LOUD)
    said = await hand.say("hva skjer hvis vi ikke blir enige om tiltakene?", "whats_next")
    assert "acute" not in kinds(said)


@pytest.mark.parametrize("intent", ["goodbye", "thanks", "off_topic"])
async def test_what_may_be_a_danger_is_never_said_to_the_assistant(intent: str, hand: Hand, app: FastAPI) -> None:
    await hand.open_case()
    said = await heard(hand, "meldinga i natt var at nok er nok, takk for nå", PERHAPS, intent=intent)
    assert kinds(said) == ["noted_loose", "danger_asked"]
    assert "meldinga i natt var at nok er nok, takk for nå" in await texts(app)


async def test_what_lies_days_or_many_turns_back_is_not_shown_again(hand: Hand) -> None:
    await hand.open_case()
    usual = await what_now(hand)
    await heard(hand, UNCLEAR, LOUD)
    assert "acute" not in await what_now(hand, today="2026-08-25")
    await heard(hand, UNCLEAR, LOUD)
    for _ in range(OF_LATE):
        await heard(hand, "hun er i sjette", 0.0)
    assert await what_now(hand) == usual


async def test_the_button_of_the_alarm_itself_shows_the_plan(hand: Hand) -> None:
    await hand.open_case()
    await heard(hand, UNCLEAR, LOUD)
    assert "acute" not in kinds(await hand.say("Hva nå?", payload="/whats_next"))
