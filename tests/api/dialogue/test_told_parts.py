"""A message is several things: all that is told comes back as one proposal, and the question beside it is answered."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from api.cases.models import FactRow
from tests.api.chat_by_hand import Chat, notes
from tests.api.dialogue.reading.test_told import read_as
from tests.api.turns_by_hand import Hand, rows

Read = tuple[str, str, str]  # act, status, intent
OWN = "own"


async def tell(chat: Chat, text: str, *read: Read, intent: str = "answer") -> str:
    """Says a text whose parts are divided by “|”, each read so."""
    whole, parts = read_as(text, *((act, status) for act, status, _ in read))
    sent: list[dict[str, Any]] = [
        {
            "start": part.start,
            "end": part.end,
            "ranking": [(intent_, 0.95)],
            "act": [(act, 0.95)],
            "status": [(status, 0.95)],
        }
        for part, (act, status, intent_) in zip(parts, read, strict=True)
    ]
    turn = await chat.hand.turn(whole, subject=chat.subject, today=chat.today)
    chat.last = (await chat.hand.decide(turn, intent, parts=sent)).json()
    return chat.words


async def test_facts_and_judgement_come_as_one_and_nothing_is_entered_before_the_yes(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    before = [fact.number for fact in await rows(app, FactRow)]
    said = await tell(
        chat, "ringte mor i dag,| eg er framleis uroa", ("called_home", "done", "answer"), ("worried", OWN, "answer")
    )
    assert "1. «Jeg har snakket med foresatte»" in said
    assert "2. «Fortsatt bekymret, gå til trinn 2»" in said
    assert [fact.number for fact in await rows(app, FactRow)] == before
    assert await notes(app) == ["ringte mor i dag, eg er framleis uroa"]


async def test_what_comes_first_is_said_with_the_judgement_but_not_what_is_told_beside_it(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    alone = await tell(chat, "eg er framleis uroa", ("worried", OWN, "answer"))
    assert "Dette er ikke gjort ennå: «Jeg har snakket med foresatte»." in alone
    both = await tell(
        chat, "ringte mor i dag,| eg er framleis uroa", ("called_home", "done", "answer"), ("worried", OWN, "answer")
    )
    assert "ikke gjort ennå" not in both


async def test_the_facts_come_first_and_then_the_question_is_answered(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    await tell(
        chat,
        "ringte mor i dag.| Når må møtet være holdt?",
        ("called_home", "done", "answer"),
        ("none", "none", "ask_deadline"),
        intent="ask_deadline",
    )
    assert chat.kinds[:2] == ["noted_loose", "report_done"]
    assert len(chat.kinds) > 2
    assert list(chat.buttons) == ["Ja", "Annen dag", "Nei, bare notatet"]


async def test_taps_of_what_was_not_found_never_stand_beside_the_yes(hand: Hand) -> None:
    chat = Chat(hand, "vennesla")
    await chat.open()
    await tell(
        chat,
        "ringte mor i dag.| Hva koster en sykkelhjelm til møtet?",
        ("called_home", "done", "answer"),
        ("none", "none", "ask_document"),
        intent="ask_document",
    )
    assert set(chat.buttons) <= {"Ja", "Annen dag", "Nei, bare notatet", "Angre"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("æ har ført alt,| det er det samme", [("logged", "done", "answer"), ("none", "none", "concern_cleared")]),
        (
            "mor er ikke bekymret,| men det er jeg",
            [("cleared", "others", "concern_cleared"), ("none", "none", "answer")],
        ),
        ("det hjalp ikke", [("works", OWN, "concern_cleared")]),
        ("det er litt bedre,| men jeg er i tvil", [("works", OWN, "answer"), ("unsure", OWN, "answer")]),
    ],
)
@pytest.mark.parametrize("routine", ["faerder", "vennesla", "nittedal", "alvoen", "hardanger"])
async def test_nothing_that_ends_a_case_is_proposed_unless_the_words_say_it(
    hand: Hand, routine: str, text: str, read: list[Read]
) -> None:
    chat = Chat(hand, routine)
    await chat.open()
    await tell(chat, text, *read, intent="concern_cleared")
    said = "\n".join(
        line for line in chat.words.split("\n") if not line.startswith("Fra Nærværslos")
    )  # of the choices there are
    assert not [words for words in ("avslutt»", "følg med»", "avkreftet»", "oversikten»") if words in said]


async def test_a_caption_in_other_words_is_proposed_and_does_nothing(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "alvoen")
    await chat.open()
    await chat.tick("contact_home")
    await chat.tick("contact_pupil")
    await chat.say("Hva nå?", "whats_next")
    before = [fact.number for fact in await rows(app, FactRow)]
    said = await chat.say("usikker, tar det på trinnmøte", "whats_next")
    assert "«Usikker, ta det på trinnmøtet» → rutine 2" in said
    assert [fact.number for fact in await rows(app, FactRow)] == before


async def test_a_deed_no_task_waits_for_is_a_note_whatever_command_a_word_of_it_is(hand: Hand, app: FastAPI) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await tell(chat, "skrev opp en påminnelse til meg selv", ("other", "done", "reminder"), intent="reminder")
    assert chat.kinds == ["noted_loose"]
    assert await notes(app) == ["skrev opp en påminnelse til meg selv"]


async def test_the_last_day_of_what_is_planned_is_told_with_it(hand: Hand) -> None:
    chat = Chat(hand, "faerder")
    await chat.open()
    await chat.decide("go_on", "worried")
    said = await tell(chat, "nytt møte 2. september", ("met", "planned", "answer"))
    assert "(fristen er mandag 31. august)" in said
