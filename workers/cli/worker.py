"""`entente worker QUEUE`."""

import socket
import sys
import warnings
from typing import Annotated

import typer

from core.settings import Settings
from workers.rings import QUEUES


def pool_options(queue: str, settings: Settings) -> tuple[str, int]:
    """Pool and concurrency: how the worker of `queue` runs its tasks.

    Waiting (fetch, deliver) is cheap in threads; coding wants processes of its own; scoring is one at a time, so that
    two never wait for each other's locks.
    """
    return {
        "fetch": ("threads", settings.fetch_concurrency),
        "nlp": ("prefork", settings.nlp_processes),
        "score": ("prefork", 1),
        "deliver": ("threads", 4),
    }[queue]


def command(queue: Annotated[str, typer.Argument(help=f"One of: {', '.join(QUEUES)}.")]) -> None:
    """Run the worker of one queue."""
    if queue not in QUEUES:
        raise typer.BadParameter(f"{queue} is none of {', '.join(QUEUES)}")
    from celery.platforms import SecurityWarning

    from workers.celery_app import app, settings

    warnings.simplefilter("ignore", SecurityWarning)  # `doctor` says it once; five workers need not
    pool, concurrency = pool_options(queue, settings)
    worker = app.Worker(
        hostname=f"{queue}@{socket.gethostname()}",
        queues=[queue],
        pool_cls=pool,
        concurrency=concurrency,
        loglevel=settings.log_level,
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)
