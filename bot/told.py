"""What a part of a message tells: which act, and whether it is done, tried, planned, moved, denied or still to do.

Two linear readers on the classifier's own features. They learn from `data/told/`, and from everything said to the assistant
that tells of nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Iterable, List, NamedTuple, Sequence, Text, Tuple

from numpy import array, float16, float32, ndarray, zeros
from rasa.shared.utils.io import read_yaml_file
from scipy.sparse import csr_matrix
from scipy.special import softmax

from bot.learning import learn
from bot.misspelling import misspelled

NOTHING = "none"
ROOT = Path(__file__).resolve().parent.parent
MISSPELLED = 1  # times each sentence is learnt again with typing errors
_JUDGE = frozenset(("concern_confirmed", "concern_cleared"))  # what these say is no example of telling nothing
# Words that may tell of one of the acts: an answer of a talk that holds one is no example of telling nothing.
_MAY_TELL = re.compile(
    r"ring|telefon|tlf|snak|prat|samtal|møt|avtal|evaluer|drøft|informer|orienter|varsl|beskjed|samtyk|kartl|meld|skrev|skreiv"
    r"|skrive|ført|logg|referat|send|plan|tiltak|skjema|innkall|inviter|henvis|tilvis|koordin|svar|spur|enige|samde"
    r"|bekym|uro|tvil|trygg|bedre|betre|betring|virk|verk|hjelp|hjalp|effekt|tilbake|attende|avslutt|følg",
    re.IGNORECASE,
)


class Told(NamedTuple):
    text: Text
    act: Text
    status: Text


class Head:
    """One linear reader: a name for each column of its weights."""

    def __init__(self, names: Sequence[Text], weights: ndarray, constant: ndarray) -> None:
        self.names = list(names)
        self.weights = weights.astype(float16).astype(float32)  # as the model keeps them
        self.constant = constant.astype(float32)

    @classmethod
    def none(cls) -> "Head":
        return cls([], zeros((0, 0)), zeros(0))

    @classmethod
    def learn(cls, features: csr_matrix, meant: Sequence[Text], *, rounds: int, step: float, seed: int) -> "Head":
        names = sorted(set(meant))
        number = {name: at for at, name in enumerate(names)}
        labels = array([number[name] for name in meant])
        return cls(names, *learn(features, labels, rounds=rounds, step=step, seed=seed))

    def ranking(self, places: ndarray, values: ndarray, length: int) -> List[Tuple[Text, float]]:
        """The likeliest names with their chances, of a message of which the places that are not zero are given."""
        if not self.names:
            return []
        chances = softmax(values @ self.weights[places] + self.constant)
        return [(self.names[at], float(chances[at])) for at in chances.argsort()[::-1][:length]]


def sentences(folder: Path) -> List[Told]:
    """The sentences in `folder`, in the order of its files."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for block in read_yaml_file(file)["told"]:
            lines = (line.strip().lstrip("-").strip() for line in block["examples"].splitlines())
            found += [Told(line, block["act"], block["status"]) for line in lines if line]
    return found


def with_negatives(told: Sequence[Told], said: Iterable[Tuple[Text, Text]], *, most: int, chance: Random) -> List[Told]:
    """`told`, once more with typing errors, and at most so many messages of `said` (text, intent) that tell of nothing."""
    nothing = [
        text for text, intent in said if intent not in _JUDGE and (intent != "answer" or not _MAY_TELL.search(text))
    ]
    chance.shuffle(nothing)
    again = [one._replace(text=misspelled(one.text, chance)) for one in told for _ in range(MISSPELLED)]
    return [*told, *again, *(Told(text, NOTHING, NOTHING) for text in nothing[:most])]
