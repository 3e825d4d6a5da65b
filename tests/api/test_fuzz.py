"""Made-up requests to every route, by each role: no fault of ours, every refusal a problem, and nobody learns what is there.

`EXAMPLES` makes it long: how many of each route and role.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.problems import MEDIA_TYPE
from api.settings import Settings
from channels.app import create_app
from tests.conversations.stack import free_ports

EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
NEVER = "/health"  # says how other processes are, and those are not here
OWNER, COLLEAGUE, ELSEWHERE = "demo:faerder:1", "demo:faerder:3", "demo:vennesla:1"
few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Served:
    """The application behind a port, with a case of the owner's, and what each role shows."""

    address: str
    case: str
    roles: dict[str, dict[str, str]]
    operations: list[Any]


@pytest.fixture(scope="module")
def served(prepared_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own: what is made up comes over a socket, as from anybody."""
    file = tmp_path_factory.mktemp("fuzz") / "naervaerslos.db"
    file.write_bytes(prepared_database.read_bytes())
    chosen = Settings(database_url=f"sqlite:///{file}", bot_url="http://127.0.0.1:9", action_url="http://127.0.0.1:9")
    (port,) = free_ports(1)
    app = create_app(chosen)
    app.state.watch.end()  # who would listen for replies is let go at once
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    address = f"http://127.0.0.1:{port}"
    case = httpx.post(f"{address}/cases", json={"label": "MK", "key": "one"}, headers={"X-Demo-Teacher": OWNER}).json()
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    yield Served(
        address,
        case["case"],
        {
            "owner": {"X-Demo-Teacher": OWNER},
            "colleague": {"X-Demo-Teacher": COLLEAGUE},
            "elsewhere": {"X-Demo-Teacher": ELSEWHERE},
            "nobody": {"X-Demo-Teacher": "demo:nobody:1"},
            "channel": {"Authorization": f"Bearer {chosen.channels[0].token.get_secret_value()}"},
            "actions": {"Authorization": f"Bearer {chosen.action_token.get_secret_value()}"},
        },
        [found.ok() for found in schema.get_all_operations()],  # type: ignore[union-attr]  # ours can be read
    )
    server.should_exit = True
    thread.join(timeout=20)


def send(served: Served, case: Any, role: str) -> Any:
    """What comes back; None for what no client can send at all, such as a header with a line break."""
    case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    case.headers.update(served.roles[role])
    try:
        return case.call(base_url=served.address, timeout=20)
    except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
        return None


def each(served: Served) -> list[Any]:
    return [operation for operation in served.operations if not operation.path.startswith(NEVER)]


@pytest.mark.parametrize("role", ["owner", "colleague", "elsewhere", "nobody", "channel", "actions"])
def test_no_made_up_request_is_a_fault_of_ours(served: Served, role: str) -> None:
    seen = 0
    for operation in each(served):
        seen += made_up(operation, partial(answered, served, role, operation.path))
    assert seen >= len(each(served)) * EXAMPLES * 0.8


def made_up(operation: Any, act: Callable[[Any], bool]) -> int:
    seen = 0

    @few
    @given(st.data())
    def run(data: st.DataObject) -> None:
        nonlocal seen
        seen += act(data.draw(operation.as_strategy()))

    run()
    return seen


def answered(served: Served, role: str, path: str, case: Any) -> bool:
    answer = send(served, case, role)
    if answer is None:
        return False
    told = (case.method, path, role, answer.status_code, answer.text[:300], case.body)
    assert answer.status_code < 500, told
    if answer.status_code >= 400 and not (path.startswith("/chat") and "status" in answer.text):
        assert answer.headers["content-type"][0] == MEDIA_TYPE, told
    if role == "nobody" and not path.startswith(("/openapi", "/docs", "/logout")):
        assert answer.status_code >= 400, told
    return True


@pytest.mark.parametrize("role", ["colleague", "elsewhere"])
def test_a_case_that_is_not_theirs_looks_like_one_that_never_was(served: Served, role: str) -> None:
    """The same made-up request twice, to a case that is there and to one that is not."""
    about_cases = [operation for operation in each(served) if "{case_id}" in operation.path]
    assert len(about_cases) > 5
    for operation in about_cases:
        made_up(operation, partial(alike, served, role))


def alike(served: Served, role: str, case: Any) -> bool:
    answers = []
    for case_id in (served.case, str(uuid4())):
        case.path_parameters = {**case.path_parameters, "case_id": case_id}
        answers.append(send(served, case, role))
    if None in answers:
        return False
    theirs, nobodys = ((answer.status_code, answer.text) for answer in answers)
    assert theirs == nobodys, (case.method, case.path)
    return True
