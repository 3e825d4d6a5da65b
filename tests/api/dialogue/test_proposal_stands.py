"""A proposal stands until it is answered, and what eases a case is asked about alone."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from api.dialogue.hearing.alarm import QUIET
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.test_told_parts import OWN, tell
from tests.api.turns_by_hand import Hand, rows

CALLED, TRIED, PUPIL, CLEARED = (
    ("called_home", "done", "answer"),
    ("called_home", "tried", "answer"),
    ("talked_pupil", "done", "answer"),
    ("cleared", OWN, "answer"),
)


async def proposed(hand: Hand) -> Chat:
    chat = Chat(hand, "faerder")
    await chat.open()
    await tell(chat, "ringte mor i dag", CALLED)
    return chat


@pytest.mark.parametrize("between", [1, 2, 3, 5])
async def test_a_yes_counts_however_much_was_asked_in_between(hand: Hand, app: FastAPI, between: int) -> None:
    chat = await proposed(hand)
    for number in range(between):
        await chat.say(*(("Hva nå?", "whats_next"), ("Oppsummer saken", "summary"))[number % 2])
    before = len(await rows(app, FactRow))
    await chat.say("jau", "affirm")
    assert len(await rows(app, FactRow)) == before + 1


async def test_it_is_put_again_in_full_twice_and_then_in_a_short_line(hand: Hand) -> None:
    chat = await proposed(hand)
    seen = []
    for _ in range(4):
        await chat.say("Hva nå?", "whats_next")
        seen.append(("report_done" in chat.kinds, "report_waits" in chat.kinds))
    assert seen == [(True, False), (True, False), (False, True), (False, True)]


async def test_on_another_day_a_bare_yes_enters_nothing_before_it_is_shown(hand: Hand, app: FastAPI) -> None:
    chat = await proposed(hand)
    before = len(await rows(app, FactRow))
    chat.today = "2026-08-25"
    await chat.say("ja", "affirm")
    assert (chat.kinds, len(await rows(app, FactRow))) == (["report_done"], before)


@pytest.mark.parametrize(("answer", "entered"), [("ja, i går", True), ("jau men det va fredag", True), ("tja", False)])
async def test_a_yes_with_a_day_is_of_that_day(hand: Hand, app: FastAPI, answer: str, entered: bool) -> None:
    chat = await proposed(hand)
    before = len(await rows(app, FactRow))
    said = await chat.say(answer, "affirm")
    assert len(await rows(app, FactRow)) == before + entered
    assert "i dag" not in said or not entered


async def test_all_of_a_list_was_on_the_day_that_is_said(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await tell(chat, "ringte mor,| snakka med jenta", CALLED, PUPIL)
    before = len(await rows(app, FactRow))
    said = await chat.say("ja, begge deler på fredag", "affirm")
    assert len(await rows(app, FactRow)) == before + 2, said


async def test_a_day_said_with_a_yes_is_of_what_had_none(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    said = await tell(chat, "ringte mor på fredag,| snakka med jenta her om dagen", CALLED, PUPIL)
    assert "«Jeg har snakket med eleven», hvilken dag?" in said
    await chat.say("ja alt, torsdag", "affirm")
    days = {str(fact.task): str(fact.occurred_on) for fact in await rows(app, FactRow)}
    assert (days["talk_foresatte"], days["talk_pupil"]) == ("2026-08-21", "2026-08-20")


async def test_a_day_that_is_corrected_leaves_an_attempt_an_attempt(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await tell(chat, "ringte mor i går, ingen svar", TRIED)
    assert chat.kinds == ["noted_loose", "report_attempted"]
    said = await chat.say("nei det var fredag jeg ringte, ikke i går", "answer")
    assert chat.kinds == ["report_attempted"]
    assert "fredag 21. august" in said


async def test_what_eases_is_asked_about_alone_and_last(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    said = await tell(chat, "ringte mor i dag,| snakka med guten,| eg er ikkje uroa lenger", CALLED, PUPIL, CLEARED)
    assert "avslutt" not in said
    said = await chat.press("Ja, alt")
    assert "«Trygg forklaring, avslutt»" in said
    assert list(chat.buttons)[:2] == ["Ja", "Nei, bare notatet"]


@pytest.mark.parametrize(
    ("routine", "text", "outcome"),
    [
        ("vennesla", "uroleg enno, til trinn 2", "gå til trinn 2»"),
        ("vennesla", "gå te trinn 2, far er uroa", "gå til trinn 2»"),
        ("nittedal", "vi må te trinn 2 no", "til trinn 2»"),
    ],
)
async def test_a_judgement_with_its_level_is_proposed_and_does_nothing(
    hand: Hand, app: FastAPI, routine: str, text: str, outcome: str
) -> None:
    chat = Chat(hand, routine)
    await chat.open()
    before = len(await rows(app, FactRow))
    assert outcome in await chat.say(text, "ask_level")
    assert len(await rows(app, FactRow)) == before


async def test_what_eases_is_not_proposed_beside_a_possible_danger(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    await tell(chat, "eg er ikkje uroa lenger", CLEARED)
    turn = await hand.turn("ho vil ikkje heim", subject=chat.subject, today=chat.today)
    ranking = [("answer", 0.9), ("acute", QUIET), ("alarm_any/fear_of_going_home", QUIET)]
    body = {"conversation": turn["conversation"], "ranking": [{"name": n, "confidence": c} for n, c in ranking]}
    chat.last = (await hand.client.post(f"/turns/{turn['id']}/outcome", json=body, headers=hand.actions)).json()
    assert "danger_asked" in chat.kinds
    assert "avslutt»" not in chat.words
    assert "avslutt»" not in await chat.say("ja", "affirm")


PLANNED = ("met", "planned", "answer")


async def days(app: FastAPI) -> list[str]:
    """The days that tasks are set to."""
    return [str(fact.on) for fact in await rows(app, FactRow) if fact.kind == "planned"]


@pytest.mark.parametrize(
    "answer",
    ["ja, flytt til mandag 7. desember", "vi tar heller 7. desember, far er bortreist"],
)
async def test_a_yes_that_names_another_day_is_no_yes_to_the_proposed_one(
    hand: Hand, app: FastAPI, answer: str
) -> None:
    chat = Chat(hand, "hardanger", today="2026-11-30")
    await chat.open()
    await chat.decide("concern", "worried")
    said = await tell(chat, "nytt møte lørdag 5. desember", PLANNED)
    assert "lørdag 5. desember" in said
    said = await chat.say(answer, "affirm")
    assert ("mandag 7. desember" in said, "5. desember" in said, await days(app)) == (True, False, [])
    assert answer in await notes(app)
    await chat.say("ja", "affirm")
    assert await days(app) == ["2026-12-07"]


async def test_a_yes_to_a_list_that_names_another_day_enters_nothing_of_the_old_one(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "hardanger", today="2026-11-30")
    await chat.open()
    await chat.decide("concern", "worried")
    await tell(chat, "snakka med guten i går,| nytt møte lørdag 5. desember", PUPIL, PLANNED)
    said = await chat.say("ja, men møtet må flyttes til 8. desember", "affirm")
    assert ("tirsdag 8. desember" in said, "5. desember" in said, await days(app)) == (True, False, [])
