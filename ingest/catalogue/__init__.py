"""The feed catalogue the product comes with. Origin of the facts: README.md beside this file."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.articles import Publisher, PublisherTier
from core.errors import InvalidInput

_HERE = Path(__file__).parent


class FeedKind(StrEnum):
    """What a feed mostly brings."""

    OFFICIAL = "official"
    NEWS = "news"
    THINK_TANK = "think-tank"
    CYBER = "cyber"
    DISASTER = "disaster"


@dataclass(frozen=True, slots=True)
class CatalogueFeed:
    """A feed of the catalogue. `publisher` is a slug; `why_disabled` is empty exactly when it is enabled."""

    name: str
    url: str
    publisher: str
    kind: FeedKind
    language: str
    enabled: bool
    why_disabled: str


def load_publishers(path: Path = _HERE / "publishers.tsv") -> tuple[Publisher, ...]:
    """The catalogue's publishers, by slug. Raises InvalidInput with the line for a row that cannot be read."""
    publishers = []
    for line, row in _rows(path):
        try:
            publishers.append(Publisher(row["slug"], row["name"], PublisherTier(row["tier"]), row["country"] or None))
        except (KeyError, ValueError) as error:
            raise InvalidInput(f"{path.name}, line {line}: {error}") from error
    return tuple(publishers)


def load_feeds(path: Path = _HERE / "feeds.tsv") -> tuple[CatalogueFeed, ...]:
    """The catalogue's feeds, in its order. Raises InvalidInput with the line for a row that cannot be read."""
    feeds = []
    for line, row in _rows(path):
        try:
            feeds.append(
                CatalogueFeed(
                    name=row["name"],
                    url=row["url"],
                    publisher=row["publisher"],
                    kind=FeedKind(row["kind"]),
                    language=row["language"],
                    enabled={"yes": True, "no": False}[row["enabled"]],
                    why_disabled=row["why_disabled"],
                )
            )
        except (KeyError, ValueError) as error:
            raise InvalidInput(f"{path.name}, line {line}: {error}") from error
    return tuple(feeds)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""), start=2))
