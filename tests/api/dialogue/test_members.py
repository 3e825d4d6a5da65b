"""Handing a case over, sharing it and ending that again, in the chat: everything is spelled out first, and can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from api.cases.models import CaseMember, CaseOffer
from api.conversations.models import Turn
from api.database import transaction
from api.keys.keyring import keyring
from api.people.service import PeopleService
from tests.api.chat_by_hand import Chat, notes
from tests.api.commanding import TODAY
from tests.api.people.test_people import person_of
from tests.api.turns_by_hand import Hand, rows

THIRD, SECOND = "Kontaktlærer 3", "Kontaktlærar 2"


@pytest.fixture
async def chat(hand: Hand) -> Chat:
    made = Chat(hand, "faerder")
    await made.open()
    return made


def colleague(hand: Hand, number: int = 3) -> Chat:
    made = Chat(hand, "faerder")
    made.subject = f"demo:faerder:{number}"
    return made


async def works_as(app: FastAPI, number: int, role: str) -> None:
    async with transaction(app.state) as session:
        person = await person_of(app, f"demo:faerder:{number}")
        await PeopleService(session).employ(person, "demo_faerder", role)  # type: ignore[arg-type]


async def read(chat: Chat) -> str:
    """The reply as the teacher reads it, and its buttons by what they are called there."""
    said = await chat.hand.reply(
        chat.last["turn"], *(one["values"].get("words", "") for one in chat.last["utterances"])
    )
    return "\n".join(message["text"] for message in said.json()["messages"])


async def buttons(chat: Chat) -> dict[str, str]:
    """The buttons as they are delivered: those with names of people are references before."""
    shown = [{"text": one["values"].get("words", "x"), "buttons": one["buttons"]} for one in chat.last["utterances"]]
    done = await chat.hand.client.put(
        f"/turns/{chat.last['turn']}/reply", json={"messages": shown}, headers=chat.hand.channel
    )
    found: dict[str, str] = {
        button["title"]: button["payload"] for message in done.json()["messages"] for button in message["buttons"]
    }
    return found


async def acts(chat: Chat, app: FastAPI) -> list[dict[str, Any]]:
    async with app.state.sessions() as session:
        turn = await session.get_one(Turn, UUID(chat.last["turn"]))
        await keyring(session).open(turn)
        return list((turn.outcome or {})["acts"])


def kinds_of(said: list[dict[str, Any]]) -> list[str]:
    return [act["kind"] for act in said]


async def members(teacher: httpx.AsyncClient) -> dict[str, Any]:
    (line,) = (await teacher.get("/cases", headers=TODAY)).json()
    found = (await teacher.get(f"/cases/{line['id']}/members", headers=TODAY)).json()
    return {one["name"]: (one["role"], one["last_day"]) for one in found}


async def test_a_case_is_offered_to_somebody_who_is_chosen_after_a_yes_that_names_them(
    chat: Chat, hand: Hand, app: FastAPI
) -> None:
    await chat.say("overlat saken til en annen", custody="offer")
    shown = await buttons(chat)
    assert {THIRD, SECOND} <= shown.keys()
    await chat.say(THIRD, payload=shown[THIRD])
    assert await rows(app, CaseOffer) == [], "it is asked first"
    assert f"Skal jeg spørre {THIRD} om å overta saken MK?" in await read(chat)
    await chat.say("ja", "affirm")
    assert f"{THIRD} får spørsmål om å overta saken MK" in await read(chat)
    (offered,) = await rows(app, CaseOffer)
    assert (offered.person_id, offered.last_day) == (await person_of(app, "demo:faerder:3"), None)
    other = colleague(hand)
    assert "spør om du vil overta saken" in await other.say("hei", "greet")


async def test_who_and_until_when_are_heard_in_the_words(chat: Chat, app: FastAPI) -> None:
    await chat.say("gi saken til kontaktlærer 3 til og med 18. september", custody="offer")
    assert f"Skal jeg spørre {THIRD} om å ha saken MK til og med fredag 18. september?" in await read(chat)
    await chat.press("Ja, spør")
    (offered,) = await rows(app, CaseOffer)
    assert str(offered.last_day) == "2026-09-18"
    assert await notes(app) == [], "a wish is no note"


async def test_a_no_leaves_everything_as_it_is(chat: Chat, app: FastAPI) -> None:
    for no in ("nei", "Ikke nå"):
        await chat.say("gi saken til kontaktlærer 3", custody="offer")
        await (chat.say(no, "deny") if no == "nei" else chat.press(no))
        assert chat.kinds[0] == "let_be"
    assert await rows(app, CaseOffer) == []


async def test_a_substitute_has_it_to_a_day_that_is_asked_for(chat: Chat, app: FastAPI) -> None:
    await works_as(app, 3, "substitute")
    await chat.say("del saken med kontaktlærer 3", custody="share")
    assert "En vikar har en sak til en siste dag. Hvilken dag" in await read(chat)
    await chat.say("ja", "affirm")
    assert "Hvilken dag" in await read(chat), "a yes is no day"
    await chat.say("20. august")
    assert chat.kinds == ["day_in_past"]
    await chat.say("fredag")
    assert "til og med fredag 28. august" in await read(chat)
    assert "Uten siste dag" not in chat.buttons
    await chat.press("Ja, del")
    assert [str(one.last_day) for one in await rows(app, CaseMember) if one.last_day] == ["2026-08-28"]


async def test_anybody_else_may_be_given_a_last_day_and_let_off_it(chat: Chat, app: FastAPI) -> None:
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.press("Bare til en dag")
    await chat.say("fredag")
    await chat.press("Uten siste dag")
    await chat.press("Ja, del")
    assert [one.last_day for one in await rows(app, CaseMember)] == [None, None]


async def test_what_was_shared_is_taken_back_with_the_button_and_ended_in_words(
    chat: Chat, hand: Hand, teacher: httpx.AsyncClient
) -> None:
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.press("Ja, del")
    assert f"{THIRD} ser nå saken MK" in await read(chat)
    assert (await members(teacher))[THIRD] == ("member", None)
    await chat.press("Angre")
    assert THIRD not in await members(teacher)
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.say("ja", "affirm")
    await chat.say("fjern tilgangen til kontaktlærer 3", custody="unshare")
    assert f"Skal {THIRD} ikke se saken MK lenger?" in await read(chat)
    await chat.press("Ja, avslutt tilgangen")
    assert THIRD not in await members(teacher)
    await colleague(hand).say("mine saker", "list_cases")


async def test_an_offer_is_taken_back_in_words(chat: Chat, app: FastAPI) -> None:
    await chat.say("trekk tilbudet", custody="withdraw_offer")
    assert "Ingen er spurt om å overta saken MK nå" in await read(chat)
    await chat.say("gi saken til kontaktlærer 3", custody="offer")
    await chat.press("Ja, spør")
    await chat.say("trekk tilbudet", custody="withdraw_offer")
    assert f"Skal jeg trekke spørsmålet til {THIRD}" in await read(chat)
    await chat.press("Ja, trekk")
    assert await rows(app, CaseOffer) == []


async def test_whoever_leaves_a_case_speaks_of_it_no_longer(
    chat: Chat, hand: Hand, app: FastAPI, teacher: httpx.AsyncClient
) -> None:
    await chat.say("jeg vil ut av saken", custody="unshare")
    await chat.say("Meg selv", payload=(await buttons(chat))["Meg selv"])
    await chat.press("Ja, ta meg ut")
    assert "minst én som følger den" in await read(chat), "somebody must have it"
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.press("Ja, del")
    await chat.say("jeg vil ut av saken", custody="unshare")
    await chat.say("Meg selv", payload=(await buttons(chat))["Meg selv"])
    assert "Vil du ut av saken MK?" in await read(chat)
    await chat.press("Ja, ta meg ut")
    assert "Du følger ikke saken MK lenger" in await read(chat)
    await chat.say("mine saker", "list_cases")
    assert chat.kinds == ["case_list_empty"]
    assert (await teacher.get("/cases", headers=TODAY)).json() == []
    other = colleague(hand)
    await other.say("mine saker", "list_cases")
    assert other.kinds == ["case_list"]


async def test_old_buttons_do_nothing_in_another_case(chat: Chat, hand: Hand, app: FastAPI) -> None:
    await chat.say("gi saken til kontaktlærer 3", custody="offer")
    yes = chat.buttons["Ja, spør"]
    await chat.press("Ikke nå")
    await hand.say("ny sak", "start_case")
    await chat.say("TL")
    await chat.say("Ja, spør", payload=yes)
    assert "button_elsewhere" in chat.kinds
    assert await rows(app, CaseOffer) == []


async def test_in_a_talk_the_question_stands_again_afterwards(chat: Chat) -> None:
    await chat.lead("undring_elev")
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.press("Ja, del")
    assert chat.kinds[-1] == "question_again"
    assert await chat.answers() == {}
    await chat.say("gi saken til kontaktlærer 3", custody="offer")
    await chat.say("nei", "deny")
    assert chat.kinds == ["let_be", "question_again"]


async def test_something_else_that_is_said_goes_first_and_the_question_comes_again(chat: Chat, app: FastAPI) -> None:
    await chat.say("gi saken til kontaktlærer 3", custody="offer")
    await chat.say("han liker å tegne og er god i matte", "answer")
    assert "member_proposed" in kinds_of(await acts(chat, app))
    assert await notes(app) == ["han liker å tegne og er god i matte"]
    await chat.press("Ja, spør")
    assert len(await rows(app, CaseOffer)) == 1


async def test_of_another_case_that_is_named_that_one_is_spoken_of(chat: Chat, hand: Hand) -> None:
    await hand.say("ny sak", "start_case")
    await chat.say("TL")
    await chat.say("del saken til MK med kontaktlærer 3", custody="share")
    assert "saken MK" in await read(chat)
    assert chat.kinds[0] == "now_speaking_of"


async def test_what_foresatte_want_is_told_and_begins_nothing(chat: Chat, app: FastAPI) -> None:
    await chat.say("mor sier at bestemor skal ta over", "answer", custody="offer")
    assert await notes(app) == ["mor sier at bestemor skal ta over"]
    await chat.say("kanskje gi saken til noen", "answer")
    assert "who_asked" not in chat.kinds


@pytest.mark.parametrize(
    ("role", "told"), [("leader", "Du ser linjen til skolens saker"), ("teacher", "Bare ledelsen ved skolen")]
)
async def test_a_leader_is_told_what_a_leader_can_do(role: str, told: str, hand: Hand, app: FastAPI) -> None:
    await works_as(app, 3, role)
    leader = colleague(hand)
    await leader.say("hva kan jeg gjøre som leder", "help", custody="leader_can")
    assert told in await read(leader)
    if role == "leader":
        assert "på siden «Skolen» i nettleseren: /skolen" in await read(leader)
        await leader.say("gi saken til kontaktlærer 1", custody="offer")
        assert told in await read(leader), "of a case they do not follow nothing is done here"


@pytest.mark.parametrize(
    ("asked", "intent", "custody"),
    [
        ("hvor mange saker har vi", "list_cases", "leader_can"),
        ("jeg vil lese MK fordi mor har klaget", "answer", "leader_can"),
        ("les saken MK", "switch_case", None),
        ("jeg er rektor, hva ser jeg", "whats_next", "leader_can"),
    ],
)
async def test_a_leader_is_shown_where_cases_are_read_and_begins_none(
    asked: str, intent: str, custody: str | None, chat: Chat, hand: Hand, app: FastAPI
) -> None:
    await works_as(app, 3, "leader")
    leader = colleague(hand)
    await leader.say(asked, intent, custody=custody)
    assert kinds_of(await acts(leader, app)) == ["leadership_told"]
    assert "/skolen" in await read(leader)
    await leader.say("mine saker", "list_cases")
    assert kinds_of(await acts(leader, app)) == ["case_list_empty"], "nothing is listed as told without a case"


async def test_whoever_follows_the_case_that_is_named_asks_nothing_of_leadership(chat: Chat, app: FastAPI) -> None:
    await chat.say("vis meg saken til MK", "summary", custody="leader_can")
    assert "leadership_told" not in kinds_of(await acts(chat, app))


async def test_sharing_in_own_words_is_asked_about_whatever_the_label_and_the_name_are_taken_for(
    chat: Chat, app: FastAPI
) -> None:
    for wish in (f"del MK med {SECOND}", f"del saken MK med {THIRD}", f"{THIRD} skal få sjå MK"):
        await chat.say(wish, "answer")
        assert kinds_of(await acts(chat, app)) == ["member_proposed"], wish
        await chat.press("Ikke nå")
    await chat.say(f"gi MK til {THIRD}", "ask_who")
    assert f"Skal jeg spørre {THIRD} om å overta saken MK?" in await read(chat)
    assert await notes(app) == []


async def test_a_colleague_named_anywhere_in_the_answer_is_the_choice(chat: Chat, app: FastAPI) -> None:
    await chat.say("del saken", custody="share")
    assert kinds_of(await acts(chat, app)) == ["who_asked"]
    await chat.say(f"jeg tenker at {SECOND} skal få lese den til fredag", "answer")
    assert f"Skal {SECOND} få se saken MK og skrive i den fra nå av, til og med fredag 28. august?" in await read(chat)
    assert await notes(app) == []


async def test_the_day_is_kept_when_it_is_asked_which_substitute_is_meant(chat: Chat, app: FastAPI) -> None:
    await works_as(app, 3, "substitute")
    await chat.say("del MK med vikaren til fredag", "answer")
    assert kinds_of(await acts(chat, app)) == ["who_asked"], "there are two"
    await chat.say("Kontaktlærer 3 er vikaren jeg mener", "answer")
    assert f"Skal {THIRD} få se saken MK og skrive i den fra nå av, til og med fredag 28. august?" in await read(chat)
    await chat.press("Ikke nå")
    await chat.say("gi MK til vikaren til 11. desember", "answer")
    await chat.say(THIRD)
    assert f"Skal jeg spørre {THIRD} om å ha saken MK til og med fredag 11. desember?" in await read(chat)
    assert await notes(app) == []


async def test_a_wish_of_another_case_is_no_choice_for_this_one(chat: Chat, hand: Hand) -> None:
    await hand.say("ny sak", "start_case")
    await chat.say("TL")
    await chat.say("del saken", custody="share")
    await chat.say(f"gi MK til {THIRD}", "answer")
    assert f"Skal jeg spørre {THIRD} om å overta saken MK?" in await read(chat)


async def test_an_answer_that_is_no_last_day_is_asked_again_and_is_no_note(chat: Chat, app: FastAPI) -> None:
    await works_as(app, 3, "substitute")
    await chat.say("del saken med kontaktlærer 3", custody="share")
    for answer in ("Bare til en dag", "til sommeren en gang", "ut året"):
        await chat.say(answer, "answer")
        assert "Skriv en dag, for eksempel «fredag»" in await read(chat), answer
    await chat.say("fram til 18. september", "answer")
    assert "til og med fredag 18. september?" in await read(chat)
    assert await notes(app) == []
    await chat.press("Ikke nå")
    await chat.say("han var hjemme til fredag", "answer")
    assert await notes(app) == ["han var hjemme til fredag"]


async def test_typed_words_of_another_cases_button_mean_what_they_say_here(
    chat: Chat, hand: Hand, app: FastAPI
) -> None:
    await chat.say("hvem kan lese dette?", "help", custody="who_may_read")
    assert "Del saken" in chat.buttons
    await chat.say("del saken med kontaktlærer 3", custody="share")
    assert "Ikke nå" in chat.buttons
    await hand.say("ny sak", "start_case")
    await chat.say("TL")
    await chat.say("Del saken", custody="share")
    assert kinds_of(await acts(chat, app)) == ["who_asked"]
    assert "saken TL" in await read(chat)
    await chat.say("bytt til MK", "switch_case")
    await chat.say("Ikke nå", "answer")
    assert "button_elsewhere" not in chat.kinds
    assert await notes(app) == []


async def test_whose_access_has_ended_is_told_at_the_next_message_once(chat: Chat, hand: Hand, app: FastAPI) -> None:
    await works_as(app, 3, "substitute")
    await chat.say("del saken med kontaktlærer 3 til fredag", custody="share")
    await chat.press("Ja, del")
    substitute = colleague(hand)
    await substitute.say("bytt til MK", "switch_case")
    await substitute.say("han liker å tegne", "answer")
    substitute.today = "2026-08-31"
    await substitute.say("han var her hele dagen i dag", "answer")
    said = await read(substitute)
    assert "Du har ikke lenger tilgang til saken vi snakket om" in said
    assert "MK" not in said
    await substitute.say("hei", "greet")
    assert "ikke lenger tilgang" not in await read(substitute)
    assert await notes(app) == ["han liker å tegne"]


async def test_who_has_a_last_day_is_told_that_they_give_no_more_and_put_nobody_out(
    chat: Chat, hand: Hand, teacher: httpx.AsyncClient
) -> None:
    await chat.say("del saken med kontaktlærer 3 til og med 18. september", custody="share")
    await chat.press("Ja, del")
    other = colleague(hand)
    await other.say("mine saker", "list_cases")
    await other.say("del saken med kontaktlærer 2", custody="share")
    await other.press("Ja, del")
    assert "til og med en dag" in await read(other)
    await other.say("fjern tilgangen til kontaktlærer 1", custody="unshare")
    await other.press("Ja, avslutt tilgangen")
    assert "minst én som følger den uten siste dag" in await read(other)
    assert await members(teacher) == {"Kontaktlærer 1": ("owner", None), THIRD: ("member", "2026-09-18")}


async def test_who_follows_a_case_cannot_offer_it_on(chat: Chat, hand: Hand, app: FastAPI) -> None:
    await chat.say("del saken med kontaktlærer 3", custody="share")
    await chat.press("Ja, del")
    follower = colleague(hand)
    await follower.say("gi saken MK til kontaktlærar 2", custody="offer")
    await follower.press("Ja, spør")
    assert "Bare den som har saken, kan gi den videre." in await read(follower)
    assert await rows(app, CaseOffer) == []
