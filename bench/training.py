"""Trains the models of both assistants the same way: from nothing, with no cache of Rasa's, and with the time taken."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local.environment import ROOT
from local.model import model_path, train_command

FORM_BOT = ROOT / "bench" / "form_bot"
RASA_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONPATH": str(ROOT),
}


@dataclass(frozen=True)
class Trainable:
    """Where a model lies when it is trained, and the command that trains it to a path."""

    model: Path
    command: Callable[[Path], list[str]]

    def train(self, into: Path) -> float:
        """Trains into the folder, under the model's own name; the seconds it took."""
        with tempfile.TemporaryDirectory() as cache:
            environment = {**os.environ, **RASA_ENVIRONMENT, "RASA_CACHE_DIRECTORY": cache}
            begun = time.monotonic()
            done = subprocess.run(
                self.command(into / self.model.name), cwd=ROOT, env=environment, capture_output=True, text=True
            )
            spent = time.monotonic() - begun
        if done.returncode or not (into / self.model.name).exists():
            raise RuntimeError(f"Training failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return spent


def ours() -> Trainable:
    return Trainable(model_path(), train_command)


def form_bot() -> Trainable:
    config, domain, data = FORM_BOT / "config.yml", FORM_BOT / "domain.yml", FORM_BOT / "data"
    digest = hashlib.sha256()
    for file in (config, domain, *sorted(data.glob("*.yml")), ROOT / "bot" / "uv.lock"):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())

    def command(model: Path) -> list[str]:
        return stock_rasa(
            "train",
            "--force",
            *("--config", str(config), "--domain", str(domain), "--data", str(data)),
            *("--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz")),
        )

    return Trainable(ROOT / "models" / f"form_bot-{digest.hexdigest()[:12]}.tar.gz", command)


def stock_rasa(*arguments: str) -> list[str]:
    """A Rasa command as its documentation has it."""
    return [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-m", "rasa", *arguments]


def seconds_to_train(what: Trainable, anew: bool) -> float | None:
    """Trains when the model is missing, and for the time alone when asked `anew`; None when it did not train."""
    if not what.model.exists():
        return what.train(what.model.parent)
    if not anew:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        return what.train(Path(scratch))
