"""Trains the Rasa model when what it is trained from has changed."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local.environment import ROOT, local_environment, var_folder

TRAINED_FROM = (
    "bot/alarm.py",
    "bot/alarm_examples.py",
    "bot/asked.py",
    "bot/boundaries.py",
    "bot/codes.py",
    "bot/custody.py",
    "bot/config.yml",
    "bot/classifier.py",
    "bot/learning.py",
    "bot/misspelling.py",
    "bot/spelling.py",
    "bot/terms.py",
    "bot/word_classes.py",
    "bot/word_classes.yaml",
    "bot/told.py",
    "bot/domain",
    "data",
    "bot/uv.lock",
)

# What the training says that it does, and how much of the whole time lies before it, from the times of one training.
BEFORE = {
    "starting Rasa": 0.0,
    "reading the training data": 0.12,
    "reading the examples": 0.3,
    "learning": 0.43,
    "learning what is told": 0.74,
    "packing the model": 0.89,
}
SAID = re.compile(r"progress: (\d+)/(\d+) (.+)")


class TrainingFailed(Exception):
    """The model could not be made. The words say why as far as the log tells, and where the log is."""


@dataclass(frozen=True)
class Step:
    """Where the training is: `done` is the share of the whole that is behind us, `left` the seconds to go, if they can be told."""

    doing: str
    done: float
    left: float | None


def model_path() -> Path:
    """Where the model of the present training data lies, or will lie."""
    return ROOT / "models" / f"{_fingerprint()}.tar.gz"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in TRAINED_FROM:
        path = ROOT / name
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def rasa(*arguments: str) -> list[str]:
    """A Rasa command in the bot's own environment, without TensorFlow, which our pipeline does not use."""
    return [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-m", "bot", *arguments]


def train_command(model: Path) -> list[str]:
    return rasa(
        "train",
        "--force",  # Rasa's cache does not see a change in bot/spelling.py
        "--skip-validation",  # `make test` validates
        *("--config", "bot/config.yml", "--domain", "bot/domain", "--data", "data"),
        *("--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz")),
    )


def train(log: Path, tell: Callable[[Step], None] = lambda step: None) -> Path:
    """The model, trained now if need be. What Rasa prints goes to `log`; raises `TrainingFailed`."""
    model = model_path()
    if model.exists():
        return model
    unfinished = model.with_name(f"unfinished-{model.name}")
    returncode = _run(train_command(unfinished), log, tell)
    if returncode or not unfinished.exists():
        raise TrainingFailed(f"{_reason(log) or f'Rasa ended with {returncode}'}\nThe whole log: {log}")
    unfinished.replace(model)
    return model


def _run(command: list[str], log: Path, tell: Callable[[Step], None]) -> int:
    """Runs the training and tells what it does. Does not outlive us when we are stopped."""
    begun = time.monotonic()
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=local_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # what a terminal sends reaches us alone
        ) as process,
    ):
        assert process.stdout
        try:
            for line in process.stdout:
                output.write(line)
                said = SAID.search(line)
                if said:
                    tell(step(said[3], int(said[1]) / int(said[2]), time.monotonic() - begun))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # what learns beside it too
            raise
        return process.wait()


def step(doing: str, share: float, passed: float) -> Step:
    """`share` of what is done now lies behind us, and `passed` seconds since the beginning."""
    begins = BEFORE[doing]
    ends = min((start for start in BEFORE.values() if start > begins), default=1.0)
    done = begins + (ends - begins) * share
    return Step(doing, done, passed * (1 - done) / done if done else None)


def _reason(log: Path) -> str:
    """The last line of the log that names an error, or its last line."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"(?:\x1b\[\d+m)*[\w.]*(?:Error|Exception)\b", line)]
    return re.sub(r"\x1b\[\d+m", "", (named or lines or [""])[-1])


def main() -> int:
    try:
        print(train(var_folder() / "training.log"))
    except TrainingFailed as error:
        print(f"Training failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
