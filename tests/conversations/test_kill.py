"""Kill -9 at random moments: no answer is lost and none is stored twice. `ANSWERS` makes it long (`make soak`)."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from uuid import uuid4

import httpx

from tests.conversations.stack import Chat, Reply, Stack

ANSWERS = int(os.environ.get("ANSWERS", "21"))
PROCESSES = ("app", "actions", "bot")
KILLS = max(len(PROCESSES), ANSWERS // 20)
PAUSE = (0.5, 2.5)  # seconds between two kills, drawn anew each time


def until_answered(chat: Chat, text: str, deadline: float) -> Reply:
    """What the chat client does: the same message with the same id, until there is an answer."""
    message_id = str(uuid4())
    while time.monotonic() < deadline:
        try:
            reply = chat.say(text, message_id=message_id)
            if reply.status == "answered":
                return reply
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"no answer to {text!r}")


def keep_killing(
    stack: Stack, stop: threading.Event, kills: Counter[str], broken: list[BaseException], dice: random.Random
) -> None:
    bag: list[str] = []
    try:
        while not stop.wait(dice.uniform(*PAUSE)):
            bag = bag or dice.sample(PROCESSES, len(PROCESSES))  # each as often as the others
            name = bag.pop()
            kills[name] += 1
            stack.kill(name)
            stack.start(name)
    except BaseException as error:  # else the test would go on without a killer
        broken.append(error)


def test_no_answer_is_lost_or_doubled_when_processes_are_killed(stack: Stack) -> None:
    chat, stop, kills, broken = stack.chat(), threading.Event(), Counter[str](), list[BaseException]()
    killer = threading.Thread(target=keep_killing, args=(stack, stop, kills, broken, random.Random(7)))
    end = time.monotonic() + 60 + ANSWERS * 4
    sent: list[str] = []
    killer.start()
    try:
        while len(sent) < ANSWERS or kills.total() < KILLS:
            assert not broken, broken
            until_answered(chat, "ny sak", end)
            until_answered(chat, f"K{len(sent)}", end)
            until_answered(chat, "Undring med foresatte", end)
            for _question in range(7):
                sent.append(f"mest på rom {len(sent)} i friminuttet")
                until_answered(chat, sent[-1], end)
            until_answered(chat, "pause", end)
    finally:
        stop.set()
        killer.join()
    stack.settled(chat)
    stored: Counter[str] = Counter()
    for case in chat.cases():
        headers = {"X-Demo-Teacher": chat.subject}
        answers = chat.http.get(f"/cases/{case['id']}/plan", headers=headers).json()["answers"]
        stored.update(answer["text"] for answer in answers)
    print(f"{len(sent)} answers, kills: {dict(kills)}")
    assert stored == Counter(sent)
