"""`entente worker QUEUE`."""

import socket
import sys
import warnings
from typing import Annotated

import typer
from celery.platforms import SecurityWarning

from core.settings import Settings
from workers.celery_app import make_app
from workers.embedded.local import resolved
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


def command(
    queue: Annotated[str, typer.Argument(help=f"One of: {', '.join(QUEUES)}.")],
    ping: Annotated[bool, typer.Option("--ping", help="Ask the worker on this host whether it takes tasks.")] = False,
) -> None:
    """Run the worker of one queue; with --ping, exit with status 1 unless it already runs here."""
    if queue not in QUEUES:
        raise typer.BadParameter(f"{queue} is none of {', '.join(QUEUES)}")
    settings = resolved(Settings())
    app = make_app(settings)
    name = f"{queue}@{socket.gethostname()}"
    if ping:
        raise typer.Exit(0 if app.control.inspect(destination=[name], timeout=10, limit=1).ping() else 1)
    warnings.simplefilter("ignore", SecurityWarning)  # `doctor` says it once; five workers need not
    pool, concurrency = pool_options(queue, settings)
    # A thread cannot be killed; asked to, Celery would give up the worker. It runs on, and doing it again does no harm.
    app.conf.worker_cancel_long_running_tasks_on_connection_loss = pool == "prefork"
    worker = app.Worker(
        hostname=name,
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
