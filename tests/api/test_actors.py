"""Every route has an actor, and nobody comes in by another's door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from api.actors import (
    ACTORS,
    CountedRoute,
    SignedIn,
    action_service,
    channel_service,
    counted,
    counts_before_its_session,
    signed_in,
    speaker,
)
from api.database import SessionDep
from api.settings import Settings
from channels.app import create_app
from channels.pages import ADDRESSES, BESIDE
from channels.teams.door import from_teams

LOGIN = {
    f"/login{way}" for way in ("", "/local", "/out", "/{provider}", "/{provider}/callback", "/{provider}/backchannel")
}
PAGES = {
    *ADDRESSES,
    *(f"/{name}" for name in BESIDE),
    "/assets/{name}",
}  # a document and its files, the same for everybody
OPEN_TO_ANYBODY = {"/health/live", "/health/ready", "/logout", "/tilgjengelighet", *LOGIN, *PAGES}
DESCRIPTION = {"/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"}  # of the routes; holds no data
PEOPLE: tuple[Callable[..., Any], ...] = (signed_in, speaker)


def routes(listed: list[BaseRoute]) -> Iterator[Route]:
    """The routes of the application, those of included routers too."""
    for route in listed:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes(included.routes)
        else:
            assert isinstance(route, Route)
            yield route


def actors(dependant: Dependant) -> set[Callable[..., Any] | None]:
    """What the route depends on, and what that depends on."""
    found: set[Callable[..., Any] | None] = {dependant.call}
    for inner in dependant.dependencies:
        found |= actors(inner)
    return found


@pytest.fixture
async def everything(settings: Settings) -> AsyncIterator[FastAPI]:
    """The whole application as it is outside local mode."""
    app = create_app(settings.model_copy(update={"mode": "production"}))
    yield app
    await app.state.engine.dispose()


@pytest.fixture
async def outside(everything: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=everything)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield client


def calls(app: FastAPI, *of: Callable[..., Any]) -> list[tuple[str, str]]:
    """Method and address of the routes with one of these actors."""
    return [
        (method, route.path.format(**dict.fromkeys(route.param_convertors, str(uuid4()))))
        for route in routes(app.routes)
        if isinstance(route, APIRoute) and actors(route.dependant) & set(of)
        for method in sorted(route.methods or ())
    ]


def test_every_route_has_an_actor(everything: FastAPI) -> None:
    without = {
        route.path
        for route in routes(everything.routes)
        if not isinstance(route, APIRoute) or not actors(route.dependant) & {*ACTORS, from_teams}
    }
    assert without - DESCRIPTION == OPEN_TO_ANYBODY
    assert len(list(routes(everything.routes))) > 15, "the included routers are looked into"


async def test_outside_local_mode_no_teacher_gets_in(everything: FastAPI, outside: httpx.AsyncClient) -> None:
    teachers = calls(everything, *PEOPLE)
    assert ("POST", "/chat/messages") in teachers
    assert ("GET", "/cases") in teachers
    for method, address in teachers:
        answer = await outside.request(method, address, json={}, headers={"X-Demo-Teacher": "demo:faerder:1"})
        assert (method, address, answer.status_code) == (method, address, 401)
        assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(("service", "other"), [(channel_service, "action"), (action_service, "channel")])
@pytest.mark.parametrize("shown", ["nothing", "the other's token", "nearly"])
async def test_a_service_route_wants_the_token_of_that_service(
    service: Callable[..., Any],
    other: str,
    shown: str,
    outside: httpx.AsyncClient,
    settings: Settings,
    everything: FastAPI,
) -> None:
    tokens = {
        "action": settings.action_token.get_secret_value(),
        "channel": settings.channels[0].token.get_secret_value(),
    }
    own = tokens["channel" if other == "action" else "action"]
    token = {"nothing": "", "the other's token": tokens[other], "nearly": own[:-1]}[shown]
    doors = calls(everything, service)
    assert doors
    for method, address in doors:
        answer = await outside.request(method, address, json={}, headers={"Authorization": f"Bearer {token}"})
        assert (address, answer.status_code) == (address, 401)


async def test_a_stranger_is_not_let_in_in_local_mode(teacher: httpx.AsyncClient) -> None:
    answer = await teacher.get("/cases", headers={"X-Demo-Teacher": "demo:nobody:1"})
    assert answer.status_code == 401
    assert (await teacher.get("/cases", headers={"X-Demo-Teacher": "demo:faerder:3"})).status_code == 200


@pytest.mark.parametrize("address", sorted(DESCRIPTION))
async def test_outside_local_mode_the_routes_are_not_described(address: str, outside: httpx.AsyncClient) -> None:
    assert (await outside.get(address)).status_code in (401, 404)


async def test_every_route_of_a_person_counts_the_request_before_its_transaction(everything: FastAPI) -> None:
    """On SQLite it would wait for itself otherwise; see `CountedRoute`, which makes the wrong order impossible."""
    of_people = [
        route
        for route in routes(everything.routes)
        if isinstance(route, APIRoute) and counted in actors(route.dependant)
    ]
    assert len(of_people) > 30
    assert [route.path for route in of_people if not isinstance(route, CountedRoute)] == []
    assert [route.path for route in of_people if not counts_before_its_session(route)] == []


def test_a_route_whose_session_stands_first_cannot_be_made() -> None:
    router = APIRouter(route_class=CountedRoute)

    async def right(actor: SignedIn, session: SessionDep) -> None: ...

    async def wrong(session: SessionDep, actor: SignedIn) -> None: ...

    router.get("/right")(right)
    with pytest.raises(TypeError, match="/wrong: who is signed in stands before the session"):
        router.get("/wrong")(wrong)
