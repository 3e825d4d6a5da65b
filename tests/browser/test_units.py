"""The tests of the pages' own rules, which need no browser: `npm test` in `web/`."""

from __future__ import annotations

import os
import subprocess

from local.web import WEB, build, node_folder


def test_the_rules_of_the_pages_hold() -> None:
    build()
    folder = node_folder()
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(folder / "npm"), "test"], cwd=WEB, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
