"""Trains the models of both assistants the same way: from nothing, with no cache of Rasa's, and with the time taken."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from local.environment import ROOT
from local.model import model_path, rasa

FORM_BOT = ROOT / "bench" / "form_bot"
RASA_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONPATH": str(ROOT),
}


@dataclass(frozen=True)
class Trainable:
    """What a model is trained from, and where it lies when it is."""

    config: Path
    domain: Path
    data: Path
    model: Path

    def train(self, into: Path) -> float:
        """Trains into the folder, under the model's own name; the seconds it took."""
        command = rasa(
            "train",
            "--force",
            *("--config", str(self.config), "--domain", str(self.domain), "--data", str(self.data)),
            *("--out", str(into), "--fixed-model-name", self.model.name.removesuffix(".tar.gz")),
        )
        with tempfile.TemporaryDirectory() as cache:
            environment = {**os.environ, **RASA_ENVIRONMENT, "RASA_CACHE_DIRECTORY": cache}
            begun = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            spent = time.monotonic() - begun
        if done.returncode or not (into / self.model.name).exists():
            raise RuntimeError(f"Training failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return spent


def ours() -> Trainable:
    return Trainable(ROOT / "bot" / "config.yml", ROOT / "bot" / "domain", ROOT / "data", model_path())


def form_bot() -> Trainable:
    config, domain, data = FORM_BOT / "config.yml", FORM_BOT / "domain.yml", FORM_BOT / "data"
    digest = hashlib.sha256()
    for file in (config, domain, *sorted(data.glob("*.yml")), ROOT / "bot" / "uv.lock"):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return Trainable(config, domain, data, ROOT / "models" / f"form_bot-{digest.hexdigest()[:12]}.tar.gz")


def seconds_to_train(what: Trainable, anew: bool) -> float | None:
    """Trains when the model is missing, and for the time alone when asked `anew`; None when it did not train."""
    if not what.model.exists():
        return what.train(what.model.parent)
    if not anew:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        return what.train(Path(scratch))
