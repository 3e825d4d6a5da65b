"""Which tasks the acts of the learned reader mean in a routine: found by the fact a task records, else by the task's own words.

The acts are the reader's names (`data/told/`). A new routine needs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.dialogue.reading import fitting
from api.engine.facts import FactKind
from api.engine.plan import TaskState
from api.engine.schema import Routine

OF_THE_FACT = 3  # what a task that records the act's own fact is ahead of one that only has its words


@dataclass(frozen=True)
class Act:
    """`facts` are what it records, the nearest first, each with whom; `actions` and `objects` the words of tasks without a fact.

    `left` is what “det” may mean in the next part. `told_of_others`: somebody else's doing tells it as well. `apart`: each thing
    that is done with it is a task of its own.
    """

    facts: tuple[tuple[FactKind, str | None], ...] = ()
    actions: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    person: str | None = None
    left: frozenset[str] = frozenset()
    told_of_others: bool = False
    apart: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _act(
    *facts: tuple[FactKind, str | None],
    does: str = "",
    to: str = "",
    person: str | None = None,
    left: str = "",
    told_of_others: bool = False,
    apart: bool = False,
) -> Act:
    return Act(facts, _words(does), _words(to), person, _words(left), told_of_others, apart)


ACTS: Mapping[str, Act] = {
    "called_home": _act(
        ("contact_made", "foresatte"),
        ("talk_held", "foresatte"),
        does="call",
        person="foresatte",
        left="kontakt samtal",
    ),
    "talked_home": _act(
        ("talk_held", "foresatte"),
        ("contact_made", "foresatte"),
        does="talk clear",
        person="foresatte",
        left="samtal kontakt",
    ),
    "talked_pupil": _act(
        ("talk_held", "pupil"),
        ("contact_made", "pupil"),
        does="talk",
        person="pupil",
        left="samtal",
    ),
    "discussed": _act(("shared_with_colleague", None), does="discuss inform", left="drøft"),
    "informed_leadership": _act(("leadership_informed", None), does="inform", person="ledelse", told_of_others=True),
    "asked_along": _act(does="join discuss convene", told_of_others=True),
    "named_coordinator": _act(("coordinator_named", None), told_of_others=True),
    "met": _act(("meeting_held", None), does="hold", to="møt", left="møt samtal", told_of_others=True),
    "invited": _act(
        ("invitation_sent", None),
        ("meeting_planned", None),
        does="convene agree",
        to="innkalling møt",
        left="invitasjon innkalling",
        told_of_others=True,
    ),
    "agreed_measures": _act(("measures_agreed", None), does="agree", to="tiltak", left="tiltak"),
    "started_measures": _act(does="start", to="tiltak", left="tiltak"),
    "evaluated": _act(("evaluation_done", None), does="evaluate", left="evaluering"),
    "consented": _act(("consent_given", None), does="consent", to="samtykk", told_of_others=True),
    "mapped": _act(does="map clear", to="kartlegg årsak", left="kartlegging"),
    "analysed": _act(("mapping_summarised", None), does="analyse", left="analys"),
    "logged": _act(does="write archive send", apart=True),
    "minutes": _act(
        ("minutes_sent", None), does="send write archive", to="referat", left="referat", told_of_others=True, apart=True
    ),
    "reported": _act(("team_reported", None), does="report", person="team"),
    "wrote_plan": _act(does="write make", to="plan avtal", left="plan avtal"),
    "checked_absence": _act(does="check", to="fravær"),
    "filled_form": _act(("sheet_filled", None), does="fill", to="skjem", told_of_others=True),
}
MOST = 4  # tasks that only loosely fit: more say nothing


def tasks_of(
    act: Act,
    piece: str,
    tasks: Sequence[TaskState],
    routine: Routine,
    *,
    planned: bool,
    more: frozenset[str] = frozenset(),
    told: bool = False,
) -> tuple[tuple[str, ...], ...]:
    """The open tasks the act means in this part, one group for each thing it does: “skrive og sendt” is two.

    A group holds several tasks when they fit equally well. `more` are the things a part before spoke of. A task that is not
    relevant yet counts when the message has `told` of something before: that may have made it so. What fits best and is done
    already gives none.
    """
    said = fitting.profile(piece, routine, learned=True)
    spoken = said.actions & act.actions
    said = replace(
        said,
        objects=said.objects | act.objects,
        persons=said.persons if said.persons and not said.guessed else frozenset((act.person,) if act.person else ()),
        guessed=False,
    )
    there = [state for state in tasks if told or state.state != "not_relevant"]
    if planned:
        there = [state for state in there if not fitting.only_agrees(state, routine)]
    each = [frozenset((action,)) for action in sorted(spoken)] if act.apart and len(spoken) > 1 else [spoken]
    groups = [_group(act, replace(said, actions=actions), there, routine, more) for actions in each]
    alone = {group[0] for group in groups if len(group) == 1}
    return tuple(dict.fromkeys(group for group in groups if len(group) == 1 or (group and not alone & {*group})))


def _group(
    act: Act, said: fitting.Profile, tasks: Sequence[TaskState], routine: Routine, more: frozenset[str]
) -> tuple[str, ...]:
    fact = _nearest(act, tasks)
    scores = {state.task.id: _score(act, said, state, routine, fact) for state in tasks}
    if not any(scores.values()):
        with_more = replace(said, objects=said.objects | more)
        scores = {state.task.id: _score(act, with_more, state, routine, fact) for state in tasks}
    best = max(scores.values(), default=0)
    fits = [state for state in tasks if best and scores[state.task.id] == best]
    fits = fits or _by_things(act, said, tasks, routine) or _loosely(said, tasks, routine)
    relevant = [state for state in fits if state.state != "not_relevant"]
    if any(state.finished for state in relevant):
        return ()
    return tuple(state.task.id for state in relevant or fits)


def _by_things(act: Act, said: fitting.Profile, tasks: Sequence[TaskState], routine: Routine) -> list[TaskState]:
    """Tasks without a fact that speak of the same things, when the act may be what they ask for."""
    meant = replace(said, actions=said.actions or act.actions)
    shared = {
        state.task.id: fitting.by_things(meant, state.task, routine) for state in tasks if state.task.records is None
    }
    most = max(shared.values(), default=0)
    return [state for state in tasks if most and shared.get(state.task.id) == most]


def _loosely(said: fitting.Profile, tasks: Sequence[TaskState], routine: Routine) -> list[TaskState]:
    """Tasks whose button says that what is spoken of is done, whatever it is done to. Too many say nothing."""
    fits = [
        state
        for state in tasks
        if state.task.records is None
        and fitting.says_done(state.task, routine) & said.actions
        and not fitting.is_with_others(said, state.task, routine)
    ]
    return fits if len(fits) <= MOST else []


def _nearest(act: Act, tasks: Sequence[TaskState]) -> tuple[FactKind, str | None] | None:
    """The first of the act's facts that a task of the level records."""
    recorded = {(state.task.records.fact, state.task.records.with_) for state in tasks if state.task.records}
    return next((fact for fact in act.facts if fact in recorded), None)


def _score(
    act: Act, said: fitting.Profile, state: TaskState, routine: Routine, fact: tuple[FactKind, str | None] | None
) -> int:
    """By the words, and by the fact unless the words speak of something else: a “referat” that is written is not sent."""
    by_words = fitting.score(replace(said, actions=said.actions or act.actions), state.task, routine)
    records = state.task.records
    if records is None or (records.fact, records.with_) != fact or (act.apart and said.actions and not by_words):
        return by_words
    return by_words + OF_THE_FACT
