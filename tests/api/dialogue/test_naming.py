"""Other pupils in a message, by hand: a wrongly obeyed message is still an answer, and a note moves between one's own cases only."""

from __future__ import annotations

import json

from fastapi import FastAPI

from api.cases.models import NoteRow
from tests.api.turns_by_hand import Hand, kinds, rows


async def test_an_answer_that_was_obeyed_in_another_case_becomes_the_answer_where_it_was_given(
    app: FastAPI, hand: Hand
) -> None:
    await hand.open_case("MK")
    await hand.open_case("TL")
    await hand.say("Start", payload='/press{"guide":"undring_foresatte"}')
    turn = await hand.turn("avslutte med MK")
    obeyed = (await hand.decide(turn, "close_case", 0.9)).json()
    assert kinds(obeyed)[0::2] == ["now_speaking_of", "confirm_close"]
    button = next(b for act in obeyed["utterances"] for b in act["buttons"] if "was_answer" in b["payload"])
    put_right = await hand.say(button["title"], payload=button["payload"])
    assert kinds(put_right) == ["noted", "question"]
    (answer,) = [note for note in await rows(app, NoteRow) if note.kind == "answer"]
    (concern,) = [
        note for note in await rows(app, NoteRow) if note.kind == "concern" and note.case_id == answer.case_id
    ]
    assert answer.text == "avslutte med MK"
    assert concern.number == 1
    assert kinds(await hand.say("hva nå?", "whats_next"))[-1] == "question_again"


async def test_a_note_is_moved_by_nobody_else_and_to_no_case_of_another(app: FastAPI, hand: Hand) -> None:
    await hand.open_case("MK")
    noted = await hand.say("sover dårlig")
    (note,) = [note for note in await rows(app, NoteRow) if note.kind == "loose"]
    other = {"subject": "demo:faerder:2"}
    await hand.say("borte hver mandag", "start_case", **other)
    await hand.say("TL", **other)
    theirs = next(row.case_id for row in await rows(app, NoteRow) if row.case_id != note.case_id)
    for who, to in ((other, theirs), ({}, theirs), ({}, note.case_id)):
        payload = "/press" + json.dumps({"move": noted["turn"], "to": str(to)})
        await hand.say("Flytt", payload=payload, **who)
    loose = [row for row in await rows(app, NoteRow) if row.kind in ("loose", "taken_back")]
    assert [(row.case_id, row.text) for row in loose] == [(note.case_id, "sover dårlig")]
