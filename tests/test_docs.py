"""What the docs name is there: the tests of the security model, and whatever a page links to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("docker/*.md")])
_TEST = re.compile(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`")
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def _named_tests() -> list[tuple[str, str]]:
    """The file and the test of each line of the table; the file of the one before where none is named."""
    found, file = [], ""
    for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines():
        for named, test in _TEST.findall(line):
            file = named or file
            if file:
                found.append((file, test))
    return found


@pytest.mark.parametrize(("file", "test"), _named_tests(), ids="::".join)
def test_each_threat_is_covered_by_a_test_that_is_there(file: str, test: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {test or 'test_'}", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
