"""Where things are found in the API: paths that are valid URLs whatever the entity is called."""

from urllib.parse import quote

from core.groupings import GroupingKind


def series_place(index: str, entity: str) -> str:
    """The path of a series."""
    return f"/series/{quote(index, safe=':')}/{quote(entity, safe=':')}"


def groupings_place(kind: str, name: str) -> str:
    """The path of the groupings of that kind and name."""
    return f"/groupings?kind={kind}&name={quote(name, safe='')}"


def place_of_alert(index: str, entity: str) -> dict[str, str]:
    """The path of what an alert is about, by what it is: `series` or `groupings`."""
    if index in tuple(GroupingKind):
        return {"groupings": groupings_place(index, entity)}
    return {"series": series_place(index, entity)}
