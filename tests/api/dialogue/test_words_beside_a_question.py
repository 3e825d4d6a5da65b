"""What is told beside a question is kept, whatever the question is taken for."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.cases.models import NoteRow
from api.dialogue.reading.question import purely_asks
from tests.api.turns_by_hand import Hand, rows

TELLS_TOO = (
    "Har snakka med mor, ho er sliten",
    "Er bekymret for at han ikke sover",
    "Når han kommer inn gråter han",
    "Må nesten bære ham inn hver morgen nå",
    "Han gråt hele timen i dag. Burde vi gjort noe annerledes?",
    "Når må vi ha møtet? Han gråter hver morgen og mor er helt utslitt.",
    "Hun sa «jeg orker ikke mer» i dag. Hvem skal jeg kontakte?",
    "Vi gikk gjennom de sju H-ene med mor i dag, hun tror det er mobbing",
)
ASKS_ONLY = (
    "hva nå?",
    "må vi ha samtykke før vi henviser",
    "kven må vere med på møtet",
    "når er fristen for møtet?",
    "TL?",
    "har mor krav på referat?",
    "burde ppt vært med her",
)


@pytest.mark.parametrize("text", TELLS_TOO)
@pytest.mark.parametrize("intent", ["whats_next", "ask_who", "ask_document", "off_topic", "concern_confirmed"])
async def test_it_is_kept(hand: Hand, app: FastAPI, text: str, intent: str) -> None:
    await hand.open_case()
    await hand.say(text, intent)
    assert text in [note.text for note in await rows(app, NoteRow)]


@pytest.mark.parametrize("text", ASKS_ONLY)
async def test_a_question_alone_is_no_note(hand: Hand, app: FastAPI, text: str) -> None:
    assert purely_asks(text)
    await hand.open_case()
    await hand.say(text, "ask_who")
    assert text not in [note.text for note in await rows(app, NoteRow)]
