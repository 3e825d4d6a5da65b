"""What is said of the case itself is read (docs/nlu.md): in words the bot has not learnt, and not in what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from api.dialogue.custody import SURE
from api.dialogue.reading.custody import ASKED, WISHED, said
from local.model import train
from nlu_report.classify import rankings
from tests.databases import ROOT

Said = dict[str, list[str]]
ASIDE: Said = yaml.safe_load((Path(__file__).parent / "custody.yaml").read_text(encoding="utf-8"))
FOUND, HEARD_FOR_NOTHING = 0.95, 0.03  # of what is said of the case itself; of everything else


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each sentence is taken for."""
    model = train(tmp_path_factory.mktemp("training") / "training.log")
    texts = [text for every in ASIDE.values() for text in every]
    found = (said(ranking) for ranking in rankings(model, texts))
    return {text: name if sure >= SURE else "none" for text, (name, sure) in zip(texts, found, strict=True)}


def learnt() -> Said:
    blocks: Said = {}
    for file in sorted((ROOT / "data" / "custody").glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["asked"]:
            lines = (line.strip().removeprefix("-").strip() for line in block["examples"].splitlines())
            blocks.setdefault(block["matter"], []).extend(line for line in lines if line)
    return blocks


def test_what_is_learnt_is_what_is_answered_and_done() -> None:
    assert learnt().keys() - {"none"} == ASKED | WISHED == ASIDE.keys() - {"none"}


def test_nothing_is_learnt_twice_or_of_two_things() -> None:
    every = [line for lines in learnt().values() for line in lines]
    assert sorted(every) == sorted(set(every))


def test_what_is_said_of_the_case_itself_is_read(read: dict[str, str]) -> None:
    meant = {text: name for name, texts in ASIDE.items() for text in texts if name != "none"}
    missed = {text: read[text] for text, name in meant.items() if read[text] != name}
    assert len(missed) <= (1 - FOUND) * len(meant), missed


def test_what_only_sounds_like_it_is_not(read: dict[str, str]) -> None:
    heard = {text: read[text] for text in ASIDE["none"] if read[text] != "none"}
    assert len(heard) <= HEARD_FOR_NOTHING * len(ASIDE["none"]), heard
