"""What the bot reads that is asked about helps the index (docs/nlu.md): measured on questions that were not used to set it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.engine.asked_matters import MATTERS
from api.engine.topic_index import answers, index_of
from local.model import train
from nlu_report.classify import Ranking, rankings
from tests.engine.test_topics import Put, questions, routine_of

PUT = list(questions("unseen"))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Ranking]:
    model = train(tmp_path_factory.mktemp("training") / "training.log")
    return rankings(model, [put.text for put in PUT])


def matters(ranking: Ranking) -> tuple[tuple[str, float], ...]:
    read = ((name.removeprefix("matter/"), sure) for name, sure in ranking if name.startswith("matter/"))
    return tuple((name, sure) for name, sure in read if name in MATTERS)


def best(put: Put, of: tuple[tuple[str, float], ...]) -> str | None:
    index = index_of(routine_of(put.routine))
    question = replace(index.read(put.text), matters=of)
    hits = index.answer(question, put.level)
    return hits[0].topic.id if hits and answers(hits[0], question) else None


def test_three_matters_are_read_of_each_message(read: list[Ranking]) -> None:
    assert all(sum(name.startswith("matter/") for name, _ in ranking) == 3 for ranking in read)


def test_more_is_found_with_them_than_is_wrong_because_of_them(read: list[Ranking]) -> None:
    alone = [best(put, ()) for put in PUT]
    helped = [best(put, matters(ranking)) for put, ranking in zip(PUT, read, strict=True)]
    won, lost = _right(helped) - _right(alone), _wrong(helped) - _wrong(alone)
    assert won > max(lost, 0)


def _right(found: list[str | None]) -> int:
    return sum(one in put.right for one, put in zip(found, PUT, strict=True))


def _wrong(found: list[str | None]) -> int:
    return sum(one is not None and one not in put.right for one, put in zip(found, PUT, strict=True))
