"""Whether a secret can be one. Pure, and never says anything of the secret itself: what comes back names what is wrong."""

from __future__ import annotations

import base64
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from math import log2

SHORTEST = 32  # characters of a token
SHORTEST_PASSWORD = 16
KEY_BYTES = 32
_LEAST_BITS, _LEAST_BITS_OF_PASSWORD = 90, 36  # 32 random hexadecimal digits have about 115, 16 random letters about 60
_LEAST_DIFFERENT_BYTES = 20  # of 32 random ones about 30 differ; fewer than this in one of 10¹⁰ keys
_LEAST_DIFFERENT_STEPS = 8  # from each character to the next: one or two in 0123456789abcdef…
# Random base64 holds one of these by chance in about one of ten million.
_WORDS = (
    *("secret", "password", "hemmelig", "passord", "example", "eksempel", "changeme", "change-me", "default"),
    *("naervaerslos", "channel", "actions", "the-bot", "replace", "insecure"),
)
# The examples that stand in the documentation of the libraries we use, by their SHA-256: everybody knows them.
_PUBLIC = frozenset(
    {
        "d88a2cb53b61ef4d6fe8923a89129d437a293f6cd1a951ff09b94f971a88d585",  # of the specification of Fernet
    }
)
MAKE_TOKEN = "make one with: openssl rand -hex 32"  # noqa: S105  # how, not what
MAKE_KEY = "make one with: python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"


def weak_token(token: str, shortest: int = SHORTEST) -> str | None:
    """What is wrong with a token or a password; None when it may be used."""
    least = _LEAST_BITS if shortest == SHORTEST else _LEAST_BITS_OF_PASSWORD
    if len(token) < shortest:
        return f"shorter than {shortest} characters; {MAKE_TOKEN}"
    if _is_public(token) or any(word in token.casefold() for word in _WORDS):
        return f"an example, or words; {MAKE_TOKEN}"
    if _bits(token) < least or _repeats(token) or _counts(token):
        return f"easy to guess; {MAKE_TOKEN}"
    return None


def weak_key(key: str) -> str | None:
    """What is wrong with a master key; None when it may be used."""
    decoded = key_bytes(key)
    if decoded is None:
        return f"not 32 bytes in base64; {MAKE_KEY}"
    if _is_public(key):
        return f"an example; {MAKE_KEY}"
    if len(set(decoded)) < _LEAST_DIFFERENT_BYTES or all(0x20 <= byte < 0x7F for byte in decoded) or _counts(decoded):
        return f"not made at random; {MAKE_KEY}"
    return None


def key_bytes(key: str) -> bytes | None:
    """What a master key is; None when it is not 32 bytes in base64."""
    try:
        decoded = base64.b64decode(key.encode(), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return decoded if len(decoded) == KEY_BYTES else None


def _bits(text: str) -> float:
    """The length times the entropy of its characters: a rough upper bound of what there is to guess."""
    return -sum(count * log2(count / len(text)) for count in Counter(text).values())


def _repeats(text: str) -> bool:
    """Whether it is some shorter piece again and again, such as abcabcab."""
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, len(text) // 2 + 1))


def _counts(letters: str | bytes) -> bool:
    codes = list(letters.encode() if isinstance(letters, str) else letters)
    return len({later - code for code, later in pairwise(codes)}) < _LEAST_DIFFERENT_STEPS


def _is_public(secret: str) -> bool:
    return sha256(secret.encode()).hexdigest() in _PUBLIC
