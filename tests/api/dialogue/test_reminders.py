"""Asked to remind, the assistant offers it, and does it after a press; what is pressed under a reminder works as anywhere else."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.engine.schema import Language
from api.reminders.models import Reminding, Snoozed
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand, kinds, rows

YES: dict[Language, str] = {"nb": "Ja, minn meg", "nn": "Ja, minn meg"}
BEGUN, DUE = "2026-08-24", "2026-08-31"


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_asked_for_it_is_offered_and_only_a_press_begins_it(language: Language, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder", language)
    await chat.say("kan du minne meg på møtet fredag", "reminder")
    assert kinds(chat.last) == ["reminders_asked"]
    assert await rows(app, Reminding) == []
    await chat.press(YES[language])
    assert kinds(chat.last)[0] == "reminders_on"
    await chat.say("minner du meg på ting", "reminder")
    assert kinds(chat.last)[0] == "reminders_on"
    assert len(await rows(app, Reminding)) == 1
    await chat.press("Slutt å minne meg")
    assert kinds(chat.last)[0] == "reminders_off"
    assert await rows(app, Reminding) == []


async def due_meeting(hand: Hand) -> tuple[Chat, str]:
    """A chat in which another case is spoken of than the one whose meeting is due, and that one's id."""
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("wonder", "worried")
    await chat.decide("go_on", "worried")
    (case,) = (await hand.client.get("/cases")).json()
    await chat.open(label="AB")
    chat.today = DUE
    return chat, str(case["id"])


async def test_what_is_put_off_leaves_what_is_spoken_of_where_it_is(hand: Hand, app: FastAPI) -> None:
    chat, case = await due_meeting(hand)
    snooze = f'/press{{"in_case":"{case}","snooze":"hold_meeting","until":"2026-09-01"}}'
    words = await chat.say("Minn meg tirsdag", payload=snooze)
    assert "tirsdag 1. september" in words
    assert [one.task for one in await rows(app, Snoozed)] == ["hold_meeting"]
    (conversation,) = (await hand.client.get("/conversations")).json()
    assert conversation["case"] != case, "AB is still spoken of"
    await chat.say("Minn meg i går", payload=snooze.replace("2026-09-01", DUE))
    assert kinds(chat.last)[0] == "button_past", "not to a day that has been"


@pytest.mark.parametrize(
    ("said", "until"), [("minn meg på det fredag", "2026-09-04"), ("minn meg 14.9.", "2026-09-14")]
)
async def test_who_names_a_day_chooses_what_is_put_off_to_it(said: str, until: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("wonder", "worried")
    await chat.decide("go_on", "worried")
    chat.today = DUE
    await chat.say(said, "reminder")
    assert kinds(chat.last)[0] == "reminders_asked", "nobody is reminded who has not asked for it"
    await chat.press(YES["nb"])
    words = await chat.say(said, "reminder")
    assert "Hva skal jeg minne deg om" in words
    assert await rows(app, Snoozed) == [], "it is a guess until it is pressed"
    (button,) = chat.buttons
    assert "ikke om" in await chat.press(button)
    assert [(one.task, str(one.until)) for one in await rows(app, Snoozed)] == [("hold_meeting", until)]


@pytest.mark.parametrize("said", ["minn meg i går", "minn meg på det i dag", "kan du minne meg"])
async def test_no_day_to_come_is_no_day_to_put_off_to(said: str, hand: Hand) -> None:
    chat, _ = await due_meeting(hand)
    await chat.say("kan du minne meg", "reminder")
    await chat.press(YES["nb"])
    await chat.say(said, "reminder")
    assert kinds(chat.last)[0] == "reminders_on"


@pytest.mark.parametrize(("placed", "kind"), [("1.1", "ask_day"), ("0.1", "button_moved")])
async def test_done_asks_what_a_tick_asks_and_only_where_the_case_still_is(placed: str, kind: str, hand: Hand) -> None:
    chat, case = await due_meeting(hand)
    place = f"{case.replace('-', '')[:12]}.{placed}"
    done = f'/press{{"in_case":"{case}","done":"hold_meeting","placed":"{place}"}}'
    await chat.say("Gjort", payload=done)
    assert kinds(chat.last)[:2] == ["now_speaking_of", kind]


@pytest.mark.parametrize(
    "pressed", ['"snooze":"hold_meeting","until":"2026-09-01"', '"done":"hold_meeting","placed":"x"']
)
async def test_of_a_case_one_may_not_see_nothing_is_told(pressed: str, hand: Hand, app: FastAPI) -> None:
    _, case = await due_meeting(hand)
    other = Chat(hand, "faerder", "nn", today=DUE)
    await other.say("Gjort", payload=f'/press{{"in_case":"{case}",{pressed}}}')
    assert kinds(other.last)[0] == "button_past"
    assert "MK" not in other.words
    assert await rows(app, Snoozed) == []
