"""A pupil talked about with the real bot and then shredded: no file of the whole run, logs included, holds a trace but the audit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url

from local.environment import ROOT
from tests.conversations.stack import Chat, Stack

LABEL = "QZX7"
WORDS = (LABEL, "zebrafink", "flodhest", "sparkesykk", "kveldsmat")


def held(stack: Stack) -> dict[str, bytes]:
    """By name, every file that the processes keep."""
    return {
        str(file.relative_to(stack.folder)): file.read_bytes() for file in stack.folder.rglob("*") if file.is_file()
    }


def traces(files: dict[str, bytes], *sought: bytes) -> set[str]:
    return {name for name, content in files.items() if any(one in content for one in sought)}


@pytest.mark.parametrize("also", [None, "AB"], ids=["alone", "beside another pupil"])
def test_of_a_shredded_pupil_no_file_of_the_run_holds_a_trace(own_stack: Stack, also: str | None) -> None:
    stack = own_stack
    chat = stack.chat()
    chat.all("zebrafinken er borte hver mandag", LABEL, "hva nå?")
    case = UUID(chat.cases()[-1]["id"])
    chat.say("Start", payload='/press{"guide":"undring_elev"}')
    chat.all(
        "gråter ved sparkesykkelen", "spør meg om noe annet", "pause", "flodhesten ringte, og så ble det kveldsmat"
    )
    if also is not None:
        chat.all("ny bekymring: en annen elev er mye borte", also, "vis sakene", f"bytt til {LABEL}")
    chat.all("oppsummer", "avslutt saken", "ja")
    assert LABEL in chat.say("vis sakene").text
    database = Path(make_url(stack.environment["NAERVAERSLOS_DATABASE_URL"]).database or "")
    assert traces(held(stack), case.bytes) <= {database.name, f"{database.name}-wal"}
    assert traces(held(stack), case.bytes), "what is looked for is what lies there"

    done = subprocess.run(
        [sys.executable, "-m", "api.retention", "shred", str(case)],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

    files = held(stack)
    assert not traces(files, case.bytes, str(case)[:13].encode(), *(word.encode() for word in WORDS)) - {"shredded.txt"}
    assert traces(files, case.hex.encode()) <= {database.name, f"{database.name}-wal"}  # in the audit
    assert LABEL not in chat.say("vis sakene").text
    assert "failed" not in chat.say("hva nå?").text
    still = [one["label"] for one in chat.cases()]
    assert still == ([also] if also else [])
    other = Chat(stack.http, chat.subject, chat.today, device="tablet")
    assert LABEL not in other.say("oppsummer").text
