"""The settings of a local run: secrets made once and kept from others, and what may be changed from outside."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from api.settings import Settings
from local.environment import WrongSetting, local_environment, port

SECRETS = ["NAERVAERSLOS_TEXT_KEYS", *(f"NAERVAERSLOS_{who}_TOKEN" for who in ("ACTION", "BOT"))]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for the local run, and none of this run's settings."""
    for name in os.environ:
        if name.startswith("NAERVAERSLOS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_secrets_are_made_once_and_only_this_user_may_read_them(folder: Path) -> None:
    before = os.umask(0)
    try:
        first = local_environment()
    finally:
        os.umask(before)
    assert [file.name for file in folder.iterdir()] == ["secrets.env"]
    assert stat.S_IMODE((folder / "secrets.env").stat().st_mode) == 0o600
    assert {name: local_environment()[name] for name in SECRETS} == {name: first[name] for name in SECRETS}


def test_secrets_are_long_all_different_and_of_use(folder: Path) -> None:
    environment = local_environment()
    values = [environment[name] for name in SECRETS]
    assert len(set(values)) == 3
    assert all(len(value) >= 40 for value in values)
    assert Fernet(environment["NAERVAERSLOS_TEXT_KEYS"])
    folder.joinpath("secrets.env").unlink()
    assert not {local_environment()[name] for name in SECRETS} & set(values)


def test_an_unfinished_file_of_a_crash_is_not_used(folder: Path) -> None:
    folder.mkdir()
    (folder / "secrets.new").write_text("NAERVAERSLOS_TEXT_KEYS=halv", encoding="utf-8")
    (folder / "secrets.new").chmod(0o600)
    assert Fernet(local_environment()["NAERVAERSLOS_TEXT_KEYS"])
    assert not (folder / "secrets.new").exists()


@pytest.mark.parametrize("name", ["NAERVAERSLOS_MODE", "RASA_TELEMETRY_ENABLED"])
def test_what_keeps_a_local_run_local_cannot_be_changed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "production")
    assert local_environment()[name] in ("local", "false")


def test_ports_and_secrets_from_outside_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_BOT_PORT", "6005")
    monkeypatch.setenv("NAERVAERSLOS_BOT_TOKEN", "b" * 32)
    environment = local_environment()
    assert environment["NAERVAERSLOS_BOT_URL"] == "http://127.0.0.1:6005"
    assert environment["NAERVAERSLOS_API_URL"] == "http://127.0.0.1:8000"
    assert environment["NAERVAERSLOS_BOT_TOKEN"] == "b" * 32
    assert (port("BOT", 5005), port("APP", 8000)) == (6005, 8000)


@pytest.mark.parametrize(("today", "day"), [("2026-08-24", "2026-08-24"), (None, "None")])
def test_the_application_takes_the_environment_as_its_settings(
    today: str | None, day: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if today:
        monkeypatch.setenv("TODAY", today)
    for name, value in local_environment().items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.is_local, str(settings.today)) == (True, day)
    assert settings.database_url.endswith(f"{folder}/naervaerslos.db")


@pytest.mark.parametrize("number", ["abc", "", "0", "65536", "-1", "8000.5", " 8000", "٨٠٠٠", "9" * 5000])
@pytest.mark.parametrize("name", ["APP", "BOT", "ACTION"])
def test_a_port_that_is_no_port_is_refused_by_name(name: str, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"NAERVAERSLOS_{name}_PORT", number)
    with pytest.raises(WrongSetting, match=f"^NAERVAERSLOS_{name}_PORT is .* from 1 to 65535"):
        local_environment()


@pytest.mark.parametrize("number", ["1", "65535"])
def test_the_first_and_the_last_port_are_ports(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_APP_PORT", number)
    assert port("APP", 8000) == int(number)


@pytest.mark.parametrize("name", ["TODAY", "NAERVAERSLOS_TODAY"])
def test_a_day_that_is_none_is_refused_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "rubbish")
    with pytest.raises(WrongSetting, match=f"^{name} is 'rubbish'"):
        local_environment()


def test_a_place_where_no_folder_can_be_made_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in (file, file / "under"):
        monkeypatch.setenv("NAERVAERSLOS_VAR", str(place))
        with pytest.raises(WrongSetting, match=r"^NAERVAERSLOS_VAR is "):
            local_environment()
