"""`python -m tests.browser.lighthouse`: Lighthouse's phone profile, the median of five, on the start page logged in and logged out.

Lighthouse is asked for by `npx` at the version below and is no part of the project.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from local.web import build, node_folder
from tests.browser.device import chromium, chromium_path, log_in
from tests.conversations.stack import Stack

VERSION = "13.5.0"
RUNS = 5
KINDS = ("performance", "accessibility", "best-practices")


def measured(address: str, cookie: str, folder: Path) -> dict[str, int]:
    headers, found = folder / "headers.json", folder / "found.json"
    headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
    command: list[str | Path] = [
        node_folder() / "npx",
        "--yes",
        f"lighthouse@{VERSION}",
        address,
        "--quiet",
        f"--extra-headers={headers}",
    ]
    command += [f"--only-categories={','.join(KINDS)}", "--output=json", f"--output-path={found}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": chromium_path()})
    categories = json.loads(found.read_text(encoding="utf-8"))["categories"]
    return {kind: round(100 * categories[kind]["score"]) for kind in KINDS}


def main() -> int:
    build()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), teachers=2)
        stack.start_app()
        try:
            browser = chromium(playwright)
            context = browser.new_context(base_url=stack.address)
            log_in(context, stack.chat(routine="vennesla").subject)
            session = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
            browser.close()
            for name, path, cookie in (("logged in", "/", session), ("logged out", "/login", "")):
                runs = [measured(stack.address + path, cookie, Path(folder)) for _ in range(RUNS)]
                for kind in KINDS:
                    values = [one[kind] for one in runs]
                    print(f"{name}: {kind} {statistics.median(values)} of {values}", flush=True)
        finally:
            stack.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
