"""What pupil text looks like in the database, and data keys under the master keys. Pure: no database, no settings.

Sealed bytes begin with a header: the version of this format, how many keys are needed, and their ids. Then come a nonce and what
AES-256-GCM made. Its key is derived from all keys of the header together, so without one of them nothing opens; header and place
are authenticated, so that nothing opens in another row, in another column, or under fewer keys.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.errors import Unreadable
from api.strength import KEY_BYTES, key_bytes

VERSION = 1
_NONCE, _ID = 12, 16
_HEAD = struct.Struct(">BH")


class DataKeys(dict[UUID, bytes]):
    """Data keys by id, to seal and unseal with. What some of them come to together is derived once, and goes when one of them does.

    A key is never replaced by another of the same id.
    """

    def __init__(self, keys: Mapping[UUID, bytes] | None = None) -> None:
        super().__init__(keys or {})
        self._derived: dict[frozenset[UUID], bytes] = {}

    def seal(self, value: Any, place: str, under: Iterable[UUID]) -> bytes:
        """A text, or data that JSON can hold. `place` says where it will lie, such as table, column and row."""
        needed = frozenset(under)
        head, data = _header(needed), json.dumps(value, ensure_ascii=False).encode()
        return head + _encrypt(self._together(needed), data, head + place.encode())

    def unseal(self, sealed: bytes, place: str) -> Any:
        """The value; `Unreadable` when a key is gone, when the bytes were changed, and when they lay elsewhere."""
        needed = keys_of(sealed)
        if not needed <= self.keys():
            raise Unreadable(place)
        head = sealed[: _HEAD.size + len(needed) * _ID]
        opened = _decrypt(self._together(needed), sealed[len(head) :], head + place.encode())
        if opened is None:
            raise Unreadable(place)
        return json.loads(opened)

    def drop(self, key_id: UUID) -> None:
        del self[key_id]
        self._derived = {ids: key for ids, key in self._derived.items() if key_id not in ids}

    def _together(self, ids: frozenset[UUID]) -> bytes:
        if ids not in self._derived:
            self._derived[ids] = _derive(b"".join(self[one] for one in sorted(ids)), b"seal")
        return self._derived[ids]


def keys_of(sealed: bytes) -> frozenset[UUID]:
    """The ids of the keys that are all needed to open these bytes."""
    if len(sealed) >= _HEAD.size:
        version, count = _HEAD.unpack_from(sealed)
        end = _HEAD.size + count * _ID
        if version == VERSION and count and len(sealed) >= end:
            return _ids(sealed[_HEAD.size : end])
    raise Unreadable("header")


@lru_cache  # of ids alone: they are read again and again, and say nothing
def _ids(header: bytes) -> frozenset[UUID]:
    return frozenset(UUID(bytes=header[at : at + _ID]) for at in range(0, len(header), _ID))


# What stands in place of sealed bytes that were thrown away: nobody has, or ever had, the key with this id.
UNDER_ONE = _HEAD.pack(VERSION, 1)  # how bytes begin that need one key
GONE = UNDER_ONE + UUID(int=0).bytes


class MasterKeys:
    """The keys of the settings: the first wraps, all unwrap. A master key's name is derived from it and says nothing about it."""

    def __init__(self, keys: Iterable[str]) -> None:
        secrets = [_decoded(key) for key in keys]
        self._wrapping = {_derive(secret, b"name")[:4].hex(): _derive(secret, b"wrap") for secret in secrets}
        self.first = next(iter(self._wrapping))

    def wrap(self, key_id: UUID, key: bytes) -> bytes:
        return _encrypt(self._wrapping[self.first], key, key_id.bytes)

    def unwrap(self, key_id: UUID, master: str, wrapped: bytes) -> bytes:
        """`Unreadable` when the settings lack the master key, and when this is not the key that was wrapped under this id."""
        known = self._wrapping.get(master)
        key = _decrypt(known, wrapped, key_id.bytes) if known else None
        if key is None:
            raise Unreadable(f"data_key/{key_id}")
        return key


def _header(ids: Iterable[UUID]) -> bytes:
    ordered = sorted(ids)
    if not ordered:
        raise ValueError("nothing is sealed without a key")
    return _HEAD.pack(VERSION, len(ordered)) + b"".join(one.bytes for one in ordered)


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"naervaerslos 1 " + purpose).derive(secret)


def _encrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def _decrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes | None:
    """None when it was not made with this key, or has been changed or moved."""
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], bound_to)
    except (InvalidTag, ValueError):  # ValueError: too short for a nonce
        return None


def _decoded(key: str) -> bytes:
    decoded = key_bytes(key)
    if decoded is None:
        raise ValueError("a master key is 32 bytes in base64, as Fernet.generate_key() makes them")
    return decoded
