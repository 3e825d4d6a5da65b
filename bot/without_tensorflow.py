"""Rasa without TensorFlow, which it imports whole at each start though nothing of ours uses it: two thirds of the time and memory.

The modules below are set in before Rasa is imported; each holds the names that Rasa reads while it is imported, and no more. Whoever
asks for another is told so at once. A pipeline with one of Rasa's neural components is refused by Rasa: it cannot be found.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Callable, Dict, Text, Tuple

CLASSES: Dict[Text, Tuple[Text, ...]] = {
    "tensorflow.keras.callbacks": ("Callback",),  # Rasa derives classes from these two
    "tensorflow.keras.utils": ("Sequence",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),  # and compares with these
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
}


def stand_in() -> None:
    """To be called before anything of Rasa is imported."""
    if "rasa" in sys.modules:
        raise RuntimeError("Rasa is imported already, and TensorFlow with it")
    keras = _module("tensorflow.keras")
    _module("tensorflow").keras = keras
    for name, classes in CLASSES.items():
        module = _module(name)
        for one in classes:
            setattr(module, one, type(one, (), {"__module__": name}))
        if name.startswith("tensorflow.keras."):
            setattr(keras, name.rpartition(".")[2], module)
    # Rasa imports all its components to find those of a pipeline; ours are named with their modules and found without.
    _module("rasa.engine.recipes.default_components").DEFAULT_COMPONENTS = []


def _module(name: Text) -> Any:
    module: Any = ModuleType(name)
    module.__path__ = []
    module.__getattr__ = _refuse(name)
    sys.modules[name] = module
    return module


def _refuse(module: Text) -> Callable[[Text], Any]:
    def refuse(name: Text) -> Any:
        raise AttributeError(
            f"{module}.{name} is not there: this process runs without TensorFlow (bot/without_tensorflow.py)"
        )

    return refuse
