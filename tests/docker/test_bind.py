"""Where the processes listen: a container says so; local mode, which has no login, stays on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings
from local.processes import bind, commands

PORTS = {"NAERVAERSLOS_APP_PORT": "8000", "NAERVAERSLOS_BOT_PORT": "5005"}


@pytest.mark.parametrize("mode", ["local", "production"])
def test_loopback_unless_told_otherwise(mode: str) -> None:
    lines = commands({**PORTS, "NAERVAERSLOS_MODE": mode}, Path("model.tar.gz"))
    assert Settings().bind == "127.0.0.1"
    assert "--host" not in lines["app"], "the application takes it from the settings"
    assert lines["bot"][lines["bot"].index("--interface") + 1] == "127.0.0.1"


@pytest.mark.parametrize("name", ["NAERVAERSLOS_BIND", "NAERVAERSLOS_ACTION_HOST"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.4", "localhost.example.org"])
def test_local_mode_refuses_any_other_address(name: str, host: str) -> None:
    with pytest.raises(ValueError, match=name):
        bind({"NAERVAERSLOS_MODE": "local", name: host})


def test_production_listens_where_it_is_told() -> None:
    assert bind({"NAERVAERSLOS_MODE": "production", "NAERVAERSLOS_BIND": "0.0.0.0"}) == "0.0.0.0"


def test_the_application_itself_refuses_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_BIND", "0.0.0.0")
    with pytest.raises(ValidationError, match="NAERVAERSLOS_BIND"):
        Settings(mode="local")
    assert Settings(mode="production", channels=()).bind == "0.0.0.0"
