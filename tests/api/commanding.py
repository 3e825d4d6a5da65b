"""Sends commands to a case, as a page does."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx

TODAY = {"X-Today": "2026-08-24"}
_ids = count(1)


async def send(
    client: httpx.AsyncClient,
    case: object,
    do: str,
    *,
    headers: Any = TODAY,
    command_id: Any = None,
    **command: Any,
) -> httpx.Response:
    """Gives a command, under an id of its own unless one is given."""
    body = {"id": command_id or f"c{next(_ids)}", "command": {"do": do, **command}}
    return await client.post(f"/cases/{case}/commands", json=body, headers=headers)
