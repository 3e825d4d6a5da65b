"""What the alarm alone learns from: `data/alarm/`. No intent sees it, so the other answers do not move.

Its examples, and its frames: what people put around what they tell. Each marked example is learnt again inside some of them, so that
a laugh, hearsay or “yesterday” makes danger no less, and a pupil who was found is no longer missing.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, Dict, FrozenSet, Iterable, List, NamedTuple, Sequence, Text

from rasa.shared.utils.io import read_yaml_file

from bot.misspelling import misspelled

NONE = "none"
ORDINARY = 0.2  # the share of all other messages that stand inside a frame too: the frame itself tells of nothing
AROUND = 2  # times each marked example stands inside a frame
SETTLED_ELSE = 0.25  # the share of the other kinds that stand inside a frame which settles, and are settled by none


class Marked(NamedTuple):
    """A text and what it teaches about danger, as `bot.alarm.meant` gives it."""

    text: Text
    alarm: Text

    @property
    def kind(self) -> Text:
        return self.alarm.partition("/")[2]


class Frame(NamedTuple):
    around: Text  # `{x}` is where the example stands
    settles: FrozenSet[Text]  # the kinds of danger that are over by it

    def of(self, one: Marked) -> Marked:
        inside = one.text[:1].lower() + one.text[1:].rstrip(".")
        return Marked(self.around.replace("{x}", inside), NONE if one.kind in self.settles else one.alarm)


def examples(folder: Path, chance: Random) -> List[Marked]:
    """The examples in `folder`, and each once more with typing errors."""
    found = [Marked(text, _alarm(block)) for block in _blocks(folder, "alarm") for text in _lines(block["examples"])]
    return [*found, *(one._replace(text=misspelled(one.text, chance)) for one in found)]


def framed(folder: Path, shown: Iterable[Marked], chance: Random) -> List[Marked]:
    """What is shown, inside a frame: all that is marked, and some of the rest."""
    frames = [
        Frame(around, frozenset(block.get("settles", ())))
        for block in _blocks(folder, "frames")
        for around in _lines(block["around"])
    ]
    keeping = [frame for frame in frames if not frame.settles]
    settling = [frame for frame in frames if frame.settles]
    return [frame.of(one) for one in shown for frame in _chosen(one, keeping, settling, chance)]


def _chosen(one: Marked, keeping: Sequence[Frame], settling: Sequence[Frame], chance: Random) -> Iterable[Frame]:
    if len(keeping) >= AROUND and (one.alarm or chance.random() < ORDINARY):
        yield from chance.sample(keeping, AROUND if one.alarm else 1)
    settled = [frame for frame in settling if one.kind in frame.settles]
    if settled:
        yield chance.choice(settled)
    elif settling and (one.kind or one.alarm == NONE) and chance.random() < SETTLED_ELSE:
        yield chance.choice(settling)


def _alarm(block: Dict[Text, Any]) -> Text:
    return "/".join([block["strength"], *([block["kind"]] if "kind" in block else [])])


def _blocks(folder: Path, name: Text) -> List[Dict[Text, Any]]:
    return [block for file in sorted(folder.glob("*.yml")) for block in read_yaml_file(file).get(name, ())]


def _lines(text: Text) -> List[Text]:
    return [line.strip()[2:].strip() for line in text.splitlines() if line.strip()]
