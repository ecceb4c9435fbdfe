"""An article's events: put again they are the same rows, changed they get a revision, gone they are rejected."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from core.articles import EntryOutcome
from core.events import CodedEvent
from core.plover import EventType, Status
from core.reviews import Review, Verdict
from store import articles, events, feeds
from store.articles import NewEntry

pytestmark = pytest.mark.services
NOW = datetime(2014, 3, 6, tzinfo=UTC)
ACCUSED = CodedEvent(("SAU",), ("QAT",), EventType.ACCUSE, None, (), Status.ASSERTED, date(2014, 3, 5), 0.7, None)


@pytest.fixture
def article_id(tx: Connection) -> int:
    feed = feeds.add(tx, url="http://paper/feed", name="f", publisher_slug="paper", language="en", now=NOW)
    columns = {
        "url": None, "title": "t", "body": "b", "language": "en", "published_at": NOW, "date_source": "published",
        "fingerprint": 1, "bands": [1, 2, 3, 4],
    }  # fmt: skip
    new = NewEntry("key", "hash", {}, None, columns)
    assert articles.put_entry(tx, feed, new, now=NOW) is EntryOutcome.ARTICLE
    assert articles.put_entry(tx, feed, new, now=NOW) is None
    return int(articles.latest(tx, before=None, limit=1)[0]["id"])


def put(tx: Connection, article_id: int, *keyed: tuple[str, CodedEvent]) -> list[int]:
    told: list[tuple[str, CodedEvent, float, str | None, list[str]]] = [
        (key, coded, 0.8, "Gulf", []) for key, coded in keyed
    ]
    return events.put_of_article(tx, article_id, told, publisher="paper", origin="test.v1", now=NOW)


def test_events_put_twice_are_the_same_rows_at_the_same_revision(tx: Connection, article_id: int) -> None:
    assert len(put(tx, article_id, ("a", ACCUSED), ("b", replace(ACCUSED, type=EventType.SANCTION)))) == 2
    assert put(tx, article_id, ("a", ACCUSED), ("b", replace(ACCUSED, type=EventType.SANCTION))) == []
    assert [one.revision for one in events.of_article(tx, article_id)] == [1, 1]


def test_a_changed_event_gets_a_revision_and_a_missing_one_is_rejected(tx: Connection, article_id: int) -> None:
    first, second = put(tx, article_id, ("a", ACCUSED), ("b", replace(ACCUSED, type=EventType.SANCTION)))
    assert put(tx, article_id, ("a", replace(ACCUSED, confidence=0.6))) == [first, second]
    assert events.get(tx, first).coded.confidence == 0.6
    assert events.get(tx, second).is_rejected
    assert [row["revision"] for row in events.revisions(tx, first)] == [1]


def test_what_an_analyst_decided_is_not_coded_over(tx: Connection, article_id: int) -> None:
    (number,) = put(tx, article_id, ("a", ACCUSED))
    events.add_review(tx, Review(number, 1, Verdict.REJECT, "ana", "", NOW))
    assert put(tx, article_id, ("a", replace(ACCUSED, confidence=0.6))) == []
    assert events.get(tx, number).is_rejected
