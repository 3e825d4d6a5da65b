"""Whether the master keys of the settings open what lies in the database: looked at before anything is stored under others."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.errors import Unreadable
from api.keys.models import DataKey
from api.keys.sealing import MasterKeys

SAMPLES = 3  # of each master key: one that is damaged proves nothing against the key
_NAMES = select(DataKey.master).distinct()


class WrongKeys(SystemExit):
    """Ends the process, if nobody stops it, with one line. Names of master keys say nothing about them."""

    def __init__(self, missing: list[str]) -> None:
        names = ", ".join(missing)
        super().__init__(
            f"NAERVAERSLOS_TEXT_KEYS: the database holds keys under {names}, which these do not open. "
            "Put back the master key that was there; see Keys in docs/operations.md."
        )


async def prove(session: AsyncSession, masters: MasterKeys) -> None:
    """Opens a data key of each master key in use; raises `WrongKeys` when that cannot be done. An empty database proves nothing."""
    names = sorted((await session.exec(_NAMES)).all())
    missing = [name for name in names if not await _opens(session, masters, name)]
    if missing:
        raise WrongKeys(missing)


async def _opens(session: AsyncSession, masters: MasterKeys, name: str) -> bool:
    samples = select(DataKey).where(col(DataKey.master) == name).order_by(col(DataKey.id)).limit(SAMPLES)
    return any(_is_opened(row, masters) for row in (await session.exec(samples)).all())


def _is_opened(row: DataKey, masters: MasterKeys) -> bool:
    try:
        masters.unwrap(row.id, row.master, row.wrapped)
    except Unreadable:
        return False
    return True
