"""How often somebody has asked of late."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class RequestCount(SQLModel, table=True):
    """`key` is a digest of who it is about, an address or a person; `minute` the one that is counted, since 1970.

    One row for each, which is counted anew every minute, and gone with the first daily run an hour after.
    """

    __tablename__ = "request_count"

    key: str = Field(primary_key=True, max_length=64)
    minute: int = Field(index=True)
    count: int = 1
