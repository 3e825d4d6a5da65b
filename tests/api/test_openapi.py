"""What a client is made from: every route named, with examples, and its problems; and that odd input is never our fault."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, get_args

import httpx
import pytest
from fastapi import FastAPI

from api.cases.schemas import GIVEN
from api.engine import apply
from api.engine.commands import AnyCommand, read_command
from api.errors import ApiError
from api.problems import MEDIA_TYPE
from api.settings import Settings
from api.wording.problems import problem
from channels.app import create_app
from tests.api.commanding import TODAY, send

ODD: list[Any] = [None, True, 0, -1, 10**30, 1.5, "", " ", "\x00", "æ" * 300, "2026-02-30", "9999-12-31", [], [[]], {}]


@pytest.fixture
async def everything(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    yield app
    await app.state.engine.dispose()


@pytest.fixture
def described(everything: FastAPI) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(everything.openapi()))
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        yield from ((method.upper(), path, operation) for method, operation in methods.items())


def test_every_route_has_a_name_of_its_own_and_declares_its_problems(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(names)) == len(names) >= 24
    assert all(name.isalpha() and name[0].islower() for name in names), names
    for _, path, operation in operations(described):
        if not path.startswith(("/health", "/chat")):
            for status in ("401", "404", "409", "422", "500", "503"):
                assert list(operation["responses"][status]["content"]) == [MEDIA_TYPE], path


def test_no_two_schemas_share_a_name_and_every_reference_is_there(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert not [name for name in schemas if "__" in name or name.endswith(("-Input", "-Output"))]
    wanted = {part.split('"')[0] for part in json.dumps(described).split("#/components/schemas/")[1:]}
    assert wanted <= set(schemas)


def test_every_body_has_an_example(described: dict[str, Any]) -> None:
    bodies = 0
    for _, path, operation in operations(described):
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
            assert described["components"]["schemas"][name]["examples"], (path, name)
            bodies += 1
    assert bodies >= 8


def test_there_is_an_example_of_each_command() -> None:
    shown = {type(read_command.validate_python(example)) for example in GIVEN}
    assert shown == set(get_args(AnyCommand))


def every(kind: type[ApiError]) -> Iterator[type[ApiError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)


def test_every_code_has_words_in_both_languages() -> None:
    codes = {kind.code for kind in every(ApiError)} | set(get_args(apply.Code)) | {"unexpected", "invalid"}
    assert len(codes) > 25
    for code in codes:
        assert problem(code, "nb")
        assert problem(code, "nn")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("DELETE", "/cases", None, 405, "method_not_allowed"),
        ("POST", "/cases", {}, 422, "invalid"),
        ("POST", "/cases", {"label": "Kari", "key": "k"}, 422, "refused_text"),
        ("GET", "/turns/waiting", None, 401, "unauthenticated"),
    ],
)
async def test_what_is_no_success_is_a_problem_in_words(
    method: str, path: str, body: Any, status: int, code: str, teacher: httpx.AsyncClient
) -> None:
    answer = await teacher.request(method, path, json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, MEDIA_TYPE)
    told = answer.json()
    assert (told["code"], told["status"], told["type"]) == (code, status, f"urn:naervaerslos:problem:{code}")
    assert told["title"]
    assert told["detail"] == told["message"]


async def test_a_problem_is_told_in_the_language_of_the_one_who_asks(teacher: httpx.AsyncClient) -> None:
    nynorsk = {"X-Demo-Teacher": "demo:faerder:2"}
    body = {"label": "Kari", "key": "k"}
    titles = [(await teacher.post("/cases", json=body, headers=who)).json()["detail"] for who in ({}, nynorsk)]
    assert titles == [problem("refused_text_name", "nb"), problem("refused_text_name", "nn")]


async def test_a_fault_of_ours_is_told_without_what_was_sent(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("gruer seg")

    monkeypatch.setattr("api.cases.endpoints.case_line", breaks)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        await client.post("/cases", json={"label": "MK", "key": "k"}, headers=TODAY)
        answer = await client.get("/cases", headers=TODAY)
    assert (answer.status_code, answer.json()["code"], answer.headers["Content-Type"]) == (
        500,
        "unexpected",
        MEDIA_TYPE,
    )
    assert "gruer" not in answer.text


# odd input


def _spoilt(example: Any) -> Iterator[Any]:
    """The example with each of its parts left out, and with something odd in its place."""
    if not isinstance(example, dict):
        return
    for name, value in example.items():
        yield {key: part for key, part in example.items() if key != name}
        yield from ({**example, name: odd} for odd in ODD)
        yield from ({**example, name: inner} for inner in _spoilt(value))


async def test_odd_input_is_never_a_fault_of_ours(
    described: dict[str, Any], teacher: httpx.AsyncClient, channel: dict[str, str], actions: dict[str, str]
) -> None:
    opened = await teacher.post("/cases", json={"label": "MK", "key": "one"}, headers=TODAY)
    case = opened.json()["case"]
    tried = 0
    for method, path, operation in operations(described):
        if path.startswith(("/chat", "/health")):
            continue
        names = [one["name"] for one in operation.get("parameters", []) if one["in"] != "path"]
        address = path
        for one in operation.get("parameters", []):
            if one["in"] == "path":
                address = address.replace(f"{{{one['name']}}}", case if one["name"].endswith("_id") else "1")
        bodies: list[Any] = [None]
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
            example = described["components"]["schemas"][name]["examples"][0]
            bodies = [*ODD, *_spoilt(example)]
        headers = TODAY if not path.startswith("/turns") else actions if path.endswith("outcome") else channel
        for body in bodies:
            answer = await teacher.request(method, address, json=body, headers=headers)
            assert answer.status_code < 500, (method, path, body, answer.text)
            tried += 1
        for name in names:
            for odd in ("", "-1", "0", "x", "%00", "9" * 30, "9999-12-31", "0001-01-01"):
                query = await teacher.request(method, f"{address}?{name}={odd}", headers=headers)
                header = await teacher.request(method, address, headers=headers | {name: odd})
                assert max(query.status_code, header.status_code) < 500, (method, path, name, odd)
                tried += 2
        for odd in ("%00", "x" * 300, "..%2f", "æ"):
            strange = address.replace(case, odd).replace("/1", f"/{odd}")
            assert (await teacher.request(method, strange, headers=headers)).status_code < 500, strange
    assert tried > 300


@pytest.mark.parametrize("given_command", GIVEN, ids=lambda command: str(command["do"]))
async def test_odd_commands_are_never_a_fault_of_ours(
    given_command: dict[str, Any], teacher: httpx.AsyncClient
) -> None:
    opened = await teacher.post("/cases", json={"label": "MK", "key": "one"}, headers=TODAY)
    for spoilt in [given_command, *_spoilt(given_command)]:
        answer = await send(teacher, opened.json()["case"], spoilt.get("do", "close"), **_without_do(spoilt))
        assert answer.status_code < 500, (spoilt, answer.text)


def _without_do(command: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in command.items() if name != "do"}
