"""How likely a message tells of danger, how sure the words are, and of what kind: a head of its own on the classifier's features.

The intents compete with each other, and what may be danger is an ordinary answer as well; so this is asked apart from them. It
learns from the metadata of the training data: `alarm: sure`, `possible` or `none`, and the kind; and from what bot/alarm_examples.py
adds for it alone.
"""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Text, Tuple

from numpy import arange, array, concatenate, flatnonzero, float16, float32, ndarray, repeat
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax

from bot.learning import learn
from bot.terms import Terms, alone
from bot.word_classes import class_terms, class_terms_of_all

ALARM = "acute"  # the intent
NONE, SURE, POSSIBLE = "none", "sure", "possible"
SHARE = 1.0  # how much the classes count beside the words
MORE = 2  # times more is a message gone through that was written for the alarm: the others outnumber them by far


def meant(example: Message) -> Text:
    """What an example teaches about danger: “sure/missing_now”, “none”. One of another file is marked by its intent alone."""
    told = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    if "alarm" not in told:
        return SURE if example.get(INTENT) == ALARM else ""
    return f"{told['alarm']}/{told['kind']}" if "kind" in told else told["alarm"]


class AlarmHead:
    """`labels` are a strength and a kind each, and one for no danger. It reads the classes of the words beside the other terms."""

    def __init__(self, labels: Sequence[Text], weights: ndarray, constant: ndarray, classes: Terms) -> None:
        self.labels = list(labels)
        self.weights, self.constant = weights.astype(float32), constant.astype(float32)
        self.classes = classes
        self._sure = array([label.startswith(SURE) for label in self.labels], dtype=bool)
        self._none = array([label == NONE for label in self.labels], dtype=bool)
        self._kinds: Dict[Text, List[int]] = {}
        for at, label in enumerate(self.labels):
            if "/" in label:
                self._kinds.setdefault(label.split("/")[1], []).append(at)

    @classmethod
    def learn(
        cls,
        features: csr_matrix,
        words: Sequence[Sequence[Text]],
        alarms: Sequence[Text],
        settings: Dict[Text, Any],
        once: int = 0,
    ) -> "AlarmHead":
        """`alarms` as `meant` gives them; an empty one is no danger, but was not written to be near it.

        The last `once` of them say again what stands before, and are not gone through more often.
        """
        of_classes = class_terms_of_all(words)
        classes, class_rows = Terms.learn(alone, of_classes)
        marked = flatnonzero([bool(alarm) for alarm in alarms[: len(alarms) - once]])
        rows = concatenate([arange(len(alarms)), repeat(marked, MORE)])
        labels = sorted({alarm or NONE for alarm in alarms})
        number = {label: at for at, label in enumerate(labels)}
        weights, constant = learn(
            hstack([features, class_rows * SHARE], format="csr", dtype=float32)[rows],
            array([number[alarms[at] or NONE] for at in rows]),
            rounds=settings["rounds"],
            step=settings["step"],
            seed=settings["random_state"],
        )
        return cls(labels, weights.astype(float16), constant, classes)  # as the model keeps them

    def scores(self, words: Sequence[Text], places: ndarray, telling: ndarray) -> ndarray:
        """What the features of a text and the classes of its words say for each label."""
        of_classes, telling_classes = self.classes.row(class_terms(words))
        before = len(self.weights) - len(self.classes.terms)
        seen = telling @ self.weights[places] + SHARE * telling_classes @ self.weights[of_classes + before]
        return seen + self.constant

    def chances(self, scores: Sequence[ndarray]) -> List[Tuple[Text, float]]:
        """The chance of sure danger and of any, each named by its kind, from the scores of the message and of its pieces.

        A piece torn out of its message sounds worse than it is, and the whole hides it: the truth lies between.
        """
        if not self._kinds:
            return []  # learnt from examples that name none
        whole, *pieces = map(softmax, scores)
        worst = max(pieces, key=self._any, default=whole)
        row = (whole + worst) / 2
        kind = max(self._kinds, key=lambda one: row[self._kinds[one]].sum())
        return [(f"alarm_sure/{kind}", float(row[self._sure].sum())), (f"alarm_any/{kind}", self._any(row))]

    def _any(self, row: ndarray) -> float:
        return float(1 - row[self._none].sum())
