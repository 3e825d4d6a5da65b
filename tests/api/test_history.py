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
