"""What an administrator sets: what cannot work is said at the start, without the secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from api.settings import Settings
from tests.login.browser import APP, TENANT

SECRET = "a-very-well-kept-secret"
FEIDE = {"id": "feide", "profile": "feide", "client_id": "c", "client_secret": SECRET}
ENTRA = {"id": "entra", "profile": "entra", "client_id": "c", "client_secret": SECRET, "tenant": TENANT}


def read(monkeypatch: pytest.MonkeyPatch, *providers: dict[str, Any], origin: str | None = APP) -> Settings:
    monkeypatch.setenv("NAERVAERSLOS_LOGIN_PROVIDERS", json.dumps(providers))
    if origin is not None:
        monkeypatch.setenv("NAERVAERSLOS_ORIGIN", origin)
    return Settings()


def test_both_providers_are_set_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, FEIDE, ENTRA)
    assert [one.issuer for one in settings.login_providers] == [
        "https://auth.dataporten.no",
        f"https://login.microsoftonline.com/{TENANT}/v2.0",
    ]
    assert SECRET not in f"{settings!r} {settings.model_dump_json()}"
    assert (settings.login_idle_minutes, settings.login_hours) == (30, 10)


WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "no secret": ([{name: value for name, value in FEIDE.items() if name != "client_secret"}], "client_secret"),
    "a short secret": ([FEIDE | {"client_secret": "kort-hemmelig"}], "client_secret"),
    "no tenant": ([{name: value for name, value in ENTRA.items() if name != "tenant"}], "tenant"),
    "a tenant for all": ([ENTRA | {"tenant": "common"}], "tenant"),
    "a tenant at Feide": ([FEIDE | {"tenant": TENANT}], "tenant"),
    "another profile": ([FEIDE | {"profile": "idporten"}], "profile"),
    "an id that is a path": ([FEIDE | {"id": "feide/../x"}], "id"),
    "an issuer that can be read on the way": ([FEIDE | {"issuer": "http://auth.example"}], "issuer"),
    "an issuer with a slash at its end": ([FEIDE | {"issuer": "https://auth.example/"}], "issuer"),
    "an issuer that is no address": ([FEIDE | {"issuer": "feide"}], "issuer"),
    "one id twice": ([FEIDE, FEIDE | {"issuer": "https://auth.example"}], "an id and an issuer of its own"),
    "one issuer twice": ([FEIDE, FEIDE | {"id": "feide2"}], "an id and an issuer of its own"),
    "a way round": ([FEIDE | {"verify": False}], "verify"),
}


@pytest.mark.parametrize(("providers", "named"), WRONG.values(), ids=WRONG)
def test_what_cannot_work_is_named_without_the_secret(
    providers: list[dict[str, Any]], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError) as raised:
        read(monkeypatch, *providers)
    assert named in str(raised.value)
    assert SECRET not in str(raised.value)
    assert "hemmelig" not in str(raised.value)


@pytest.mark.parametrize(
    "origin", ["http://skole.test", f"{APP}/", f"{APP}/naervaer", "skole.test", "https://", f"{APP}?a=b"]
)
def test_the_origin_is_scheme_and_host_over_tls(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="origin"):
        read(monkeypatch, FEIDE, origin=origin)


def test_without_an_origin_no_login_could_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="NAERVAERSLOS_ORIGIN"):
        read(monkeypatch, FEIDE, origin=None)
    assert read(monkeypatch, origin=None).login_providers == []


def test_what_is_no_json_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_LOGIN_PROVIDERS", f'[{{"client_secret": "{SECRET}"')
    with pytest.raises(SettingsError) as raised:
        Settings()
    assert "login_providers" in str(raised.value)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"), [("IDLE_MINUTES", "0"), ("IDLE_MINUTES", "600"), ("HOURS", "0"), ("HOURS", "25")]
)
def test_a_session_neither_lasts_for_ever_nor_no_time(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"NAERVAERSLOS_LOGIN_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
