"""Data keys, and rows with values that lie sealed under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID

from sqlmodel import Field, SQLModel

from api.database import UtcDateTime, utc_now
from api.keys.sealing import keys_of


class Ring(Protocol):
    """Keys to seal and unseal with."""

    def seal(self, value: Any, place: str, under: Iterable[UUID]) -> bytes: ...

    def unseal(self, sealed: bytes, place: str) -> Any: ...


class DataKey(SQLModel, table=True):
    """The key of one case or conversation, and its `id` is that one's. Deleting the row makes what is under it unreadable for good.

    Nothing refers to it, so that it can be deleted while the case and its facts stay. `master` names the master key that wraps it.
    """

    __tablename__ = "data_key"

    id: UUID = Field(primary_key=True)
    master: str = Field(max_length=8, index=True)
    wrapped: bytes
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class SealedRow(SQLModel):
    """A row of which some values lie sealed: `text` is the value, once opened, and `sealed_text` the bytes in its column `text`.

    A repository opens what it reads and seals what it writes. Reading a value that was not opened is a mistake in the code and
    raises.
    """

    SEALED: ClassVar[tuple[str, ...]] = ()

    @property
    def _opened(self) -> dict[str, Any]:
        """Beside the columns: a private attribute is not there on a row that comes from the database."""
        opened: dict[str, Any] = self.__dict__.setdefault("_opened", {})
        return opened

    @property
    def keys(self) -> frozenset[UUID]:
        """The keys that are needed to open this row."""
        return frozenset(key for name in self.SEALED if (sealed := self._sealed(name)) for key in keys_of(sealed))

    def open(self, keyring: Ring, *names: str) -> Self:
        """All of it, or only these values. Raises `Unreadable` when a key is gone. A repository has loaded the keys before."""
        for name in names or self.SEALED:
            sealed = self._sealed(name)
            self._opened[name] = None if sealed is None else keyring.unseal(sealed, self._place(name, self._id))
        return self

    def seal(self, keyring: Ring, under: Iterable[UUID], **values: Any) -> Self:
        """Takes `values` over and seals everything the row holds so that all these keys are needed to open it."""
        self._opened.update(values)
        unopened = [name for name in self.SEALED if name not in self._opened and self._sealed(name) is not None]
        if unopened:
            raise RuntimeError(f"{unopened} would stay under other keys: open the row before it is sealed anew")
        return self._put(keyring, under, self._opened)

    def seal_each(self, keyring: Ring, under: Callable[[frozenset[UUID]], Iterable[UUID]]) -> Self:
        """Seals each value of an opened row anew, under what `under` makes of the keys it needs."""
        for name in self.SEALED:
            if (sealed := self._sealed(name)) is not None:
                self._put(keyring, under(keys_of(sealed)), {name: self.value(name)})
        return self

    def add(self, keyring: Ring, **values: Any) -> Self:
        """Adds values under the keys the row is sealed under already."""
        self._opened.update(values)
        return self._put(keyring, self.keys, values)

    def holding(self, **values: Any) -> Self:
        """With these values as if opened, for a row that will lie in no database."""
        self._opened.update(values)
        return self

    def value(self, name: str) -> Any:
        if name not in self._opened:
            if self._sealed(name) is not None:
                raise RuntimeError(f"{self._place(name, self._id)} was not opened")
            return None
        return self._opened[name]

    @classmethod
    def sealed(cls, keyring: Ring, row: UUID, under: Iterable[UUID], **values: Any) -> dict[str, bytes | None]:
        """What to write into the columns of a row that has not been read."""
        keys = list(under)
        return {
            f"sealed_{name}": None if value is None else keyring.seal(value, cls._place(name, row), keys)
            for name, value in values.items()
        }

    @classmethod
    def unsealed(cls, keyring: Ring, row: UUID, **sealed: bytes | None) -> dict[str, Any]:
        """What lies in the columns of a row, by name, without the row. Raises `Unreadable` when a key is gone."""
        return {
            name: None if value is None else keyring.unseal(value, cls._place(name, row))
            for name, value in sealed.items()
        }

    def _put(self, keyring: Ring, under: Iterable[UUID], values: dict[str, Any]) -> Self:
        for column, sealed in self.sealed(keyring, self._id, under, **values).items():
            setattr(self, column, sealed)
        return self

    def _sealed(self, name: str) -> bytes | None:
        sealed: bytes | None = getattr(self, f"sealed_{name}")
        return sealed

    @property
    def _id(self) -> UUID:
        row: UUID = getattr(self, "id")  # noqa: B009  # the tables declare it
        return row

    @classmethod
    def _place(cls, name: str, row: UUID) -> str:
        return f"{cls.__tablename__}.{name}/{row}"
