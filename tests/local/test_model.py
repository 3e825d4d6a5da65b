"""What the training says of itself, and what is said when it fails."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import local.model
from local.environment import ROOT
from local.model import BEFORE, Step, TrainingFailed, step, train


def standing_in(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """A training that is a small script; it finds the path of the model in its arguments."""
    model = folder / "models" / "new.tar.gz"
    model.parent.mkdir()
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(folder))
    monkeypatch.setattr(local.model, "model_path", lambda: model)
    monkeypatch.setattr(local.model, "train_command", lambda path: [sys.executable, "-c", script, str(path)])
    return model


def test_each_step_is_told_and_only_a_whole_model_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = """
import sys
print('progress: 0/1 starting Rasa')
print('a warning')
print('progress: 1/2 learning')
open(sys.argv[1], 'w').close()
"""
    model = standing_in(monkeypatch, tmp_path, script)
    told: list[Step] = []
    assert train(tmp_path / "training.log", told.append) == model
    assert [(one.doing, one.done) for one in told] == [("starting Rasa", 0.0), ("learning", pytest.approx(0.585))]
    assert [file.name for file in model.parent.iterdir()] == [model.name]
    assert "a warning" in (tmp_path / "training.log").read_text(encoding="utf-8")
    assert train(tmp_path / "none" / "training.log") == model, "it lies ready"


def test_a_failed_training_says_why_in_a_line_and_where_the_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "print('reading'); raise ValueError('no such intent: æsj')"
    model = standing_in(monkeypatch, tmp_path, script)
    with pytest.raises(TrainingFailed) as failed:
        train(tmp_path / "training.log")
    assert str(failed.value) == f"ValueError: no such intent: æsj\nThe whole log: {tmp_path / 'training.log'}"
    assert list(model.parent.iterdir()) == []


def test_a_training_that_makes_no_model_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    standing_in(monkeypatch, tmp_path, "")
    assert local.model.main() == 1
    assert capsys.readouterr().err.startswith("Training failed: Rasa ended with 0\n")


def test_a_training_ends_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, tmp_path, "print('progress: 0/1 learning', flush=True); import time; time.sleep(600)")

    def stop(_: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "training.log", stop)


def test_the_time_left_grows_with_the_time_it_has_taken() -> None:
    assert step("starting Rasa", 0, 0.1).left is None
    half = step("learning", 0.5, 30)
    assert half.left == pytest.approx(30 / half.done - 30)
    assert step("learning", 0.5, 60).left == pytest.approx(2 * (half.left or 0))


def test_the_steps_are_those_the_training_tells_of() -> None:
    said = [
        found
        for file in ("__main__.py", "classifier.py", "learning.py")
        for found in re.findall(r'say\("([^"]+)"', (ROOT / "bot" / file).read_text(encoding="utf-8"))
    ]
    assert sorted(said) == sorted(BEFORE)
    assert list(BEFORE.values()) == sorted(BEFORE.values())
