"""`make hearing-report [SET=file] [JSON=file]`: courses of events, or single messages, through the whole road."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from cryptography.fernet import Fernet
from rich.console import Console

import nlu_report.__main__ as nlu
from hearing_report.courses import BadCourses, Course, files, read
from hearing_report.figures import counted, right, understood
from hearing_report.outline import outline
from hearing_report.show import show
from hearing_report.world import Played, world
from local.environment import ROOT, var_folder
from local.model import TrainingFailed, train

OWN = ROOT / "tests" / "courses"
WIDTH = 130  # where the output is no terminal


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.set.suffix == ".jsonl":
        return nlu.main(_of_messages(asked.set, asked.json))
    console, errors = _console(), Console(stderr=True, highlight=False)
    try:
        courses = read(files(asked.set))
        if asked.json and not asked.json.absolute().parent.is_dir():
            raise BadCourses(f"{asked.json}: there is no such folder")
    except BadCourses as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        return 2
    try:
        with console.status("Training the model (only when what it is trained from has changed) …"):
            model = train(var_folder() / "training.log")
    except TrainingFailed as error:
        errors.print(f"Training failed: {error}", markup=False, soft_wrap=True)
        return 1
    with console.status("Playing …"):
        played = counted(_play(model, courses))
    if asked.json:  # the file first: who reads on screen may stop reading
        asked.json.write_text("".join(_line(step) + "\n" for steps in played for step in steps), encoding="utf-8")
    show(console, played)
    console.print(f"Model {model.name}, {len(courses)} courses.")
    if asked.json:
        console.print(f"Each step: {asked.json}", soft_wrap=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hearing_report", description=__doc__)
    help_of_set = "courses in YAML (a file or a folder), or single messages in JSON lines; without it tests/courses"
    parser.add_argument("--set", type=Path, default=OWN, help=help_of_set)
    parser.add_argument("--json", type=Path, help="write each step with what was expected and what came to this file")
    return parser


def _of_messages(messages: Path, out: Path | None) -> list[str]:
    return ["--set", str(messages), *(("--json", str(out)) if out else ())]


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def _play(model: Path, courses: Sequence[Course]) -> list[list[Played]]:
    """In a folder that is thrown away, with secrets made for it where there are none."""
    for name, secret in _throwaway().items():
        os.environ.setdefault(name, secret)
    with tempfile.TemporaryDirectory() as folder, _quietly():
        return asyncio.run(_play_all(model, courses, Path(folder)))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what the application logs of each turn."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


async def _play_all(model: Path, courses: Sequence[Course], folder: Path) -> list[list[Played]]:
    async with world(model, courses, folder) as made:
        return [await made.play(course) for course in courses]


def _throwaway() -> dict[str, str]:
    tokens = {f"NAERVAERSLOS_{who}_TOKEN": secrets.token_urlsafe(32) for who in ("CHANNEL", "ACTION", "BOT")}
    return {"NAERVAERSLOS_TEXT_KEYS": Fernet.generate_key().decode(), **tokens}


def _line(played: Played) -> str:
    step, course = played.step, played.course
    expected = step.expected.model_dump(mode="json", exclude_unset=True) if step.expected else {}
    told: dict[str, Any] = {
        "course": course.id,
        "routine": course.routine,
        "variety": course.variety,
        "where": step.where,
        "say": step.say,
        "press": step.press,
        "understood": understood(played),
        "right": right(played),
        "expected": expected,
        "failed": [{"term": one.term, "expected": one.expected, "came": one.came} for one in played.failures],
        "reply": [message.text for message in played.came.messages] if played.came else [],
        "buttons": list(played.came.buttons) if played.came else [],
        "came": outline(played.came) if played.came else {},
    }
    return json.dumps(told, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
