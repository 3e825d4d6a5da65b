"""Takes the samples. All kinds are taken in turn, block by block, so that other load on the machine hits all alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.form_bot_server import FormBot
from bench.talks import FormBotTalk, OurTalk, Talk
from tests.conversations.stack import Stack

BLOCKS = 20
LONG_TALKS = 4  # of each kind; they take turns in the blocks
GREETINGS = 6  # in a block, as many as a round has measured answers

GREETING, AT_10, AT_200, AT_300 = "our greeting", "our answer, turn 10", "our answer, turn 200", "our answer, turn 300"
FORM_GREETING = "form bot's greeting"
FORM_AT_10, FORM_AT_200 = "form bot's answer, turn 10", "form bot's answer, turn 200"


@dataclass
class Samples:
    """Milliseconds by kind, and how many answers of either assistant did not bring the next question."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    misread: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, spent: list[float]) -> None:
        self.milliseconds.setdefault(kind, []).extend(spent)


class Sampler:
    def __init__(self, stack: Stack, form_bot: FormBot, say: Callable[[str], None]) -> None:
        self._stack = stack
        self._form_bot = form_bot
        self._say = say
        self._talks: list[Talk] = []

    def samples(self) -> Samples:
        """Grows the long conversations, which warms everything up, then measures."""
        long = {
            AT_200: self._grown(self._ours, 200),
            AT_300: self._grown(self._ours, 300),
            FORM_AT_200: self._grown(self._form, 200),
        }
        samples = Samples()
        for block in range(BLOCKS):
            self._say(f"measuring, block {block + 1} of {BLOCKS} …")
            kinds: list[tuple[str, Callable[[], list[float]]]] = [
                (GREETING, self._greetings(self._ours())),
                (FORM_GREETING, self._greetings(self._form())),
                (AT_10, self._short(self._ours())),
                (FORM_AT_10, self._short(self._form())),
                *((kind, talks[block % LONG_TALKS].round) for kind, talks in long.items()),
            ]
            first = block % len(kinds)
            for kind, measure in kinds[first:] + kinds[:first]:
                samples.add(kind, measure())
        for talk in self._talks:
            whose = "ours" if isinstance(talk, OurTalk) else "form bot"
            samples.misread[whose] = samples.misread.get(whose, 0) + talk.misread
        return samples

    def _ours(self) -> Talk:
        self._talks.append(OurTalk(self._stack.chat()))
        return self._talks[-1]

    def _form(self) -> Talk:
        self._talks.append(FormBotTalk(self._form_bot.http, self._stack.chat().subject))
        return self._talks[-1]

    def _grown(self, new: Callable[[], Talk], turn: int) -> list[Talk]:
        """Conversations whose measured rounds will lie around the turn, as many before it as after."""
        talks = [new() for _ in range(LONG_TALKS)]
        for talk in talks:
            self._say(f"leading a conversation to turn {turn} …")
            talk.grow(turn - talk.ROUND * (BLOCKS // LONG_TALKS) // 2)
        return talks

    def _short(self, talk: Talk) -> Callable[[], list[float]]:
        """One round around turn 10 of a new conversation."""
        talk.grow(10 - talk.ROUND // 2)
        return talk.round

    def _greetings(self, talk: Talk) -> Callable[[], list[float]]:
        talk.greet()
        return lambda: [talk.greet() for _ in range(GREETINGS)]
