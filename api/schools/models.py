"""Schools."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from api.engine.retention import KEPT_MONTHS


class School(SQLModel, table=True):
    """`breaks` is a list of `[first, last, name]` with ISO dates, or None when the school's breaks are not loaded.

    `own_limit` is when the school itself finds absence worrying, in the form of a routine's `limit`; `role_names` is what the
    school calls roles the routine leaves open, by role id, in the form of a routine's roles.
    """

    id: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=120)
    routine_id: str = Field(max_length=60)
    language: str = Field(default="nb", max_length=2)
    breaks: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    own_limit: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    role_names: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    barnevernvakt: str | None = Field(default=None, max_length=120)  # how to reach the local barnevernvakt
    retention_months: int = KEPT_MONTHS  # after a case is closed it is kept so long, then deleted
    retention_tells_leaders: bool = False  # leaders see which cases are due to be deleted, without what they are called
