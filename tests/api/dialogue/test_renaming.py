"""What a case is called can be changed: proposed in the chat and done after a yes, over REST, and taken back."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import Case, EntryRow
from api.dialogue.reading.renaming import is_renaming, new_name
from tests.api.chat_by_hand import Chat, notes
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, rows


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("nei saken skal hete RE4", "RE4"),
        ("saka skal heite RE4!", "RE4"),
        ("kall saken RE4 i stedet", "RE4"),
        ("bytt navn til RE4", "RE4"),
        ("endre koden på saka til RE4", "RE4"),
        ("det er feil navn på den", None),
        ("feil kode", None),
        ("saka har fått feil namn", None),
    ],
)
def test_what_says_that_it_is_to_be_called_something_else(text: str, label: str | None) -> None:
    assert is_renaming(text)
    assert new_name(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "han skal være hjemme i morgen",
        "hun skal hete noe annet i protokollen for i fjor",
        "det var feil",
        "navnet hans",
    ],
)
def test_what_tells_something_else(text: str) -> None:
    assert not is_renaming(text)


async def labels(app: FastAPI) -> list[str]:
    return [case.label for case in await rows(app, Case)]


@pytest.mark.parametrize("yes", ["Ja", "ja takk"])
async def test_it_is_proposed_done_after_a_yes_and_taken_back(yes: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="SK7")
    await chat.say("nei saken skal hete RE4")
    assert (chat.kinds, await labels(app)) == (["rename_proposed"], ["SK7"])
    await chat.say(yes, payload=chat.buttons.get(yes))
    assert (chat.kinds, await labels(app)) == (["case_renamed"], ["RE4"])
    assert [entry.do for entry in await rows(app, EntryRow)][-1] == "rename"
    await chat.say("angre")
    assert (chat.kinds[0], await labels(app)) == ("taken_back", ["SK7"])
    await chat.say("La det gjelde igjen")
    assert await labels(app) == ["RE4"]
    await chat.say("hva har vi så langt", "summary")
    assert await notes(app) == []


async def test_without_a_label_it_is_asked_for(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder", "nn")
    await chat.open(label="QQ1")
    await chat.say("det er feil namn på den", "edit_answer")
    assert chat.kinds == ["ask_new_label"]
    await chat.say("ok, RE4")
    assert chat.kinds == ["rename_proposed"]
    await chat.press("Ja")
    assert await labels(app) == ["RE4"]


async def test_other_words_leave_the_name_and_are_kept(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="SK7")
    await chat.say("feil navn på saken")
    await chat.say("han var borte hele dagen i går, og mor sa ingenting")
    assert (await labels(app), await notes(app)) == (["SK7"], ["han var borte hele dagen i går, og mor sa ingenting"])


@pytest.mark.parametrize(("label", "kind"), [("Karoline", "label_refused_name"), ("MK", "name_taken")])
async def test_a_name_and_a_label_that_is_taken_are_refused(label: str, kind: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="MK")
    await chat.open(label="SK7")
    await chat.say(f"saken skal hete {label}")
    assert chat.kinds == [kind]
    await chat.say("RE4")
    await chat.press("Ja")
    assert await labels(app) == ["MK", "RE4"]


async def test_over_rest_with_its_checks_and_its_line_in_the_log(teacher: httpx.AsyncClient, app: FastAPI) -> None:
    case = (await teacher.post("/cases", json={"label": "MK", "key": "k"})).json()["case"]
    refused = await send(teacher, case, "rename", label="Karoline")
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (422, "refused_text", "name")
    assert (await send(teacher, case, "rename", label=" RE4 ")).is_success
    (line,) = (await teacher.get("/cases")).json()
    assert line["label"] == "RE4"
    history = (await teacher.get(f"/cases/{case}/history")).json()
    entry = history["entries"][-1]
    assert (entry["do"], entry["notes"][0]["text"], entry["notes"][0]["value"]) == ("rename", "RE4", "MK")
    assert (await send(teacher, case, "take_back", entry=entry["number"])).is_success
    assert await labels(app) == ["MK"]
