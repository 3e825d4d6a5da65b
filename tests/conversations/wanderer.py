"""Teachers who wander through the chat at random: real messages, pressed buttons, and what nobody should send."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from stdnum.no import fodselsnummer

from api.conversations.schemas import LONGEST_TEXT
from api.dialogue.reading.labels import clean_label
from api.engine.schema import Language
from api.privacy import personal_number
from channels.core import clean
from tests.conversations.stack import ROUTINES, Chat, Reply, Stack

NOW: dict[Language, str] = {"nb": "hva nå?", "nn": "kva no?"}
SLOWEST = 5.0  # seconds a turn may take
DEVICES = ("phone", "tablet", "web")
LABEL = re.compile(r"\bQZ\d+\b")
ERRORS = re.compile(
    r"noe gikk galt|noko gjekk gale|traceback|\bNone\b|\bNaN\b|utter_|exception|⟦\d|[{}]|\bslot\b", re.IGNORECASE
)
MESSAGES = [
    json.loads(line)
    for file in sorted((Path(__file__).parents[1] / "nlu").glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
IDLE = [message["text"] for message in MESSAGES if message["context"] == "idle"]
IN_GUIDE = [message["text"] for message in MESSAGES if message["context"] == "in_guide"]
IDENTITY_NUMBER = next(n for n in (f"010112{i:05d}" for i in range(100_000)) if fodselsnummer.is_valid(n))
PHONE_NUMBER = "9" + "1" * 7
HOSTILE = (
    *("", " \n\t ", "\u200b\u200d\ufeff", "\x00\x07\x1b[2J", "han er \x00sliten\x08\x1b[31m i dag", "?", ".", "...", "-"),
    *("a" * LONGEST_TEXT, "a" * (LONGEST_TEXT + 1), "bråk i garderoben og " * 950, "\n" * 200 + "sliten", "hei " * 4999),
    *("👍", "🤷‍♀️🤷‍♀️", "😭" * 300, "👨‍👩‍👧‍👦 er slitne 😴", "Z̷̢̛̖͈a̶̧̧͎̗l̵̡̻g̶͈̊o̴̧͋", "\u202eedal\u202c", "\u2066مرحبا\u2069"),
    *("' OR 1=1; DROP TABLE note; --", '"; DELETE FROM turn WHERE "1"="1', "Robert'); DROP TABLE pupil_case;--"),
    *("<b>hei</b><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt; &amp; &#0;", "]]><![CDATA[x"),
    *("- a: [1, 2\n  b: {", "!!python/object/apply:os.system ['ls']", "---\nversion: '3.1'\nnlu: []", "key: value: key"),
    *('{"text": "hei", "payload": null}', "[[[[[[", '{"a": ' * 200, "{{7*7}} ${7*7} {case} {words} %s %(name)s", "\\u0000\\x00"),
    *("/restart", "/session_start", "/whats_next", "/back", "/acute", "/answer", "/", "//", "/ /restart", "//restart"),
    *('/press{"decide":"x","outcome":"y"}', '/press{"case":"x"}', "/press{", "/press{}", "/press", "/whats_next{"),
    *('/whats_next{"language": "nn"}', "EXTERNAL: reminder", "@[x](y)", "[mandag](day)", '[a]{"entity": "language"}'),
    *("⟦1⟧", "⟦2⟧ og ⟦1⟧", "⟦999⟧ ⟦⟧ ⟦-1⟧", "hva nå ⟦1⟧?", "utter_greeting", "action_turn", "action_restart"),
    *("../../../../etc/passwd", "..\\..\\windows\\win.ini", "file:///etc/passwd", "http://127.0.0.1:5005/", "$(ls) `ls`"),
    *("0", "-1", "999999999999", "1e309", "3,14", "31.02.2026", "99.99.9999", "00.00", "0000-00-00", "2026-13-45", "29.2."),
    *("999 dager siden", "om 999 dager", "for 999 uker siden", "100000 % fravær", "0 dager denne måneden", "1-999", "40-1", "1,,3;;5"),
    *("½ dag", "²", "٣", "１２", "Ⅷ", "१", "om ² dager", "٣٤.٥", "for ٣ dager siden", "⁴ dager siden september"),
    *(IDENTITY_NUMBER, f"{IDENTITY_NUMBER[:6]} {IDENTITY_NUMBER[6:]}", f"hans nummer er {IDENTITY_NUMBER}.", "01011200000"),
    *(PHONE_NUMBER, f"ring mor på {PHONE_NUMBER}", f"+47 {PHONE_NUMBER}", "12345678"),
    *("what should I do now?", "skip this question please", "Dziecko nie chodzi do szkoły", "Дитина не ходить до школи"),
    *("الطفل لا يذهب إلى المدرسة", "孩子不想上学", "Ilmuhu dugsiga ma tago", "mánná ii leat skuvllas", "lapsi ei käy koulua"),
    *("ja", "nei", "ja takk", "avbryt", "pause", "hopp over", "tilbake", "fortsett", "avslutt saken", "gjenåpne saken"),
    *("bytt sak", "vis sakene mine", "rett svar 1", "rett svar 99", "oppsummer", "alle", "ingen", "i dag", "i går", "i morgen"),
    *("ny sak", "ny bekymring", "start undringssamtalen", "hvorfor?", "hvem?", "når?", "hva nå?", "kva no?", "hjelp"),
)  # fmt: skip
# What a client that is not ours could send as a pressed button; the channel lets through what has the form of one.
BROKEN_BUTTONS = (
    *("/press{}", "/press{x}", '/press{"tick":"finnes_ikke"}', '/press{"tick":7}', '/press{"case":"x"}', '/press{"case":7}'),
    *('/press{"days_ago":99999999999}', '/press{"days_ago":"x"}', '/press{"days_ago":-3}', '/press{"decide":"x","outcome":"y"}'),
    *('/press{"was_answer":"x","run":"y","question":"z"}', '/press{"was_question":"x"}', '/press{"edit":"x"}', '/press{"edit":99}'),
    *('/press{"scale":"99"}', '/press{"option":"x"}', '/press{"measures":"x"}', '/press{"period":"x"}', '/press{"guide":"x"}'),
    *('/press{"own_day":"x"}', '/press{"close":"x"}', '/press{"pick":0}', '/press{"consent":false}', "/press", "/x", "/answer"),
    *("/restart", "/back", "/session_start", "/acute", "/affirm", "/skip", '/whats_next{"language":"nn"}', '/press{"at":1}'),
)  # fmt: skip


@dataclass
class Wanderer:
    """One teacher in one walk. `said` is all that may come back in a reply though it looks like an error."""

    routine: str
    language: Language
    phones: list[Chat]
    now_at: int = 0
    said: set[str] = field(default_factory=set)
    sent: list[tuple[Chat, str, str, str | None, Reply]] = field(default_factory=list)

    @property
    def chat(self) -> Chat:
        return self.phones[self.now_at]

    @property
    def subject(self) -> str:
        return self.chat.subject

    def told(self) -> str:
        """The last messages, to reproduce what went wrong."""
        return " | ".join(f"{chat.device}: {(payload or text)[:70]!r}" for chat, _, text, payload, _ in self.sent[-6:])


class Walk:
    """All wanderers of one walk, the buttons they have seen, and what went wrong."""

    def __init__(self, stack: Stack, conversations: int, dice: random.Random) -> None:
        self.dice = dice
        self.numbers = count(1)
        self.seen: list[tuple[str, str]] = [("Undring", '/press{"guide":"undring_foresatte"}')]
        self.seconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.faults: list[str] = []
        self.wanderers = [self._wanderer(stack, number) for number in range(conversations)]
        self.moves: dict[Callable[[Wanderer], None], int] = {
            self.press: 26,
            self.tell: 26,
            self.ask: 14,
            self.attack: 12,
            self.press_stale: 6,
            self.press_broken: 2,
            self.repeat: 3,
            self.reuse_id: 1,
            self.say_together: 3,
            self.tap_twice: 2,
            self.take_another_phone: 3,
            self.let_days_pass: 2,
        }

    def _wanderer(self, stack: Stack, number: int) -> Wanderer:
        routine = ROUTINES[number % len(ROUTINES)].parent.name
        language: Language = "nn" if number // len(ROUTINES) % 2 else "nb"
        first = stack.chat(nynorsk=language == "nn", routine=routine)
        phones = [Chat(first.http, first.subject, first.today, device) for device in DEVICES[: 1 + number % 3]]
        return Wanderer(routine, language, phones)

    @property
    def turns(self) -> int:
        return len(self.seconds)

    def go(self, turns: int) -> None:
        for one in self.wanderers:
            if self.dice.random() < 0.8:
                self.open_case(one)
        while self.turns < turns:
            one = self.dice.choice(self.wanderers)
            if "initial" in one.chat.last.text and self.dice.random() < 0.6:
                self.send(one, self.label())
            else:
                self.dice.choices(list(self.moves), list(self.moves.values()))[0](one)

    def label(self) -> str:
        return f"QZ{next(self.numbers)}"

    def open_case(self, one: Wanderer) -> None:
        self.send(one, self.dice.choice(("ny sak", "eg er uroa for ein elev", "jeg er bekymret for en elev")))
        self.send(one, self.label())
        talks = [(title, payload) for title, payload in one.chat.last.buttons.items() if '"guide"' in payload]
        if talks:
            self.send(one, *self.dice.choice(talks))

    # Moves

    def press(self, one: Wanderer) -> None:
        buttons = list(one.chat.last.buttons.items())
        self.send(one, *self.dice.choice(buttons)) if buttons else self.tell(one)

    def tell(self, one: Wanderer) -> None:
        self.send(one, self.dice.choice(IN_GUIDE) if self.dice.random() < 0.85 else str(self.dice.randint(1, 40)))

    def ask(self, one: Wanderer) -> None:
        self.send(one, self.dice.choice(IDLE))

    def attack(self, one: Wanderer) -> None:
        self.send(one, self.dice.choice(HOSTILE))

    def press_stale(self, one: Wanderer) -> None:
        """A button of an earlier reply, of another case, or of somebody else."""
        self.send(one, *self.dice.choice(self.seen))

    def press_broken(self, one: Wanderer) -> None:
        self.send(one, "x", self.dice.choice(BROKEN_BUTTONS))

    def repeat(self, one: Wanderer) -> None:
        """The same message again, as a client does that got no answer: the same reply, nothing stored."""
        if one.sent:
            chat, message_id, text, payload, before = self.dice.choice(one.sent)
            again = self._timed(one, chat, text, payload, message_id)
            if again.messages != before.messages:
                self.fault(one, f"another reply when {text[:70]!r} was repeated: {again.text[:200]!r}")

    def reuse_id(self, one: Wanderer) -> None:
        stored = [(chat, message_id) for chat, message_id, _, _, reply in one.sent if reply.status == "answered"]
        if stored:
            chat, message_id = self.dice.choice(stored)
            reply = self._timed(one, chat, "en helt annen tekst", None, message_id)
            if reply.status != "refused":
                self.fault(one, f"an id was used twice: {reply}")

    def say_together(self, one: Wanderer) -> None:
        """Two messages at once, from one phone or two."""
        self._at_once(
            one, [(self.dice.choice(one.phones), self.dice.choice(IN_GUIDE), self.new_id()) for _ in range(2)]
        )

    def tap_twice(self, one: Wanderer) -> None:
        """One message sent twice at once."""
        text, message_id = self.dice.choice(IN_GUIDE), self.new_id()
        first, second = self._at_once(one, [(one.chat, text, message_id)] * 2)
        if first.messages != second.messages:
            self.fault(one, f"two replies to one message: {first.text[:200]!r} and {second.text[:200]!r}")

    def take_another_phone(self, one: Wanderer) -> None:
        one.now_at = self.dice.randrange(len(one.phones))

    def let_days_pass(self, one: Wanderer) -> None:
        later = date.fromisoformat(one.chat.today) + timedelta(days=self.dice.randint(1, 12))
        for phone in one.phones:
            phone.today = str(later)

    # Sending and judging

    def new_id(self) -> str:
        return f"walk{next(self.numbers)}"

    def send(self, one: Wanderer, text: str, payload: str | None = None) -> Reply:
        return self._keep(one, one.chat, self.new_id(), text, payload)

    def _keep(self, one: Wanderer, chat: Chat, message_id: str, text: str, payload: str | None) -> Reply:
        if payload is None:
            one.said |= {clean(text), clean_label(clean(text))}
        reply = self._timed(one, chat, text, payload, message_id)
        one.sent.append((chat, message_id, text, payload, reply))
        self._judge(one, text, reply)
        self.seen += reply.buttons.items()
        return reply

    def _timed(self, one: Wanderer, chat: Chat, text: str, payload: str | None, message_id: str) -> Reply:
        began = time.perf_counter()
        reply = chat.say(text, payload=payload, message_id=message_id)
        self.seconds.append(time.perf_counter() - began)
        self.statuses[reply.status] += 1
        if self.seconds[-1] > SLOWEST:
            self.fault(one, f"{self.seconds[-1]:.1f} s for {(payload or text)[:70]!r}")
        return reply

    def _at_once(self, one: Wanderer, messages: list[tuple[Chat, str, str]]) -> list[Reply]:
        one.said |= {clean(text) for _, text, _ in messages}
        with ThreadPoolExecutor(len(messages)) as pool:
            waiting = [
                pool.submit(self._timed, one, Chat(chat.http, chat.subject, chat.today, chat.device), text, None, key)
                for chat, text, key in messages
            ]
        replies = [one_reply.result() for one_reply in waiting]
        for (chat, text, key), reply in zip(messages, replies, strict=True):
            chat.last = reply
            one.sent.append((chat, key, text, None, reply))
            self._judge(one, text, reply)
        return replies

    def _judge(self, one: Wanderer, text: str, reply: Reply) -> None:
        cleaned = clean(text)
        refused = not cleaned or len(cleaned) > LONGEST_TEXT or personal_number(cleaned) is not None
        if reply.status != ("refused" if refused else "answered"):
            self.fault(one, f"{reply.status} instead of {'refused' if refused else 'answered'}: {reply.text[:200]!r}")
        if not reply.messages or not all(message["text"].strip() for message in reply.messages):
            self.fault(one, "an empty reply")
        said = reply.text + "\n" + "\n".join(reply.buttons)
        if IDENTITY_NUMBER in said:
            self.fault(one, "an identity number came back")
        strangers = set(LABEL.findall(said)) - set(LABEL.findall(" ".join(one.said)))
        if strangers:
            self.fault(one, f"somebody else's case: {strangers}")
        said = " ".join(said.split())  # a summary indents the lines of what was written
        for own in sorted(filter(ERRORS.search, one.said), key=len, reverse=True):
            said = said.replace(" ".join(own.split()), "")
        wrong = ERRORS.search(said)
        if wrong:
            self.fault(one, f"{wrong[0]!r} in {said[max(0, wrong.start() - 80) : wrong.end() + 80]!r}")

    def fault(self, one: Wanderer, what: str) -> None:
        self.faults.append(f"{one.subject}: {what}\n    after {one.told()}")
