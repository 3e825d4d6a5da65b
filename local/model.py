"""Trains the Rasa model when what it is trained from has changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from local.environment import ROOT, local_environment

TRAINED_FROM = (
    "bot/config.yml",
    "bot/classifier.py",
    "bot/misspelling.py",
    "bot/spelling.py",
    "bot/domain",
    "data",
    "bot/uv.lock",
)


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
    """A Rasa command in the bot's own environment."""
    return [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-m", "rasa", *arguments]


def train(log: Path) -> Path:
    """The model, trained now if need be. What Rasa prints goes to `log`; raises with its last lines when it fails."""
    model = model_path()
    if model.exists():
        return model
    command = rasa(
        "train",
        "--force",  # Rasa's cache does not see a change in bot/spelling.py
        *("--config", "bot/config.yml", "--domain", "bot/domain", "--data", "data"),
        *("--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz")),
    )
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, cwd=ROOT, env=local_environment(), stdout=output, stderr=subprocess.STDOUT)
    if done.returncode or not model.exists():
        tail = "\n".join(log.read_text(encoding="utf-8").splitlines()[-20:])
        raise RuntimeError(f"Training failed; the end of {log}:\n{tail}")
    return model


if __name__ == "__main__":
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    print(train(folder / "training.log"), file=sys.stdout)
