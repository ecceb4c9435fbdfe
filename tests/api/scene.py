"""A small world for the console's tests: two papers, a quarrel and a meeting, an alert with a delivery."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, Engine

from core.alerts import DeliveryState, Message, NotifyReason
from core.claims import ClaimKey
from core.clock import write_knots
from core.events import CodedEvent, Evidence, Span
from core.groupings import Grouping, GroupingKind
from core.plover import EventType, Status
from core.settings import Settings
from store import alerts, articles, deliveries, events, feeds, groupings
from store.articles import NewEntry
from workers.context import Context
from workers.steps.score_events import score_events

NOW = datetime(2022, 3, 10, 12, tzinfo=UTC)
HOSTILE_TITLE = "Turkey & France <script>alert('x')</script> quarrel"


@dataclass(frozen=True)
class Scene:
    """Numbers of what is in the world."""

    article: int
    copy: int
    event: int
    alert: int
    grouping: int


def settings(folder: Path) -> Settings:
    """Settings of a console whose watched world stands still at NOW."""
    clock = folder / "clock.json"
    write_knots(clock, [(4e9, NOW)])
    return Settings(
        database_url="unused", secret_key=SecretStr("a secret of tests, long enough"), simulated_clock=clock
    )


def build(engine: Engine) -> Scene:
    """Fill an empty, seeded database."""
    with engine.begin() as tx:
        feed = feeds.add(
            tx, url="http://127.0.0.1:9/feed", name="The Lamp", publisher_slug="lamp", language="en", now=NOW
        )
        feeds.add(tx, url="http://127.0.0.1:9/other", name="The Mill", publisher_slug="mill", language="en", now=NOW)
        feeds.mark_checked(
            tx, feed, now=NOW, next_check_at=NOW, state="broken", failures=2, last_error="<b>not a feed</b>"
        )
        quarrel = _article(tx, feed, "quarrel", HOSTILE_TITLE, "Turkey denounced France on Monday.\n\nNobody laughed.")
        copy = _article(tx, feed, "copy", "Turkey denounces France", "Turkey denounced France on Monday.")
        meeting = _article(tx, feed, "meeting", "Poland meets Norway", "Poland received Norway's minister in February.")
        articles.mark_duplicate(tx, copy, quarrel, now=NOW)
        start = len(HOSTILE_TITLE) + 2
        accused = _coded(("TUR",), ("FRA",), EventType.ACCUSE, date(2022, 3, 7), start,
                         "Turkey denounced France on Monday.", "denounced", "Turkey", "France")  # fmt: skip
        met = _coded(("POL",), ("NOR",), EventType.CONSULT, date(2022, 2, 1), len("Poland meets Norway") + 2,
                     "Poland received Norway's minister in February.", "received", "Poland", "Norway")  # fmt: skip
        event = events.put_of_article(
            tx, quarrel, [("a", accused, 0.8, None, ["unsure"])], publisher="lamp", origin="ud.v1", now=NOW
        )[0]
        events.put_of_article(tx, meeting, [("b", met, 0.8, None, [])], publisher="lamp", origin="ud.v1", now=NOW)
        for number in (quarrel, meeting):
            articles.mark_coded(tx, number, coder="ud.v1", flags=[], now=NOW)
    score_events(Context(Settings(), engine, now=lambda: NOW, wall=lambda: NOW))
    with engine.begin() as tx:
        alert = _alert(tx, quarrel)
        grouping = _grouping(tx)
    return Scene(article=quarrel, copy=copy, event=event, alert=alert, grouping=grouping)


def _grouping(tx: Connection) -> int:
    """A community of February that rests on the meeting."""
    month, last = date(2022, 2, 1), date(2022, 2, 28)
    groupings.mark_due(tx, first=month, today=NOW.date(), reach=0, formula="test", world_version=0)
    found = Grouping(
        GroupingKind.COMMUNITY, last, "NOR|POL|SWE", ("NOR", "POL", "SWE"), (("JEF", 0.2),), 2,
        (ClaimKey("NOR", "POL", "-", "CONSULT", date(2022, 2, 1)),), ("lamp",),
    )  # fmt: skip
    groupings.put_month(tx, month, [found], modularity=0.4, is_whole=True, formula="test", world_version=0, now=NOW)
    return int(groupings.latest(tx, before=None, limit=1)[0]["id"])


def _article(tx: Connection, feed: int, key: str, title: str, body: str) -> int:
    columns = {
        "url": f"http://127.0.0.1:9/{key}", "title": title, "body": body, "language": "en",
        "published_at": NOW - timedelta(days=2), "date_source": "published", "fingerprint": len(body), "bands": [1],
    }  # fmt: skip
    articles.put_entry(tx, feed, NewEntry(key, key, {}, None, columns), now=NOW)
    return max(int(row["id"]) for row in articles.latest(tx, before=None, limit=9))


def _coded(
    actors: tuple[str, ...], recipients: tuple[str, ...], type_: EventType, day: date, start: int, sentence: str,
    trigger: str, actor: str, recipient: str,
) -> CodedEvent:  # fmt: skip
    def span(words: str) -> Span:
        place = start + sentence.index(words)
        return Span(place, place + len(words), words)

    evidence = Evidence(span(sentence), span(trigger), (span(actor),), (span(recipient),), "rule.1")
    return CodedEvent(actors, recipients, type_, None, ("diplomatic",), Status.ASSERTED, day, 0.6, evidence)


def _alert(tx: Connection, article: int) -> int:
    contribution = {
        "index": "cohesion", "entity": "NATO", "label": "2022-03-07 TUR -> FRA ACCUSE", "points": -2.5,
        "claim": "x", "dyad": "FRA|TUR", "dimension": None, "type": "ACCUSE", "publishers": ["lamp"],
        "article_ids": [article],
    }  # fmt: skip
    subscription = alerts.add_subscription(
        tx, secrets=[], name="Desk <i>", channel="webhook", target="http://127.0.0.1:9/hook", index="*", entity="*"
    )
    alert = alerts.add(
        tx, rule_id=alerts.rules(tx)[0].id, index="cohesion", entity="NATO", state="firing", value=-12.0, level=1,
        reason="Cohesion fell 12 points <in> 30 days", started_at=NOW, fired_at=NOW, evidence=[contribution],
    )  # fmt: skip
    change = alerts.add_change(
        tx, alert, state="firing", reason="Cohesion fell", notify_reason="fired", value=-12.0, now=NOW
    )
    number = deliveries.put(
        tx, change_id=change, alert_id=alert, subscription_id=subscription, reason=NotifyReason.FIRED,
        webhook_id="msg_1", message=Message("t", "t", "{}"), next_attempt_at=NOW,
    )  # fmt: skip
    assert number is not None
    claimed = deliveries.claim(tx, number, wall=NOW, lease=timedelta(minutes=1))
    assert claimed is not None
    deliveries.mark_attempt(
        tx, claimed[0], state=DeliveryState.PENDING, status=503, error="the receiver said <no>",
        next_attempt_at=NOW + timedelta(minutes=5), wall=NOW,
    )  # fmt: skip
    return alert
