"""A port in use is named with its setting and with who holds it."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from local.environment import LOOPBACK
from local.ports import taken
from tests.conversations.stack import free_ports


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_port_in_use_is_told_with_the_setting_and_the_process(family: socket.AddressFamily) -> None:
    free = free_ports(2)
    with socket.socket(family) as held:
        held.bind(("::" if family == socket.AF_INET6 else LOOPBACK, 0))
        held.listen()
        number = held.getsockname()[1]
        ports = {
            "NAERVAERSLOS_APP_PORT": str(free[0]),
            "NAERVAERSLOS_BOT_PORT": str(number),
            "NAERVAERSLOS_ACTION_PORT": str(free[1]),
        }
        [found] = taken(ports)
    told, _, holder = found.partition(", held by ")
    assert told == f"NAERVAERSLOS_BOT_PORT={number}"
    if sys.platform == "linux":
        command = Path("/proc/self/comm").read_text(encoding="utf-8").strip()
        assert holder == f"{command} (pid {os.getpid()})"
    assert taken(ports) == []
