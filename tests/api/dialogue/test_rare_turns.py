"""Turns that are rare, and were once taken wrongly: another pupil's alarm, buttons of old replies, two devices, half answers."""

from __future__ import annotations

from uuid import UUID

import pytest
from fastapi import FastAPI

from api.cases.models import Case, FactRow, NoteRow
from api.dialogue.standings import read_standing
from api.dialogue.standings.proposal import WaitsForProposal
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.test_question_types import in_talk
from tests.api.turns_by_hand import Hand, rows

SCALES = [("faerder", "1", "kartlegging_elev"), ("vennesla", "1", "elevsamtale_utsagn")]


async def ranked(chat: Chat, text: str, intent: str, sure: float) -> list[str]:
    """Says something the classifier is less sure of than usual; gives the kinds of acts it led to."""
    turn = await chat.hand.turn(text, subject=chat.subject, today=chat.today)
    chat.last = (await chat.hand.decide(turn, intent, sure)).json() | {"turn": turn["id"]}
    return chat.kinds


async def speaking_of_mk(hand: Hand) -> Chat:
    """MK is spoken of; TL is open too."""
    chat = Chat(hand, "faerder")
    await chat.open(label="TL")
    await chat.open(label="MK")
    return chat


async def before_a_judgement(chat: Chat) -> None:
    """A decision stands: something like a judgement was typed, and not by the teacher of themselves."""
    assert (await ranked(chat, "mor er fortsatt bekymret", "concern_confirmed", 0.8))[-1] == "ask_decision"


async def lying(app: FastAPI, kind: str = "loose") -> list[tuple[str, str | None]]:
    """The notes of one kind, each with the label of its case."""
    labels = {case.id: case.label for case in await rows(app, Case)}
    return [(labels[note.case_id], note.text) for note in await rows(app, NoteRow) if note.kind == kind]


# another pupil


async def test_an_alarm_about_another_pupil_gets_the_acute_text_and_no_report_question(
    hand: Hand, app: FastAPI
) -> None:
    chat, alarm = await speaking_of_mk(hand), "Snakka med TL i dag. Han vil ikke leve lenger."
    await chat.say(alarm)
    assert "acute" in chat.kinds
    assert not [kind for kind in chat.kinds if kind.startswith("report")]
    assert await lying(app) == [("TL", alarm)]


async def test_an_amount_asked_about_for_another_pupil_is_not_said_to_be_noted(hand: Hand, app: FastAPI) -> None:
    chat = await speaking_of_mk(hand)
    before = len(await rows(app, NoteRow))
    assert "noted_loose" not in await ranked(chat, "er 11 dager siden juni mye for TL?", "ask_threshold", 0.9)
    assert len(await rows(app, NoteRow)) == before


async def test_an_amount_told_of_another_pupil_lies_in_that_case_whatever_it_looks_like(
    hand: Hand, app: FastAPI
) -> None:
    chat, told = await speaking_of_mk(hand), "TL var borte 11 dager siden juni"
    await ranked(chat, told, "ask_threshold", 0.9)
    assert await lying(app) == [("TL", told)]


async def test_what_is_told_of_another_pupil_while_a_judgement_waits_lies_in_that_case(
    hand: Hand, app: FastAPI
) -> None:
    chat, told = await speaking_of_mk(hand), "TL kom for sent igjen i dag og satt på gangen"
    await before_a_judgement(chat)
    await ranked(chat, told, "answer", 0.9)
    assert (await lying(app))[-1] == ("TL", told)
    shown = await hand.reply(chat.last["turn"], chat.act("noted_loose")["case"])
    assert [message["text"] for message in shown.json()["messages"]] == ["TL"]


async def test_an_old_button_takes_a_note_back_where_it_lies_though_another_pupil_is_spoken_of(
    hand: Hand, app: FastAPI
) -> None:
    chat, asked = await speaking_of_mk(hand), "mor spurte hva skjer nå"
    await chat.lead("undring_foresatte")
    await chat.say(asked, "whats_next")
    assert await lying(app, "answer") == [("MK", asked)]
    was_question = chat.buttons["Det var et spørsmål"]
    await chat.say("bytt til TL", "switch_case")
    await chat.say("Det var et spørsmål", payload=was_question)
    (answer,) = [note for note in await rows(app, NoteRow) if note.kind == "answer"]
    (back,) = [note for note in await rows(app, NoteRow) if note.kind == "taken_back"]
    assert (back.case_id, back.replaces) == (answer.case_id, answer.number)


# a worry without a label


async def test_a_worry_told_before_the_button_of_a_new_one_is_the_first_note(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.say("borte hver mandag", "start_case")
    await chat.say("Ny bekymring", payload="/start_case")
    await chat.say("MK")
    assert await lying(app, "concern") == [("MK", "borte hver mandag")]


@pytest.mark.parametrize("other", [{"payload": "/pause"}, {"intent": "pause"}])
@pytest.mark.parametrize("has_case", [False, True])
async def test_a_pause_before_the_label_does_not_say_that_anything_is_stored(
    other: dict[str, str], has_case: bool, hand: Hand
) -> None:
    chat = Chat(hand, "faerder")
    if has_case:
        await chat.open(label="TL")
    await chat.say("borte hver mandag", "start_case")
    await chat.say("Ikke nå", **other)
    assert "label_left" in chat.kinds
    assert "paused" not in chat.kinds


# a scale takes its steps only


@pytest.mark.parametrize(("routine", "level", "guide"), SCALES)
async def test_an_alarm_is_no_answer_to_a_scale(routine: str, level: str, guide: str, hand: Hand, app: FastAPI) -> None:
    chat, alarm = await in_talk(hand, routine, level, guide), "Han vil ikke leve lenger"
    await chat.say(alarm)
    assert "acute" in chat.kinds
    assert (await chat.answers(), await notes(app)) == ({}, [alarm])
    await chat.say("fortsett", "resume")
    assert [act["values"]["number"] for act in chat.last["utterances"] if act["kind"].startswith("question")] == ["1"]


@pytest.mark.parametrize(("routine", "level", "guide"), SCALES)
async def test_obeyed_words_that_a_scale_cannot_take_become_a_note(
    routine: str, level: str, guide: str, hand: Hand, app: FastAPI
) -> None:
    chat = await in_talk(hand, routine, level, guide)
    await ranked(chat, "hva skjer nå", "whats_next", 0.85)
    await chat.press("Det var et svar")
    assert chat.kinds == ["scale_unclear", "question"]
    assert chat.act("question")["number"] == "1"
    assert (await chat.answers(), await notes(app)) == ({}, ["hva skjer nå"])


# a report question


@pytest.mark.parametrize(
    ("week", "day"), [("uke 36", "31. august"), ("veke 37", "7. september"), ("i uke 36", "31. august")]
)
async def test_the_monday_of_a_bare_week_is_asked_about_before_it_is_entered(
    week: str, day: str, hand: Hand, app: FastAPI
) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("go_on", "worried")
    await chat.say("Møtet er utsatt")
    assert chat.kinds[-1] == "report_day_planned"
    await chat.say(week)
    assert chat.kinds == ["report_planned"]
    assert day in chat.act("report_planned")["day"]
    assert "planned" not in [fact.kind for fact in await rows(app, FactRow)]
    await chat.say("ja", "affirm")
    assert [fact.kind for fact in await rows(app, FactRow)].count("planned") == 1


@pytest.mark.parametrize("text", ["hva er hovedstaden i Frankrike?", "jeg liker best vaniljeis"])
async def test_a_report_question_is_not_put_again_under_what_is_off_topic(text: str, hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.say("har snakka med eleven")
    assert "report_done" in chat.kinds
    await chat.say(text, "off_topic")
    assert not [kind for kind in chat.kinds if kind.startswith("report")]


# two devices


async def test_why_is_answered_though_the_decision_was_made_on_another_device(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await before_a_judgement(chat)
    await chat.decide("go_on", "worried")
    await chat.say("hvorfor det?", "ask_why")
    assert chat.kinds
    assert "failed" not in chat.kinds


async def test_words_that_were_obeyed_as_going_back_lead_on_from_their_own_question(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.lead("undring_foresatte")
    await chat.say("han er sliten")
    await ranked(chat, "tilbake", "go_back", 0.87)
    assert chat.act("question")["number"] == "1"
    answer = chat.buttons["Det var et svar"]
    for _tap in range(2):
        await chat.say("Det var et svar", payload=answer)
        assert (chat.kinds[0], chat.act("question")["number"]) == ("noted", "3")
    assert list((await chat.answers()).values()) == ["han er sliten", "tilbake"]


async def test_the_words_of_a_way_on_from_another_level_decide_nothing(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen")
    await chat.open(label="MK")
    for text in ("Jeg har ringt foresatte", "i dag", "Fortsatt bekymret, gå til rutine 3"):
        await chat.say(text)
    if (await chat.plan())["level"] == "1":
        await chat.press("Gå videre likevel")
        await chat.say("det hastet")
    for text in ("Samtalen med hjemmet er tatt", "i dag"):
        await chat.say(text)
    assert (await chat.plan())["level"] == "3"
    made = [fact.number for fact in await rows(app, FactRow) if fact.kind == "decided"]
    await chat.say("Fortsatt bekymret, gå til rutine 3", "concern_confirmed")
    assert "needs_first" not in chat.kinds  # which it asks when it has begun to decide
    assert [fact.number for fact in await rows(app, FactRow) if fact.kind == "decided"] == made


async def test_another_pupils_closed_case_is_opened_again_only_by_its_name(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open(label="MK")
    await chat.say("avslutt saken", "close_case")
    await chat.say("ja", "affirm")
    await chat.open(label="TL")
    await chat.say("likevel", "reopen_case")
    assert chat.kinds == ["which_case"]
    assert not [fact for fact in await rows(app, FactRow) if fact.kind == "reopened"]
    await chat.say("åpne MK igjen", "reopen_case")
    assert chat.kinds == ["confirm_reopen"]
    await chat.say("ja", "affirm")
    assert [fact.kind for fact in await rows(app, FactRow)][-1] == "reopened"


def test_a_question_about_what_was_told_that_was_kept_before_there_were_lists_is_still_read() -> None:
    kept = {"kind": "report", "turn": str(UUID(int=1)), "place": "x.0.1", "what": "done", "tasks": ["call"], "on": None}
    for _ in range(2):  # the row's own data stays as it is
        standing = read_standing(kept)
        assert isinstance(standing, WaitsForProposal)
        assert [line.kind for line in standing.lines] == ["told"]
