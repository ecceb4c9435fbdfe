"""Single acts that an event rule is about: alliance acts, acts of an event type, acts that are a threat."""

from collections.abc import Collection
from datetime import datetime, timedelta

from alerts.rules import Facts
from core.actors import base_of
from core.alliances import BODIES
from core.events import Event
from store import alliances, events
from store.engine import Connection

ALLIANCE_ACT = "alliance_act"
_NEWS = timedelta(days=2)
_LATE = timedelta(days=14)
"""An act of longer ago is history when it becomes known, as in an import of old events."""


def acts(tx: Connection, kind: str, now: datetime) -> list[Event]:
    """Acts of the kind that became known within two days."""
    if kind == ALLIANCE_ACT:
        return events.recent_alliance_acts(tx, since=now - _NEWS)
    return events.recent_of_kind(tx, kind, since=now - _NEWS, first=(now - _LATE).date())


def told_under(tx: Connection, kind: str, found: Collection[Event]) -> set[str]:
    """Under whose names such acts are told: alliances for acts on them, so that a state that joins is told once; else
    whoever acts.
    """
    if kind != ALLIANCE_ACT:
        return {base_of(code) for event in found for code in event.coded.actors}
    named = {base for event in found for base in _bases(event)}
    return named & {*BODIES, *(group.code for group in alliances.all_alliances(tx))}


def act_facts(tx: Connection, kind: str, entity: str, now: datetime) -> Facts:
    """The acts of the kind by, or on, the entity."""
    found = acts(tx, kind, now)
    if kind == ALLIANCE_ACT:
        return Facts(entity, events=[event for event in found if entity in _bases(event)])
    return Facts(entity, events=[event for event in found if entity in {base_of(code) for code in event.coded.actors}])


def _bases(event: Event) -> set[str]:
    return {base_of(code) for code in (*event.coded.actors, *event.coded.recipients)}
