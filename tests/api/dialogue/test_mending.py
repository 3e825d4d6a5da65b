"""What was recorded is said to be wrong in own words: it is named and proposed; only a yes or a button changes it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand, rows

MONDAY, SUNDAY = "2026-08-24", "2026-08-23"


async def done(chat: Chat) -> dict[str, str]:
    return {task["id"]: task["done_on"] for task in (await chat.plan())["tasks"] if task["done_on"]}


async def unchanged_by(chat: Chat, app: FastAPI, text: str, intent: str = "answer") -> dict[str, str]:
    """What is proposed; nothing is changed by the words."""
    before = [fact.number for fact in await rows(app, FactRow)]
    await chat.say(text, intent)
    assert [fact.number for fact in await rows(app, FactRow)] == before
    assert "Ja" in chat.buttons, (text, chat.kinds, chat.words)
    return {"words": chat.words}


async def ticked(hand: Hand) -> Chat:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("Jeg har snakket med foresatte")
    assert list(await done(chat)) == ["talk_foresatte"]
    return chat


@pytest.mark.parametrize(
    "text",
    [
        "jeg har ikke snakket med foresatte likevel",
        "nei vent, eg har ikkje snakka med foreldra enno",
        "det var feil, vi har ikke snakket ennå",
        "ta vekk krysset på samtalen med foresatte",
        "kan du fjerne det siste jeg førte?",
        "oi trykte feil der jeg",
        "eg angrar på den haka",
        "å nei det va feil",
        "nei, ta bort det eg førte sist",
    ],
)
async def test_a_tick_is_named_and_taken_back_on_a_yes(hand: Hand, app: FastAPI, text: str) -> None:
    chat = await ticked(hand)
    await unchanged_by(chat, app, text)
    assert "snakket med foresatte" in chat.words
    await chat.say("ja", "affirm")
    assert await done(chat) == {}


async def test_a_no_lets_it_stand(hand: Hand, app: FastAPI) -> None:
    chat = await ticked(hand)
    await unchanged_by(chat, app, "det var feil, vi har ikke snakket ennå")
    await chat.press("Nei, la det stå")
    assert list(await done(chat)) == ["talk_foresatte"]


@pytest.mark.parametrize(
    "text",
    [
        "nei det var i går, ikke i dag",
        "eg snakka med dei i går, ikkje i dag",
        "datoen skal være søndag",
        "vent, samtalen var i går",
    ],
)
async def test_another_day_is_spelled_out_and_recorded_on_a_yes(hand: Hand, app: FastAPI, text: str) -> None:
    chat = await ticked(hand)
    await unchanged_by(chat, app, text)
    assert "mandag 24. august" in chat.words
    assert "søndag 23. august" in chat.words
    await chat.say("ja", "affirm")
    assert await done(chat) == {"talk_foresatte": SUNDAY}


@pytest.mark.parametrize(
    "text",
    ["det var feil elev, det gjaldt TR2"],  # whose another note is gets asked, see test_other_cases.py
)
async def test_a_note_of_another_pupil_moves_on_a_yes(hand: Hand, app: FastAPI, text: str) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="TR2")
    await chat.open("borte hver fredag")
    await chat.say("hun gruer seg til gym")
    await unchanged_by(chat, app, text)
    assert "gruer" in str(chat.last) or "⟦" in chat.words
    await chat.say("ja", "affirm")
    assert "note_moved" in chat.kinds


async def test_a_judgement_is_taken_back_and_another_put_in_its_place(hand: Hand, app: FastAPI) -> None:
    chat = await ticked(hand)
    await chat.press("Bekymringen er avkreftet")
    assert (await chat.plan())["status"] == "closed"
    await unchanged_by(chat, app, "oi trykket feil, jeg er fortsatt bekymret", "concern_confirmed")
    assert "Fortsatt bekymret" in chat.words
    await chat.say("ja", "affirm")
    assert (await chat.plan())["status"] == "open"
    assert list(await done(chat)) == ["talk_foresatte"]


@pytest.mark.parametrize(
    "text",
    [
        "eg ville ikkje vidare enno, ta oss attende",
        "vi skulle ikke gått videre, det var feil",
        "gå tilbake til forrige nivå",
    ],
)
async def test_a_level_is_gone_back_on_a_yes(hand: Hand, app: FastAPI, text: str) -> None:
    chat = Chat(hand, "alvoen")
    await chat.open()
    await chat.tick("contact_home")
    await chat.say("Fortsatt bekymret, gå til rutine 3")
    if "Gå videre likevel" in chat.buttons:
        await chat.press("Gå videre likevel")
    assert (await chat.plan())["level"] == "3"
    await unchanged_by(chat, app, text)
    await chat.say("ja", "affirm")
    assert (await chat.plan())["level"] == "1"
    assert "contact_home" in await done(chat)


@pytest.mark.parametrize(
    "text", ["kan notatet om sykehuset tas vekk?", "slett det om sykehuset", "ta bort notatet om sjukehuset att"]
)
async def test_a_note_is_found_by_its_words(hand: Hand, app: FastAPI, text: str) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("moren jobber på sykehuset" if "syke" in text else "mora jobbar på sjukehuset")
    await chat.say("hun har to eldre søsken hjemme")
    await unchanged_by(chat, app, text)
    await chat.say("ja", "affirm")
    assert "hun har to eldre søsken hjemme" in await notes(app)
    assert "jobb" not in await chat.say("oppsummer", "summary")
    assert text not in await notes(app)  # nothing but a request


async def test_a_figure_is_put_right_in_the_note(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-24")
    await chat.open()
    await chat.say("borte 11 dager denne måneden")
    await unchanged_by(chat, app, "skrev feil, det skulle stått 1 dag")
    await chat.say("ja", "affirm")
    assert "borte 1 dager denne måneden" in await notes(app)


async def test_a_case_that_should_be_none_is_asked_about(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("dette burde ikke vært noen sak")
    assert "confirm_close" in chat.kinds
    assert (await chat.plan())["status"] == "open"


@pytest.mark.parametrize(
    "text",
    [
        "far tok bort telefonen hans i går",
        "vi må ta vekk skjermen om kvelden",
        "mor sa det var feil medisin",
        "han vil ikke gå i gymmen likevel",
        "hun var ikke hjemme på mandag",
        "det er søvnen som er verst",
        "foresatte skal være med",
        "eleven skulle vært med oss hjem",
        "hun skulle vært på skolen i dag",
    ],
)
async def test_what_is_told_of_the_pupil_is_a_note(hand: Hand, app: FastAPI, text: str) -> None:
    chat = await ticked(hand)
    await chat.say(text)
    assert "mend_proposed" not in str(chat.last)
    assert "Nei, la det stå" not in chat.buttons, chat.words
    assert text in await notes(app)


@pytest.mark.parametrize("text", ["å nei feil knapp ta det tilbake", "oi trykte feil, angre", "nei vent angre det"])
async def test_few_words_that_only_undo_are_obeyed(hand: Hand, text: str) -> None:
    chat = await ticked(hand)
    await chat.say(text)
    assert await done(chat) == {}


async def test_a_yes_with_another_day_puts_the_correction_anew(hand: Hand, app: FastAPI) -> None:
    chat = await ticked(hand)
    await chat.say("nei, det var på fredag, ikke i dag", "answer")
    said = await chat.say("ja, men heller torsdag var det visst", "affirm")
    assert ("torsdag 20. august" in said, await done(chat)) == (True, {"talk_foresatte": MONDAY})
    await chat.say("ja", "affirm")
    assert await done(chat) == {"talk_foresatte": "2026-08-20"}


async def test_the_words_of_a_tasks_button_correct_nothing(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("wonder", "worried")
    await chat.decide("go_on", "worried")
    await chat.say("Neste dato er avtalt")
    assert "ticked" in chat.kinds or "report_done" in chat.kinds, chat.kinds
