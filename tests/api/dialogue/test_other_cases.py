"""A pupil of another case who is named by the code: nothing of them is written, counted or judged in the case spoken of."""

from __future__ import annotations

from typing import Literal

import pytest
from fastapi import FastAPI

from tests.api.chat_by_hand import Chat
from tests.api.dialogue.test_other_pupils import written
from tests.api.turns_by_hand import Hand

WORRY = "borte to mandager"
Status = Literal["open", "watch", "cleared"]


async def two(hand: Hand, status: Status = "open", *, talk: bool = False) -> Chat:
    """KB3 is spoken of; RG4 has a case too."""
    chat = Chat(hand, "faerder" if talk else "alvoen", today="2026-09-14")
    await chat.open(WORRY, "RG4")
    if status != "open":
        await chat.decide("wonder" if talk else "concern", status)
    await chat.say("ny bekymring", "start_case")
    await chat.say("KB3")
    assert chat.kinds[0] == "case_opened"
    if talk:
        await chat.say("Start", payload='/press{"guide":"undring_foresatte"}')
        assert chat.kinds[-1] == "question", chat.kinds
    return chat


async def of_them(app: FastAPI) -> tuple[list[str], list[str]]:
    """The words of KB3 and of RG4, without those the cases began with."""
    found = await written(app)
    return found["KB3"][1:], found["RG4"][1:]


ABOUT = [
    ("RG4 har feber i dag", "answer"),
    ("RG4 var forresten heime i går og", "concern_confirmed"),
    ("forresten, RG4 kom ikkje i dag heller", "resume"),
]


@pytest.mark.parametrize("status", ["open", "watch", "cleared"])
@pytest.mark.parametrize(("told", "looks_like"), ABOUT)
async def test_what_is_plainly_of_another_lies_in_that_case(
    told: str, looks_like: str, status: Status, hand: Hand, app: FastAPI
) -> None:
    chat = await two(hand, status)
    await chat.say(told, looks_like)
    assert await of_them(app) == ([], [told]), chat.kinds


@pytest.mark.parametrize("status", ["open", "cleared"])
@pytest.mark.parametrize(("told", "looks_like"), ABOUT)
async def test_in_a_talk_it_lies_there_and_the_question_stands(
    told: str, looks_like: str, status: Status, hand: Hand, app: FastAPI
) -> None:
    chat = await two(hand, status, talk=True)
    await chat.say(told, looks_like)
    assert await of_them(app) == ([], [told]), chat.kinds
    assert chat.kinds[-1] == "question_again"
    await chat.say("liker matematikk")
    assert await of_them(app) == (["liker matematikk"], [told])


NAMED = ["guten frå i fjor (RG4) ringde meg i går", "hun er mye sammen med RG4 etter skolen", "RG4 er bestevennen hans"]


@pytest.mark.parametrize("status", ["open", "cleared"])
@pytest.mark.parametrize("told", NAMED)
@pytest.mark.parametrize("talk", [False, True])
async def test_else_it_is_asked_whose_it_is(told: str, status: Status, talk: bool, hand: Hand, app: FastAPI) -> None:
    chat = await two(hand, status, talk=talk)
    await chat.say(told)
    assert (chat.kinds[-1], await of_them(app)) == ("whose_named", ([], []))
    assert len(chat.buttons) == 3
    await chat.press("⟦2⟧")  # RG4
    assert await of_them(app) == ([], [told])
    assert not talk or chat.kinds[-1] == "question_again"


@pytest.mark.parametrize("said", ["button", "KB3"])
async def test_in_a_talk_it_may_be_the_answer_after_all(said: str, hand: Hand, app: FastAPI) -> None:
    chat = await two(hand, talk=True)
    await chat.say(NAMED[1])
    await (chat.press("⟦1⟧") if said == "button" else chat.say(said))
    assert await of_them(app) == ([NAMED[1]], [])
    assert chat.kinds == ["noted", "question"]


@pytest.mark.parametrize(("status", "talk"), [("watch", False), ("cleared", False), ("cleared", True)])
@pytest.mark.parametrize("looks_like", ["reopen_case", "answer", "concern_confirmed"])
async def test_to_open_another_again_is_proposed_and_the_words_lie_there(
    looks_like: str, talk: bool, status: Status, hand: Hand, app: FastAPI
) -> None:
    chat = await two(hand, status, talk=talk)
    told = "ta opp att RG4, ho har vore borte tre dagar denne veka"
    await chat.say(told, looks_like)
    assert chat.kinds[-1] == "confirm_reopen"
    assert await of_them(app) == ([], [told])
    await chat.say("ja")
    assert "case_reopened" in chat.kinds


@pytest.mark.parametrize(
    "said", ["det siste var om RG4, ikkje KB3. fjern det", "notatet gjaldt RG4", "nei, det gjelder RG4"]
)
@pytest.mark.parametrize("status", ["open", "cleared"])
async def test_the_last_note_was_of_the_one_who_is_named(said: str, status: Status, hand: Hand, app: FastAPI) -> None:
    chat = await two(hand, status)
    await chat.say("kom for seint i dag")
    await chat.say(said, "switch_case")
    assert chat.kinds == ["whose_note"]
    await chat.press("⟦2⟧")  # RG4
    assert await of_them(app) == ([], ["kom for seint i dag"])


async def test_danger_to_another_in_a_talk_is_no_answer_of_it(hand: Hand, app: FastAPI) -> None:
    chat = await two(hand, talk=True)
    told = "RG4 sa at han vil ta livet sitt"
    await chat.say(told, "acute")
    assert chat.kinds[0] == "acute"
    assert await of_them(app) == ([], [told])


# days of others


OF_OTHERS = [
    "har to nye elever, den ene HM var borte mandag og tirsdag men de var på ferie",
    "den ene er HM og var borte i 4 dager, den andre 2 dager",
    "og HM er vekke 5 dagar no",
]


@pytest.mark.parametrize("told", OF_OTHERS)
@pytest.mark.parametrize("looks_like", ["answer", "concern_confirmed"])
async def test_days_of_a_pupil_nobody_spoke_of_are_not_counted_here(
    told: str, looks_like: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open("en gutt har vært borte 2 dager denne måneden", "KB3")
    await chat.say(told, looks_like)
    assert chat.kinds[0] in ("whose", "ask_label")
    assert await written(app) == {"KB3": ["en gutt har vært borte 2 dager denne måneden"]}


@pytest.mark.parametrize(
    "told",
    [
        "søstera hans i 3. har òg vore heime 6 dagar",
        "mor ringte. Lillebroren var borte 6 dager denne måneden også",
        "hun har det bra, men broren på 4. trinn har vært syk og hjemme i 6 dager",
    ],
)
@pytest.mark.parametrize("looks_like", ["answer", "concern_confirmed"])
async def test_days_of_a_brother_or_sister_are_not_counted_here(
    told: str, looks_like: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open("en gutt har vært borte 2 dager denne måneden", "KB3")
    await chat.say(told, looks_like)
    assert not {"ask_period", "judgement_proposed", "whose"} & {*chat.kinds}, chat.kinds
    assert chat.kinds[-1] == "sibling"
    assert (await written(app))["KB3"][1:] == [told]
    await chat.say("en dag til i dag", "answer")
    assert not {"6", "7", "8"} & {*chat.words.replace("RG4", "")}, chat.words


async def test_what_a_brother_says_of_the_pupil_is_counted(hand: Hand) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open("litt stille i timene", "KB3")
    await chat.say("broren sier at hun har vært borte 4 dager denne måneden")
    assert "4" in chat.words


# what a pupil is called


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("ny sak, ei jente på sjuende som eg kallar ho ÅB", "ÅB"),
        ("ny bekymring, jente i 6., kall ho TN", "TN"),
        ("ny sak NV 8 trinn borte mandag og onsdag", "NV"),
        ("ny uro om en gutt i 2., vi kaller gutten EF", "EF"),
    ],
)
async def test_the_code_that_is_told_is_not_asked_for(told: str, code: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.say(told, "start_case")
    assert chat.kinds[0] == "case_opened", chat.kinds
    assert await written(app) == {code: [told]}


@pytest.mark.parametrize("said", ["ja", "Nei", "jepp", "2", "ny elev", "ny sak", "en gutt", "vet ikke", "ok", "eleven"])
async def test_what_is_no_name_is_asked_about_again(said: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.say("har vært mye borte i det siste", "start_case")
    await chat.say(said)
    assert "case_opened" not in chat.kinds
    assert await written(app) == {}
    await chat.say("NV")
    assert chat.kinds[0] == "case_opened"


@pytest.mark.parametrize(
    "said", ["han skal hete NV ikke JA", "nei saken skal hete NV", "nei, eleven skal heite NV, ikkje ja", "kall den NV"]
)
@pytest.mark.parametrize("looks_like", ["answer", "start_case", "deny"])
async def test_it_is_to_be_called_something_else(said: str, looks_like: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open(WORRY, "ET")
    await chat.say(said, looks_like)
    assert chat.kinds == ["rename_proposed"]
    await chat.say("ja")
    assert set(await written(app)) == {"NV"}


# no case is spoken of


@pytest.mark.parametrize("looks_like", ["answer", "off_topic", "start_guide", "concern_confirmed", "ask_threshold"])
@pytest.mark.parametrize(
    "told",
    [
        "æ litt bekymra fer ei jente i 5. ho va borte to dagar og gjekk tidleg på fredag",
        "ein gut hjå oss har vore mykje vekke i det siste",
        "e nokså uroleg for ein av gutane mine, han kjem aldri på mandagar",
    ],
)
async def test_a_worry_begins_a_case(told: str, looks_like: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.say(told, looks_like)
    assert chat.kinds == ["ask_label"]
    await chat.say("kalla ho Mari")
    assert chat.kinds == ["label_refused_name"]
    await chat.say("kalla ho MR")
    assert chat.kinds[0] == "case_opened"
    assert await written(app) == {"MR": [told]}


@pytest.mark.parametrize("looks_like", ["answer", "off_topic", "start_guide", "reminder"])
async def test_other_news_waits_on_its_turn(looks_like: str, hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    told = "fekk ikkje tak i far i går, la igjen beskjed"
    await chat.say(told, looks_like)
    assert "ligger ikke i noen sak" in chat.words
    assert "not_understood" not in chat.kinds
    await chat.say("ny sak", "start_case")
    await chat.say("MR")
    assert (await written(app))["MR"][0] == told
