"""Whether a message tells of danger: surely, or perhaps. The trained model hears it; what is written in the table never depends on it.

A sure alarm shows the fixed text first. A possible one changes nothing: one quiet line stands under the ordinary reply.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict

from api.dialogue.reading.labels import without_labels
from api.dialogue.reading.lexicon import ASKS, HARMLESS
from api.dialogue.reading.parts import Part, Ranking

Kind = Literal[
    "violence_home",
    "abuse",
    "selfharm_suicide",
    "missing_now",
    "threat_to_others",
    "intoxicated_or_ill_now",
    "neglect_medical",
    "exploitation",
    "honour_forced_marriage",
    "fear_of_going_home",
    "violence_between_pupils_serious",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Strength = Literal["sure", "possible"]

# Chances of the model, found on tests/nlu/evaluation_*.jsonl and on messages kept aside: see docs/nlu.md.
LOUD, QUIET = 0.46, 0.18
LOUD_SOONER = 0.34  # of the kinds that are told in few and light words, and where nothing can be made good afterwards
SOONER: frozenset[Kind] = frozenset(("selfharm_suicide", "abuse"))
INTENT = 0.3  # how much the intent counts beside what was learnt for the alarm alone
UNSURE = 0.25  # how much of a danger that may be only possible counts as sure
LOUD_CALM = (
    0.9  # the same of a message that holds a saying, tells of nothing but ordinary deeds, or is one plain question
)
DEED = 0.8  # the chance of a deed, by which a part surely tells of one
FEW_LETTERS = 4  # initials look like anything
BETWEEN, BEFORE = 3, 4  # words


@dataclass(frozen=True)
class Danger:
    """`kind` is unknown when only an older model's word is there."""

    strength: Strength
    kind: Kind | None = None


def alarm(text: str, ranking: Ranking, parts: Sequence[Part] = ()) -> Danger | None:
    """What danger the message tells of. `ranking` is the classifier's, with its chances of danger; `parts` what it is made of."""
    if len(text.strip()) < FEW_LETTERS:
        return None
    named = without_labels(text)
    plain = HARMLESS.sub(" . ", named)
    is_calm = plain != named or _is_ordinary(parts) or _only_asks(plain)
    written, heard = _written(plain), _heard(ranking, calm=is_calm)
    if heard is not None and _DENIES.search(spoken(text)):  # the model counts words, and hardly hears a “not”
        heard = Danger("possible", heard.kind)
    found = [lasting for lasting in (_lasting(one, spoken(plain)) for one in (written, heard)) if lasting is not None]
    return next((one for one in found if one.strength == "sure"), found[0] if found else None)


def _lasting(danger: Danger | None, said: str) -> Danger | None:
    """What is left of a danger when the message says that it is over: one strength less. Most kinds are never over by words."""
    over = danger is not None and any(
        danger.kind in row.kinds and _is_said(pattern, said) for row, pattern in settled()
    )
    if danger is None or not over or doubt().search(said):
        return danger
    return Danger("possible", danger.kind) if danger.strength == "sure" else None


def _is_ordinary(parts: Sequence[Part]) -> bool:
    """Whether each part surely tells of a deed, a plan or a judgement that the work with absence is made of.

    One other part is enough to be heard as ever: danger is told behind “ringte mor i dag”.
    """
    return bool(parts) and all(_is_sure(part.act) and _is_sure(part.status) for part in parts)


def _only_asks(text: str) -> bool:
    """Whether it is one short question in which nothing is told: “skal vi reise heim til han?”, not “… når han har kutta seg?”."""
    return text.rstrip().endswith("?") and ASKS.match(text) is not None and _TELLS_WITHIN.search(text) is None


_TELLS_WITHIN = re.compile(
    r"[.,;:!–«»\"]\s*\S|\b(?:når|da|då|hvis|viss|dersom|om|at|fordi|som|etter|siden|sidan|og|å|så)\b", re.IGNORECASE
)


def _is_sure(told: Ranking) -> bool:
    return bool(told) and told[0][0] != "none" and dict(told).get("none", 0.0) <= 1 - DEED


def _heard(ranking: Ranking, *, calm: bool) -> Danger | None:
    chances = dict(ranking)
    intent = chances.get("acute", 0.0)
    kind, sure, some = _danger(ranking) or (None, intent, intent)
    of_sure, of_any = (INTENT * intent + (1 - INTENT) * chance for chance in (sure + UNSURE * (some - sure), some))
    from_ = loud_from(kind)
    loud, quiet = (LOUD_CALM, from_) if calm else (from_, QUIET)
    return Danger("sure", kind) if of_sure >= loud else Danger("possible", kind) if of_any >= quiet else None


def loud_from(kind: Kind | None) -> float:
    return LOUD_SOONER if kind in SOONER else LOUD


def _danger(ranking: Ranking) -> tuple[Kind, float, float] | None:
    """The kind, the chance of sure and the chance of any danger, as bot/alarm.py puts them at the end of the ranking."""
    found = {name.partition("/")[0]: (name.partition("/")[2], chance) for name, chance in ranking if "/" in name}
    if not {"alarm_sure", "alarm_any"} <= found.keys():
        return None
    kind = next((kind for kind in KINDS if kind == found["alarm_any"][0]), KINDS[0])
    return kind, found["alarm_sure"][1], found["alarm_any"][1]


_NOT = r"(?:ikke|ikkje|ikkj|itj|ittj|kje|ikk|ingen|ingn|aldri|verken|korkje|nei)"
_HARM = (
    r"(?:slag|slår|slo|slått|vold|vald|rus|rusa|redd|fare|skade|skada|plag\w*|utsatt|utsett|kniv\w*|trus\w*|truer|truar|overgrep\w*|blåmerk\w*|"
    r"blod|selvmord\w*|sjølvmord\w*|selvskad\w*|sjølvskad\w*|mishandl\w*|stygge?|slem|slemme|rørt|kutta|kuttet|drukket|drukke|savnet|sakna)"
)
_DENIES = re.compile(
    rf"\b{_NOT}(?: [\w']+){{0,2}} {_HARM}\b"
    rf"|\b{_HARM}(?: (?!(?:når|da|då|hvis|viss|om)\b)[\w']+){{0,3}} {_NOT}(?! (?:[\w']+ )?(?:på|mer|meir|lenger))\b"
    rf"|\b(?:gjør|gjer|har|er|vil|ville|hadde) (?:han|hun|ho|hu|det) {_NOT}(?= \.|$)"
)


# the table


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    strength: Strength
    said: str
    not_then: str | None = None
    example: str
    harmless: str


class Settled(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: frozenset[Kind]
    said: str
    not_then: str | None = None
    example: str
    danger: str


@lru_cache
def settled() -> tuple[tuple[Settled, re.Pattern[str]], ...]:
    content = _table()
    read = [Settled.model_validate(row) for row in content["settled"]]
    return tuple((row, _pattern(row, content["words"])) for row in read)


@lru_cache
def doubt() -> re.Pattern[str]:
    """Words of somebody who does not know whether it is over."""
    return re.compile(rf"\b{_part(_table()['doubt'], {})}(?![\w'])")


@lru_cache
def rows() -> tuple[tuple[Row, re.Pattern[str]], ...]:
    content = _table()
    read = [Row.model_validate(row) for row in content["alarms"]]
    return tuple((row, _pattern(row, content["words"])) for row in sorted(read, key=lambda row: row.strength != "sure"))


@lru_cache
def _table() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "alarms.yaml").read_text(encoding="utf-8"))
    return content


_GAP = rf" (?:(?!(?:ikke|ikkje|ikkj|itj|ittj|kje|ikk|ingen|aldri)\b)[\w']+ ){{0,{BETWEEN}}}?"
_DENIED = re.compile(
    r"\b(?:ikke|ikkje|ikkj|itj|ittj|kje|ikk|ingen|ingn|aldri|verken|korkje|nei|uten|utan)(?: [\w']+){0,3} ?$"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def _pattern(row: Row | Settled, words: dict[str, str]) -> re.Pattern[str]:
    said = _GAP.join(_part(part, words) for part in row.said.split())
    not_then = rf"(?! (?:{row.not_then})\b)" if row.not_then else ""
    return re.compile(rf"\b{said}(?![\w']){not_then}")


def _part(part: str, words: dict[str, str]) -> str:
    named = re.sub(r"\[(\w+)\]", lambda name: f"({words[name[1]]})", part)
    return "(?:" + named.replace("(", "(?:").replace("*", r"[\w']*").replace("_", " ") + ")"


def _written(text: str) -> Danger | None:
    said = spoken(text)
    return next((Danger(row.strength, row.kind) for row, pattern in rows() if _is_said(pattern, said)), None)


def _is_said(pattern: re.Pattern[str], said: str) -> bool:
    return any(not _DENIED.search(said[: found.start()].rpartition(".")[2]) for found in pattern.finditer(said))


def spoken(text: str) -> str:
    """The words of a text in small letters, one space between, and a dot where a sentence or a clause ends."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).casefold()
    return " ".join(re.findall(r"[\w']+|[.!?;:,]", re.sub(r"[.!?;:,]+", " . ", seen)))
