"""The package an administrator uploads: valid by Microsoft's schemas, in both languages, with pictures of the right kind."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from api.settings import Settings
from channels.teams.package import NoPackage, manifest, nynorsk, package
from tests.teams.cloud import APP_ID, SECRET, TENANT
from tests.teams.parsing import valid_manifests

ORIGIN = "https://naervaerslos.kommune.example"


@pytest.fixture
def teams_settings() -> Settings:
    ids = {"teams_app_id": UUID(APP_ID), "teams_secret": SecretStr(SECRET), "teams_tenant": UUID(TENANT)}
    return Settings().model_copy(update={**ids, "origin": ORIGIN})


def test_it_holds_to_microsofts_schemas(teams_settings: Settings) -> None:
    assert valid_manifests([manifest(teams_settings), nynorsk()]) == [[], []]


@pytest.mark.parametrize(
    "spoilt",
    [{"bots": [{"botId": "vår"}]}, {"accentColor": "blå"}, {"unknown": 1}, {"name": {"short": "x" * 31, "full": "x"}}],
)
def test_a_broken_one_is_refused_with_the_reasons(spoilt: dict[str, Any], teams_settings: Settings) -> None:
    (problems,) = valid_manifests([manifest(teams_settings) | spoilt])
    assert problems


def test_only_alone_with_the_assistant(teams_settings: Settings) -> None:
    (bot,) = manifest(teams_settings)["bots"]
    assert (bot["botId"], bot["scopes"]) == (APP_ID, ["personal"])


def test_nynorsk_has_every_word_bokmaal_has(teams_settings: Settings) -> None:
    bokmaal, words = manifest(teams_settings), nynorsk()
    commands = bokmaal["bots"][0]["commandLists"][0]["commands"]
    assert len([place for place in words if place != "$schema"]) == 4 + 2 * len(commands)


def test_the_file_holds_all_it_names_and_is_the_same_each_time(teams_settings: Settings) -> None:
    made = package(teams_settings)
    assert made == package(teams_settings)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(files["manifest.json"])
    named = {*told["icons"].values(), *(one["file"] for one in told["localizationInfo"]["additionalLanguages"])}
    assert files.keys() == named | {"manifest.json"}
    assert SECRET not in "".join(content.decode("latin-1") for content in files.values())
    for name, side in (("color.png", 192), ("outline.png", 32)):
        assert struct.unpack(">II", files[name][16:24]) == (side, side)
    assert _colours(files["outline.png"]) == {(255, 255, 255)}, "white on nothing"


def _colours(png: bytes) -> set[tuple[int, ...]]:
    """Those of a picture without palette, whatever shows through."""
    start = png.index(b"IDAT") + 4
    pixels = zlib.decompressobj().decompress(png[start:])
    rows = [pixels[at + 1 : at + 1 + 32 * 4] for at in range(0, len(pixels), 1 + 32 * 4)]
    return {tuple(row[at : at + 3]) for row in rows for at in range(0, len(row), 4)}


@pytest.mark.parametrize("missing", [{"teams_secret": None}, {"origin": None}, {"origin": "http://127.0.0.1:8000"}])
def test_without_what_it_needs_there_is_none(missing: dict[str, Any], teams_settings: Settings) -> None:
    with pytest.raises(NoPackage, match="NAERVAERSLOS_"):
        manifest(teams_settings.model_copy(update=missing))
