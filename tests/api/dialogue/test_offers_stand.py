"""What was asked stands until it is answered, and nothing that is told meanwhile is swallowed."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.test_other_pupils import written
from tests.api.dialogue.test_told_parts import tell
from tests.api.turns_by_hand import Hand, rows

CALLED, PUPIL = ("called_home", "done", "answer"), ("talked_pupil", "done", "answer")
TASK = "Jeg har snakket med foresatte"


async def opened(hand: Hand, routine: str = "faerder") -> Chat:
    chat = Chat(hand, routine)
    await chat.open()
    return chat


async def facts(app: FastAPI) -> int:
    return len(await rows(app, FactRow))


# closing


async def test_a_button_of_a_closing_that_was_answered_asks_anew(hand: Hand) -> None:
    chat = await opened(hand)
    await chat.say("avslutt saken", "close_case")
    yes = chat.buttons["Ja, avslutt"]
    await chat.press("Nei, behold")
    await chat.say("Ja, avslutt", payload=yes)
    assert chat.kinds[-1] == "confirm_close"


@pytest.mark.parametrize(
    "asks", ["kan vi lukke saken nå", "bør jeg avslutte her?", "skal me avslutta no", "er det greit å avslutte saken?"]
)
async def test_who_asks_about_closing_is_not_asked_to_close(asks: str, hand: Hand) -> None:
    chat = await opened(hand)
    await chat.say(asks, "close_case")
    assert "confirm_close" not in chat.kinds


@pytest.mark.parametrize("wants", ["avslutt saken", "kan du lukke saken?"])
async def test_who_wants_it_closed_is_asked(wants: str, hand: Hand) -> None:
    chat = await opened(hand)
    await chat.say(wants, "close_case")
    assert chat.kinds[-1] == "confirm_close"


async def test_what_must_be_done_and_is_not_is_named_once_before_the_yes(hand: Hand) -> None:
    chat = await opened(hand)
    await chat.tick("talk_pupil")
    said = await chat.say("avslutt saken", "close_case")
    assert "Dette skal gjøres, men står åpent: «Snakk undrende med foresatte" in said
    assert "med eleven" not in said
    assert "står åpent" not in await chat.say("han var sliten i alle timene i dag")


async def test_no_more_than_four_are_named_and_the_rest_is_counted(hand: Hand) -> None:
    chat = await opened(hand, "vennesla")
    await chat.decide("clarify", "worried")
    assert "og 5 til." in await chat.say("avslutt saken", "close_case")


async def test_a_judgement_that_would_close_the_case_names_it_too(hand: Hand) -> None:
    chat = await opened(hand, "alvoen")
    said = await chat.say("fraværet er avklart, avslutt saken")
    assert "Dette skal gjøres, men står åpent: «Ring foresatte" in said
    assert "judgement_proposed" in chat.kinds, chat.kinds


async def test_what_is_told_while_closing_is_asked_is_kept_and_said_to_be(hand: Hand, app: FastAPI) -> None:
    chat, told = await opened(hand), "han var sliten i alle timene i dag"
    await chat.say("avslutt saken", "close_case")
    await chat.say(told)
    assert chat.kinds == ["noted_loose", "confirm_close"]
    assert told in await notes(app, "loose")
    await chat.say("ja", "affirm")
    assert chat.kinds[0] == "case_closed"


async def test_what_is_told_while_closing_is_asked_in_a_talk_answers_its_question(hand: Hand) -> None:
    chat, told = await opened(hand), "han var sliten i alle timene"
    await chat.lead("undring_foresatte")
    await chat.say("avslutt saken", "close_case")
    assert chat.kinds[-1] == "confirm_close"
    await chat.say(told)
    assert told in (await chat.answers()).values()


async def test_a_button_to_close_asks_later_and_only_where_it_was_offered(hand: Hand) -> None:
    chat = await opened(hand, "vennesla")
    await chat.say("avslutt saken", "close_case")
    yes = chat.buttons["Ja, avslutt"]
    await chat.say("nei", "deny")
    await chat.open("ny bekymring", "KB3")
    await chat.say("Ja, avslutt", payload=yes)
    assert chat.kinds[0] == "button_elsewhere"
    await chat.say("bytt til MK", "switch_case")
    await chat.say("Ja, avslutt", payload=yes)
    assert chat.kinds[-1] == "confirm_close"


async def test_who_turns_to_another_case_is_not_asked_to_close_that_one(hand: Hand) -> None:
    chat = await opened(hand)
    await chat.open("ny bekymring", "KB3")
    await chat.say("avslutt saken", "close_case")
    await chat.say("bytt til MK", "switch_case")
    assert "confirm_close" not in chat.kinds
    await chat.say("ja", "affirm")
    assert "case_closed" not in chat.kinds


# undoing


async def asked_to_undo(hand: Hand) -> Chat:
    chat = await opened(hand)
    await chat.say(TASK)
    await chat.say("hva nå?", "whats_next")
    await chat.say("angre")
    assert chat.kinds == ["undo_proposed"]
    return chat


@pytest.mark.parametrize("answer", ["ja", "angre"])
@pytest.mark.parametrize("between", ["hvem skal med?", "når er fristen?"])
async def test_an_undo_that_was_asked_about_is_answered_after_another_question(
    between: str, answer: str, hand: Hand
) -> None:
    chat = await asked_to_undo(hand)
    await chat.say(between, "ask_who")
    assert chat.kinds[-1] == "undo_proposed"
    await chat.say(answer, "affirm")
    assert chat.kinds[0] == "taken_back"


async def test_on_another_day_it_is_shown_before_a_yes_counts(hand: Hand) -> None:
    chat = await asked_to_undo(hand)
    chat.today = "2026-08-26"
    await chat.say("ja", "affirm")
    assert chat.kinds == ["undo_proposed"]
    await chat.say("ja", "affirm")
    assert chat.kinds[0] == "taken_back"


async def test_a_no_lets_it_stand(hand: Hand) -> None:
    chat = await asked_to_undo(hand)
    await chat.press("Nei, la det stå")
    assert chat.kinds[0] == "let_be"
    await chat.say("ja", "affirm")
    assert "taken_back" not in chat.kinds


# proposals


async def test_what_is_told_next_joins_what_was_asked_before(hand: Hand, app: FastAPI) -> None:
    chat = await opened(hand)
    await tell(chat, "ringte mor i dag", CALLED)
    await tell(chat, "snakka med guten og i dag", PUPIL)
    assert chat.kinds[-1] == "proposed"
    before = await facts(app)
    await chat.say("ja", "affirm")
    assert await facts(app) == before + 2


async def test_it_comes_back_after_a_talk_that_was_begun_meanwhile(hand: Hand, app: FastAPI) -> None:
    chat = await opened(hand)
    await tell(chat, "ringte mor i dag", CALLED)
    await chat.lead("undring_elev")
    assert "offer_waits" in chat.kinds
    await chat.say("han synes det er kjedelig")
    before = await facts(app)
    await chat.say("pause", "pause")
    await chat.say("ja", "affirm")
    assert (await facts(app), chat.kinds[-1]) == (before, "report_done")
    await chat.say("ja", "affirm")
    assert await facts(app) == before + 1


async def test_on_another_day_it_still_stands_and_is_shown_first(hand: Hand, app: FastAPI) -> None:
    chat = await opened(hand)
    await tell(chat, "ringte mor i dag", CALLED)
    chat.today = "2026-08-27"
    before = await facts(app)
    await chat.say("ja", "affirm")
    assert (chat.kinds, await facts(app)) == (["report_done"], before)
    await chat.say("ja", "affirm")
    assert await facts(app) == before + 1


async def test_the_short_line_has_its_buttons_and_asks_for_what_fits(hand: Hand) -> None:
    chat = await opened(hand)
    await tell(chat, "ringte mor i dag", CALLED)
    await chat.press("Annen dag")
    for _ in range(4):
        await chat.say("hva nå?", "whats_next")
    assert chat.kinds[-1] == "report_waits_day"
    assert {"I dag", "I går", "Nei, bare notatet"} <= {*chat.buttons}


async def test_a_day_that_is_asked_for_is_asked_for_again_and_let_go_with_a_no(hand: Hand) -> None:
    chat = await opened(hand, "vennesla")
    await chat.say(TASK)
    for told in ("han liker gym best", "hun er ofte sliten"):
        await chat.say(told)
        assert chat.kinds == ["noted_loose", "ask_day"]
    await chat.say("nei", "deny")
    assert chat.kinds[0] == "let_be"
    await chat.say("han har få venner")
    assert "ask_day" not in chat.kinds


# buttons typed later


async def answered(chat: Chat) -> None:
    """The reply as it was delivered, with its buttons."""
    buttons = [button for said in chat.last["utterances"] for button in said["buttons"]]
    body = {"messages": [{"text": "svar", "buttons": buttons}]}
    await chat.hand.client.put(f"/turns/{chat.last['turn']}/reply", json=body, headers=chat.hand.channel)


async def needs_first(hand: Hand) -> Chat:
    """A judgement was pressed that something belongs before, and something else was asked since."""
    chat = await opened(hand, "alvoen")
    await chat.tick("contact_home")
    await chat.say("Fortsatt bekymret, gå til rutine 3")
    assert "Gå videre likevel" in chat.buttons, chat.kinds
    await answered(chat)
    await chat.say("når er fristen?", "ask_deadline")
    await answered(chat)
    return chat


@pytest.mark.parametrize("typed", ["gå videre likevel", "vi går videre likevel"])
async def test_the_words_of_a_button_of_an_earlier_reply_are_its_press(typed: str, hand: Hand) -> None:
    chat = await needs_first(hand)
    await chat.say(typed, "skip")
    assert chat.kinds[0] == "moved"
    await chat.say("gå videre likevel", "skip")
    assert chat.kinds[0] == "button_moved"


async def test_what_is_told_in_other_words_is_no_button(hand: Hand) -> None:
    chat = await needs_first(hand)
    await chat.say("far vil ikke gå videre likevel")
    assert "moved" not in chat.kinds


async def test_who_goes_on_all_the_same_where_a_judgement_is_proposed_goes_on(hand: Hand) -> None:
    chat = await opened(hand, "vennesla")
    await chat.say("gå te trinn 2, far er uroa", "ask_level")
    await chat.say("gå videre likevel", "skip")
    assert chat.kinds[0] == "moved"


# opened again


@pytest.mark.parametrize("outcome", ["cleared", "watch"])
async def test_what_was_done_before_is_shown_when_a_case_is_opened_again(outcome: str, hand: Hand) -> None:
    chat = await opened(hand, "alvoen")
    await chat.tick("contact_home")
    await chat.decide("concern", outcome)
    said = await chat.say("Åpne saken igjen", "reopen_case")
    assert chat.kinds[:2] == ["case_reopened", "sentences"]
    assert "Ring" in said.split("forrige gang")[1]


# words of another pupil


async def test_words_that_no_case_is_wanted_for_are_shown_with_the_cases(hand: Hand, app: FastAPI) -> None:
    chat, told = await opened(hand), "har en til, han er mye trøtt og borte mandager"
    await chat.say(told)
    assert chat.kinds == ["whose"]
    await chat.say("ikke åpne noen sak", "deny")
    assert chat.kinds == ["sentences"]
    await chat.say("mine saker", "list_cases")
    assert chat.kinds == ["case_list", "sentences"]
    assert (await written(app))["MK"] == ["borte hver mandag"]
    await chat.press("Begynn en sak med dette")
    await chat.say("TO2")
    assert (await written(app))["TO2"] == [told]
    await chat.say("mine saker", "list_cases")
    assert chat.kinds == ["case_list"]


async def test_they_do_not_come_along_to_the_case_that_is_opened_next(hand: Hand, app: FastAPI) -> None:
    chat = await opened(hand)
    await chat.say("har en til, han er mye trøtt og borte mandager")
    await chat.say("ikke åpne noen sak", "deny")
    await chat.open("ny bekymring", "KB3")
    assert "KB3" not in await written(app) or (await written(app))["KB3"] == ["ny bekymring"]


async def test_only_one_of_two_pupils_can_have_the_words(hand: Hand) -> None:
    chat = await opened(hand)
    await chat.say("har en til, han er mye trøtt og borte mandager")
    await chat.say("begge")
    assert chat.kinds == ["only_one", "whose"]


@pytest.mark.parametrize(("answer", "case"), [("ja", "TO2"), ("nei", "MK")])
async def test_what_is_told_of_a_brother_goes_where_the_teacher_says(
    answer: str, case: str, hand: Hand, app: FastAPI
) -> None:
    chat, told = await opened(hand), "broren hans har det likedan"
    await chat.say(told)
    assert chat.kinds[-1] == "sibling"
    await chat.say(answer, "affirm")
    if case == "TO2":
        await chat.say("TO2")
    assert [label for label, words in (await written(app)).items() if told in words] == [case]
