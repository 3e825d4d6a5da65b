"""What pupil text looks like in the database, and data keys under the master keys. Pure: no database, no settings.

Sealed bytes begin with a header: the version of this format, how many keys are needed, and their ids. Then come a nonce and what
AES-256-GCM made. Its key is derived from all keys of the header together, so without one of them nothing opens; header and place
are authenticated, so that nothing opens in another row, in another column, or under fewer keys.
"""

from __future__ import annotations

import base64
import json
import os
import struct
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.errors import Unreadable

VERSION = 1
KEY_BYTES = 32
_NONCE, _ID = 12, 16
_HEAD = struct.Struct(">BH")


def seal(value: Any, place: str, keys: Mapping[UUID, bytes]) -> bytes:
    """A text, or data that JSON can hold. `place` says where it will lie, such as table, column and row."""
    head = _header(keys)
    return head + _encrypt(_together(keys), json.dumps(value, ensure_ascii=False).encode(), head + place.encode())


def unseal(sealed: bytes, place: str, keys: Mapping[UUID, bytes]) -> Any:
    """The value; `Unreadable` when a key is gone, when the bytes were changed, and when they lay elsewhere."""
    needed = keys_of(sealed)
    gone = needed - keys.keys()
    if gone:
        raise Unreadable(place)
    head = _header(needed)
    opened = _decrypt(_together({key: keys[key] for key in needed}), sealed[len(head) :], head + place.encode())
    if opened is None:
        raise Unreadable(place)
    return json.loads(opened)


def keys_of(sealed: bytes) -> frozenset[UUID]:
    """The ids of the keys that are all needed to open these bytes."""
    if len(sealed) >= _HEAD.size:
        version, count = _HEAD.unpack_from(sealed)
        end = _HEAD.size + count * _ID
        if version == VERSION and count and len(sealed) >= end:
            return frozenset(UUID(bytes=sealed[at : at + _ID]) for at in range(_HEAD.size, end, _ID))
    raise Unreadable("header")


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


def _together(keys: Mapping[UUID, bytes]) -> bytes:
    return _derive(b"".join(keys[one] for one in sorted(keys)), b"seal")


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
    try:
        decoded = base64.urlsafe_b64decode(key)
    except ValueError:
        decoded = b""
    if len(decoded) != KEY_BYTES:
        raise ValueError("NAERVAERSLOS_TEXT_KEYS: a key is 32 bytes in base64, as Fernet.generate_key() makes them")
    return decoded
