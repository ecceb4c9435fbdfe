"""The whole journey, read like a story: a feed's bytes come in over HTTP, a signed webhook goes out."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from alerts.webhook_signing import new_secret, verify
from api.app import create_app
from core.clock import write_knots
from core.settings import Settings
from store import alerts
from tests.ingest.local_server import Reply, serving
from tests.journey.press import Press, watch
from tests.workers.bell import Bell
from workers.context import Context
from workers.steps.sweep import sweep

START = datetime(2024, 1, 1, 9, tzinfo=UTC)

CALM = [
    ("France and Germany hold talks", "The foreign ministers of France and Germany held talks in Paris."),
    ("Germany thanks France", "Germany praised France for its support of the joint brigade."),
    ("Allies exercise together", "France and Germany conducted a joint military exercise near Strasbourg."),
]
QUARREL = [
    ("France accuses Germany", "France accused Germany of breaking an agreement on tank exports."),
    ("Germany rejects the charge", "Germany rejected a French demand for compensation."),
    ("France recalls ambassador", "France recalled its ambassador from Germany in protest."),
    ("Berlin threatens Paris", "Germany threatened to suspend defence cooperation with France."),
    ("Paris suspends programme", "France suspended military cooperation with Germany."),
    ("Germany condemns France", "Germany condemned France for closing its airspace to German aircraft."),
]


@pytest.mark.slow
def test_a_quarrel_between_allies_is_told_to_a_subscriber_with_its_evidence(engine: Engine, tmp_path: Path) -> None:
    time = START
    bell, press, secret = Bell(), Press(), new_secret()
    settings = Settings(
        data_dir=tmp_path, allow_private_targets=True, simulated_clock=tmp_path / "clock.json", secret_key="s" * 40,
        public_url="http://entente.example",
    )  # fmt: skip
    ctx = Context(
        settings=settings, engine=engine, ring=bell, now=lambda: time, wall=lambda: time, rng=random.Random(1)
    )
    with serving(press) as papers, serving(lambda _: Reply(204)) as receiver:
        # Two papers are watched, and a subscriber wants to hear of alliances' cohesion.
        with engine.begin() as tx:
            watch(tx, papers.url, START)
            alerts.add_subscription(
                tx, secrets=[secret], name="desk", channel="webhook", target=f"{receiver.url}/hook", index="cohesion*",
                entity="*",
            )  # fmt: skip
        # For ten weeks France and Germany get on; then they fall out for ten days.
        for day in range(84):
            time = START + timedelta(days=day)
            stories = [QUARREL[day % len(QUARREL)]] if day >= 70 else [CALM[day % 3]] if day % 3 == 0 else []
            if stories:
                press.print_(time - timedelta(hours=1), stories)
            sweep(ctx)
            bell.work(ctx)
        # The subscriber was told, and can trust what came.
        told = [request for request in receiver.requests if request.path == "/hook"]
        assert told, "no webhook was sent"
        for request in told:
            sent_at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
            assert START < sent_at <= time
            verify(request.headers, request.body.decode(), [secret], sent_at + timedelta(minutes=1))
        message = json.loads(told[0].body)
        assert message["type"] == "alert.fired"
        assert message["data"]["series"]["entity"] in ("NATO", "EU_CSDP", "JEF")
        assert message["data"]["contributions"], "an alert comes with its evidence"

    # Whoever asks the API can follow one article from its feed to the alert, by links alone.
    write_knots(tmp_path / "clock.json", [(0.0, time), (4e9, time)])
    with TestClient(create_app(settings, engine)) as client:
        counted = client.get("/health").json()["counts"]
        assert counted["entries"] == counted["articles"] + counted["duplicates"] + counted["rejected"]
        path = urlsplit(message["data"]["links"]["alert"]).path
        assert path in [alert["links"]["self"] for alert in client.get("/alerts").json()]
        whole = client.get(path).json()
        assert whole["deliveries"][0]["state"] == "delivered"
        cited = next(number for one in whole["evidence"] for number in one["article_ids"])
        article = client.get(f"/articles/{cited}").json()
        events = client.get(article["links"]["events"]).json()
        assert {"FRA", "DEU"} <= {code.split(":")[0] for e in events for code in (*e["actors"], *e["recipients"])}
        sentence = events[0]["evidence"]["sentence"]
        text = f"{article['title']}\n\n{article['body']}"
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        feeds = client.get("/feeds").json()
        assert article["publisher"] in {feed["publisher"] for feed in feeds}
        series = client.get("/series/cohesion/NATO").json()
        known = [one["value"] for one in series if one["value"] is not None]
        assert min(known[-10:]) < max(known[:-14]), "the index moved"
        why = client.get("/series/cohesion/NATO/explanation").json()
        assert abs(sum(one["points"] for one in why["contributions"]) - why["change"]) < 1e-9
