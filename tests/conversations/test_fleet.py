"""Two applications, two bots, two action servers on PostgreSQL, and kill -9 at random: nothing lost, doubled or out of order.

`ROUNDS` makes it long (`make soak`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.fleet import NAMES, Fleet, Killer, Sender
from tests.conversations.stack import Stack
from tests.databases import Postgres

ROUNDS = int(os.environ.get("ROUNDS", "2"))  # of each teacher: a case, a talk, and seven answers at once
TEACHERS = 2
KILLS = len(NAMES)  # at least; each process once
PAUSE = (0.2, 2.0)  # seconds between a process that is back and the next that is killed
SECONDS = 900 + ROUNDS * 60


@pytest.fixture
def fleet(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Fleet]:
    base = Stack(tmp_path_factory.mktemp("base"), teachers=1)
    running = Fleet(base, tmp_path_factory.mktemp("fleet"), postgres.fresh())
    running.start()
    running.wait_until_ready()
    yield running
    running.close()
    base.close()


def teach(sender: Sender, who: int, killer: Killer) -> list[str]:
    """Cases with talks of which all answers are sent at once. What was sent as answers."""
    sent: list[str] = []
    number = 0
    while number < ROUNDS or (killer.kills.total() < KILLS and killer.is_alive()):
        sender.until_answered("ny sak")
        sender.until_answered(f"K{who}{number}")
        sender.until_answered("Undring med foresatte")
        answers = [f"mest på rom {who}{number}{question} i friminuttet" for question in range(7)]
        with ThreadPoolExecutor(len(answers)) as at_once:
            list(at_once.map(sender.until_answered, answers))
        sent += answers
        sender.until_answered("pause")
        number += 1
    return sent


def test_nothing_is_lost_doubled_or_out_of_order(fleet: Fleet, tmp_path: Path) -> None:
    end = time.monotonic() + SECONDS
    senders = [Sender(fleet, f"faerder:nb:{number}", end) for number in range(1, TEACHERS + 1)]
    killer = Killer(fleet, PAUSE, seed=11)
    killer.start()
    try:
        with ThreadPoolExecutor(TEACHERS) as threads:
            sent = list(threads.map(teach, senders, range(TEACHERS), [killer] * TEACHERS))
    finally:
        killer.end()
    turns = 0
    for sender, mine in zip(senders, sent, strict=True):
        (conversation,) = sender.get("/conversations")
        turns += check(sender, mine, conversation["id"], conversation["turns"])
        sender.close()
    print(f"{turns} turns, {sum(map(len, sent))} answers, kills: {dict(killer.kills)}")
    assert killer.kills.total() >= KILLS
    logs = fleet.logs()
    assert "mest på rom" not in logs
    assert "K00" not in logs


def check(sender: Sender, sent: list[str], conversation: str, count: int) -> int:
    """Every answer is kept once, in the order in which the messages were stored, and every message has its reply."""
    turns: list[dict[str, Any]] = []
    before = count + 1
    while before > 1:
        page = sender.get(f"/conversations/{conversation}/turns?before={before}&limit=50")
        turns, before = [*page, *turns], page[0]["number"]
    assert [turn["number"] for turn in turns] == list(range(1, count + 1))
    assert all(turn["messages"] for turn in turns)
    in_order = [turn["text"] for turn in turns if turn["text"].startswith("mest på rom")]
    assert sorted(in_order) == sorted(sent), "none is lost and none stored twice"
    kept = []
    cases = sender.get("/cases?limit=100")
    for case in sorted(cases, key=lambda one: int(one["label"][2:])):
        kept += [answer["text"] for answer in sender.get(f"/cases/{case['id']}/plan")["answers"]]
    assert kept == in_order
    return count
