"""What is asked of the case itself is answered from the case and the school as they are, and what stood stands again."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from api.database import transaction
from api.engine.schema import Language
from api.schools.models import AccessSettings
from tests.api.chat_by_hand import Chat, change_school, notes
from tests.api.dialogue.test_members import read, works_as
from tests.api.turns_by_hand import Hand


async def settle(app: FastAPI, **values: str) -> None:
    async with transaction(app.state) as session:
        await session.merge(AccessSettings.model_validate({"school_id": "demo_faerder", **values}))


async def test_how_long_it_is_kept_comes_from_the_school_and_the_case(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("når slettes saken?", "help", custody="deleted_when")
    assert "12 måneder etter at den er avsluttet" in await read(chat)
    await change_school(app, "demo_faerder", retention_months=7)
    await chat.open()
    await chat.say("hvor lenge lagres dette?", "help", custody="deleted_when")
    assert "Saken MK slettes ikke mens den er åpen. Den slettes for godt 7 måneder etter" in await read(chat)
    await chat.do("close")
    await chat.say("når blir den borte?", custody="deleted_when")
    assert "slettes for godt onsdag 24. mars 2027" in await read(chat)
    assert "Behold saken lenger" in chat.buttons


async def test_who_may_read_names_those_who_do_and_offers_to_change_it(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("hvem kan lese det jeg skriver?", "help", custody="who_may_read")
    assert "Det du skriver utenfor en sak, ser bare du" in await read(chat)
    await chat.open()
    await chat.say("hvem kan lese dette?", "help", custody="who_may_read")
    said = await read(chat)
    assert "Bare du følger saken MK" in said
    assert "med en grunn" not in said.split("\n")[0]
    assert {"Del saken", "Gi saken videre"} <= chat.buttons.keys()
    assert not {"Avslutt noens tilgang", "Trekk spørsmålet om å overta"} & chat.buttons.keys()
    await works_as(app, 3, "leader")
    await chat.say("del saken med kontaktlærer 3 til fredag", custody="share")
    await chat.press("Ja, del")
    await chat.say("hvem kan lese dette?", "help", custody="who_may_read")
    said = await read(chat)
    assert "kan leses av deg og Kontaktlærer 3 (til og med fredag 28. august)" in said
    assert "Av dem er Kontaktlærer 3 i skolens ledelse" in said
    assert "Avslutt noens tilgang" in chat.buttons


@pytest.mark.parametrize(
    ("settled", "told"),
    [
        ({}, "Skolens ledelse ser at en sak finnes"),
        ({"leaders_see": "figures"}, "Skolen har valgt at ledelsen bare ser tall"),
        ({"advisers_see": "as_leaders"}, "Skolens ledelse og nærværskontakt eller sosiallærer ser"),
    ],
)
async def test_what_leadership_sees_is_as_the_school_has_it(
    settled: dict[str, str], told: str, hand: Hand, app: FastAPI
) -> None:
    if settled:
        await settle(app, **settled)
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("kan rektor se dette?", "ask_who", custody="leader_reads")
    assert told in (await read(chat)).split("\n")[0]


@pytest.mark.parametrize(
    ("about", "nb", "nn"),
    [
        ("parents_read", "be skolen om innsyn", "be skulen om innsyn"),
        ("confidential", "Taushetsplikten din gjelder her", "Teieplikta di gjeld her"),
        ("stored_where", "bestemmer kommunen", "avgjer kommunen"),
        ("machine", "ingen språkmodell", "ingen språkmodell"),
        ("sent_on", "Nei, jeg sender ikke", "Nei, eg sender ikkje"),
        ("leader_can", "Bare ledelsen ved skolen", "Berre leiinga ved skulen"),
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_what_holds_of_the_system_needs_no_case(
    language: Language, about: str, nb: str, nn: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "faerder", language)
    await chat.say("et spørsmål om dette", "off_topic", custody=about)
    assert (nb, nn)[language == "nn"] in await read(chat)


async def test_everything_can_be_got(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("kan jeg laste ned alt?", "off_topic", custody="download")
    assert "/export.html" in await read(chat)


async def test_while_a_label_is_asked_for_it_is_answered_and_the_label_asked_for_again(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("borte hver mandag", "start_case")
    await chat.say("hvem kan lese dette?", "help", custody="who_may_read")
    assert "ser bare du" in await read(chat)
    assert chat.kinds[-1] == "ask_label_again"
    await chat.say("MK")
    assert "case_opened" in chat.kinds


async def test_in_a_talk_it_is_answered_and_one_tap_makes_it_the_answer(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_elev")
    await chat.say("er du en robot", "answer", custody="machine")
    assert chat.kinds[-1] == "question_again"
    assert await chat.answers() == {}
    await chat.press("Det var et svar")
    assert list((await chat.answers()).values()) == ["er du en robot"]


async def test_what_others_ask_is_told(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("mor spurte om rektor kan se dette", "answer", custody="leader_reads")
    assert await notes(app) == ["mor spurte om rektor kan se dette"]


async def test_of_another_case_that_is_named(hand: Hand, teacher: httpx.AsyncClient) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="TL")
    await hand.say("ny sak", "start_case")
    await chat.say("MK")
    await chat.say("hvem kan lese saken til TL?", "ask_who", custody="who_may_read")
    assert chat.kinds[0] == "about_case"
    assert "Bare du følger saken TL" in await read(chat)
    assert not chat.buttons.keys() & {"Del saken"}, "a button would change the case spoken of"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mor ringte i dag, og far var med. hvor lenge lagres notatene?", "12 måneder etter"),
        ("mor ringte i dag, og far var med. hvem kan lese notatene?", "Bare du følger saken MK"),
    ],
)
async def test_beside_what_is_told_it_is_answered_by_us_and_no_gap_of_the_routine(
    text: str, told: str, hand: Hand
) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say(text, "ask_document")
    said = await read(chat)
    assert told in said
    assert "Rutinen sier ikke noe om dette" not in said
