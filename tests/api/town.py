"""A small world behind the door: one paper, two articles, a quarrel that scored, an alert; and who asks about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.auth import Scope, make_key
from core.claims import ClaimKey
from core.events import CodedEvent, Evidence, Span
from core.groupings import Grouping, GroupingKind
from core.plover import EventType, Status
from core.settings import Settings
from store import alerts, articles, events, feeds, groupings
from store.articles import NewEntry
from store.engine import Connection, Engine
from workers.context import Context
from workers.steps.score_events import score_events

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret that only tests know, long enough"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@dataclass(frozen=True)
class Town:
    """An application over one database, its clock, and the numbers of what is in it."""

    app: FastAPI
    engine: Engine
    clock: Clock
    feed: int = 0
    article: int = 0
    event: int = 0
    alert: int = 0
    grouping: int = 0

    @contextmanager
    def client(self, *scopes: Scope, **headers: str) -> Iterator[TestClient]:
        """A client with a key of these scopes; without scopes, nobody in particular."""
        if scopes:
            headers["Authorization"] = f"Bearer {self.key(*scopes)}"
        with TestClient(self.app, headers=headers, follow_redirects=False, raise_server_exceptions=False) as client:
            yield client

    def key(self, *scopes: Scope, per_minute: int | None = None) -> str:
        """A new API key."""
        with self.engine.begin() as tx:
            return make_key(tx, SECRET.encode(), name="test", scopes=[*scopes], now=self.clock(), per_minute=per_minute)


def open_town(engine: Engine, **changes: object) -> Town:
    """The application over an empty, seeded database; `changes` are settings."""
    settings = Settings.model_validate({"secret_key": SecretStr(SECRET), "allow_private_targets": True, **changes})
    app, clock = create_app(settings, engine), Clock()
    app.state.door = replace(app.state.door, now=clock, wall=clock)
    return Town(app, engine, clock)


def build(engine: Engine, **changes: object) -> Town:
    """The town with its paper, articles, events, series and alert."""
    town = open_town(engine, **changes)
    with engine.begin() as tx:
        feed = feeds.add(
            tx, url="http://127.0.0.1:9/feed", name="The Lamp", publisher_slug="lamp", language="en", now=NOW
        )
        quarrel = add_article(tx, feed, "France accuses Germany", "France accused Germany on Monday.")
        add_article(tx, feed, "Poland meets Norway", "Poland met Norway on Tuesday.")
        accused = coded(("FRA",), ("DEU",), EventType.ACCUSE, date(2024, 2, 26), "France accused Germany on Monday.")
        thanked = coded(("DEU",), ("FRA",), EventType.SUPPORT, date(2024, 2, 20), "France accused Germany on Monday.")
        event = events.put_of_article(
            tx,
            quarrel,
            [("a", accused, 0.8, None, ["unsure"]), ("b", thanked, 0.8, None, [])],
            publisher="lamp",
            origin="ud.v1",
            now=NOW,
        )[0]
        alert = add_alert(tx, "NATO")
        grouping = add_grouping(tx)
    score_events(Context(Settings(), engine, now=lambda: NOW, wall=lambda: NOW))
    return replace(town, feed=feed, article=quarrel, event=event, alert=alert, grouping=grouping)


def add_article(tx: Connection, feed: int, title: str, body: str) -> int:
    """One more article of the paper; its number."""
    columns = {
        "url": None, "title": title, "body": body, "language": "en", "published_at": NOW - timedelta(days=2),
        "date_source": "published", "fingerprint": len(body), "bands": [1],
    }  # fmt: skip
    articles.put_entry(tx, feed, NewEntry(title, title, {}, None, columns), now=NOW)
    return max(int(row["id"]) for row in articles.latest(tx, before=None, limit=500))


def coded(
    actors: tuple[str, ...], recipients: tuple[str, ...], type_: EventType, day: date, sentence: str
) -> CodedEvent:
    """An asserted event with the sentence as its evidence."""
    span = Span(0, len(sentence), sentence)
    evidence = Evidence(span, span, (span,), (span,), "rule")
    return CodedEvent(actors, recipients, type_, None, (), Status.ASSERTED, day, 0.6, evidence)


def add_alert(tx: Connection, entity: str, index: str = "cohesion") -> int:
    """A firing alert with one change; its number."""
    alert = alerts.add(
        tx, rule_id=alerts.rules(tx)[0].id, index=index, entity=entity, state="firing", value=-12.0, level=1,
        reason="Cohesion fell", started_at=NOW, fired_at=NOW, evidence=[],
    )  # fmt: skip
    add_change(tx, alert)
    return alert


def add_grouping(tx: Connection) -> int:
    """A coalition of last week, told of by the paper's article; its number."""
    month, last = date(2024, 2, 1), date(2024, 2, 20)
    groupings.mark_due(tx, first=month, today=NOW.date(), reach=0, formula="test", world_version=0)
    found = Grouping(
        GroupingKind.COALITION, last, "DEU|FRA|SWE", ("DEU", "FRA", "SWE"), (("EU_CSDP", 0.11), ("NATO", 0.07)), 0,
        (ClaimKey("DEU", "FRA", ">", "SUPPORT", last),), ("lamp",), "it hangs on a single publisher, lamp",
    )  # fmt: skip
    groupings.put_month(tx, month, [found], modularity=0.4, is_whole=True, formula="test", world_version=0, now=NOW)
    return int(groupings.latest(tx, before=None, limit=1)[0]["id"])


def add_change(tx: Connection, alert: int) -> int:
    """One more change of an alert; its number."""
    return alerts.add_change(
        tx, alert, state="firing", reason="Cohesion fell", notify_reason="fired", value=-12.0, now=NOW
    )
