"""The two pictures of the app, drawn from the mark of the pages: a stair, and a light over it."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

Colour = tuple[int, int, int, int]
Point = tuple[float, float]

SIDE = 32.0  # of the mark's own square, as in web/src/mark.svg
STAIR: tuple[Point, ...] = ((7, 24), (13, 24), (13, 19), (19, 19), (19, 14), (25, 14))
STROKE, LIGHT, LIGHT_AT = 1.5, 2.5, (25.0, 8.0)  # half a line's width, and the light
SEA, WHITE, SUN, CLEAR = (11, 90, 102, 255), (255, 255, 255, 255), (255, 201, 122, 255), (255, 255, 255, 0)
FINER = 4  # looks at so many places across and down in each pixel


def color() -> bytes:
    """192 pixels square, on its ground."""
    return _png(192, lambda at: SUN if _light(at) else WHITE if _stair(at) else SEA)


def outline() -> bytes:
    """32 pixels square, white on nothing."""
    return _png(32, lambda at: WHITE if _light(at) or _stair(at) else CLEAR)


def _light(at: Point) -> bool:
    return math.dist(at, LIGHT_AT) <= LIGHT


def _stair(at: Point) -> bool:
    return min(_away(at, *step) for step in pairwise(STAIR)) <= STROKE


def _away(at: Point, start: Point, end: Point) -> float:
    """How far a point is from a line between two others."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    along = ((at[0] - x) * dx + (at[1] - y) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return math.dist(at, (x + along * dx, y + along * dy))


def _png(pixels: int, colour: Callable[[Point], Colour]) -> bytes:
    rows = b"".join(b"\0" + b"".join(_pixel(pixels, x, y, colour) for x in range(pixels)) for y in range(pixels))
    head = struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + _part(b"IDAT", zlib.compress(rows, 9)) + _part(b"IEND", b"")


def _pixel(pixels: int, x: int, y: int, colour: Callable[[Point], Colour]) -> bytes:
    step = SIDE / pixels
    inside = [(one + 0.5) / FINER for one in range(FINER)]
    seen = [colour(((x + across) * step, (y + down) * step)) for across in inside for down in inside]
    return bytes(round(sum(one[channel] for one in seen) / len(seen)) for channel in range(4))


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
