"""`python -m channels.teams.package FILE`: makes the package an administrator uploads, from the settings, or says why it cannot."""

from __future__ import annotations

import io
import json
import zipfile
from argparse import ArgumentParser
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from api.engine.schema import Language, Text
from api.errors import CannotBegin
from api.settings import Settings, get_settings
from channels.teams import icons

VERSION = "1.0.0"  # counted up when what is in the package changes: Teams takes no other under the same number
SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.17/MicrosoftTeams{part}.schema.json"
COMMANDS = ("now", "cases", "help")
NYNORSK = "nn-no"
MADE_AT = (2026, 1, 1, 0, 0, 0)  # so that the same settings give the same file


class NoPackage(CannotBegin):
    """Ends the process with what is missing."""


def manifest(settings: Settings) -> dict[str, Any]:
    """What Teams knows of the app, in bokmål. Raises `NoPackage` with all that is missing."""
    missing = []
    if settings.teams is None:
        missing.append(
            "NAERVAERSLOS_TEAMS_APP_ID, _SECRET and _TENANT: the package belongs to an app that is registered"
        )
    if settings.origin is None or not settings.origin.startswith("https://"):
        missing.append("NAERVAERSLOS_ORIGIN: Teams wants the https address of whoever makes the app")
    if settings.teams is None or settings.origin is None or missing:
        raise NoPackage("No package was made.", *missing)
    app_id = str(settings.teams.app_id)
    return {
        "$schema": SCHEMA.format(part=""),
        "manifestVersion": "1.17",
        "version": VERSION,
        "id": str(uuid5(NAMESPACE_URL, app_id)),
        "developer": {
            "name": "Nærværslos",
            "websiteUrl": settings.origin,
            "privacyUrl": f"{settings.origin}/innstillinger",
            "termsOfUseUrl": settings.origin,
        },
        "name": {"short": _say("short_name", "nb"), "full": _say("full_name", "nb")},
        "description": {"short": _say("short", "nb"), "full": _say("full", "nb")},
        "localizationInfo": {
            "defaultLanguageTag": "nb-no",
            "additionalLanguages": [{"languageTag": NYNORSK, "file": f"{NYNORSK}.json"}],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#0B5A66",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal"],  # a case is private: it is added to no team and no group chat
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": ["personal"], "commands": _commands()}],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [],
    }


def nynorsk() -> dict[str, Any]:
    """The same words in nynorsk, each by where it stands."""
    named = {"name.short": "short_name", "name.full": "full_name"}
    named |= {"description.short": "short", "description.full": "full"}
    for at, name in enumerate(COMMANDS):
        place = f"bots[0].commandLists[0].commands[{at}]"
        named |= {f"{place}.title": name, f"{place}.description": f"{name}_more"}
    words = {place: _say(name, "nn") for place, name in named.items()}
    return {"$schema": SCHEMA.format(part=".Localization"), **words}


def package(settings: Settings) -> bytes:
    """The whole of it, as a zip file."""
    files = {
        "manifest.json": _json(manifest(settings)),
        f"{NYNORSK}.json": _json(nynorsk()),
        "color.png": icons.color(),
        "outline.png": icons.outline(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), content)
    return made.getvalue()


def _commands() -> list[dict[str, str]]:
    return [{"title": _say(name, "nb"), "description": _say(f"{name}_more", "nb")} for name in COMMANDS]


@lru_cache
def _texts() -> dict[str, Text]:
    content = yaml.safe_load((Path(__file__).parent / "manifest.yaml").read_text(encoding="utf-8"))
    return {name: Text.model_validate(pair) for name, pair in content.items()}


def _say(name: str, language: Language) -> str:
    return _texts()[name].in_(language)


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def main() -> None:
    parser = ArgumentParser(prog="python -m channels.teams.package", description="Makes the app package for Teams.")
    parser.add_argument("file", type=Path, help="where to write it, such as naervaerslos-teams.zip")
    file: Path = parser.parse_args().file
    file.write_bytes(package(get_settings()))
    print(f"{file}: upload it as docs/teams.md says.")


if __name__ == "__main__":
    main()
