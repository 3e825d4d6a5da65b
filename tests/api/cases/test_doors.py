"""Every door leads to the same rules: commands over REST and the same in the chat, refusals, and taking back."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as chances
from hypothesis import strategies as st

from api.cases.models import EntryRow, FactRow, NoteRow
from api.main import create_app
from api.settings import Settings
from routine_tools.scenario import routine_of
from tests.api.chat_by_hand import Chat
from tests.api.commanding import send
from tests.api.turns_by_hand import Hand, rows

DAY = "2026-08-24"
FAERDER = routine_of("faerder")
TALKS = ("undring_elev", "undring_foresatte")
TASKS = [task for level in FAERDER.levels[:2] for task in level.tasks]
DECISIONS = [(made.id, way.id) for level in FAERDER.levels[:2] for made in level.decisions for way in made.outcomes]

Press = dict[str, object]
# A command, and the button of the chat that gives it (None: it is typed).
tick = st.sampled_from(TASKS).map(lambda task: {"do": "tick", "task": task.id, "on": DAY})
decide = st.sampled_from(DECISIONS).map(
    lambda way: {"do": "decide", "decision": way[0], "outcome": way[1], "anyway": True}
)
answer = st.sampled_from([(talk, question.id) for talk in TALKS for question in FAERDER.guide(talk).questions]).map(
    lambda one: {"do": "answer", "guide": one[0], "question": one[1], "text": "Ja, ofte"}
)
note = st.just({"do": "note", "text": "Gruer seg til gym"})
skip = st.sampled_from(TASKS).map(lambda task: {"do": "skip_task", "task": task.id, "reason": "Ikke nødvendig"})
own_date = st.sampled_from([one.id for level in FAERDER.levels[:2] for one in level.deadlines]).map(
    lambda deadline: {"do": "own_date", "deadline": deadline, "on": "2026-09-02"}
)
attempt = st.sampled_from(TASKS).map(lambda task: {"do": "attempt", "task": task.id, "on": DAY})
plan_day = st.sampled_from(TASKS).map(lambda task: {"do": "plan_day", "task": task.id, "on": "2026-08-27"})
over = st.sampled_from([{"do": "close"}, {"do": "reopen"}])
wrong = st.sampled_from(
    [
        {"do": "tick", "task": "no_such_task", "on": DAY},
        {"do": "tick", "task": "talk_pupil", "on": "2026-08-25"},
        {"do": "answer", "guide": "evaluering", "question": "ev.naervaer", "text": "9999 bananer"},
        {"do": "take_back", "entry": 900},
    ]
)
commands = st.lists(
    st.one_of(tick, decide, answer, note, skip, own_date, attempt, plan_day, over, wrong), min_size=1, max_size=8
)
few = chances(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@asynccontextmanager
async def fresh(prepared: Path) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """An application on a database of its own, for one example."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "naervaerslos.db"
        shutil.copy(prepared, file)
        app = create_app(Settings(database_url=f"sqlite:///{file}"))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            yield app, client
        await app.state.engine.dispose()


def example(prepared: Path, play: Callable[[FastAPI, httpx.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        async with fresh(prepared) as (app, client):
            await play(app, client)

    asyncio.run(run())


async def opened(client: httpx.AsyncClient, key: str = "one") -> str:
    made = await client.post(
        "/cases", json={"label": "MK", "key": key, "another_pupil": True}, headers={"X-Today": DAY}
    )
    return str(made.json()["case"])


async def plan_of(client: httpx.AsyncClient, case: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What the plan says, without the ids and what counts the commands."""
    plan: dict[str, Any] = (await client.get(f"/cases/{case}/plan", headers=headers or {"X-Today": DAY})).json()
    return {name: value for name, value in plan.items() if name not in ("case", "revision")}


async def lies_in(app: FastAPI, case: str) -> tuple[list[object], list[object]]:
    """The facts and the notes of a case, without ids, times and what counts the commands."""
    facts = sorted((one for one in await rows(app, FactRow) if one.case_id == UUID(case)), key=lambda one: one.number)
    notes = sorted((one for one in await rows(app, NoteRow) if one.case_id == UUID(case)), key=lambda one: one.number)
    return (
        [
            (one.kind, one.level, one.round, one.occurred_on, one.task, one.decision, one.outcome, one.with_)
            for one in facts
        ],
        [(one.kind, one.question_id, one.text, one.value("value")) for one in notes],
    )


@few
@given(commands)
def test_what_is_refused_changes_nothing_and_what_is_taken_back_was_never_there(
    prepared_database: Path, commands: list[dict[str, Any]]
) -> None:
    async def play(app: FastAPI, client: httpx.AsyncClient) -> None:
        case = await opened(client)
        for command in commands:
            before, lay, log = await plan_of(client, case), await lies_in(app, case), len(await rows(app, EntryRow))
            done = await send(client, case, **command)
            if done.status_code == 409:
                assert (await lies_in(app, case), len(await rows(app, EntryRow))) == (lay, log), command
                assert await plan_of(client, case) == before, command
                continue
            assert done.status_code == 200, done.text
            if await lies_in(app, case) == lay:
                continue  # it was so already
            after = await plan_of(client, case)
            entry = done.json()["entry"]
            assert (await send(client, case, "take_back", entry=entry)).status_code == 200, command
            assert await plan_of(client, case) == before, command
            back = len(await rows(app, EntryRow))
            assert (await send(client, case, "take_back", entry=back)).status_code == 200, command
            assert await plan_of(client, case) == after, command

    example(prepared_database, play)


# the same over REST and in the chat

SAID = "Gruer seg til gym"
acts = st.lists(st.one_of(tick, decide, note), min_size=1, max_size=6)


async def door(chat: Chat, command: dict[str, Any]) -> None:
    """The same by a button of the chat, or typed."""
    match command["do"]:
        case "tick":
            await chat.say("Gjort", payload=f'/press{{"tick":"{command["task"]}"}}')
            if "ask_day" in chat.kinds:
                await chat.say("i dag")
        case "decide":
            way = f'"decide":"{command["decision"]}","outcome":"{command["outcome"]}","anyway":true'
            await chat.say("Valgt", payload=f"/press{{{way}}}")
        case _:
            await chat.say(command["text"])


@few
@given(acts)
def test_the_same_commands_in_the_chat_and_over_rest_leave_the_same(
    prepared_database: Path, acts: list[dict[str, Any]]
) -> None:
    async def play(app: FastAPI, client: httpx.AsyncClient) -> None:
        chat = Chat(Hand(client, app.state.settings), "faerder")
        await chat.open(worry="borte hver mandag")
        led = (await client.get("/cases", headers=chat.headers)).json()[0]["id"]
        case = await opened(client)
        await send(client, case, "note", text="borte hver mandag", kind="concern")
        for command in acts:
            if (await plan_of(client, led))["status"] == "open":
                await door(chat, command)
                await send(client, case, **command)
            assert await plan_of(client, case) == await plan_of(client, led), (command, chat.kinds)
            assert await lies_in(app, case) == await lies_in(app, led), (command, chat.kinds)

    example(prepared_database, play)
