"""The steps on a real database: each does its work once, whatever is lost, doubled or killed on the way."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from core.articles import Publisher, PublisherTier
from core.settings import Settings
from store import alerts, articles, feeds, ledger
from store.seed import SeedFeed, seed_feeds
from tests.ingest.local_server import LocalServer, Reply, Request, serving
from tests.workers.bell import Bell
from tests.workers.small_coder import SmallCoder
from workers.context import Context
from workers.steps.code_articles import code_articles
from workers.steps.fetch_feed import fetch_feed
from workers.steps.score_events import score_events
from workers.steps.sweep import sweep

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
_LONG = "The statement was made on the sidelines of a meeting of officials from several countries in the region. "


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


class Paper:
    """A publisher's feed, served over HTTP: what it holds, and how it answers."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str, str]] = []
        self.status = 200

    def __call__(self, request: Request) -> Reply:
        if self.status != 200:
            return Reply(self.status, b"no", {"Retry-After": "3600"} if self.status == 429 else {})
        etag = f'"{hash(tuple(self.items))}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(304)
        entries = "".join(
            f"<item><guid>{guid}</guid><title>{title}</title><description>{body}</description>"
            f"<pubDate>Fri, 01 Mar 2024 0{index % 9}:00:00 GMT</pubDate></item>"
            for index, (guid, title, body) in enumerate(self.items)
        )
        body = f'<rss version="2.0"><channel><title>Paper</title>{entries}</channel></rss>'
        return Reply(200, body.encode(), {"ETag": etag, "Content-Type": "application/rss+xml"})


class World:
    """One feed, one database, one clock, one bell."""

    def __init__(self, engine: Engine, server: LocalServer, paper: Paper) -> None:
        self.paper, self.server, self.clock, self.bell, self.coder = paper, server, Clock(), Bell(), SmallCoder()
        self.ctx = Context(
            settings=Settings(allow_private_targets=True),
            engine=engine,
            ring=self.bell,
            now=self.clock,
            wall=self.clock,
            rng=random.Random(1),
            load_coder=lambda _: self.coder,
        )
        with engine.begin() as tx:
            seed_feeds(
                tx,
                [Publisher("paper", "The Paper", PublisherTier.WIRE, None)],
                [SeedFeed(f"{server.url}/feed", "The Paper", "paper", "en", True)],
                NOW,
            )

    def sweep(self) -> list[str]:
        """Sweep, and run all it rings for."""
        sweep(self.ctx)
        return self.bell.work(self.ctx)

    def count(self, table: str) -> int:
        with self.ctx.engine.begin() as tx:
            return int(tx.execute(text(f"select count(*) from {table}")).scalar_one())

    def feed(self) -> dict[str, Any]:
        with self.ctx.engine.begin() as tx:
            return feeds.overview(tx)[0]


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    paper = Paper()
    with serving(paper) as server:
        yield World(engine, server, paper)


def _item(number: int, sentence: str) -> tuple[str, str, str]:
    return f"guid-{number}", f"Report number {number}", f"{sentence}. {_LONG} Item {number} of the day. " + "x" * number


def test_one_sweep_brings_an_entry_from_its_feed_to_the_ledger(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU")]
    ran = world.sweep()
    assert ran[:1] == ["fetch_feed"]
    assert {"code_articles", "score_events", "check_rules"} <= set(ran)
    with world.ctx.engine.begin() as tx:
        buckets = ledger.all_buckets(tx)
    assert ("cohesion:NATO", NOW.date()) in buckets
    assert world.feed()["state"] == "ok"


def test_a_second_sweep_finds_nothing_to_do(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU")]
    world.sweep()
    before = world.count("report")
    assert set(world.sweep()) <= {"check_rules"}
    assert world.count("report") == before


def test_an_unchanged_feed_is_answered_304_and_not_parsed_again(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU")]
    world.sweep()
    world.clock.pass_(days=2)
    world.sweep()
    assert [one.headers.get("if-none-match") is not None for one in world.server.requests] == [False, True]
    assert world.count("entry") == 1


def test_losing_every_message_loses_nothing(world: World) -> None:
    world.paper.items = [_item(n, "FRA ACCUSE DEU") for n in range(3)]
    sweep(world.ctx)
    for _ in range(8):
        if world.bell.rung:
            step, arguments = world.bell.rung[0]
            world.bell.forget()
            if step == "fetch_feed":
                fetch_feed(world.ctx, *arguments)
            world.bell.forget()
        sweep(world.ctx)
    world.bell.work(world.ctx)
    assert world.count("entry") == 3
    assert world.count("event where scored_revision = revision") == world.count("event") > 0


def test_steps_run_twice_have_one_effect(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU"), _item(2, "USA AID UKR")]
    world.sweep()
    with world.ctx.engine.begin() as tx:
        before = ledger.all_buckets(tx)
    for step in (code_articles, score_events, code_articles, score_events):
        step(world.ctx)
    world.bell.work(world.ctx)
    with world.ctx.engine.begin() as tx:
        assert ledger.all_buckets(tx) == before


def test_an_article_that_cannot_be_read_is_set_aside_after_three_tries_and_the_rest_go_on(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU"), _item(2, "POISON"), _item(3, "USA AID UKR")]
    for _ in range(4):
        world.sweep()
        world.clock.pass_(minutes=15)
    with world.ctx.engine.begin() as tx:
        row = tx.execute(text("select attempts, error, dead_at from article where body like '%POISON%'")).one()
        waiting, _, set_aside = articles.backlog(tx)
    assert row.attempts == 3
    assert "cannot read POISON" in row.error
    assert row.dead_at is not None
    assert (waiting, set_aside) == (0, 1)
    assert world.count("event") == 2


def test_a_worker_that_dies_with_its_articles_leaves_them_to_the_next_after_the_lease(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU")]
    fetch_feed(world.ctx, world.feed()["id"])
    with world.ctx.engine.begin() as tx:  # the dead worker's claim
        assert len(articles.claim(tx, wall=world.clock(), lease=timedelta(minutes=10), limit=5)) == 1
    assert code_articles(world.ctx) == 0
    world.clock.pass_(minutes=11)
    assert code_articles(world.ctx) == 1
    assert world.count("event") == 1


def test_an_edited_entry_takes_back_what_it_said(world: World) -> None:
    world.paper.items = [_item(1, "FRA ASSAULT DEU")]
    world.sweep()
    guid, title, _ = world.paper.items[0]
    world.paper.items = [(guid, title, f"USA AID UKR. {_LONG}")]
    world.clock.pass_(days=1)
    world.sweep()
    assert world.count("entry_revision") == 1
    assert world.count("event where is_rejected") == 1
    with world.ctx.engine.begin() as tx:
        names = {name for name, _ in ledger.all_buckets(tx)}
    assert "dyad:UKR|USA" in names
    assert "dyad:DEU|FRA" not in names


def test_a_copy_at_another_publisher_is_counted_and_not_coded(world: World) -> None:
    body = (
        f"FRA ACCUSE DEU. {_LONG}{_LONG} Ministers from both sides were expected to speak later in the week in Geneva."
    )
    world.paper.items = [("a", "Paris turns on Berlin", body), ("b", "Paris turns on Berlin", f"{body} (Agency)")]
    world.sweep()
    with world.ctx.engine.begin() as tx:
        counted = articles.counts(tx)
    assert counted == {"entries": 2, "articles": 1, "duplicates": 1, "rejected": 0}
    assert world.count("event where not is_rejected") == 1


def test_what_cannot_become_an_article_is_kept_with_its_reason(world: World) -> None:
    world.paper.items = [("a", "Hi", ""), _item(2, "USA AID UKR")]
    world.sweep()
    with world.ctx.engine.begin() as tx:
        counted = articles.counts(tx)
        reason = tx.execute(text("select reason from entry where outcome = 'rejected'")).scalar_one()
    assert counted == {"entries": 2, "articles": 1, "duplicates": 0, "rejected": 1}
    assert "too_short" in reason


@pytest.mark.parametrize(
    ("status", "state", "enabled"), [(500, "unreachable", True), (429, "unreachable", True), (410, "gone", False)]
)
def test_a_feed_that_fails_says_so_and_is_asked_later_or_never(
    world: World, status: int, state: str, enabled: bool
) -> None:
    world.paper.status = status
    world.sweep()
    feed = world.feed()
    assert (feed["state"], feed["enabled"]) == (state, enabled)
    assert str(status) in feed["last_error"] or feed["last_error"]
    assert feed["next_check_at"] >= NOW
    assert world.count("entry") == 0


def test_a_commit_without_its_ring_is_found_by_the_sweep(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU")]
    deaf = replace(world.ctx, ring=lambda *_: None)
    fetch_feed(deaf, world.feed()["id"])
    code_articles(deaf)
    assert "score_events" in world.sweep()
    assert world.count("claim") == 1


def test_a_feed_claimed_by_one_worker_is_left_alone_by_another(world: World) -> None:
    with world.ctx.engine.begin() as tx:
        assert feeds.claim(tx, 1, now=NOW, wall=NOW, lease=timedelta(minutes=3)) is not None
    fetch_feed(world.ctx, 1)
    assert world.server.requests == []


def test_what_one_article_says_of_an_office_is_told_to_every_coder(world: World) -> None:
    world.paper.items = [_item(1, "FRA ACCUSE DEU. French President Jean Dupont spoke"), _item(2, "USA AID UKR")]
    world.sweep()
    other = SmallCoder()
    elsewhere = replace(world.ctx, load_coder=lambda _: other)
    guid, title, body = world.paper.items[1]
    world.paper.items[1] = (guid, title, f"{body} It was edited.")
    world.clock.pass_(days=1)
    sweep(world.ctx)
    world.bell.work(elsewhere)
    assert {(one.name, one.code) for one in other.offices} == {("Jean Dupont", "FRA:GOV")}


def test_rules_are_seeded_once_and_keep_what_users_changed(world: World) -> None:
    from store.seed import seed

    with world.ctx.engine.begin() as tx:
        rule = alerts.rules(tx)[0]
        tx.execute(text("update alert_rule set fire_at = -20 where id = :id"), {"id": rule.id})
        seed(tx)
        assert alerts.rules(tx)[0].fire_at == -20
