"""Asked of whom words are, or what a pupil is called, nobody is held fast: what is no answer lies where the teacher finds it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.conversations.models import Turn
from tests.api.chat_by_hand import Chat
from tests.api.dialogue.test_other_pupils import written
from tests.api.turns_by_hand import Hand, rows

WORRY = "borte to mandager"
OF_ANOTHER = "har en til, gutt på 5. trinn, borte fire dager"


async def one(hand: Hand, label: str = "FN") -> Chat:
    chat = Chat(hand, "alvoen", today="2026-09-14")
    await chat.open(WORRY, label)
    return chat


async def found(chat: Chat, app: FastAPI) -> str:
    """All the teacher finds: what lies in the cases, and what “mine saker” shows of no case."""
    await chat.say("mine saker", "list_cases")
    last = max(await rows(app, Turn), key=lambda turn: turn.number)
    shown = [act for act in (last.outcome or {})["acts"] if act["kind"] == "words_in_no_case"]
    listed = [line["words"]["private"] for act in shown for line in act["lines"]]
    return "\n".join([*listed, *(text for texts in (await written(app)).values() for text in texts)])


# what answers


@pytest.mark.parametrize(
    "told", ["hun GT er glad i skolen men mora sliter veldig", "GT har vært stille hele uka, sier læreren i gym"]
)
@pytest.mark.parametrize("asked", ["whose", "label"])
async def test_a_sentence_that_holds_a_label_opens_nothing(told: str, asked: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say(OF_ANOTHER if asked == "whose" else "ny bekymring", "start_case")
    await chat.say(told)
    assert "case_opened" not in chat.kinds
    assert set(await written(app)) == {"FN"}
    assert told in await found(chat, app)


@pytest.mark.parametrize("said", ["GT", "kall henne GT", "det er GT", "ny elev, GT", "GT, 5. trinn"])
@pytest.mark.parametrize("asked", ["whose", "label"])
async def test_a_label_that_is_plainly_named_answers(said: str, asked: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say(OF_ANOTHER if asked == "whose" else "ny bekymring om en gutt", "start_case")
    await chat.say(said)
    assert "case_opened" in chat.kinds
    assert set(await written(app)) == {"FN", "GT"}


@pytest.mark.parametrize("begun", [(OF_ANOTHER, "answer"), ("ny bekymring om en gutt", "start_case")])
async def test_it_is_put_twice_and_then_lets_go(begun: tuple[str, str], hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say(*begun)
    told = [
        "mor virker sliten når vi snakker sammen",
        "klassen var på tur til fjorden fredag",
        "vi spiste lunsj sammen ute",
    ]
    await chat.say(told[0])
    assert "in_no_case" not in chat.kinds
    await chat.say(told[1])
    assert chat.kinds == ["sentences"]
    assert "venter ikke lenger" in chat.words
    assert "«mine saker»" in chat.words
    await chat.say(told[2])
    assert chat.kinds == ["noted_loose"]
    assert (await written(app))["FN"] == [WORRY, told[2]]
    seen = await found(chat, app)
    assert all(text in seen for text in (*told, begun[0]))
    await chat.say("ny sak", "start_case")
    await chat.say("GT")
    assert {begun[0], *told[:2]} <= {*(await written(app))["GT"]}


async def test_words_plainly_of_a_case_lie_there_and_the_question_stands(hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say(OF_ANOTHER)
    told = "FN var stille i dag og satt mest for seg selv ute"
    await chat.say(told)
    assert told in (await written(app))["FN"]
    assert chat.kinds[-1] == "whose"
    await chat.press("Ny elev")
    await chat.say("GT")
    assert (await written(app))["GT"] == [OF_ANOTHER]


# a label that a case has


@pytest.mark.parametrize("answer", ["ja", "button", "FN"])
async def test_the_words_go_to_the_case_that_is_named_after_a_yes(answer: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    told = "ny bekymring, en gutt er mye borte"
    await chat.say(told, "start_case")
    await chat.say("FN")
    assert chat.kinds == ["label_taken"]
    assert await written(app) == {"FN": [WORRY]}
    await (chat.press("⟦1⟧") if answer == "button" else chat.say(answer))
    assert await written(app) == {"FN": [WORRY, told]}
    assert "ask_label_again" not in chat.kinds


async def test_the_label_of_a_case_may_be_of_another_pupil(hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    told = "ny bekymring, en gutt er mye borte"
    await chat.say(told, "start_case")
    await chat.say("FN")
    await chat.press("En annen elev")
    await chat.say("FN2")
    assert await written(app) == {"FN": [WORRY], "FN2": [told]}


# another day


@pytest.mark.parametrize("asked", ["sibling", "whose"])
async def test_on_another_day_it_no_longer_waits(asked: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    if asked == "sibling":
        await chat.say("broren har det likedan")
        await chat.press("Begynn egen sak for søskenet")
    else:
        await chat.say(OF_ANOTHER)
    chat.today = "2026-09-21"
    told = "hadde samtale med FN i dag og vi fant ut at matteprøvene er verst"
    await chat.say(told)
    assert "label_taken" not in chat.kinds
    assert chat.words.count("venter ikke lenger") == 1
    assert told in (await written(app))["FN"]
    await chat.say("han smilte da vi gikk")
    assert "venter ikke lenger" not in chat.words


async def test_a_label_alone_answers_on_another_day_too(hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say("ny bekymring om en gutt", "start_case")
    chat.today = "2026-09-15"
    await chat.say("GT")
    assert "case_opened" in chat.kinds


# others


@pytest.mark.parametrize(
    "told",
    [
        "hun GT i naboklassen strever på samme vis",
        "ei jente til i klassen, GT, borte tre dager",
        "ein gut til slit med det same",
    ],
)
@pytest.mark.parametrize("after", ["pause", "day", "words"])
async def test_unanswered_words_of_another_lie_in_no_case(told: str, after: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say(told)
    assert chat.kinds == ["whose"]
    if after == "pause":
        await chat.say("ny elev")
        await chat.say("ikke nå", "pause")
    elif after == "day":
        chat.today = "2026-09-21"
        await chat.say("ringte hjem, ingen svarte på telefonen")
    else:
        await chat.say("lekselesing går greit for tida")
        await chat.say("det er fint vær for tida her")
    assert told not in (await written(app))["FN"]
    assert told in await found(chat, app)


@pytest.mark.parametrize(
    "said", ["nei la det ligge", "la det ligge her", "nei, lat det liggje", "la notatet ligge her"]
)
async def test_a_note_of_a_sibling_may_be_left_where_it_lies(said: str, hand: Hand, app: FastAPI) -> None:
    chat = await one(hand)
    await chat.say("broren har det likedan")
    await chat.say(said, "answer")
    assert "let_be" in chat.kinds
    assert (await written(app))["FN"] == [WORRY, "broren har det likedan"]
