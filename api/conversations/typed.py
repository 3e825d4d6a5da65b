"""Which button of the last reply was typed in place of pressed."""

from __future__ import annotations

from collections.abc import Sequence

from api.dialogue.payloads import GoToButton, wire
from api.dialogue.reading.captions import only_near, same
from api.dialogue.reading.numbers import chosen_number
from api.rendering.utterances import Button


def typed_button(text: str, offered: Sequence[Button], *, waits_for_words: bool) -> str | None:
    """The payload of the button whose words were typed, or its number.

    After a list of questions any number is the number of a question. Elsewhere a bare number picks a button only where no
    number is asked for, and nearly typed words do there only.
    """
    number = chosen_number(text, len(offered))
    for button in offered:
        if same(text, button.title) or (number is not None and number == button.number):
            return button.payload
    near = None if waits_for_words else only_near(text, [button.title for button in offered])
    if near is not None:
        return offered[near].payload
    if number is None:
        return None
    if any(button.number is not None for button in offered):
        return wire(GoToButton(edit=number))
    if not waits_for_words and 1 <= number <= len(offered):
        return offered[number - 1].payload
    return None
