# mypy: ignore-errors
"""Run in the bot's own environment: `rankings.py MODEL` reads JSON strings, one a line, and prints a ranking and the parts of each.

All texts go through the understanding part of the model's graph at once, and come out as the turn channel would pass them on.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bot.without_tensorflow import stand_in

stand_in()

# ruff: noqa: E402 - after the stand-in
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.turn_channel import _without_text


def main(model: Path) -> None:
    texts = [json.loads(line) for line in sys.stdin]
    with tempfile.TemporaryDirectory() as folder:
        storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
        target = metadata.nlu_target
        schema = metadata.predict_schema.minimal_graph_schema([target])  # the policies are not needed
        runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id))
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts], PLACEHOLDER_TRACKER: None}
        parsed = runner.run(inputs=inputs, targets=[target])[target]
    for message in parsed:
        read = _without_text(message.as_dict(only_output_properties=True), "nb")
        print(json.dumps([[[one["name"], one["confidence"]] for one in read["intent_ranking"]], read["parts"]]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
