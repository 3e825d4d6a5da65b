"""What a question is about when it does not name it: a linear reader on the classifier's own features, learnt from `data/asked/`.

“Hvem graver i hva som er galt” is of mapping. What a matter is called in a routine is not known here (api/engine/asked_matters.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import List, NamedTuple, Text

from rasa.shared.utils.io import read_yaml_file

MOST = 3  # matters that are told
ROUNDS, STEP = 12, 0.4


class Put(NamedTuple):
    text: Text
    matter: Text


def questions(folder: Path) -> List[Put]:
    """The questions in `folder`, in the order of its files."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for block in read_yaml_file(file)["asked"]:
            lines = (line.strip().lstrip("-").strip() for line in block["examples"].splitlines())
            found += [Put(line, block["matter"]) for line in lines if line]
    return found
