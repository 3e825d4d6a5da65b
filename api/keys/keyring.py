"""The data keys one session needs, unwrapped. Nothing is kept beyond the session, so that a key thrown away is gone at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.errors import Unreadable
from api.keys.models import DataKey, SealedRow
from api.keys.sealing import DataKeys, MasterKeys
from api.settings import get_settings
from api.strength import KEY_BYTES

_THESE = select(DataKey).where(col(DataKey.id).in_(bindparam("ids", expanding=True)))


@lru_cache
def master_keys() -> MasterKeys:
    return MasterKeys(key.get_secret_value() for key in get_settings().text_keys)


class Keyring:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._keys = DataKeys()
        self._made: dict[UUID, DataKey] = {}

    def make(self, key_id: UUID) -> None:
        """A new key for a new case or conversation of this id."""
        key = os.urandom(KEY_BYTES)
        masters = master_keys()
        self._made[key_id] = DataKey(id=key_id, master=masters.first, wrapped=masters.wrap(key_id, key))
        self._keys[key_id] = key
        self._session.add(self._made[key_id])

    async def drop(self, key_id: UUID) -> None:
        """A key made for what was not to be."""
        await self._session.flush()
        await self._session.delete(self._made.pop(key_id))
        self._keys.drop(key_id)

    def take(self, row: DataKey | Row[*tuple[Any, ...]] | None) -> None:
        """A key that came along in another statement, whole or by its columns."""
        if row is not None and row.id not in self._keys:
            self._keys[row.id] = master_keys().unwrap(row.id, row.master, row.wrapped)

    def take_ahead(self, row: DataKey | Row[*tuple[Any, ...]] | None) -> None:
        """One that may be needed. If it cannot be unwrapped, that is missed when something is to be opened."""
        with suppress(Unreadable):
            self.take(row)

    async def load(self, ids: Iterable[UUID]) -> None:
        """Those that are not here yet, in one statement. One that is gone is missed when something is to be opened."""
        missing = sorted(set(ids) - self._keys.keys())
        if missing:
            for row in (await self._session.exec(_THESE, params={"ids": missing})).all():
                self.take(row)

    async def open_only(self, row: SealedRow, *names: str) -> None:
        """Some values of a row; `Unreadable` when a key of one of them is gone."""
        await self.load(row.keys)
        row.open(self, *names)

    async def open(self, *rows: SealedRow) -> None:
        """Opens rows; `Unreadable` when a key of one of them is gone."""
        await self.load({key for row in rows for key in row.keys})
        for row in rows:
            row.open(self)

    def has(self, key_id: UUID) -> bool:
        """Whether this key can be sealed under. One made in a savepoint that was undone is stored nowhere."""
        made = self._made.get(key_id)
        return key_id in self._keys and (made is None or made in self._session)

    def seal(self, value: Any, place: str, under: Iterable[UUID]) -> bytes:
        """`Unreadable` when one of the keys is gone: nobody could open what was sealed."""
        needed = list(under)
        if not all(map(self.has, needed)):
            raise Unreadable(place)
        return self._keys.seal(value, place, needed)

    def unseal(self, sealed: bytes, place: str) -> Any:
        return self._keys.unseal(sealed, place)


def keyring(session: AsyncSession) -> Keyring:
    """The one keyring of a session."""
    ring: Keyring = session.info.setdefault("keyring", Keyring(session))
    return ring
