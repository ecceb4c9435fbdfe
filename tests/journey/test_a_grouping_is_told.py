"""Articles of two papers -> a coalition and a bloc, found by the workers -> an alert each -> signed webhooks.

Russia, China and Iran work together week by week and hold a naval exercise; no alliance of the time explains it.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from alerts.webhook_signing import new_secret, verify
from api.app import create_app
from core.clock import write_knots
from core.settings import Settings
from store import alerts
from tests.ingest.local_server import Reply, Request, serving
from tests.journey.press import PAPERS, Press, watch
from tests.workers.bell import Bell
from workers.context import Context
from workers.steps.sweep import sweep

pytestmark = pytest.mark.slow
START = datetime(2019, 9, 1, 9, tzinfo=UTC)
EXERCISE = datetime(2019, 12, 27, 9, tzinfo=UTC)
END = datetime(2020, 1, 3, 9, tzinfo=UTC)
TRIO = ["CHN", "IRN", "RUS"]
PAIRS = {"CHN|IRN", "CHN|RUS", "IRN|RUS"}
TOGETHER = [
    ("Three ministers on oil", "Ministers of Russia, China and Iran agreed to expand economic cooperation."),
    ("Trade pact signed", "Russia, China and Iran signed a trade agreement in Moscow."),
]
ELSEWHERE = [
    ("Talks in London", "France, Britain and the United States held talks in London."),
    ("Allies train", "France, Britain and the United States held a joint military exercise in Norfolk."),
    ("Kyiv speaks out", "Ukraine accused Russia of breaking the ceasefire."),
]
SHIPS = [("Ships at sea", "Russia, China and Iran held a joint naval exercise in the Gulf of Oman.")]


@dataclass(frozen=True)
class Told:
    """What came of the story: the webhooks by path, each with the world's day of its arrival, and the API after it."""

    came: list[tuple[datetime, Request]]
    secret: str
    client: TestClient

    def messages(self, path: str) -> list[tuple[datetime, dict[str, Any]]]:
        return [(on, json.loads(one.body)) for on, one in self.came if one.path == path]


@pytest.fixture(scope="module")
def told(module_engine: Callable[[], Engine], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    engine, folder, time = module_engine(), tmp_path_factory.mktemp("data"), START
    bell, press, secret = Bell(), Press(), new_secret()
    settings = Settings(
        data_dir=folder, allow_private_targets=True, simulated_clock=folder / "clock.json", secret_key="s" * 40,
        public_url="http://entente.example",
    )  # fmt: skip
    ctx = Context(
        settings=settings, engine=engine, ring=bell, now=lambda: time, wall=lambda: time, rng=random.Random(1)
    )
    came: list[tuple[datetime, Request]] = []
    with serving(press) as papers, serving(lambda _: Reply(204)) as receiver:
        with engine.begin() as tx:
            watch(tx, papers.url, START)
            for index in ("coalition", "emerging_bloc"):
                alerts.add_subscription(
                    tx, secrets=[secret], name=index, channel="webhook", target=f"{receiver.url}/{index}", index=index,
                    entity="*",
                )  # fmt: skip
        while time <= END:
            printed = time - timedelta(hours=1)
            week, weekday = divmod((time - START).days, 7)
            if weekday == 0:
                press.print_(printed, [TOGETHER[week % 2], ELSEWHERE[week % 3]])
            if time == EXERCISE:
                press.print_(printed, SHIPS, PAPERS[:1])
            if time == EXERCISE + timedelta(days=2):
                press.print_(printed, SHIPS, PAPERS[1:])
            sweep(ctx)
            bell.work(ctx)
            came += [(time, one) for one in receiver.requests[len(came) :]]
            time += timedelta(days=1)
    write_knots(folder / "clock.json", [(0.0, END), (4e9, END)])
    with TestClient(create_app(settings, engine)) as client:
        yield Told(came, secret, client)


def test_the_coalition_is_told_once_and_only_when_a_second_paper_tells_of_it(told: Told) -> None:
    ((on, message),) = told.messages("/coalition")
    assert EXERCISE + timedelta(days=2) <= on <= EXERCISE + timedelta(days=4)
    assert message["type"] == "alert.fired"
    assert message["data"]["rule"]["kind"] == "grouping"
    assert message["data"]["series"] == {"index": "coalition", "entity": "CHN|IRN|RUS"}
    assert message["data"]["value"] == 2.0


def test_the_bloc_is_told_once_when_its_third_month_has_ended(told: Told) -> None:
    ((on, message),) = told.messages("/emerging_bloc")
    assert on >= datetime(2020, 1, 1, tzinfo=UTC)
    assert message["data"]["series"] == {"index": "emerging_bloc", "entity": "CHN|IRN|RUS"}
    assert (message["data"]["value"], message["data"]["grouping"]["months"]) == (3.0, 3)


@pytest.mark.parametrize("path", ["/coalition", "/emerging_bloc"])
def test_the_message_names_members_overlaps_claims_and_articles(told: Told, path: str) -> None:
    ((_, message),) = told.messages(path)
    grouping = message["data"]["grouping"]
    assert grouping["members"] == TRIO
    assert grouping["publishers"] == ["herald", "meridian"]
    # Of 2019: the eight members of the SCO without Iran, and the six of the CSTO.
    assert {one["alliance"]: round(one["jaccard"], 4) for one in grouping["overlaps"]} == {
        "SCO": round(2 / 9, 4), "CSTO": round(1 / 8, 4)
    }  # fmt: skip
    assert "CHN, IRN, RUS" in message["data"]["reason"]
    assert "overlap with SCO 0.22, CSTO 0.12" in message["data"]["reason"]
    shown = message["data"]["contributions"]
    assert {one["dyad"] for one in shown} == PAIRS
    assert {one["publisher"] for claim in shown for one in claim["articles"]} == {"Meridian", "Herald"}
    assert all(claim["articles"] and claim["points"] > 0 for claim in shown)


def test_every_webhook_is_signed(told: Told) -> None:
    assert told.came
    for on, request in told.came:
        verify(request.headers, request.body.decode(), [told.secret], on + timedelta(minutes=1))


@pytest.mark.parametrize("path", ["/coalition", "/emerging_bloc"])
def test_links_lead_from_the_message_to_the_grouping_its_claims_and_the_sentences(told: Told, path: str) -> None:
    ((_, message),) = told.messages(path)
    links = {name: url.removeprefix("http://entente.example") for name, url in message["data"]["links"].items()}
    alert = told.client.get(links["alert"]).json()
    assert alert["state"] == "firing"
    assert [one["state"] for one in alert["deliveries"]] == ["delivered"]
    found = told.client.get(links["groupings"]).json()
    assert found[0]["members"] == message["data"]["grouping"]["members"]
    whole = told.client.get(found[0]["links"]["self"]).json()
    assert {one["dyad"] for one in whole["evidence"]} == PAIRS
    claim = whole["evidence"][0]
    article = told.client.get(f"/articles/{claim['article_ids'][0]}").json()
    events = {one["id"]: one for one in told.client.get(article["links"]["events"]).json()}
    event = events[next(number for number in claim["event_ids"] if number in events)]
    assert {code.split(":")[0] for code in event["actors"]} == set(TRIO)
    assert event["evidence"]["sentence"]["text"] in f"{article['title']}\n\n{article['body']}"
