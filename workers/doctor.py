"""Looks for what is wrong with an installation and says what to do. Changes nothing."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from kombu.connection import Connection as Broker

from core.articles import FeedState
from core.clock import Clock
from core.settings import Settings
from store import articles, deliveries, events, feeds
from store.engine import Connection, Engine, OperationalError, connect
from store.migrate import pending_revisions
from workers.checks import Finding, check_data_dir, check_port, check_python
from workers.embedded.local import resolved
from workers.supervisor.stack import answers

_LATE = timedelta(minutes=10)
"""Undone work older than this is a fault: the sweep finds it within seconds, a batch takes less than a minute."""


def examine(settings: Settings, now: Clock) -> Iterator[Finding]:
    """Everything worth looking at, in an order in which the first fault is the one to mend first."""
    yield check_python()
    yield _account()
    yield check_data_dir(settings)
    whole = resolved(settings)
    runs = answers(whole.api_host, whole.api_port)
    yield Finding("api", True, f"answers on port {whole.api_port}") if runs else check_port(whole)
    yield _broker(whole)
    engine = connect(str(whole.database_url), pool_size=1)
    try:
        yield from _database(engine, now())
    finally:
        engine.dispose()


def _account() -> Finding:
    if os.geteuid() != 0:
        return Finding("account", True, "an ordinary user")
    return Finding("account", True, "root: works (Postgres gets its own user), an ordinary user is safer")


def _broker(settings: Settings) -> Finding:
    try:
        with Broker(  # type: ignore[no-untyped-call]
            settings.broker_url, connect_timeout=3, transport_options={"socket_timeout": 3}
        ) as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # each transport raises its own
        return Finding("broker", False, f"does not answer: {error}", _remedy(settings.broker_url, "BROKER"))
    return Finding("broker", True, "answers")


def _database(engine: Engine, now: datetime) -> Iterator[Finding]:
    try:
        with engine.connect() as tx:
            version = ".".join(map(str, tx.dialect.server_version_info or ()))
            where = tx.engine.url.render_as_string()
            yield Finding("database", True, f"Postgres {version} answers at {where}")
            missing = pending_revisions(tx)
            if missing:
                yield Finding("schema", False, f"{len(missing)} migrations are missing", "Run `entente migrate`.")
                return
            yield Finding("schema", True, "is up to date")
            yield from _work(tx, now)
            yield _feeds(tx)
    except OperationalError as error:
        first = str(error.orig).splitlines()[0]
        yield Finding("database", False, f"does not answer: {first}", _remedy(str(engine.url), "DATABASE"))


def _work(tx: Connection, now: datetime) -> Iterator[Finding]:
    for name, verb, (waiting, since, dead) in (
        ("articles", "coded", articles.backlog(tx)),
        ("events", "scored", events.backlog(tx)),
    ):
        late = since is not None and now - since > _LATE
        age = f", the oldest since {since:%Y-%m-%d %H:%M} UTC" if since is not None else ""
        remedy = "Look for errors in the worker's log (var/log/entente.log); is `entente up` running?"
        yield Finding(name, not late, f"{waiting} wait to be {verb}{age}", remedy)
        if dead:
            said = f"{dead} were set aside after three attempts"
            yield Finding(name, False, said, f"GET /{name}?dead=true shows each with its error.")
    failed = deliveries.counts(tx).get("failed", 0)
    yield Finding("deliveries", failed == 0, f"{failed} were given up", "GET /alerts shows their attempts.")


def _feeds(tx: Connection) -> Finding:
    listed = [feed for feed in feeds.overview(tx) if feed["enabled"]]
    bad = [feed for feed in listed if feed["state"] in (FeedState.UNREACHABLE, FeedState.BROKEN, FeedState.GONE)]
    counted = f"{len(listed)} enabled, {len(bad)} cannot be read"
    names = ", ".join(feed["name"] for feed in bad[:5])
    return Finding(
        "feeds", not bad, f"{counted}: {names}" if bad else counted, "`entente feeds list` shows why; all are retried."
    )


def _remedy(url: str | None, what: str) -> str:
    if url and ("/valkey/" in url or "host=" in url or "%2F" in url):
        return "It belongs to `entente up`, which does not seem to run. Start it."
    return f"Check ENTENTE_{what}_URL and that the server runs."
