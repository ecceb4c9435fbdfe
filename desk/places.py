"""Where things are found in the API: paths that are valid URLs whatever the entity is called."""

from urllib.parse import quote

from core.groupings import GroupingKind
from core.plover import EventType, ThreatCategory
from desk.acts import ALLIANCE_ACT


def series_place(index: str, entity: str) -> str:
    """The path of a series."""
    return f"/series/{quote(index, safe=':')}/{quote(entity, safe=':')}"


def groupings_place(kind: str, name: str) -> str:
    """The path of the groupings of that kind and name."""
    return f"/groupings?kind={kind}&name={quote(name, safe='')}"


def events_place(kind: str, entity: str) -> str:
    """The path of the actor's events, of the type where the kind is one."""
    asked = f"&type={kind}" if kind in tuple(EventType) else ""
    return f"/events?actor={quote(entity, safe='')}{asked}"


def is_act(index: str) -> bool:
    """Whether an alert of the index is about single acts, and not about a series."""
    return index == ALLIANCE_ACT or index in tuple(EventType) or index in tuple(ThreatCategory)


def place_of_alert(index: str, entity: str) -> dict[str, str]:
    """The path of what an alert is about, by what it is: `series`, `groupings` or `events`."""
    if index in tuple(GroupingKind):
        return {"groupings": groupings_place(index, entity)}
    if is_act(index):
        return {"events": events_place(index, entity)}
    # The detector of new alignments has no series of its own; how the pair gets on has.
    return {"series": series_place("relation" if index == "alignment" else index, entity)}
