"""What Rasa does in every training that ours has no use for, left out: more than a third of the time.

Rasa's own check of the files against its schemas is `make test`'s (local/validate.py), where nothing of this is applied.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Callable, Dict, List, TypeVar

from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, RESPONSE
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils import validation

T = TypeVar("T")


def apply() -> None:
    """For training alone."""
    RasaFileImporter.get_domain = _once(RasaFileImporter.get_domain)
    RasaFileImporter.get_nlu_data = _once(RasaFileImporter.get_nlu_data)
    validation.validate_yaml_schema = _nothing
    # What each step made is kept for the next training, which with `--force` never looks there.
    TrainingHook.on_before_node = _nothing_known
    TrainingHook.on_after_node = _nothing
    # Each time data is put together all examples are copied and compared anew. No component of ours changes one.
    Message.__deepcopy__ = _itself
    TrainingData.sanitize_examples = staticmethod(_different)


def _once(read: Callable[..., T]) -> Callable[..., T]:
    """The files are read by each of Rasa's importers that asks for them; what they hold is the same."""
    kept = lru_cache(maxsize=None)(read)

    def of_any_language(self: RasaFileImporter, language: object = None) -> T:
        return kept(self)

    return of_any_language


def _different(examples: List[Message]) -> List[Message]:
    """As Rasa's own, but what an example is compared by is not forgotten each time."""
    for example in examples:
        for label in (INTENT, RESPONSE):
            if (example.get(label) or "").strip() != (example.get(label) or ""):
                example.set(label, example.get(label).strip())
    return list(dict.fromkeys(examples))


def _nothing(*arguments: Any, **named: Any) -> None:
    pass


def _nothing_known(*arguments: Any, **named: Any) -> Dict[str, Any]:
    return {}


def _itself(self: Message, memo: Dict[int, Any]) -> Message:
    return self
