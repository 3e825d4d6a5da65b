"""What is asked about without being named: the matters the bot reads are those the routines are searched for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.engine.asked_matters import MATTERS
from api.engine.topic_index import SURE, TopicIndex, Wanted, answers, index_of, stems, sureness
from tests.engine.test_topics import IDS, routine_of

ASKED = Path(__file__).resolve().parents[2] / "data" / "asked"
NOTHING = "none"  # no matter of a routine


def blocks() -> Iterator[dict[str, Any]]:
    for file in sorted(ASKED.glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))["asked"]


def test_what_the_bot_learns_is_what_is_searched_for() -> None:
    learnt = [block["matter"] for block in blocks()]
    assert sorted(learnt) == sorted((*MATTERS, NOTHING))


def test_no_question_is_learnt_twice() -> None:
    lines = Counter(line for block in blocks() for line in block["examples"].splitlines())
    assert [line for line, times in lines.items() if times > 1] == []


def _finds(index: TopicIndex, question: Wanted) -> bool:
    return any(hit.cover > 0.5 for hit in index.search(question)[:1])


@pytest.mark.parametrize("routine", IDS)
def test_the_words_of_most_matters_find_something_in_each_routine(routine: str) -> None:
    index = index_of(routine_of(routine))
    searched = {name: [Wanted(None, tuple(stems(words))) for words in every] for name, every in MATTERS.items()}
    found = [name for name, every in searched.items() if any(_finds(index, one) for one in every)]
    assert len(found) >= 0.75 * len(MATTERS), set(MATTERS) - set(found)


def test_a_matter_that_is_read_finds_the_piece_that_no_word_names() -> None:
    index = index_of(routine_of("alvoen"))
    question = index.read("kven sit med pennen når vi er samla?")
    assert not any(answers(hit, question) for hit in index.answer(question, "4")[:1])
    read = replace(question, matters=(("minutes", 0.9),))
    best = index.answer(read, "4")[0]
    assert best.topic.id == "4:task:write_minutes"
    assert best.likely > 0.8
    assert answers(best, read)


def test_a_matter_that_is_hardly_likely_answers_nothing() -> None:
    index = index_of(routine_of("alvoen"))
    read = replace(index.read("kven sit med pennen når vi er samla?"), matters=(("minutes", 0.1),))
    assert not answers(index.answer(read, "4")[0], read)


def test_the_words_that_are_said_go_before_a_matter_that_may_be_meant() -> None:
    index = index_of(routine_of("alvoen"))
    read = replace(index.read("hvem skriver referatet?"), matters=(("consent", 0.4),))
    assert index.answer(read, "4")[0].topic.id == "4:task:write_minutes"


def test_the_same_words_are_less_sure_in_a_long_message() -> None:
    index = index_of(routine_of("nittedal"))
    short = index.read("når evaluerer vi?")
    hit = index.answer(short, "4")[0]
    assert sureness(hit, short) >= SURE
    assert sureness(hit, replace(short, words=25)) < sureness(hit, short)


def test_a_tip_that_shares_a_word_is_no_answer() -> None:
    index = index_of(routine_of("hardanger"))
    question = index.read("hva skal de ha i hendene når de går hjem igjen?")
    assert not any(answers(hit, question) and hit.topic.kind == "tip" for hit in index.answer(question, "1")[:1])
