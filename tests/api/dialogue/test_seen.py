"""“Hvem har sett saken?” is answered by person, last time and door, wherever it is asked, and never with pupil text."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import Case
from api.engine.schema import Language
from tests.api.chat_by_hand import Chat, notes
from tests.api.commanding import TODAY, send
from tests.api.turns_by_hand import Hand, rows

COLLEAGUE = {"X-Demo-Teacher": "demo:faerder:3", **TODAY}


async def shared(chat: Chat, teacher: httpx.AsyncClient, app: FastAPI) -> str:
    """A case that a colleague has let be shown on a page."""
    await chat.open()
    (case,) = await rows(app, Case)
    colleague = (await teacher.get("/me", headers=COLLEAGUE)).json()["person"]
    assert (await send(teacher, case.id, "share", person=colleague, headers=chat.headers)).is_success
    assert (await teacher.get(f"/cases/{case.id}/plan", headers=COLLEAGUE)).is_success
    return str(case.id)


async def filled(hand: Hand, chat: Chat) -> str:
    """The reply as the teacher reads it."""
    said = await hand.reply(chat.last["turn"], *(one["values"].get("words", "") for one in chat.last["utterances"]))
    return "\n".join(message["text"] for message in said.json()["messages"])


@pytest.mark.parametrize(
    ("language", "asked", "head", "own"),
    [
        ("nb", "Hvem har sett saken?", "Disse har sett saken MK:", "• Du: sist "),
        ("nn", "kven har vore inne i saka?", "Desse har sett saka MK:", "• Du: sist "),
    ],
)
async def test_each_person_is_told_once_with_the_doors(
    language: Language, asked: str, head: str, own: str, hand: Hand, teacher: httpx.AsyncClient, app: FastAPI
) -> None:
    chat = Chat(hand, "faerder", language)
    await shared(chat, teacher, app)
    await chat.say(asked, "ask_who", custody="seen_by")
    lines = (await filled(hand, chat)).split("\n")
    assert lines[0] == head
    assert lines[1].startswith(own)
    assert "i samtalen" in lines[1]
    assert lines[2].startswith("• Kontaktlærer 3: sist ")
    assert ("på en side", "på ei side")[language == "nn"] in lines[2]
    assert len(lines) == 3
    assert await notes(app) == [], "a question is no note"


@pytest.mark.parametrize("intent", ["answer", "ask_who", "list_cases", "off_topic"])
async def test_it_is_heard_whatever_the_classifier_takes_it_for(intent: str, hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    assert "Disse har sett saken" in await chat.say("hvem har lest notatene mine?", intent, custody="seen_by")


async def test_in_a_talk_the_same_question_stands_again(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_elev")
    await chat.say("hvem har sett saken?", custody="seen_by")
    assert chat.kinds[-1] == "question_again"
    assert await chat.answers() == {}


async def test_of_another_case_that_is_named(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="TL")
    await hand.say("ny sak", "start_case")
    await chat.say("MK")
    await chat.say("hvem har sett saken til TL?", "ask_who", custody="seen_by")
    assert chat.kinds[0] == "about_case"
    assert "TL" in await filled(hand, chat)


async def test_without_a_case_it_says_so(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("hvem har sett saken?", "ask_who", custody="seen_by")
    assert chat.kinds == ["no_case"]


async def test_a_page_gets_the_same(hand: Hand, teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = await shared(Chat(hand, "faerder"), teacher, app)
    seen: list[dict[str, Any]] = (await teacher.get(f"/cases/{case}/seen", headers=TODAY)).json()
    assert [(one["name"], one["doors"], one["only_line"]) for one in seen] == [
        ("Kontaktlærer 1", ["page", "chat"], False),
        ("Kontaktlærer 3", ["page"], False),
    ]
    audit = (await teacher.get(f"/cases/{case}/audit", headers=TODAY)).json()
    assert [one["number"] for one in audit] == sorted((one["number"] for one in audit), reverse=True)
    assert (audit[0]["what"], audit[0]["door"], audit[0]["reason"]) == ("audit", "page", None)
