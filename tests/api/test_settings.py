"""No secret has a default or is shown, and only local mode may be told what day it is."""

from __future__ import annotations

import base64
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from api import clock
from api.clock import today_in_oslo
from api.settings import Settings, UnusableSettings, get_settings
from api.strength import weak_key, weak_token

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ["TEXT_KEYS", "ACTION_TOKEN", "BOT_TOKEN"]


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
    secrets = [settings.channels[0].token, settings.action_token, settings.bot_token, *settings.text_keys]
    for secret in secrets:
        assert secret.get_secret_value() not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_production_is_the_default_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NAERVAERSLOS_MODE")
    monkeypatch.delenv("NAERVAERSLOS_CHANNELS")
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
    settings = Settings.model_validate({**Settings().model_dump(), "mode": mode, "today": of_the_run, "channels": ()})
    assert today_in_oslo(settings, asked) == expected


def test_an_empty_today_is_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_TODAY", "")
    assert Settings().today is None


# What production refuses


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("NAERVAERSLOS_MODE", "production")
    monkeypatch.setenv("NAERVAERSLOS_DATABASE_URL", "sqlite:///of-a-test.db")
    monkeypatch.delenv("NAERVAERSLOS_CHANNELS")
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


def lines(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    """What is said when the process starts with these settings."""
    for name, value in values.items():
        monkeypatch.setenv(f"NAERVAERSLOS_{name}", value)
    get_settings.cache_clear()
    with pytest.raises(UnusableSettings) as raised:
        get_settings()
    for value in values.values():
        assert len(value) < 8 or value not in str(raised.value)
    return raised.value.lines


KEY, *STRONG = (
    base64.urlsafe_b64encode(Random(seed).randbytes(32)).decode() for seed in range(3)
)  # the same in each process of a run
WORDS_AS_KEY = base64.urlsafe_b64encode(b"this is a sentence, not a number").decode()
WEAK_TOKENS = [
    *("a" * 32, "ab" * 20, "0123456789abcdef" * 2, "abcdefghijklmnopqrstuvwxyz0123456789", "channel-" * 5),
    *("my-own-very-secret-value-7f3a9c1e5d2b", "CHANGEME-7f3a9c1e5d2b8a4f6e0c1d3b", "kort", ""),
]
WEAK_KEYS = [
    *(base64.urlsafe_b64encode(raw).decode() for raw in (bytes(32), b"a" * 32, bytes(range(32)), bytes(range(16)) * 2)),
    *(WORDS_AS_KEY, "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=", "hemmelig", f"{KEY},{KEY}", f"{KEY},{KEY}="),
]


def test_production_starts_with_secrets_as_they_should_be(production: pytest.MonkeyPatch) -> None:
    production.setenv("NAERVAERSLOS_TEXT_KEYS", f"{KEY},{Fernet.generate_key().decode()}")
    assert not get_settings().is_local


@pytest.mark.parametrize("name", SECRETS[1:])
@pytest.mark.parametrize("token", WEAK_TOKENS)
def test_production_refuses_a_token_that_can_be_guessed(name: str, token: str, production: pytest.MonkeyPatch) -> None:
    (line,) = lines(production, **{name: token})
    assert line.startswith(f"NAERVAERSLOS_{name}: ")


@pytest.mark.parametrize("keys", WEAK_KEYS)
def test_production_refuses_a_key_that_can_be_guessed(keys: str, production: pytest.MonkeyPatch) -> None:
    (line,) = lines(production, TEXT_KEYS=keys)
    assert line.startswith("NAERVAERSLOS_TEXT_KEYS: ")


def test_production_refuses_one_secret_for_several(production: pytest.MonkeyPatch) -> None:
    same = secrets.token_urlsafe(32)
    address = f"postgresql+asyncpg://somebody:{same}@localhost/db"
    said = lines(production, DATABASE_URL=address, ACTION_TOKEN=same, BOT_TOKEN=KEY, TEXT_KEYS=KEY)
    assert [line.split(":")[0] for line in said] == [f"NAERVAERSLOS_{name}" for name in SECRETS[1:]]
    assert all("the same as" in line for line in said)


@pytest.mark.parametrize("address", ["postgresql+asyncpg://somebody:hunter2@localhost/db", "hunter2://::"])
def test_a_weak_password_of_the_database_is_refused_and_not_shown(address: str, production: pytest.MonkeyPatch) -> None:
    (line,) = lines(production, DATABASE_URL=address)
    assert "hunter2" not in line
    assert "password" in line or "address" in line


def test_everything_that_is_wrong_is_said_at_once(production: pytest.MonkeyPatch) -> None:
    production.delenv("NAERVAERSLOS_BOT_TOKEN")
    production.setenv("PYTHONASYNCIODEBUG", "1")
    said = lines(production, TEXT_KEYS=f"{KEY},hemmelig", ACTION_TOKEN="a" * 32, TODAY="i dag")
    names = ["NAERVAERSLOS_TEXT_KEYS", *(f"NAERVAERSLOS_{name}" for name in SECRETS[1:]), "NAERVAERSLOS_TODAY"]
    assert sorted(line.split(":")[0] for line in said) == sorted([*names, "PYTHONASYNCIODEBUG"])


@pytest.mark.parametrize(
    "channels",
    [
        *(
            f"web https://login.example {STRONG[0]}",
            f"teams local {STRONG[0]}",
            f"teams https://login.example {'a' * 32}",
        ),
        *(f"teams https://login.example {STRONG[0]}, teams https://other.example {STRONG[1]}", f"teams {STRONG[0]}"),
        *(f"teams https://a.example {STRONG[0]}, two https://b.example {STRONG[0]}", "teams https://a.example kort"),
        *(f"Te/ams https://a.example {STRONG[0]}", f"teams https://a.example {os.environ['NAERVAERSLOS_BOT_TOKEN']}"),
    ],
    ids=range(9),  # tokens of one run alone stand in them
)
def test_production_refuses_a_channel_that_is_not_bound_to_logins_of_its_own(
    channels: str, production: pytest.MonkeyPatch
) -> None:
    for line in lines(production, CHANNELS=channels):
        assert line.startswith("NAERVAERSLOS_CHANNELS")
        assert not [token for token in STRONG if token in line]


def test_production_needs_no_channel_and_takes_several(production: pytest.MonkeyPatch) -> None:
    assert get_settings().channels == ()
    get_settings.cache_clear()
    production.setenv(
        "NAERVAERSLOS_CHANNELS", f"teams https://a.example {STRONG[0]}, two https://b.example {STRONG[1]}"
    )
    assert [(one.name, one.issuer) for one in get_settings().channels] == [
        *(("teams", "https://a.example"), ("two", "https://b.example"))
    ]


@pytest.mark.parametrize("address", ["", "mysql://localhost/db", "postgresql://localhost/db", "nothing like one"])
def test_production_keeps_nothing_in_a_database_that_nobody_named(address: str, production: pytest.MonkeyPatch) -> None:
    production.delenv("NAERVAERSLOS_DATABASE_URL")
    (line,) = lines(production)
    assert line.startswith("NAERVAERSLOS_DATABASE_URL: production needs the address of its database")
    assert {line.split(":")[0] for line in lines(production, DATABASE_URL=address)} == {"NAERVAERSLOS_DATABASE_URL"}


@pytest.mark.parametrize("said", ["{hemmelig", "hemmelig", '[{"id": hemmelig}]'])
def test_providers_that_are_no_json_are_a_line_without_what_they_say(said: str, production: pytest.MonkeyPatch) -> None:
    assert lines(production, LOGIN_PROVIDERS=said) == ["NAERVAERSLOS_LOGIN_PROVIDERS: it is no JSON"]


@pytest.mark.parametrize("name", ["NAERVAERSLOS_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE"])
def test_production_does_not_debug(name: str, production: pytest.MonkeyPatch) -> None:
    production.setenv(name, "1")
    assert lines(production) == [f"{name}: production does not debug; take it out"]


def test_local_mode_takes_any_token_that_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS[1:]:
        monkeypatch.setenv(f"NAERVAERSLOS_{name}", "a" * 32)
    assert Settings().is_local


def test_what_is_made_at_random_is_never_called_weak() -> None:
    for _ in range(2000):
        assert weak_token(secrets.token_urlsafe(32)) is None
        assert weak_token(secrets.token_hex(32)) is None
        assert weak_token(secrets.token_hex(16)) is None
        assert weak_token(secrets.token_urlsafe(12), shortest=16) is None
        assert weak_key(Fernet.generate_key().decode()) is None


def test_no_value_in_our_own_files_is_taken_for_a_secret() -> None:
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("docker/*"), ROOT / "docker" / ".env.example"]
    shown = set()
    for file in files:
        shown |= set(re.findall(r"[\w+/-]{24,}=*", file.read_text(encoding="utf-8")))
    assert shown
    for value in shown:
        assert weak_key(value), value
        assert weak_token(value) or not re.search(r"\d.*[a-z].*\d", value), value


@pytest.mark.parametrize("command", ["channels", "api.prepare", "api.keys rewrap", "actions"])
def test_a_process_says_what_is_wrong_in_a_few_lines_and_ends(command: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "NAERVAERSLOS_MODE": "production",
        "NAERVAERSLOS_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}",
        "NAERVAERSLOS_ACTION_TOKEN": "a" * 32,
        "NAERVAERSLOS_CHANNELS": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 2
    _, said, how_to_load = done.stderr.splitlines()
    assert said.startswith("NAERVAERSLOS_ACTION_TOKEN: it is easy to guess")
    assert how_to_load.startswith("Settings are read from the environment.")


PROVIDER = (
    '[{{"id": "feide", "profile": "feide", "client_id": "a", "client_secret": "{}"}},'
    ' {{"id": "two", "profile": "feide", "issuer": "https://two.example", "client_id": "a", "client_secret": "{}"}}]'
)
OTHER_SECRET, ONE_SECRET = (base64.urlsafe_b64encode(Random(seed).randbytes(24)).decode() for seed in (5, 6))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOGIN_PROVIDERS", PROVIDER.format("a" * 16, OTHER_SECRET)),
        ("LOGIN_PROVIDERS", PROVIDER.format(os.environ["NAERVAERSLOS_BOT_TOKEN"], OTHER_SECRET)),
        ("LOGIN_PROVIDERS", PROVIDER.format(ONE_SECRET, ONE_SECRET)),
        ("TEAMS_SECRET", "hemmelighemmelig"),
        ("TEAMS_SECRET", os.environ["NAERVAERSLOS_ACTION_TOKEN"]),
        ("DATABASE_URL", "postgresql+asyncpg://somebody@localhost/db?password=hunter2"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///file:one?mode=memory&uri=true"),
        ("ORIGIN", "http://127.0.0.1:8000"),
    ],
    ids=range(10),  # tokens of one run alone stand in them
)
def test_production_refuses_in_one_line_what_is_as_good_as_open(
    name: str, value: str, production: pytest.MonkeyPatch
) -> None:
    production.setenv("NAERVAERSLOS_ORIGIN", "https://naervaerslos.example")
    if name.startswith("TEAMS"):
        _set_teams(production, **TEAMS)
    (line,) = lines(production, **{name: value})
    assert line.startswith(f"NAERVAERSLOS_{name}: ")


def test_production_takes_providers_with_secrets_of_their_own(production: pytest.MonkeyPatch) -> None:
    production.setenv("NAERVAERSLOS_ORIGIN", "https://naervaerslos.example")
    production.setenv("NAERVAERSLOS_LOGIN_PROVIDERS", PROVIDER.format(ONE_SECRET, OTHER_SECRET))
    assert len(get_settings().login_providers) == 2


@pytest.mark.parametrize("proxies", ["*", "10.0.0.1, *", "0.0.0.0/0"])
def test_production_believes_no_proxy_at_any_address(proxies: str, production: pytest.MonkeyPatch) -> None:
    production.setenv("FORWARDED_ALLOW_IPS", proxies)
    (line,) = lines(production)
    assert line.startswith("FORWARDED_ALLOW_IPS: ")


# Teams

TEAMS = {
    "APP_ID": "5a1c7f7e-1d1b-4f0c-9a43-2a3f6f1f0d21",
    "SECRET": "Sm9-Wq2xT~vN4.Kf7LbRpd_8QaZ",
    "TENANT": "0b6d1f0e-6a55-4d5c-9a3f-1c7d1c1f8a11",
}


def _set_teams(environment: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        environment.setenv(f"NAERVAERSLOS_TEAMS_{name}", value)


def test_teams_is_off_when_it_is_not_set_and_on_when_it_is(production: pytest.MonkeyPatch) -> None:
    assert get_settings().teams is None
    get_settings.cache_clear()
    _set_teams(production, **TEAMS)
    teams = get_settings().teams
    assert teams is not None
    assert (str(teams.app_id), teams.issuer) == (
        TEAMS["APP_ID"],
        f"https://login.microsoftonline.com/{TEAMS['TENANT']}/v2.0",
    )
    assert TEAMS["SECRET"] not in f"{get_settings()!r} {teams!r}"


@pytest.mark.parametrize("missing", TEAMS)
def test_teams_half_set_is_refused_and_said_which_half(missing: str, production: pytest.MonkeyPatch) -> None:
    _set_teams(production, **(TEAMS | {missing: ""}))
    with pytest.raises(UnusableSettings) as refused:
        get_settings()
    assert f"NAERVAERSLOS_TEAMS_{missing}: Teams needs" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("APP_ID", "our-app"), ("SECRET", "kort"), ("METADATA", "http://elsewhere.example"), ("LOGIN", "ftp://x")],
)
def test_what_teams_cannot_be_set_to(name: str, value: str, production: pytest.MonkeyPatch) -> None:
    _set_teams(production, **(TEAMS | {name: value}))
    with pytest.raises(UnusableSettings) as refused:
        get_settings()
    assert f"NAERVAERSLOS_TEAMS_{name}" in str(refused.value)
    assert value not in str(refused.value)


def test_no_channel_elsewhere_is_called_as_teams(production: pytest.MonkeyPatch) -> None:
    _set_teams(production, **TEAMS)
    production.setenv("NAERVAERSLOS_CHANNELS", f"teams https://a.example {STRONG[0]}")
    with pytest.raises(UnusableSettings, match="none elsewhere has its name"):
        get_settings()


# E-mail

SMTP = {
    "HOST": "smtp.kommune.example",
    "FROM": "naervaerslos@kommune.example",
    "USER": "naervaerslos",
    "PASSWORD": base64.urlsafe_b64encode(Random(9).randbytes(18)).decode(),
}


def _set_mail(environment: pytest.MonkeyPatch, **values: str) -> None:
    environment.setenv("NAERVAERSLOS_ORIGIN", "https://naervaerslos.example")
    for name, value in values.items():
        environment.setenv(f"NAERVAERSLOS_SMTP_{name}", value)


def test_mail_is_off_when_it_is_not_set_and_on_when_it_is(production: pytest.MonkeyPatch) -> None:
    assert (get_settings().mail, get_settings().reaching) == (None, ())
    get_settings.cache_clear()
    _set_mail(production, **SMTP)
    mail = get_settings().mail
    assert mail is not None
    assert (mail.host, mail.port, mail.tls, mail.sender) == (SMTP["HOST"], 587, "starttls", SMTP["FROM"])
    assert get_settings().reaching == ("mail",)
    assert SMTP["PASSWORD"] not in f"{get_settings()!r} {mail!r}"


@pytest.mark.parametrize("missing", SMTP)
def test_mail_half_set_is_refused_and_said_which_half(missing: str, production: pytest.MonkeyPatch) -> None:
    _set_mail(production, **(SMTP | {missing: ""}))
    with pytest.raises(UnusableSettings) as refused:
        get_settings()
    assert f"NAERVAERSLOS_SMTP_{missing}: " in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TLS", "none"),
        ("TLS", "kanskje"),
        ("PORT", "0"),
        ("FROM", "Nærværslos <los@kommune.example>"),
        ("FROM", "los@kommune.example\nBcc: to@kommune.example"),
        ("PASSWORD", "hemmelighemmelig"),
        ("PASSWORD", os.environ["NAERVAERSLOS_ACTION_TOKEN"]),
    ],
    ids=range(7),  # a token of one run alone stands in one
)
def test_what_mail_cannot_be_set_to(name: str, value: str, production: pytest.MonkeyPatch) -> None:
    _set_mail(production, **(SMTP | {name: value}))
    with pytest.raises(UnusableSettings) as refused:
        get_settings()
    assert f"NAERVAERSLOS_SMTP_{name}: " in str(refused.value)


def test_mail_needs_the_address_it_links_to(production: pytest.MonkeyPatch) -> None:
    _set_mail(production, **SMTP)
    production.delenv("NAERVAERSLOS_ORIGIN")
    with pytest.raises(UnusableSettings, match="NAERVAERSLOS_ORIGIN"):
        get_settings()
