"""`entente demo`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.settings import Settings
from workers.demo.play import demo
from workers.demo.reading import ERAS


def command(
    archive: Annotated[str, typer.Option(help=f"Which archive to replay: {', '.join(ERAS)}.")] = "2021_2022",
    seconds: Annotated[float | None, typer.Option(min=5, help="How long the replay takes.")] = None,
    stay: Annotated[bool | None, typer.Option("--stay/--exit", help="Keep running afterwards until Ctrl-C.")] = None,
) -> None:
    """Replay the bundled archive through the whole stack, offline."""
    settings = Settings()
    # Its own directory and its own servers, always: a demo must not touch real data.
    settings = settings.model_copy(
        update={"data_dir": settings.data_dir / "demo", "database_url": None, "broker_url": None}
    )
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    demo(settings, archive, seconds=seconds, stay=sys.stdout.isatty() if stay is None else stay)
