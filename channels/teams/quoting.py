"""What somebody wrote themselves in a message of Teams, told apart from what they quote.

Teams sends a quotation twice: in the plain text, where nothing marks it, and as HTML beside it, where it stands in a block.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

HTML = "text/html"
_MENTION = re.compile(r"<at\b[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_NAMES = (("itemtype", "http://schema.skype.com/Mention"), ("itemprop", "mri"))  # whom, and of whom a quotation is
_BREAKS = ("br", "p", "div", "li", "tr")


def own_words(text: str, attachments: list[Any]) -> str:
    """The text without mentions; what is quoted in it stands first, each of its lines after `>`."""
    page = next((one["content"] for one in attachments if _is_page(one)), None)
    if page is not None and "<blockquote" in page.casefold():
        told = _Told()
        told.feed(page)
        told.close()
        quoted, own = (_lines("".join(part)) for part in (told.quoted, told.own))
        return "\n".join([*(f"> {line}" for line in quoted), *own])
    return _MENTION.sub("", text).strip()


def _is_page(attachment: Any) -> bool:
    return (
        isinstance(attachment, dict)
        and attachment.get("contentType") == HTML
        and isinstance(attachment.get("content"), str)
    )


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class _Told(HTMLParser):
    """Words in a block that quotes, and words outside of one; names that Teams has put there are neither."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.quoted: list[str] = []
        self.own: list[str] = []
        self._depth = 0
        self._in_name = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._depth += 1
        elif tag == "at" or any(one in attributes for one in _NAMES):
            self._in_name = True
        elif tag in _BREAKS:
            self._words("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._depth = max(0, self._depth - 1)
        elif tag in ("at", "span", "strong"):
            self._in_name = False
        elif tag in _BREAKS:
            self._words("\n")

    def handle_data(self, data: str) -> None:
        if not self._in_name:
            self._words(data)

    def _words(self, words: str) -> None:
        (self.quoted if self._depth else self.own).append(words)
