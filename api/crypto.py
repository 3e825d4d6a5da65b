"""Text columns are encrypted at rest: Fernet (AES-128-CBC with HMAC-SHA256), rotatable keys, and it fails closed."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from api.settings import get_settings


@lru_cache
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key.get_secret_value()) for key in get_settings().text_keys])


class EncryptedText(TypeDecorator[str]):
    """A text that only ever lies encrypted in the database. A value that cannot be decrypted raises; it is never shown raw."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keys().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keys().decrypt(value).decode()


class EncryptedJson(TypeDecorator[Any]):
    """Data with pupil text in it, as JSON, encrypted like `EncryptedText`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _keys().encrypt(json.dumps(value, ensure_ascii=False).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_keys().decrypt(value))
