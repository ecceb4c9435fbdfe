"""`entente up`."""

from typing import Annotated

import typer

from core.settings import Settings
from workers.supervisor.up import up


def command(
    feeds: Annotated[bool, typer.Option(help="Put the feeds of the catalogue that are not there yet.")] = True,
) -> None:
    """Start everything and keep it running until Ctrl-C."""
    up(Settings(), live_feeds=feeds)
