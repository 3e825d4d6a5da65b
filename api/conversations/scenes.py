"""From the rows of a turn to its scene, and from the scene back to the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError

from api.cases.service import CaseService, named_by
from api.conversations.models import Conversation, Turn
from api.conversations.repository import ConversationRepository, Place
from api.dialogue.acts import Alarm
from api.dialogue.reading.judge import Verdict, judge
from api.dialogue.reading.parts import Part, Ranking
from api.dialogue.reading.pasted import plain, unmarked
from api.dialogue.route import context
from api.dialogue.scene import KeepsCases, Scene, Standing, TurnTaken
from api.dialogue.standings import read_standing
from api.engine.schema import Routine
from api.errors import NotFound
from api.people.actor import Actor
from api.reminders.models import Snoozed
from api.reminders.repository import RemindersRepository
from api.routines.service import RoutineService
from api.schools.models import School

log = structlog.get_logger(__name__)
NO_COMMAND = "/ \n"  # at the head of a text: left out of what the classifier reads


class ConversationRecords:
    """What a scene may look up beside the cases. `drawn_on` are the earlier turns whose words were looked at."""

    def __init__(
        self,
        conversations: ConversationRepository,
        conversation: Conversation,
        school: School,
        turn: Turn,
        keeping: KeepsCases,
    ) -> None:
        self.keeping = keeping
        self._conversations = conversations
        self._conversation = conversation
        self._school = school
        self._turn = turn
        self.drawn_on: list[Turn] = []

    async def earlier(self, turn_id: UUID) -> TurnTaken | None:
        turn = await self._conversations.earlier(self._conversation, turn_id)
        if turn is None:
            return None
        self.drawn_on.append(turn)
        return taken(turn)

    async def unplaced(self) -> Sequence[TurnTaken]:
        found = await self._conversations.unplaced(self._conversation, self._turn)
        return [taken(turn) for turn in found]

    async def in_no_case(self) -> Sequence[TurnTaken]:
        found = await self._conversations.in_no_case(self._conversation, self._turn)
        return [taken(turn) for turn in found]

    async def alarm_of_late(self) -> Alarm | None:
        act = await self._conversations.alarm_of_late(self._conversation, self._turn)
        return Alarm.model_validate(act) if act is not None else None

    async def shown_last(self, case: UUID) -> Sequence[dict[str, Any]]:
        acts = await self._conversations.acts_last(self._conversation, self._turn)
        of_case = [act for act in acts if (act.get("case") or {}).get("case") == str(case)]
        return [piece for act in of_case if act["kind"] == "plan" for piece in act["pieces"]]

    async def said_today(self, kind: str) -> bool:
        return await self._conversations.said_today(self._conversation, self._turn, kind)

    async def offered_of_late(self) -> Sequence[Sequence[tuple[str, str]]]:
        replies = await self._conversations.offered_of_late(self._conversation, self._turn)
        return [[(button["title"], button["payload"]) for button in reply] for reply in replies]

    async def school_routine(self) -> Routine:
        routines = RoutineService(self._conversations.session)
        newest = await routines.newest(self._school.routine_id)
        return named_by(self._school, await routines.routine(newest.hash))

    async def is_reminded(self) -> bool:
        return await self._reminders.is_on(self._conversation.person_id)

    async def remind(self, *, on: bool) -> None:
        await self._reminders.switch(self._conversation.person_id, on=on)

    async def snooze(self, case: UUID, task: str, due_on: date, until: date) -> None:
        person = self._conversation.person_id
        await self._reminders.snooze(Snoozed(person_id=person, case_id=case, task=task, due_on=due_on, until=until))

    @property
    def _reminders(self) -> RemindersRepository:
        return RemindersRepository(self._conversations.session)


def for_the_bot(text: str, payload: str | None) -> str:
    """What the classifier reads. A typed slash is no command to Rasa: only our own buttons are."""
    return payload or _heard(unmarked(text)) or "?"


def _heard(said: str) -> str:
    """A piece of `said`. Of several lines each keeps its mark, so that what is read stands where it was written."""
    return (said if "\n" in said else plain(said)).lstrip(NO_COMMAND)


def taken(turn: Turn) -> TurnTaken:
    """The turn as it is read, with what the classifier made of it: the row keeps what came, with all that was pasted along.

    One that was decided before messages were read in parts has none.
    """
    return as_understood(turn, turn.ranking, turn.parts)


def as_understood(turn: Turn, ranking: Iterable[Any] | None, parts: Iterable[Any] | None) -> TurnTaken:
    """As `taken`, with what the classifier makes of it just now."""
    said = unmarked(turn.text)
    heard = () if turn.payload else tuple(_part(part, said) for part in parts or ())
    return TurnTaken(turn.id, turn.number, said, turn.payload, turn.today, _pairs(ranking), heard)


def _part(kept: Mapping[str, Any], said: str) -> Part:
    """Where the part stands in the text as it was written."""
    left_out = max(said.find(_heard(said)), 0)
    start, end = (kept[side] + left_out for side in ("start", "end"))
    return Part(start, end, _pairs(kept["ranking"]), _pairs(kept["act"]), _pairs(kept["status"]))


def _pairs(kept: Iterable[Any] | None) -> Ranking:
    return tuple((name, sure) for name, sure in kept or ())


async def scene_of(
    turn: TurnTaken, conversation: Conversation, actor: Actor, cases: CaseService, records: ConversationRecords
) -> Scene:
    """What the turn finds. A case that may no longer be read is none, and nothing that was asked about it stands."""
    case, standing, out_of_reach = None, standing_of(conversation), False
    if conversation.case_id is not None:
        try:
            case = await cases.get(conversation.case_id, reading="chat")
        except NotFound:
            out_of_reach = True
            standing = standing if standing is not None and not standing.is_of_case else None
    if standing is not None and case is not None and not standing.is_there(case, turn.today):
        standing = None
    return Scene(
        turn=turn,
        actor=actor,
        cases=cases,
        records=records,
        verdict=Verdict("command")
        if turn.payload
        else judge(plain(turn.text), turn.ranking, context=context(standing), parts=turn.parts),
        case=case,
        standing=standing,
        behind=behind_of(conversation),
        misses=conversation.misunderstood,
        out_of_reach=out_of_reach,
    )


def left_at(scene: Scene, misses_before: int) -> dict[str, Any]:
    """What the conversation is about and waits for from here on, by column. Whoever is understood has missed nothing."""
    return {
        "case_id": scene.spoken_of,
        "standing": _kept(scene.standing, scene.behind),
        "misunderstood": scene.misses if scene.misses > misses_before else 0,
    }


def _kept(standing: Standing | None, behind: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    waits = {"behind": behind.model_dump(mode="json")} if behind is not None else {}
    return standing.model_dump(mode="json") | waits


def behind_of(conversation: Conversation) -> Standing | None:
    """What waits behind what stands."""
    try:
        return read_standing((conversation.standing or {}).get("behind"))
    except ValidationError:
        log.warning("standing.dropped", conversation=str(conversation.id))
        return None


def standing_of(conversation: Conversation | Place) -> Standing | None:
    """What stands. What another version of the program wrote and this one cannot read is nothing."""
    try:
        return read_standing(conversation.standing)
    except ValidationError:
        log.warning("standing.dropped", conversation=str(conversation.id))
        return None
