"""The reference Nittedal asks for, wherever the text of its routine is shown; no other routine asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from api.engine.schema import Language
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat
from tests.api.turns_by_hand import Hand

CITE = "Nittedal kommune, PPT: «Hver dag teller!», kortversjon, revidert april 2023"
SOURCE: dict[Language, str] = {"nb": "Kilde: ", "nn": "Kjelde: "}
# The questions of a talk stand under the reference given when it was started.
IN_A_TALK = frozenset(("question", "question_again", "pick_questions", "which_answer", "guide_resumed"))
# What a case is called, and the names of levels and guides, are no text of the routine's.
NAMES = frozenset(("name", "definite", "level_word", "place", "label", "common", "source", "done"))


def texts(piece: Any, language: Language) -> Iterator[str]:
    """The sentences of a routine's content, wherever they stand in it."""
    if isinstance(piece, dict):
        if piece.keys() == {"nb", "nn"}:
            yield piece[language].rstrip(".")
        for key, value in piece.items():
            if key not in NAMES:
                yield from texts(value, language)
    elif isinstance(piece, list | tuple):
        for value in piece:
            yield from texts(value, language)


SENTENCES = {
    (routine, language): [text for text in set(texts(routine_of(routine).model_dump(), language)) if len(text) > 20]
    for routine in ("faerder", "vennesla", "nittedal", "hardanger", "alvoen")
    for language in ("nb", "nn")
}


def shown(chat: Chat, routine: str, language: Language) -> list[str]:
    """The sentences of the routine in the last reply, outside a talk's questions."""
    said = "\n".join(
        value for act in chat.last["utterances"] if act["kind"] not in IN_A_TALK for value in act["values"].values()
    )
    return [sentence for sentence in SENTENCES[routine, language] if sentence in said]


# Everything that can be asked of a case, by what is typed and how it is understood.
ASKED = [
    ("hva nå?", "whats_next"),
    ("hvor er vi?", "ask_level"),
    ("når er fristen?", "ask_deadline"),
    ("hvem må være med?", "ask_who"),
    ("hvorfor?", "ask_why"),
    ("hvorfor den datoen?", "ask_why"),
    ("hvor skriver jeg det?", "ask_document"),
    ("hva er grensa?", "ask_threshold"),
    ("11 dager siden september", "answer"),
    ("hvem kan hjelpe?", "ask_help_service"),
    ("mine saker", "list_cases"),
    ("minn meg på det", "reminder"),
    ("fortsett", "resume"),
    ("bytt sak", "switch_case"),
    ("oppsummer", "summary"),
    ("start en samtale", "start_guide"),
    ("pause", "pause"),
    ("fortsatt bekymret", "concern_confirmed"),
]


async def course(chat: Chat, routine: str, levels: int) -> AsyncIterator[str]:
    """A case from the first worry over the first levels; yields after each reply."""
    yield await chat.say("hei", "greet")
    yield await chat.say("hva er grensa?", "ask_threshold")
    yield await chat.say("hvem kan hjelpe?", "ask_help_service")
    yield await chat.say("borte hver mandag", "start_case")
    yield await chat.say("MK")
    for level in routine_of(routine).levels[:levels]:
        await go_to(chat, routine, level.id)
        for text, intent in ASKED:
            yield await chat.say(text, intent)
        for task in [task for task in level.tasks if not task.asks_date][:3]:
            yield await chat.say(task.done.nb)
        dated = next((task for task in level.tasks if task.asks_date), None)
        if dated is not None:
            yield await chat.say(dated.done.nb)
            yield await chat.say("i dag")
        yield await chat.say("avslutt", "close_case")
        await chat.say("nei", "deny")
    yield await chat.say("avslutt", "close_case")
    yield await chat.say("ja", "affirm")
    yield await chat.say("hva nå?", "whats_next")
    yield await chat.say("åpne saken igjen", "reopen_case")


async def go_to(chat: Chat, routine: str, level: str) -> None:
    """By the shortest road, with everything done on the way."""
    for _ in range(5):
        here = routine_of(routine).level((await chat.plan())["level"])
        if here.id == level:
            return
        for task in here.tasks:
            await chat.tick(task.id)
        await chat.decide(*road(routine, here.id, level))
    raise AssertionError(f"level {level} was not reached")


def road(routine: str, here: str, there: str) -> tuple[str, str]:
    """The first step from a level to another."""
    levels = {level.id: level for level in routine_of(routine).levels}
    steps = {
        level.id: [(d.id, o.id, o.to) for d in level.decisions for o in d.outcomes if o.does == "go_to" and o.to]
        for level in levels.values()
    }
    seen, ways = {here}, [[step] for step in steps[here]]
    while ways:
        way = ways.pop(0)
        if way[-1][2] == there:
            return way[0][:2]
        ways += [[*way, step] for step in steps[way[-1][2]] if step[2] not in seen]
        seen.add(way[-1][2])
    raise LookupError(there)


@pytest.mark.parametrize(("language", "levels"), [("nb", 5), ("nn", 2)])
async def test_every_reply_with_text_of_the_routine_carries_the_reference_once(
    language: Language, levels: int, hand: Hand
) -> None:
    chat = Chat(hand, "nittedal", language, "2026-11-23")
    replies = 0
    async for said in course(chat, "nittedal", levels):
        found = shown(chat, "nittedal", language)
        times = said.count(f"{SOURCE[language]}{CITE}")
        assert times >= bool(found), (chat.kinds, found, said)
        assert said.count(f"{SOURCE[language]}{CITE}.") <= 1, said
        replies += bool(found)
    assert replies > 12 * levels, "there is something to cite"


@pytest.mark.parametrize("routine", ["faerder", "vennesla", "hardanger", "alvoen"])
async def test_no_other_routine_carries_a_reference(routine: str, hand: Hand) -> None:
    language: Language = "nn" if routine == "hardanger" else "nb"
    chat = Chat(hand, routine, language, "2026-11-23")
    replies = 0
    async for said in course(chat, routine, levels=2):
        assert f"{SOURCE[language]}{CITE}" not in said, said
        replies += bool(shown(chat, routine, language))
    assert replies > 20


async def open_on_trinn_2(hand: Hand, language: Language = "nb") -> Chat:
    chat = Chat(hand, "nittedal", language)
    await chat.open()
    await chat.decide("contact", "worried")
    return chat


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_a_talk_carries_the_reference_at_its_start_and_its_end(language: Language, hand: Hand) -> None:
    chat = await open_on_trinn_2(hand, language)
    await chat.lead("kartlegging_foresatte")
    assert chat.act("guide_started")["origin"] == f"{SOURCE[language]}{CITE}."
    assert chat.words.count(CITE) == 1
    for chosen in ("1 og 2", "trives best i gym"):
        assert CITE not in await chat.say(chosen)
    await chat.say("lite søvn")
    assert chat.kinds[0] == "guide_ended"
    assert chat.words.count(f"{SOURCE[language]}{CITE}.") == 1


async def test_the_reference_to_a_question_names_its_clause(hand: Hand) -> None:
    chat = await open_on_trinn_2(hand)
    await chat.lead("kartlegging_elev")
    await chat.say("2")
    await chat.say("hvorfor spør du om det?", "ask_why")
    assert chat.act("sentences")["words"].endswith(f"Kilde: {CITE}, verktøykassa 2b.")
    assert chat.words.count(CITE) == 1


async def test_a_summary_carries_it_when_it_shows_questions_and_not_for_the_teachers_own_notes(hand: Hand) -> None:
    chat = await open_on_trinn_2(hand)
    assert CITE not in await chat.say("oppsummer", "summary")
    await chat.lead("kartlegging_elev")
    await chat.say("1")
    await chat.say("trives i kunst")
    await chat.say("oppsummer", "summary")
    assert chat.act("summary")["words"].endswith(f"\nKilde: {CITE}.")
    assert chat.words.count(CITE) == 1


@pytest.mark.parametrize(
    ("text", "intent"), [("mine saker", "list_cases"), ("hvem kan hjelpe oss utenfra?", "ask_help_service")]
)
async def test_a_new_device_that_speaks_of_no_case_yet_carries_it_too(text: str, intent: str, hand: Hand) -> None:
    chat = await open_on_trinn_2(hand)
    said = await chat.say(text, intent, key="laptop")
    assert "trinn 2" in said
    assert said.count(f"Kilde: {CITE}.") == 1


async def test_what_shows_no_text_of_the_routine_carries_no_reference(hand: Hand) -> None:
    chat = await open_on_trinn_2(hand)
    for text, intent in [("hei", "greet"), ("takk", "thanks"), ("hjelp", "help"), ("mor ringte", "answer")]:
        assert CITE not in await chat.say(text, intent)
    assert CITE not in await chat.say("han vil ikke leve lenger", "acute")
    for text in ("hva er 7H?", "hvilke varseltegn er det?"):
        said = await chat.say(text, "ask_help_service")
        assert (CITE in said, said.count("Kilde:")) == (False, 1), "Vennesla's lists are cited as Vennesla's"
