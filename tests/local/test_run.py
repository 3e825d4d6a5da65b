"""`make run` in a real terminal: what it leaves behind when the terminal closes, and what it says when it cannot start."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.environment import LOOPBACK, ROOT, local_environment
from local.family import Ended, Family
from local.run import main
from tests.conversations.stack import free_ports

# A run whose training never ends: what needs no model is up meanwhile. Its own words and processes are the real ones.
RUN = """
import sys
import local.model, local.run
from pathlib import Path
local.run.model_path = local.model.model_path = lambda: Path(sys.argv[1]) / "models" / "never.tar.gz"
local.model.train_command = lambda model: [sys.executable, "-c", "import time; print('progress: 1/2 learning', flush=True); time.sleep(600)"]
sys.exit(local.run.main())
"""  # noqa: E501


class Terminal:
    """A program in a terminal of its own, with what it has printed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.pid, self._end = pty.fork()
        if self.pid == 0:  # the new program
            os.chdir(ROOT)
            os.execve(command[0], command, environment)  # noqa: S606
        self.printed = ""
        self._open = True
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """All the time: a program whose terminal nobody reads comes to a halt."""
        while self._open:
            if select.select([self._end], [], [], 0.2)[0]:
                try:
                    self.printed += os.read(self._end, 4096).decode(errors="replace")
                except OSError:
                    return  # the program has ended

    def read_until(self, words: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while words not in self.printed:
            assert time.monotonic() < end, self.printed
            self._reader.join(0.1)

    def close(self) -> None:
        """As when the window is closed: the program gets a SIGHUP, and can print no more."""
        self._open = False
        self._reader.join()
        os.close(self._end)

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A place and ports of its own, and a mark by which its processes are found again."""
    for name in list(os.environ):
        if name.startswith("NAERVAERSLOS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(tmp_path))
    for name, port in zip(("APP", "BOT", "ACTION"), free_ports(3), strict=True):
        monkeypatch.setenv(f"NAERVAERSLOS_{name}_PORT", str(port))
    return dict(os.environ)


def left_behind(mark: str) -> list[str]:
    """The command lines of the processes that have the mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and mark in (folder / "environ").read_text(errors="replace"):
                found.append((folder / "cmdline").read_text(errors="replace").replace("\0", " "))
        except OSError:
            continue  # it has ended, or it is another's
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("ending", ["the terminal is closed", "Ctrl-C"])
def test_what_needs_no_model_is_up_while_it_is_trained_and_nothing_is_left_behind(
    ending: str, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    terminal = Terminal([sys.executable, "-c", RUN, str(tmp_path)], environment)
    terminal.read_until("learning")
    address = f"http://{LOOPBACK}:{environment['NAERVAERSLOS_APP_PORT']}"
    answer = _message(address)
    assert (answer.status_code, answer.json()["status"]) == (202, "stored")
    assert "svaret kommer her av seg selv" in answer.json()["messages"][0]["text"]
    assert re.search(r"about \d+ s left", terminal.printed)
    assert len(left_behind(str(tmp_path))) >= 4, "itself, the app, the action server and the training"
    if ending == "Ctrl-C":
        os.kill(terminal.pid, signal.SIGINT)
        assert terminal.wait() == 0
        terminal.close()
    else:
        terminal.close()
        assert terminal.wait() == 128 + signal.SIGHUP
    assert left_behind(str(tmp_path)) == []
    assert list((tmp_path / "models").iterdir()) == []


def _message(address: str) -> httpx.Response:
    """The answer to a message, sent until the application takes it."""
    end = time.monotonic() + 120
    while True:
        try:
            return httpx.post(f"{address}/chat/messages", json={"id": "a", "text": "hei"}, timeout=30)
        except httpx.TransportError:
            assert time.monotonic() < end


def test_a_port_in_use_is_told_with_who_holds_it(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as held:
        held.bind((LOOPBACK, int(environment["NAERVAERSLOS_BOT_PORT"])))
        held.listen()
        assert main() == 1
    said = capsys.readouterr().out
    assert f"NAERVAERSLOS_BOT_PORT={environment['NAERVAERSLOS_BOT_PORT']}" in said
    if sys.platform == "linux":
        assert f"(pid {os.getpid()})" in said


def test_an_address_that_is_refused_is_told_without_a_traceback(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NAERVAERSLOS_BIND", "0.0.0.0")
    assert main() == 1
    assert "NAERVAERSLOS_BIND" in capsys.readouterr().out


@pytest.fixture
def signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_when_one_process_ends_the_others_are_stopped(environment: dict[str, str], tmp_path: Path) -> None:
    script = (
        "import subprocess, sys; print('en æ'); subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )
    with Family(tmp_path / "run.log", local_environment()) as family:
        family.start("long", [sys.executable, "-c", script])
        family.start("short", [sys.executable, "-c", "raise SystemExit(3)"])
        with pytest.raises(Ended, match="short ended with 3"):
            family.wait()
    assert left_behind(str(tmp_path)) == []
    assert re.search(r"long +\| en æ", (tmp_path / "run.log").read_text(encoding="utf-8"))


def test_what_a_run_makes_is_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("NAERVAERSLOS_APP_PORT", "no port")
    before = os.umask(0)
    try:
        assert main() != 0
    finally:
        made_with = os.umask(before)
    assert made_with == 0o077
