"""No secret has a default or is shown, and only local mode may be told what day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from api import clock
from api.clock import today_in_oslo
from api.settings import Settings

SECRETS = ["TEXT_KEYS", "CHANNEL_TOKEN", "ACTION_TOKEN", "BOT_TOKEN"]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [None, ""])
def test_without_a_secret_nothing_starts(name: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv(f"NAERVAERSLOS_{name}")
    else:
        monkeypatch.setenv(f"NAERVAERSLOS_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


@pytest.mark.parametrize("name", ["MODE", *SECRETS[1:], "TODAY"])
def test_the_error_names_the_setting_and_not_its_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"NAERVAERSLOS_{name}", "kort-og-hemmelig")
    with pytest.raises(ValidationError) as raised:
        Settings()
    assert name.lower() in str(raised.value)
    assert "hemmelig" not in str(raised.value)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    settings = Settings()
    secrets = [settings.channel_token, settings.action_token, settings.bot_token, *settings.text_keys]
    for secret in secrets:
        assert secret.get_secret_value() not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_production_is_the_default_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NAERVAERSLOS_MODE")
    assert not Settings().is_local


@pytest.mark.parametrize(
    ("mode", "of_the_run", "asked", "expected"),
    [
        ("local", None, None, date(2026, 8, 24)),
        ("local", date(2026, 10, 5), None, date(2026, 10, 5)),
        ("local", date(2026, 10, 5), date(2027, 1, 4), date(2027, 1, 4)),
        ("production", date(2026, 10, 5), None, date(2026, 8, 24)),
        ("production", date(2026, 10, 5), date(2027, 1, 4), date(2026, 8, 24)),
    ],
)
def test_only_local_mode_may_be_told_what_day_it_is(
    mode: str, of_the_run: date | None, asked: date | None, expected: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_in_the_evening = datetime(2026, 8, 23, 22, 30, tzinfo=UTC)  # past midnight in Oslo
    monkeypatch.setattr(clock, "utc_now", lambda: late_in_the_evening)
    settings = Settings.model_validate({**Settings().model_dump(), "mode": mode, "today": of_the_run})
    assert today_in_oslo(settings, asked) == expected


def test_an_empty_today_is_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_TODAY", "")
    assert Settings().today is None
