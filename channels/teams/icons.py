"""The two pictures of the app, drawn from the mark of the pages: a stair, and a light over it."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

Paint = tuple[int, int, int]
Colour = tuple[int, int, int, int]
Point = tuple[float, float]

SIDE = 32.0  # of the mark's own square, as in web/src/mark.svg
STAIR: tuple[Point, ...] = ((7, 24), (13, 24), (13, 19), (19, 19), (19, 14), (25, 14))
STROKE, LIGHT, LIGHT_AT = 1.5, 2.5, (25.0, 8.0)  # half a line's width, and the light
SEA, WHITE, SUN = (11, 90, 102), (255, 255, 255), (255, 201, 122)


def color() -> bytes:
    """192 pixels square, on its ground."""

    def colour(stair: float, light: float) -> Colour:
        return (*_over(_over(SEA, WHITE, stair), SUN, light), 255)

    return _png(192, colour)


def outline() -> bytes:
    """32 pixels square, white on nothing."""
    return _png(32, lambda stair, light: (*WHITE, round(255 * max(stair, light))))


def _over(below: Paint, above: Paint, covered: float) -> Paint:
    red, green, blue = (round(old + (new - old) * covered) for old, new in zip(below, above, strict=True))
    return red, green, blue


def _away(at: Point, start: Point, end: Point) -> float:
    """How far a point is from a line between two others."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    along = ((at[0] - x) * dx + (at[1] - y) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return math.dist(at, (x + along * dx, y + along * dy))


def _png(pixels: int, colour: Callable[[float, float], Colour]) -> bytes:
    rows = b"".join(b"\0" + b"".join(_pixel(pixels, x, y, colour) for x in range(pixels)) for y in range(pixels))
    head = struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + _part(b"IDAT", zlib.compress(rows, 9)) + _part(b"IEND", b"")


def _pixel(pixels: int, x: int, y: int, colour: Callable[[float, float], Colour]) -> bytes:
    """By how much of it the stair and the light cover: what ends in it covers half."""
    step = SIDE / pixels
    at = ((x + 0.5) * step, (y + 0.5) * step)
    stair = min(_away(at, *one) for one in pairwise(STAIR)) - STROKE
    light = math.dist(at, LIGHT_AT) - LIGHT
    return bytes(colour(*(min(1.0, max(0.0, 0.5 - outside / step)) for outside in (stair, light))))


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
