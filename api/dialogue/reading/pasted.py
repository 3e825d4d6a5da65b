"""What comes along with pasted words: hidden characters, codes of a page, quotation marks, bullets, our own question.

Two steps, each done in one place. `unmarked` takes away what nobody has typed or can see; the notes of a case hold that.
`plain` also takes away marks around a line, for reading only: what is stored keeps them.
"""

from __future__ import annotations

import html
import re
import unicodedata

# Soft hyphens, zero-width spaces and marks of direction. The joiner stays: it holds emojis together.
_HIDDEN = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|li|ul|ol|a|font|h[1-6]|td|tr|table|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\s*/?>(?=.)", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[a-z]{2,8}\d?);", re.IGNORECASE)
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_LINE_MARK = re.compile(
    r"^\s*(?:(?:>|[•●▪◦‣·*–—-]|\d{1,2}[.)]|\[[ x✓✔]?\]|[☐☑☒✓✔✅])\s+|>+\s*)+", re.IGNORECASE | re.MULTILINE
)
_QUOTED_WHOLE = re.compile(r"^\s*[«\"“”'‘’„](?P<words>[^«»\"“”„]+)[»\"“”'‘’]\s*[.!]?\s*$", re.DOTALL)
_DONE_MARK = re.compile(
    r"[\s,:;–-]*(?:[✓✔✅☑👍\ufe0f]+|\[x\]|(?:dette |det )?(?:er |e )?(?:gjort|ferdig|utført|i orden|unnagjort)(?: (?:nå|no))?|ok)[\s.!]*$",
    re.IGNORECASE,
)
_NUMBERED = r"(?:>\s*)?(?:(?:spørsmål|spm\.?)\s\d{1,2}(?:\s(?:av|of)\s\d{1,2})?(?:\s·[^:]*)?:\s*)?"


def unmarked(text: str) -> str:
    """Without hidden characters and the codes of a page."""
    seen = _SPACES.sub(" ", _HIDDEN.sub("", text))
    if _TAG.search(seen) or _CODE.search(seen):
        seen = html.unescape(_TAG.sub("", _BREAKS.sub("\n", seen)))
        seen = _SPACES.sub(" ", seen)
    return unicodedata.normalize("NFC", seen).strip() or text


def plain(text: str) -> str:
    """For reading: without bullets and numbers before a line, and without quotation marks around the whole."""
    lines = _LINE_MARK.sub("", text)
    whole = _QUOTED_WHOLE.match(lines)
    return (whole["words"] if whole else lines).strip() or text


def lines_of(text: str) -> list[str]:
    return [line for line in (plain(line) for line in text.splitlines()) if line.strip()]


def said_to_be_done(text: str) -> str | None:
    """What stands before a mark that it is done: “Orienter ledelsen ✔”. None without such a mark."""
    joined = " ".join(lines_of(text))
    found = _DONE_MARK.search(joined)
    return joined[: found.start()].strip(" .") if found and found.start() else None


def without_question(text: str, questions: tuple[str, ...]) -> str:
    """The answer without our own question pasted before it."""
    for question in questions:
        asked = re.match(_NUMBERED + re.escape(question), text.lstrip(), re.IGNORECASE)
        if asked:
            return text.lstrip()[asked.end() :].strip(" \n\t:–-") or text
    return text
