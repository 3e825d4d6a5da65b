"""Rasa's memory of conversations: only the recent ones, in the process, nothing on disk.

It is no record. Where a talk stands follows from the api; a conversation Rasa has forgotten goes on where it was, since
every rule and the fallback lead to the same action. So any worker may take any turn, and a restart loses nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Iterable, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

CONVERSATIONS = 2000
EVENTS = 150  # of one conversation; the action begins a new session in each turn


class RecentTrackers(TrackerStore):
    """Keeps the trackers themselves. Rasa takes one turn of a conversation at a time, so nobody else changes them meanwhile."""

    def __init__(self, domain: Any, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        self._recent: OrderedDict[Text, DialogueStateTracker] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._recent[tracker.sender_id] = self._of_last_session(tracker)
        self._recent.move_to_end(tracker.sender_id)
        while len(self._recent) > CONVERSATIONS:
            self._recent.popitem(last=False)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        return self._recent.get(sender_id)

    async def keys(self) -> Iterable[Text]:
        return list(self._recent)

    async def delete(self, sender_id: Text) -> None:
        self._recent.pop(sender_id, None)

    def _of_last_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        events = list(tracker.events)
        begun = max((at for at, event in enumerate(events) if isinstance(event, SessionStarted)), default=0)
        kept = events[max(begun, len(events) - EVENTS) :]
        if len(kept) == len(events):
            return tracker
        return DialogueStateTracker.from_events(tracker.sender_id, kept, self.domain.slots)
