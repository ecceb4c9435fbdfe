"""`entente feeds list|add|check`."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from core.articles import FeedState
from core.clock import world_clock
from core.errors import InvalidInput
from core.settings import Settings
from store import feeds
from workers.cli.database import database
from workers.context import Context

command = typer.Typer(no_args_is_help=True)

_SHOWN = ("id", "name", "publisher", "url", "enabled", "state", "failures", "last_error", "last_checked_at",
          "next_check_at", "entries", "articles", "duplicates", "rejected", "note")  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@command.command("list")
def list_feeds(
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="Disabled ones too.")] = False,
) -> None:
    """List the feeds with their state and what they brought."""
    with database(Settings()) as engine, engine.connect() as tx:
        listed = [row for row in feeds.overview(tx) if every or row["enabled"]]
    if as_json:
        print(json.dumps([{name: row[name] for name in _SHOWN} for row in listed], default=str, indent=1))
        return
    for row in listed:
        print(f"{row['id']:>4} {row['state']:<12} {row['entries']:>6} entries  {row['name']}  {row['url']}")
        if row["last_error"]:
            print(f"     {row['failures']} failed in a row: {row['last_error']}")
        elif row["note"]:
            print(f"     {row['note']}")


@command.command("add")
def add_feed(
    url: str,
    publisher: Annotated[str, typer.Option(help="The publisher's slug; a new one is made.")],
    name: Annotated[str, typer.Option(help="What to call the feed; its URL when left out.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1 code of its language.")] = "en",
) -> None:
    """Add a feed; it is checked at once."""
    if not url.startswith(("http://", "https://")):
        raise InvalidInput(f"{url} is no http or https address.")
    now = world_clock(Settings())()
    with database(Settings()) as engine, engine.begin() as tx:
        if any(row["url"] == url for row in feeds.overview(tx)):
            raise InvalidInput(f"{url} is there already.")
        number = feeds.add(tx, url=url, name=name or url, publisher_slug=publisher, language=language, now=now)
    print(f"added feed {number}")


@command.command("check")
def check_feed(
    feed: Annotated[str, typer.Argument(help="Number of a feed, or the address of one that need not be on file.")],
    as_json: AsJson = False,
) -> None:
    """Check one feed now and say what came of it. Exit status 1 when it could not be read.

    An address is only tried: nothing is stored.
    """
    if feed.isdecimal():
        _check(int(feed), as_json)
    elif feed.startswith(("http://", "https://")):
        _try(feed, as_json)
    else:
        raise InvalidInput(f"{feed} is neither the number of a feed nor an http or https address.")


def _try(url: str, as_json: bool) -> None:
    from workers.trying import try_feed  # see below

    settings = Settings()
    found = try_feed(url, now=world_clock(settings)(), allow_private=settings.allow_private_targets)
    if as_json:
        print(json.dumps(asdict(found), default=str, indent=1))
    elif found.error:
        print(f"cannot be read: {found.error}")
    else:
        print(
            f"ok: {found.entries} entries, {found.articles} articles in {', '.join(found.languages) or 'no language'}"
        )
        if found.newest_at:
            print(f"newest, {found.newest_at:%d %b %Y %H:%M} UTC: {found.newest}")
        for reason, count in found.rejected.most_common():
            print(f"{count} not taken: {reason}")
    if found.error or not found.articles:
        raise typer.Exit(1)


def _check(feed_id: int, as_json: bool) -> None:
    from workers.steps.fetch_feed import fetch_feed  # seconds of imports that the other two do not need

    settings = Settings()
    with database(settings) as engine:
        ctx = Context(settings, engine, now=world_clock(settings))  # rings nobody: the sweep finds the new articles
        with engine.begin() as tx:
            if not feeds.get(tx, feed_id).enabled:
                raise InvalidInput(f"Feed {feed_id} is disabled; try its address: {feeds.get(tx, feed_id).url}")
            feeds.mark_due(tx, feed_id, now=ctx.now())
        fetch_feed(ctx, feed_id)
        with engine.connect() as tx:
            found = next(row for row in feeds.overview(tx) if row["id"] == feed_id)
    if as_json:
        print(json.dumps({name: found[name] for name in _SHOWN}, default=str, indent=1))
    else:
        print(f"{found['state']}: {found['entries']} entries so far, next check {found['next_check_at']:%d %b %H:%M}")
        print(found["last_error"] or "no error")
    if found["state"] != FeedState.OK:
        raise typer.Exit(1)
