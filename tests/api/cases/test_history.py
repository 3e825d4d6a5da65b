"""Earlier versions of an answer stay readable in the case; the last one counts."""

from __future__ import annotations

from fastapi import FastAPI

from tests.api.chat_by_hand import Chat, notes
from tests.api.turns_by_hand import Hand


async def test_every_version_of_an_answer_is_kept_and_the_last_counts(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    await chat.say("han er sliten")
    await chat.say("rett svar 1", "edit_answer")
    await chat.say("han er uthvilt")
    await chat.say("rettelse: det var lillebror", "edit_answer")
    assert await notes(app, "answer") == [
        "han er sliten",
        "han er uthvilt",
        "han er uthvilt\nrettelse: det var lillebror",
    ]
    assert list((await chat.answers()).values()) == ["han er uthvilt\nrettelse: det var lillebror"]


async def test_a_correction_put_elsewhere_leaves_the_version_before_it(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder", "nn")
    await chat.open()
    await chat.lead("undring_foresatte")
    await chat.say("ho er sliten")
    await chat.say("feil, det var far", "answer")
    await chat.press("Høyrer til spørsmål 2")
    assert list((await chat.answers()).values()) == ["ho er sliten", "feil, det var far"]
    assert "ho er sliten\nfeil, det var far" in await notes(app, "answer")


async def at_the_second_question(hand: Hand) -> Chat:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    await chat.say("han er sliten")
    return chat


async def test_an_answer_that_speaks_of_a_question_stays_where_it_was_given(hand: Hand) -> None:
    chat = await at_the_second_question(hand)
    said = "han svarte ikke på spørsmål 1, han var sliten"
    await chat.say(said)
    assert list((await chat.answers()).values()) == ["han er sliten", said]


LONG = "det jeg sa i sted skal heller være at det er mor som kjører ham, og det gjelder hver dag, ikke bare mandag"


async def test_a_long_change_that_names_no_question_is_kept_once_until_one_is_chosen(hand: Hand, app: FastAPI) -> None:
    chat = await at_the_second_question(hand)
    await chat.say(LONG, "edit_answer")
    assert "which_answer" in chat.kinds
    assert [*await notes(app, "answer"), *await notes(app)].count(LONG) == 1
    await chat.press("1. Hvordan opplever dere at barnet har det på …")
    assert list((await chat.answers()).values()) == [f"han er sliten\n{LONG}"]


async def test_what_was_doubted_and_is_a_change_moves_to_what_it_changes(hand: Hand, app: FastAPI) -> None:
    chat = await at_the_second_question(hand)
    turn = await hand.turn("nytt svar her: han er trøtt", subject=chat.subject, today=chat.today)
    asked = (await hand.decide(turn, "edit_answer", 0.2)).json()
    (tap,) = [b["payload"] for act in asked["utterances"] for b in act["buttons"] if "was_question" in b["payload"]]
    await chat.say("Det var et spørsmål", payload=tap)
    assert chat.kinds[:3] == ["note_taken_back", "noted_loose", "which_answer"]
    await chat.press("1. Hvordan opplever dere at barnet har det på …")
    assert list((await chat.answers()).values()) == ["han er sliten\nnytt svar her: han er trøtt"]
