"""The intent classifier: logistic regression on word pairs in plain spelling and character n-grams as written, both weighted by
how telling they are (tf-idf).

Rasa's own logistic regression takes plain counts at a fixed strength; see docs/decisions/0003-classifier.md for both figures.
"""

from __future__ import annotations

from random import Random
from typing import Any, Dict, List, Optional, Sequence, Text, Tuple

import skops.io
from numpy import ascontiguousarray, float32, ndarray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.misspelling import misspelled
from bot.parts import clauses, ending, is_long
from bot.spelling import Spelling

ALARM = "acute"
WORD = r"\w+"
FEATURES = {
    "sublinear_tf": True,
    "min_df": 2,
    "dtype": float32,
}  # what stands once teaches nothing and takes half the time
TRUSTED = ["scipy.sparse._csr.csr_matrix"]  # the only type in the file that the loader does not know itself


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TextClassifier(GraphComponent, IntentClassifier):
    """Reads a message's text as it stands, without a tokenizer before it."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`strength` is the inverse of the regularisation; `characters` the shortest and longest n-gram.

        `misspelled` is the share of each other intent's examples, and `misspelled_answers` of the answers, that are learnt a
        second time with typing errors.
        """
        return {
            "strength": 20,
            "characters": [2, 5],
            "max_iter": 150,
            "random_state": 7,
            "ranking_length": 6,
            "misspelled": 1.0,
            "misspelled_answers": 0.6,
        }

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._weights: Optional[ndarray] = None
        self._spelling = Spelling([])
        self._words = TfidfVectorizer(token_pattern=WORD, ngram_range=(1, 2), **FEATURES)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(config["characters"]), **FEATURES)
        self._classes = LogisticRegression(
            C=config["strength"], max_iter=config["max_iter"], tol=1e-3, random_state=config["random_state"]
        )

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
        examples = ((e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT))
        texts, intents = zip(*sorted(examples), strict=True)  # Rasa reads the files in the order the disk gives them
        self.learn(texts, intents)
        with self._storage.write_to(self._resource) as folder:
            learnt = [self._spelling.words, self._words, self._letters, self._classes]
            skops.io.dump(learnt, folder / "classifier.skops")
        return self._resource

    def learn(self, texts: Sequence[Text], intents: Sequence[Text]) -> None:
        self._spelling = Spelling.of(texts)
        texts, intents = self._with_misspellings(texts, intents)
        self._words.fit(map(self._spelling.plain, texts))
        self._letters.fit(texts)
        self._classes.fit(self._features(texts), intents)

    def _with_misspellings(self, texts: Sequence[Text], intents: Sequence[Text]) -> Tuple[List[Text], List[Text]]:
        chance = Random(self._config["random_state"])  # noqa: S311 - the same errors in each training
        more = [
            (misspelled(text, chance), intent)
            for text, intent in zip(texts, intents, strict=True)
            if chance.random() < self._config["misspelled_answers" if intent == "answer" else "misspelled"]
        ]
        return [*texts, *(text for text, _ in more)], [*intents, *(intent for _, intent in more)]

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
            words, loaded._words, loaded._letters, loaded._classes = skops.io.load(
                folder / "classifier.skops", trusted=TRUSTED
            )
        loaded._spelling = Spelling(words)
        return loaded

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the best intent and the ranking of each message that has a text."""
        read = [message for message in messages if message.get(TEXT)]
        if read:
            for message in read:
                row = self._row(message.get(TEXT))
                best = row.argsort()[::-1][: self._config["ranking_length"]]
                ranking = [{"name": str(self._classes.classes_[i]), "confidence": float(row[i])} for i in best]
                message.set("intent", ranking[0], add_to_output=True)
                message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _row(self, text: Text) -> ndarray:
        """The chances of each class. A long message is read as a whole and by its ending, and each piece for an alarm."""
        if not is_long(text):
            return self._chances_of([text])[0]
        whole, end, *pieces = self._chances_of([text, ending(text), *clauses(text)])
        row = (whole + end) / 2
        alarm = list(self._classes.classes_).index(ALARM) if ALARM in self._classes.classes_ else None
        if alarm is not None:
            # Torn out of its message a piece sounds worse than it is, and the whole hides it: the truth lies between.
            row[alarm] = (whole[alarm] + max((piece[alarm] for piece in pieces), default=whole[alarm])) / 2
        return row

    def _chances_of(self, texts: List[Text]) -> List[ndarray]:
        return self._chances(self._features(texts))

    def _features(self, texts: Sequence[Text]) -> csr_matrix:
        words = self._words.transform(map(self._spelling.plain, texts))
        return hstack([words, self._letters.transform(texts)], format="csr", dtype=float32)

    def _chances(self, features: csr_matrix) -> List[ndarray]:
        """The same as `predict_proba`, reading only the weights of what stands in a message and not all of them."""
        classes = self._classes
        if self._weights is None:
            self._weights = ascontiguousarray(classes.coef_.T, dtype="float32")  # a feature's weights beside each other
            classes.coef_ = self._weights.T
        rows = []
        for at in range(features.shape[0]):
            row = features.getrow(at)
            rows.append(softmax(row.data @ self._weights[row.indices] + classes.intercept_))
        return rows

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data
