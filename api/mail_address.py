"""Whether something can be an address of e-mail. Narrower than the standard: nothing that a header or a server may take for more."""

from __future__ import annotations

import re

LONGEST = 254  # characters, of SMTP
_NAME = r"[A-Za-z0-9_'+-]+(?:\.[A-Za-z0-9_'+-]+)*"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
SHAPE = rf"^{_NAME}@{_HOST}$"  # also for who makes clients: without what Python alone understands
_SHAPE = re.compile(SHAPE)


def is_mail_address(said: str) -> bool:
    return len(said) <= LONGEST and _SHAPE.fullmatch(said) is not None
