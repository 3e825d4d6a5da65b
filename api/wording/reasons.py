"""Reasons that are written for somebody, when what they did says why."""

from __future__ import annotations

from api.engine.schema import Text

TAKEN_BACK = Text(
    nb="Tatt tilbake: saken skal ikke beholdes lenger likevel.",
    nn="Teke tilbake: saka skal ikkje behaldast lenger likevel.",
)
