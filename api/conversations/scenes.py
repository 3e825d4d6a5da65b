"""From the rows of a turn to its scene, and from the scene back to the rows."""

from __future__ import annotations

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from api.cases.service import CaseService, named_by
from api.conversations.models import Conversation, Turn
from api.dialogue.reading.judge import Ranking, Verdict, judge
from api.dialogue.route import context
from api.dialogue.scene import Scene, TurnTaken
from api.dialogue.standings import read_standing
from api.engine.schema import Routine
from api.people.actor import Actor
from api.routines.service import RoutineService
from api.schools.models import School


class ConversationRecords:
    """What a scene may look up beside the cases."""

    def __init__(self, session: AsyncSession, conversation: Conversation, school: School) -> None:
        self._session = session
        self._conversation = conversation
        self._school = school

    async def earlier(self, turn_id: UUID) -> TurnTaken | None:
        turn = await self._session.get(Turn, turn_id)
        is_of_this = turn is not None and turn.conversation_id == self._conversation.id
        return _taken(turn, [(name, sure) for name, sure in turn.ranking or ()]) if turn and is_of_this else None

    async def school_routine(self) -> Routine:
        routines = RoutineService(self._session)
        newest = await routines.newest(self._school.routine_id)
        return named_by(self._school, await routines.routine(newest.hash))


def _taken(turn: Turn, ranking: Ranking) -> TurnTaken:
    return TurnTaken(turn.id, turn.text, turn.payload, turn.today, ranking)


async def scene_of(
    session: AsyncSession, conversation: Conversation, turn: Turn, actor: Actor, ranking: Ranking
) -> Scene:
    """What stands is read as the case is now: of what its routine no longer has, nothing stands."""
    cases = CaseService(session, actor)
    case = await cases.get(conversation.case_id) if conversation.case_id is not None else None
    standing = read_standing(conversation.standing)
    if standing is not None and case is not None and not standing.is_there(case):
        standing = None
    return Scene(
        turn=_taken(turn, ranking),
        actor=actor,
        cases=cases,
        records=ConversationRecords(session, conversation, actor.school),
        verdict=Verdict("command") if turn.payload else judge(turn.text, ranking, context=context(standing)),
        case=case,
        standing=standing,
        misses=conversation.misunderstood,
    )


def settle(scene: Scene, conversation: Conversation) -> None:
    """What the conversation is about and waits for from here on. Whoever is understood has missed nothing."""
    conversation.case_id = scene.spoken_of
    conversation.standing = scene.standing.model_dump(mode="json") if scene.standing is not None else None
    conversation.misunderstood = scene.misses if scene.misses > conversation.misunderstood else 0
