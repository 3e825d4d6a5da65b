"""Free text is kept, and does nothing to a case: whatever it is taken for, only a button, its words or a yes acts."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow, NoteRow
from api.dialogue.payloads import CommandName
from api.dialogue.reading.telling import asks
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand, rows

# Not a new case: the next message would be what to call the pupil.
INTENTS = [*sorted({*get_args(CommandName)} - {"start_case"}), "answer", "affirm", "deny"]
TEXTS = (
    "no er mor meir uroa enn eg",
    "bekymringen er ikke avkreftet",
    "hva betyr avkreftet?",
    "møtet ble holdt uten at foresatte kom",
    "ppt ser på fag",
    "han er borte igjen",
    "det går mye bedre nå, nesten ikke borte",
    "jeg tror vi kan avslutte snart",
    "ringte mor i går, ingen svar",
    "snakka med eleven i dag og er fortsatt uroleg",
    "skal vi åpne den igjen kanskje",
    "samtykket har de ikke skrevet under på",
    "rektor vet om det",
    "eg trur ikkje det hastar",
    "tja",
)


async def before_a_decision(chat: Chat) -> None:
    await chat.open()
    await chat.say("Jeg har snakket med foresatte", "answer")
    await chat.say("I dag", "answer")


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_free_text_is_taken_for_it_records_nothing_and_is_kept(
    hand: Hand, app: FastAPI, seed: int
) -> None:
    chance, chat = Random(seed), Chat(hand, "faerder")
    await (before_a_decision(chat) if seed % 2 else chat.open())
    before = [fact.number for fact in await rows(app, FactRow)]
    for text in chance.sample(TEXTS, 8):
        turn = await hand.turn(text, subject=chat.subject)
        await hand.decide(turn, chance.choice(INTENTS), chance.choice((0.2, 0.5, 0.8, 0.99)))
        await hand.reply(turn["id"], "ok")
        assert [fact.number for fact in await rows(app, FactRow)] == before, text
        kept = [note.text for note in await rows(app, NoteRow)]
        assert kept.count(text) <= 1
        assert asks(text) or len(text.split()) < 6 or text in kept, text
