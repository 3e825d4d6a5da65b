"""`make nlu-report [SET=file] [JSON=file]`: what the whole road decides for each message of an evaluation file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from local.environment import var_folder
from local.model import TrainingFailed, model_path, train
from nlu_report.figures import Judged
from nlu_report.messages import BadMessages, intents, own_sets, read
from nlu_report.picture import draw
from nlu_report.run import judged
from nlu_report.show import show

SHOWN_OF_RANKING = 3
WIDTH = 130  # where the output is no terminal


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    console, errors = _console(), Console(stderr=True, highlight=False)
    try:
        messages = read([asked.set] if asked.set else own_sets())
    except BadMessages as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        return 2
    if asked.json and not asked.json.absolute().parent.is_dir():
        errors.print(f"{asked.json}: there is no such folder", markup=False, soft_wrap=True)
        return 2
    model = model_path()
    if not model.exists():
        try:
            with console.status("Training the model (only when what it is trained from has changed) …"):
                train(var_folder() / "training.log")
        except TrainingFailed as error:
            errors.print(f"Training failed: {error}", markup=False, soft_wrap=True)
            return 1
    with console.status("Asking the model …"):
        found = judged(model, messages)
    picture = var_folder() / "nlu-report.svg"
    picture.write_text(draw(found, intents()), encoding="utf-8")
    if asked.json:  # the files first: who reads on screen may stop reading
        asked.json.write_text("".join(_line(one) + "\n" for one in found), encoding="utf-8")
    show(console, found)
    console.print(f"Model {model.name}. Picture: {picture}", soft_wrap=True)
    if asked.json:
        console.print(f"Each message: {asked.json}", soft_wrap=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nlu_report", description=__doc__)
    parser.add_argument("--set", type=Path, help="an evaluation file; without it tests/nlu/evaluation_*.jsonl")
    parser.add_argument("--json", type=Path, help="write each message with what was decided to this file")
    return parser


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def _line(one: Judged) -> str:
    """The message as it came, and what became of it."""
    decided = one.decided
    more: dict[str, object] = {"decided": decided.name, "right": one.right, "stored": decided.stored}
    if one.false_alarm:
        more["false_alarm"] = True
    if decided.asked:
        more["asked"] = True
    if decided.way == "doubtful":
        more["tap"] = decided.intent
    ranking = [[name, round(chance, 3)] for name, chance in one.ranking[:SHOWN_OF_RANKING]]
    return json.dumps({**one.message.model_dump(), **more, "ranking": ranking}, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
