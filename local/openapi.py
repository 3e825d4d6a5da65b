"""`python -m local.openapi`: what the routes a page may call are, for the generator of its client (`npm run client` in `web/`)."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

from api.settings import Settings
from channels.app import create_app
from local.environment import local_environment

# What a channel elsewhere, a program or a test calls, and no page.
NOT_FOR_PAGES = ("/turns", "/health", "/export-schema", "/routines/{version}", "/cases/{case_id}/export")
_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


def described() -> dict[str, Any]:
    """The OpenAPI of the routes for pages, with the schemas these need."""
    whole: dict[str, Any] = json.loads(json.dumps(create_app(Settings()).openapi()))
    paths = {path: methods for path, methods in whole["paths"].items() if not path.startswith(NOT_FOR_PAGES)}
    schemas = whole["components"]["schemas"]
    kept = {name: schemas[name] for name in sorted(_needed(paths, schemas))}
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": paths, "components": {"schemas": kept}}


def _needed(paths: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    needed: set[str] = set()
    waiting = set(_REFERENCE.findall(json.dumps(paths)))
    while waiting:
        needed |= waiting
        waiting = {name for one in waiting for name in _REFERENCE.findall(json.dumps(schemas[one]))} - needed
    return needed


if __name__ == "__main__":
    os.environ.update(local_environment())
    json.dump(described(), sys.stdout, ensure_ascii=False)
