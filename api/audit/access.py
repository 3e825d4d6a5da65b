"""Who changed what somebody may see: rows of the audit's chain that are about a person, an invitation or a school, and not a case,
or about the chain itself.

No name and no login stands in them: ids, the role, the day, the issuer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from api.audit.models import AuditRow, Door

Change = Literal[
    "employed",
    "left",
    "identified",
    "invited",
    "invitation_accepted",
    "invitation_withdrawn",
    "access_settled",
    "removed",
    "made_nameless",
    "audit_cut",
]
CHANGES_OF_ACCESS: tuple[Change, ...] = get_args(Change)
A_SCHOOL = UUID(int=0)  # what a row is about that is about no person and no invitation


class By(NamedTuple):
    """Who did it. Without a person it was a command on the server."""

    person: UUID | None = None
    door: Door = "command"


COMMAND = By()


class AccessChange(NamedTuple):
    """`about` is the id of the person, or of the invitation; None when it is about the school itself."""

    number: int
    at: datetime
    what: str
    about: UUID | None
    by: UUID | None
    details: Mapping[str, str]


def access_row(what: Change, by: By, about: UUID | None = None, **details: object) -> AuditRow:
    """The row to be noted. Details that are None are left out."""
    said = {name: str(value) for name, value in details.items() if value is not None}
    return AuditRow(
        case_id=about or A_SCHOOL,
        person_id=by.person,
        what=what,
        door=by.door,
        details=json.dumps(said, sort_keys=True),
    )


def access_change(row: AuditRow) -> AccessChange:
    about = None if row.case_id == A_SCHOOL else row.case_id
    return AccessChange(row.number, row.at, row.what, about, row.person_id, json.loads(row.details or "{}"))
