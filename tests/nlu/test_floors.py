"""What the whole road reaches on the evaluation sets must not sink: floors.yaml holds the least (or most) that passes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from local.model import train
from nlu_report.figures import FIGURES, Figure, Judged
from nlu_report.messages import own_sets, read
from nlu_report.run import judged

FLOORS: dict[str, float] = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    model = train(tmp_path_factory.mktemp("training") / "training.log")
    return judged(model, read(own_sets()))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_a_figure_has_not_sunk(figure: Figure, found: list[Judged]) -> None:
    share, limit = figure.share(found), FLOORS[figure.id]
    assert share.value is not None
    passed = share.value >= limit if figure.kind == "at least" else share.value <= limit
    assert passed, f"{figure.title}: {share.hits} of {share.of} = {share.value:.3f}, {figure.kind} {limit} must be"


def test_each_floor_belongs_to_a_figure() -> None:
    assert set(FLOORS) == {figure.id for figure in FIGURES}
