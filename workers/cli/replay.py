"""`entente replay FILE.jsonl`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from core.errors import InvalidInput
from core.settings import Settings
from workers.cli.database import database
from workers.context import Context
from workers.replaying import read, replay


def command(
    file: Annotated[Path, typer.Argument(help='Lines {"id","title","text","date"}; "publisher" if known.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Code and score dated articles offline, in order: each becomes known on its own day. No network, no alerts."""
    settings = Settings()
    try:
        with file.open(encoding="utf-8") as lines:
            played = read(lines)
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror}") from error
    with (
        database(settings) as engine,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar,
    ):
        task = bar.add_task(file.name, total=len(played))
        found = replay(Context(settings=settings, engine=engine), played, lambda count: bar.advance(task, count))
    if as_json:
        print(json.dumps({"articles": found.articles, "known": found.known, "rejected": found.rejected}))
    else:
        print(
            f"{found.articles:,} articles coded and scored, {found.known:,} known already, {found.rejected:,} rejected"
        )
