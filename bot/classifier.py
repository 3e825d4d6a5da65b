"""The intent classifier: softmax regression on words and word pairs in plain spelling and on pieces of words as written.

Both are weighted by how telling they are (tf-idf). docs/decisions/0003-classifier.md has the figures.
"""

from __future__ import annotations

import json
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Text, Tuple

from numpy import array, concatenate, float16, float32, load, ndarray, savez, zeros
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import softmax

from bot import asked, custody
from bot.alarm import ALARM, AlarmHead, meant
from bot.alarm_examples import Marked, examples, framed
from bot.beside import beside
from bot.boundaries import Boundaries
from bot.codes import without_codes
from bot.learning import learn
from bot.misspelling import misspelled
from bot.parts import clauses, ending, is_long
from bot.progress import say
from bot.spelling import Spelling
from bot.terms import Terms, alone, pieces
from bot.told import ROOT, Head, Told, sentences, with_negatives

PART_RANKING = 3
MOST_PARTS = 40  # of one message: the rest is read as one
TOLD_COUNTS = 8  # times a told sentence is shown for each other, where parts are joined
HEADS = ("act", "status")  # of what a part tells


class Seen(NamedTuple):
    """A message or a piece of one: its words in plain spelling, which features are not zero, and what stands there."""

    words: Sequence[Text]
    places: ndarray
    telling: ndarray


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TextClassifier(GraphComponent, IntentClassifier):
    """Reads a message's text as it stands, without a tokenizer before it."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`rounds` is how often all examples are gone through, `step` how far one may move what is known; `pieces` the
        shortest and the longest piece of a word.

        `misspelled` is the share of each other intent's examples, and `misspelled_answers` of the answers, that are learnt a
        second time with typing errors. `told` is the folder of sentences that the readers of told parts learn from, none when empty,
        `nothing_told` how many others they see, and `joined` how many joined messages show where a part begins. `alarm` is the
        folder of what the alarm alone learns from, none when empty, `asked` that of the questions that teach what is asked about, and
        `custody` that of what is said of the case itself.
        """
        return {
            "rounds": 6,
            "step": 0.35,
            "pieces": [2, 5],
            "random_state": 7,
            "ranking_length": 6,
            "misspelled": 1.0,
            "misspelled_answers": 0.6,
            "alarm": "",
            "asked": "",
            "custody": "",
            "told": "",
            "nothing_told": 6000,
            "told_rounds": 5,
            "joined": 7000,
        }

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._spelling = Spelling([])
        self._words = Terms(alone, [], zeros(0))
        self._pieces = Terms(self._pieces_of, [], zeros(0))
        self._intents: List[Text] = []
        self._weights, self._constant = zeros((0, 0), dtype=float32), zeros(0, dtype=float32)
        self._alarm: Optional[AlarmHead] = None
        self._heads = {name: Head.none() for name in HEADS}
        self._asked = Head.none()
        self._custody = Head.none()
        self._boundaries = Boundaries.none()

    @property
    def _pieces_of(self) -> Any:
        shortest, longest = self._config["pieces"]
        return partial(pieces, shortest=shortest, longest=longest)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TextClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = ((e.get(TEXT), e.get(INTENT), meant(e)) for e in training_data.intent_examples if e.get(TEXT))
        ordered = sorted(examples)  # Rasa reads the files in the order the disk gives them
        texts, intents, alarms = zip(*ordered, strict=True)
        self.learn(texts, intents, alarms)
        if self._config["told"]:
            self.learn_told(sentences(ROOT / self._config["told"]), texts, intents)
        if self._config["asked"]:
            self.learn_asked(asked.questions(ROOT / self._config["asked"]))
        if self._config["custody"]:
            self.learn_custody(asked.questions(ROOT / self._config["custody"]), texts)
        say("packing the model")
        self.keep()
        return self._resource

    def keep(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            assert self._alarm is not None
            known = {
                "words": self._spelling.words,
                "terms": [self._words.terms, self._pieces.terms],
                "intents": self._intents,
                "alarms": [self._alarm.labels, self._alarm.classes.terms],
                "heads": {name: head.names for name, head in self._heads.items()},
                "asked": self._asked.names,
                "custody": self._custody.names,
                "boundaries": self._boundaries.terms.terms,
                "boundary": self._boundaries.constant,
            }
            (folder / "known.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
            savez(
                folder / "weights.npz",
                weights=self._weights.astype(float16),
                constant=self._constant,
                alarm=self._alarm.weights.astype(float16),
                alarm_constant=self._alarm.constant,
                alarm_classes=self._alarm.classes.telling,
                words=self._words.telling,
                pieces=self._pieces.telling,
                asked_weights=self._asked.weights.astype(float16),
                asked_constant=self._asked.constant,
                custody_weights=self._custody.weights.astype(float16),
                custody_constant=self._custody.constant,
                boundaries=self._boundaries.weights.astype(float16),
                boundary_terms=self._boundaries.terms.telling,
                **{f"{name}_weights": head.weights.astype(float16) for name, head in self._heads.items()},
                **{f"{name}_constant": head.constant for name, head in self._heads.items()},
            )

    def learn(self, texts: Sequence[Text], intents: Sequence[Text], alarms: Sequence[Text] = ()) -> None:
        """`alarms` is what each text teaches about danger, as `bot.alarm.meant` gives it."""
        say("reading the examples")
        texts = [without_codes(text) for text in texts]
        self._spelling = Spelling.of(texts)
        alarms = alarms or [""] * len(texts)
        shown = [Marked(*one) for one in zip(texts, alarms, strict=True)]
        texts, intents, alarms = self._with_misspellings(texts, intents, alarms)
        of_pieces = beside(lambda: Terms.learn(self._pieces_of, _spelled(texts)))
        plain = self._spelling.plain(texts)
        self._words, words = Terms.learn(alone, map(_with_pairs, plain))
        self._pieces, pieces_ = of_pieces()
        features = hstack([words, pieces_], format="csr", dtype=float32)
        danger = beside(lambda: self._learn_alarm(features, plain, alarms, shown))
        self._intents = sorted(set(intents))
        number = {intent: at for at, intent in enumerate(self._intents)}
        weights, self._constant = learn(
            features,
            array([number[intent] for intent in intents]),
            rounds=self._config["rounds"],
            step=self._config["step"],
            seed=self._config["random_state"],
            say=say,
        )
        self._weights = weights.astype(float16).astype(float32)  # as the model keeps them
        self._alarm = danger()

    def _learn_alarm(
        self, features: csr_matrix, plain: Sequence[Sequence[Text]], alarms: Sequence[Text], shown: Sequence[Marked]
    ) -> AlarmHead:
        """`shown` are the examples that `features`, `plain` and `alarms` came from; the folder of the alarm adds its own."""
        if not self._config["alarm"]:
            return AlarmHead.learn(features, plain, alarms, self._config)
        folder, chance = ROOT / self._config["alarm"], Random(self._config["random_state"])  # noqa: S311 - the same in each training
        more = examples(folder, chance)
        again = framed(folder, [*shown, *more], chance)
        texts = [without_codes(one.text) for one in (*more, *again)]
        return AlarmHead.learn(
            vstack([features, self._features(texts)], format="csr"),
            [*plain, *self._spelling.plain(texts)],
            [*alarms, *(one.alarm for one in (*more, *again))],
            self._config,
            once=len(again),
        )

    def learn_told(self, told: Sequence[Told], texts: Sequence[Text], intents: Sequence[Text]) -> None:
        """The readers of told parts, on the features that are known already, and where parts begin."""
        say("learning what is told")
        seed = self._config["random_state"]
        told = [one._replace(text=without_codes(one.text)) for one in told]
        texts = [without_codes(text) for text in texts]
        said = list(zip(texts, intents, strict=True))
        chance = Random(seed)  # noqa: S311 - the same in each training
        shown = with_negatives(told, said, most=self._config["nothing_told"], chance=chance)
        short = [*TOLD_COUNTS * [one.text for one in told], *texts]
        rounds, step = self._config["told_rounds"], self._config["step"]
        joined = self._config["joined"]
        boundaries = beside(
            lambda: Boundaries.learn(self._spelling, short, joined=joined, rounds=3, step=step, seed=seed)
        )
        features = self._features([one.text for one in shown])
        for name in HEADS:
            meant = [getattr(one, name) for one in shown]
            self._heads[name] = Head.learn(features, meant, rounds=rounds, step=step, seed=seed)
        self._boundaries = boundaries()

    def learn_asked(self, put: Sequence[asked.Put]) -> None:
        """What is asked about, on the features that are known already."""
        features = self._features([without_codes(one.text) for one in put])
        meant = [one.matter for one in put]
        seed = self._config["random_state"]
        self._asked = Head.learn(features, meant, rounds=asked.ROUNDS, step=asked.STEP, seed=seed)

    def learn_custody(self, put: Sequence[asked.Put], texts: Sequence[Text]) -> None:
        """What is said of the case itself, among `texts` and the questions about the routine, which are of none of it."""
        seed = self._config["random_state"]
        questions = asked.questions(ROOT / self._config["asked"]) if self._config["asked"] else []
        chance = Random(seed)  # noqa: S311 - the same in each training
        shown = custody.with_others(put, texts, questions, chance=chance)
        features = self._features([without_codes(one.text) for one in shown])
        meant = [one.matter for one in shown]
        self._custody = Head.learn(features, meant, rounds=custody.ROUNDS, step=custody.STEP, seed=seed)

    def _features(self, texts: Sequence[Text]) -> csr_matrix:
        rows = [self._words.rows(self._plain(texts)), self._pieces.rows(_spelled(texts))]
        return hstack(rows, format="csr", dtype=float32)

    def _with_misspellings(
        self, texts: Sequence[Text], intents: Sequence[Text], alarms: Sequence[Text]
    ) -> Tuple[List[Text], List[Text], List[Text]]:
        chance = Random(self._config["random_state"])  # noqa: S311 - the same errors in each training
        more = [
            (misspelled(text, chance), intent, alarm)
            for text, intent, alarm in zip(texts, intents, alarms, strict=True)
            if chance.random() < self._config["misspelled_answers" if intent == "answer" else "misspelled"]
        ]
        return (
            [*texts, *(text for text, _, _ in more)],
            [*intents, *(intent for _, intent, _ in more)],
            [*alarms, *(alarm for _, _, alarm in more)],
        )

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TextClassifier":
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            known = json.loads((folder / "known.json").read_text(encoding="utf-8"))
            with load(folder / "weights.npz", allow_pickle=False) as kept:
                loaded._weights, loaded._constant = kept["weights"].astype(float32), kept["constant"]
                loaded._words = Terms(alone, known["terms"][0], kept["words"])
                loaded._pieces = Terms(loaded._pieces_of, known["terms"][1], kept["pieces"])
                labels, classes = known["alarms"]
                of_classes = Terms(alone, classes, kept["alarm_classes"])
                loaded._alarm = AlarmHead(labels, kept["alarm"], kept["alarm_constant"], of_classes)
                loaded._spelling, loaded._intents = Spelling(known["words"]), known["intents"]
                loaded._heads = {
                    name: Head(names, kept[f"{name}_weights"], kept[f"{name}_constant"])
                    for name, names in known["heads"].items()
                }
                loaded._asked = Head(known["asked"], kept["asked_weights"], kept["asked_constant"])
                loaded._custody = Head(known["custody"], kept["custody_weights"], kept["custody_constant"])
                boundaries = Terms(alone, known["boundaries"], kept["boundary_terms"])
                loaded._boundaries = Boundaries(loaded._spelling, boundaries, kept["boundaries"], known["boundary"])
        return loaded

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the best intent and the ranking of each message that has a text; at its end stand the chances of danger, of the
        matters that it may ask about, and of what it may say of the case itself."""
        for message in messages:
            if message.get(TEXT):
                text = without_codes(message.get(TEXT))
                row, danger = self._ranked(text)
                best = row.argsort()[::-1][: self._config["ranking_length"]]
                ranking = [{"name": self._intents[i], "confidence": float(row[i])} for i in best]
                message.set("intent", ranking[0], add_to_output=True)
                ranking += [{"name": name, "confidence": sure} for name, sure in (*danger, *self._matters(text))]
                message.set("intent_ranking", ranking, add_to_output=True)
                message.set("parts", self.parts(text), add_to_output=True)
        return messages

    def _matters(self, text: Text) -> List[Tuple[Text, float]]:
        seen = self._looked_up([text])[0]
        matters = self._asked.ranking(seen.places, seen.telling, asked.MOST)
        of_case = self._custody.ranking(seen.places, seen.telling, custody.MOST)
        return [(f"matter/{name}", sure) for name, sure in matters] + [
            (f"custody/{name}", sure) for name, sure in of_case
        ]

    def parts(self, text: Text) -> List[Dict[Text, Any]]:
        """The message's parts: where each stands, what it asks for, and what it tells. No text."""
        spans = self._boundaries.spans(text)
        if len(spans) > MOST_PARTS:
            spans = [*spans[: MOST_PARTS - 1], (spans[MOST_PARTS - 1][0], spans[-1][1])]
        return [{"start": start, "end": end, **self._read(text[start:end])} for start, end in spans]

    def _read(self, part: Text) -> Dict[Text, Any]:
        seen = self._looked_up([part])[0]
        chances = self._chances_of([seen])[0]
        best = chances.argsort()[::-1][:PART_RANKING]
        ranking = [(self._intents[at], float(chances[at])) for at in best]
        told = {name: head.ranking(seen.places, seen.telling, PART_RANKING) for name, head in self._heads.items()}
        return {"ranking": ranking, **told}

    def _ranked(self, text: Text) -> Tuple[ndarray, List[Tuple[Text, float]]]:
        """The chances of each intent, and of danger. A long message is read as a whole and by its ending, and each piece for an alarm."""
        if not is_long(text):
            alone_ = self._looked_up([text])
            return self._chances_of(alone_)[0], self._danger(alone_)
        whole, end, *clauses_ = self._looked_up([text, ending(text), *clauses(text)])
        return self._row(whole, end, clauses_), self._danger([whole, *clauses_])

    def _row(self, whole: Seen, end: Seen, clauses_: Sequence[Seen]) -> ndarray:
        of_whole, of_end, *of_clauses = self._chances_of([whole, end, *clauses_])
        row = (of_whole + of_end) / 2
        alarm = self._intents.index(ALARM) if ALARM in self._intents else None
        if alarm is not None:
            # Torn out of its message a piece sounds worse than it is, and the whole hides it: the truth lies between.
            worst = max((clause[alarm] for clause in of_clauses), default=of_whole[alarm])
            row[alarm] = (of_whole[alarm] + worst) / 2
        return row

    def _danger(self, pieces_: Sequence[Seen]) -> List[Tuple[Text, float]]:
        assert self._alarm is not None
        return self._alarm.chances([self._alarm.scores(*one) for one in pieces_])

    def _chances_of(self, pieces_: Sequence[Seen]) -> List[ndarray]:
        """Only the weights of what stands in the message are read."""
        return [softmax(one.telling @ self._weights[one.places] + self._constant) for one in pieces_]

    def _looked_up(self, texts: Sequence[Text]) -> List[Seen]:
        words = self._spelling.plain(texts)
        return [self._seen(*read) for read in zip(words, _spelled(texts), strict=True)]

    def _seen(self, words: Sequence[Text], spelled: Sequence[Text]) -> Seen:
        of_words, telling_words = self._words.row(_with_pairs(words))
        of_pieces, telling_pieces = self._pieces.row(spelled)
        places = concatenate([of_words, of_pieces + len(self._words.terms)])
        return Seen(words, places, concatenate([telling_words, telling_pieces]))

    def _plain(self, texts: Sequence[Text]) -> List[List[Text]]:
        return [_with_pairs(words) for words in self._spelling.plain(texts)]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _with_pairs(words: Sequence[Text]) -> List[Text]:
    """The words, and each two that follow each other."""
    return [*words, *map(" ".join, pairwise(words))]


def _spelled(texts: Sequence[Text]) -> List[List[Text]]:
    return [text.lower().split() for text in texts]
