"""What the classifier reads in bulk, from the trained model in the bot's own environment: rankings, and the parts of messages."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.dialogue.reading.parts import Part
from local.environment import ROOT, local_environment, var_folder

Ranking = list[tuple[str, float]]
Read = tuple[Ranking, tuple[Part, ...]]

SCRIPT = ROOT / "nlu_report" / "rankings.py"
_RANKED_BY = (SCRIPT, ROOT / "bot" / "turn_channel.py", ROOT / "bot" / "parts.py")


def rankings(model: Path, texts: Sequence[str]) -> list[Ranking]:
    """A ranking for each text."""
    return [ranking for ranking, _ in readings(model, texts)]


def readings(model: Path, texts: Sequence[str]) -> list[Read]:
    """A ranking and the parts of each text. What this model has read before is remembered in var/: Rasa takes long to start."""
    file = var_folder() / "nlu-rankings.json"
    key = _key(model)
    known = _remembered(file, key)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known |= dict(zip(new, _ask(model, new), strict=True))
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({"key": key, "read": known}, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(file)
    return [_read(known[text]) for text in texts]


def _key(model: Path) -> str:
    """The model's name follows from what it is trained from; the rest is how it is asked."""
    digest = hashlib.sha256(model.name.encode())
    for file in _RANKED_BY:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _remembered(file: Path, key: str) -> dict[str, list[Any]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    read: dict[str, list[Any]] = content["read"] if content.get("key") == key else {}
    return read


def _ask(model: Path, texts: Sequence[str]) -> list[list[Any]]:
    command = [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-W", "ignore", str(SCRIPT), str(model)]
    asked = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(command, cwd=ROOT, env=local_environment(), input=asked, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The model could not be asked:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]


def _read(kept: list[Any]) -> Read:
    ranking, parts = kept
    return _pairs(ranking), tuple(
        Part(part["start"], part["end"], _pairs(part["ranking"]), _pairs(part["act"]), _pairs(part["status"]))
        for part in parts
    )


def _pairs(ranking: list[tuple[str, float]]) -> Ranking:
    return [(name, chance) for name, chance in ranking]
