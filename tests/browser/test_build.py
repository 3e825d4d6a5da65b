"""What is built: not too large, and from a client that fits the routes."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

from local.openapi import described
from local.web import DIST, WEB, build, node_folder

SCRIPT, STYLE = 160_000, 30_000  # bytes of the first load, gzipped


def first_load(ending: str) -> dict[str, int]:
    """The files the document names itself, and what those bring at once; each with its size gzipped."""
    build()
    found: dict[str, int] = {}
    waiting = re.findall(rf"/assets/([\w.-]+\.{ending})", (DIST / "index.html").read_text(encoding="utf-8"))
    while waiting:
        name = waiting.pop()
        if name not in found:
            content = (DIST / "assets" / name).read_bytes()
            found[name] = len(gzip.compress(content))
            waiting += re.findall(rf'(?:from|import)"\./([\w.-]+\.{ending})"', content.decode())
    return found


def test_the_first_load_is_small_enough() -> None:
    script, style = first_load("js"), first_load("css")
    assert script
    assert style
    assert sum(script.values()) <= SCRIPT, script
    assert sum(style.values()) <= STYLE, style


def test_the_client_fits_the_routes(tmp_path: Path) -> None:
    """Stale? `npm run client` in `web/` makes it anew."""
    described_, made = tmp_path / "openapi.json", tmp_path / "schema.ts"
    described_.write_text(json.dumps(described(), ensure_ascii=False), encoding="utf-8")
    tool = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    build()
    subprocess.run([node_folder() / "node", tool, described_, "-o", made], check=True, capture_output=True)
    assert made.read_text(encoding="utf-8") == (WEB / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
