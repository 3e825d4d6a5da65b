"""`make chat` as a teacher has it: a real process in a real terminal, and a small application on loopback for it to talk to."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from local.environment import ROOT

Answer = tuple[int, dict[str, Any]]
PROMPT = "›"
CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"
RIGHT = re.compile(r"\x1b\[\d*C")  # moves past a blank that is there already
WITHIN = 20  # seconds
MARKS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>()][0-9A-Z]?")  # the terminal's own, such as colours


def said(status: str, text: str, *buttons: dict[str, str]) -> dict[str, Any]:
    return {"status": status, "messages": [{"text": text, "buttons": list(buttons)}], "language": "nb"}


def answered(text: str, *buttons: dict[str, str]) -> Answer:
    return 200, said("answered", text, *buttons)


STORED: Answer = (202, said("stored", "Lagret, uten svar ennå."))
NOT_STORED: Answer = (503, said("not_stored", "Fikk ikke lagret."))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A chat that went away in the middle of an answer is no fault here."""


class FarSide:
    """The application: answers each message by `decide`, and keeps what it was sent. It can go away and come back."""

    def __init__(self, decide: Callable[[dict[str, Any]], Answer]) -> None:
        self.decide = decide
        self.sent: list[dict[str, Any]] = []
        self.cases = 200  # the status code of the list of cases
        self._port = 0
        self.come()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def ids_of(self, text: str) -> set[str]:
        return {message["id"] for message in self.sent if message["text"] == text}

    def come(self) -> None:
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(far.cases, [])

            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                far.sent.append(message)
                self._say(*far.decide(message))

            def _say(self, code: int, content: Any) -> None:
                body = json.dumps(content).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def leave(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _as_a_shell_starts_it() -> None:
    """With the terminal as its own, and Ctrl-C neither ignored nor held back: what runs the tests may do both."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class Terminal:
    """The chat's terminal while it is entered."""

    def __init__(self, url: str, *words: str) -> None:
        self._command = [sys.executable, "-m", "local.chat", "--routine", "faerder", "--url", url, *words]
        self._raw, self._shown, self._seen = b"", "", 0  # what was looked at already is not looked at again

    def __enter__(self) -> Terminal:
        self._mine, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=environment, stdin=its, stdout=its, stderr=its, start_new_session=True,
            preexec_fn=_as_a_shell_starts_it,
        )  # fmt: skip
        os.close(its)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._mine)

    def type(self, keys: str) -> None:
        os.write(self._mine, keys.encode())

    def until(self, text: str) -> str:
        """What is shown from where the last look ended up to the text; fails when it does not come."""
        end = time.monotonic() + WITHIN
        while text not in self._shown:
            left = end - time.monotonic()
            assert left > 0, f"“{text}” was not shown; there is: {self._shown}"
            if select.select([self._mine], [], [], left)[0]:
                self._raw += os.read(self._mine, 65536)
                self._shown = MARKS.sub("", RIGHT.sub(" ", self._raw.decode(errors="ignore")))[self._seen :]
        before, self._shown = self._shown.split(text, 1)
        self._seen += len(before) + len(text)
        return before

    def ended(self) -> int:
        """The exit code."""
        return self._process.wait(WITHIN)
