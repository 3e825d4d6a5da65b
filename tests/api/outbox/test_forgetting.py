"""What was sent is forgotten after a while, and where somebody was written to with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import update

from api.database import transaction, utc_now
from api.outbox.models import ChatReference, Outgoing
from api.outbox.repository import KEPT_FOR
from api.outbox.service import ChatPlace, OutboxService
from api.people.actor import Origin
from api.people.models import LOCAL
from api.retention.removing import Removal
from api.retention.service import clear
from tests.api.turns_by_hand import rows
from tests.login.people import FIRST, person_of

TEAMS = Origin("teams", LOCAL)


async def owed(app: FastAPI) -> None:
    async with transaction(app.state) as session:
        outbox = OutboxService(session, app.state.settings)
        for number in range(2):
            await outbox.owe(FIRST, TEAMS, ChatPlace("https://s", "a:1", "b", "a"), f"said:{number}", "empty")


@pytest.fixture
async def both_owing(both: FastAPI) -> FastAPI:
    await owed(both)
    return both


async def test_what_is_owed_is_there_once_and_in_order(both_owing: FastAPI) -> None:
    await owed(both_owing)
    found = sorted(await rows(both_owing, Outgoing), key=lambda one: one.number)
    assert [one.about for one in found] == ["said:0", "said:1"]
    assert len(await rows(both_owing, ChatReference)) == 1


async def test_what_left_long_ago_is_forgotten_and_what_waits_is_not(both_owing: FastAPI) -> None:
    long_ago = utc_now() - KEPT_FOR - timedelta(days=1)
    async with transaction(both_owing.state) as session:
        await session.exec(
            update(Outgoing).where(Outgoing.about == "said:0").values(ended="sent", ended_at=long_ago)  # type: ignore[arg-type]
        )
    await clear(both_owing.state.engine, both_owing.state.settings)
    assert [one.about for one in await rows(both_owing, Outgoing)] == ["said:1"]


async def test_who_is_removed_is_written_to_no_more(both_owing: FastAPI) -> None:
    person = await person_of(both_owing)
    async with transaction(both_owing.state) as session:
        await Removal(session, both_owing.state.settings, date(2026, 8, 24)).remove(person)
    assert [*await rows(both_owing, ChatReference), *await rows(both_owing, Outgoing)] == []
