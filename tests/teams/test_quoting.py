"""What somebody wrote, told apart from what they quote, and without whom they mention."""

from __future__ import annotations

from typing import Any

import pytest

from channels.teams.quoting import own_words


def page(content: str) -> list[Any]:
    return [{"contentType": "text/html", "content": content}]


QUOTE = (
    '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri" itemid="28:x">Nærværslos</strong>'
    '<span itemprop="time" itemid="1"></span>'
    "<p>Hvor ofte er&nbsp;han borte?</p></blockquote>"
)


@pytest.mark.parametrize(
    ("text", "attachments", "own"),
    [
        ("hei", [], "hei"),
        ("<at>Nærværslos</at> hei", [], "hei"),
        ("hei", page("<div>hei</div>"), "hei"),
        (
            "Hvor ofte\n\nhver mandag",
            page(f"{QUOTE}<p>hver mandag</p>"),
            "> Hvor ofte er han borte?\nhver mandag",
        ),
        (
            "x",
            page(f"{QUOTE}<p>en</p><p>to<br>tre &lt;b&gt;</p>"),
            "> Hvor ofte er han borte?\nen\nto\ntre <b>",
        ),
        (
            "x",
            page(f'{QUOTE}<p><span itemtype="http://schema.skype.com/Mention">N</span> ja</p>'),
            "> Hvor ofte er han borte?\nja",
        ),
        ("x", page("<blockquote>uten slutt <p>og mer"), "> uten slutt\n> og mer"),
    ],
)
def test_what_is_quoted_stands_first_and_marked(text: str, attachments: list[Any], own: str) -> None:
    assert own_words(text, attachments) == own
