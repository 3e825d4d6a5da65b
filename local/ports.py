"""Which ports of ours are taken, and by whom."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from local.environment import LOOPBACK

LISTENING = "0A"  # the state in the kernel's table of sockets


def taken(environment: dict[str, str]) -> list[str]:
    """The port settings of ours that something else listens on, with the process where the system tells it."""
    found = []
    for name in ("APP", "BOT", "ACTION"):
        setting = f"NAERVAERSLOS_{name}_PORT"
        number = int(environment[setting])
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, number)) == 0:
                holder = "".join(f", held by {command} (pid {pid})" for pid, command in _holders(number))
                found.append(f"{setting}={number}{holder}")
    return found


def _holders(port: int) -> Iterator[tuple[int, str]]:
    """Who listens on the port. Linux alone tells, and only of processes that this user may look into."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # another's process, or one that has just ended
            if sockets and any(str(entry.readlink()) in sockets for entry in (process / "fd").iterdir()):
                yield int(process.name), (process / "comm").read_text(encoding="utf-8").strip()


def _listening(port: int) -> Iterator[str]:
    """The inodes of the sockets that listen on the port."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                columns = line.split()
                if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                    yield columns[9]
