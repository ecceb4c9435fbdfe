"""Names of countries and alliances by their codes, and of publishers by their slugs."""

from collections.abc import Mapping
from typing import Any

from api.console.words import actor_name, entity_name, reason_words
from api.context import Tx
from core.events import Event
from store import alliances, publishers


def names_of(tx: Tx) -> dict[str, str]:
    """Name of every country and alliance, by code."""
    return {
        **{country.code: country.name for country in alliances.all_countries(tx)},
        **{alliance.code: short_name(alliance.code, alliance.name) for alliance in alliances.all_alliances(tx)},
    }


def publishers_of(tx: Tx) -> dict[str, str]:
    """Name of every publisher, by slug."""
    return {slug: publisher.name for slug, publisher in publishers.all_publishers(tx).items()}


_SPOKEN = {"EU_CSDP": "EU defence", "US_JPN": "US–Japan", "US_KOR": "US–South Korea", "US_PHL": "US–Philippines",
           "WARSAW_PACT": "Warsaw Pact"}  # fmt: skip


def short_name(code: str, name: str) -> str:
    """What people call the alliance: the code where it is a word, the name otherwise."""
    return _SPOKEN.get(code, code if "_" not in code and len(code) <= 6 else name)


def sides_of(event: Event, names: Mapping[str, str]) -> tuple[str, str]:
    """Actors and recipients of an event in words; recipients are empty for a joint act."""
    actors, recipients = event.coded.actors, event.coded.recipients
    return (", ".join(actor_name(code, names) for code in actors),
            ", ".join(actor_name(code, names) for code in recipients))  # fmt: skip


def told_of(alert: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """An alert's row with what it is `about` and its reason in words."""
    index, entity = alert["index"], alert["entity"]
    return {
        **alert,
        "about": entity_name(entity, names),
        "reason": reason_words(alert["reason"], index, entity, names),
    }
