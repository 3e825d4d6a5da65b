"""What the machine is, and what a process uses of it."""

from __future__ import annotations

import os
from pathlib import Path


def cores_and_memory() -> str:
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores, {gibibytes:.0f} GiB"


def load() -> float:
    """How many processes wanted a core, on average over the last minute."""
    return os.getloadavg()[0]


def memory(pid: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return int(kilobytes) / 1024 + sum(memory(int(child)) for child in children)
