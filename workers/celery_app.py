"""The Celery app: one thin task per step, four queues, and a beat that only rings the sweep.

Every choice here serves one promise: a message may be lost, doubled or late, and nothing else changes.
docs/decisions tells which faults each setting was tried against.
"""

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready
from kombu.exceptions import OperationalError

from core.errors import ConfigurationError
from core.settings import Settings
from workers.context import Context, Ring, open_context
from workers.rings import QUEUE_OF_STEP, QUEUES
from workers.supervisor.stack import ready_mark

log = logging.getLogger(__name__)

TASK_TIME_LIMIT = 300
"""Seconds after which a pool kills the task. Steps take their work in batches far smaller than that."""
VISIBILITY_TIMEOUT = 2 * TASK_TIME_LIMIT


def make_app(settings: Settings) -> Celery:
    """The app on the broker of `settings`, with a task for every step.

    Raises ConfigurationError when no broker is set.
    """
    if settings.broker_url is None:
        raise ConfigurationError("No broker: set ENTENTE_BROKER_URL, or start everything with `entente up`.")
    app = Celery("entente", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_time_limit=TASK_TIME_LIMIT,
        task_queues={name: {"exchange": name, "routing_key": name} for name in QUEUES},
        task_default_queue=QUEUE_OF_STEP["sweep"],
        task_create_missing_queues=False,
        task_routes={step: {"queue": queue} for step, queue in QUEUE_OF_STEP.items()},
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=True,  # off again where the pool is threads
        worker_max_tasks_per_child=500,
        worker_max_memory_per_child=2_000_000,  # KiB; a coder with its vectors takes about a quarter of it
        worker_hijack_root_logger=True,
        worker_redirect_stdouts=False,
        worker_log_format="%(levelname)s %(message)s",
        worker_task_log_format="%(levelname)s %(task_name)s: %(message)s",
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "socket_timeout": 10,  # without it a half-open link never recovers
            "health_check_interval": 5,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
        beat_schedule={
            "sweep": {
                "task": "sweep",
                "schedule": settings.sweep_seconds,
                "options": {"expires": max(30.0, 2 * settings.sweep_seconds)},  # do not pile up while nobody works
            }
        },
        timezone="UTC",
    )
    contexts = _contexts(settings, ring_of(app))
    for step in QUEUE_OF_STEP:
        app.task(name=step)(_task(step, contexts))
    worker_process_init.connect(_die_with_the_worker)
    worker_ready.connect(partial(_say_ready, settings), weak=False)
    return app


def ring_of(app: Celery) -> Ring:
    """The bell of `app`. A broker that does not answer costs a log line: the sweep finds the work."""

    def ring(step: str, arguments: tuple[int, ...] = ()) -> None:
        try:
            # No retry: the step has committed, and waiting here would only hold the next one back.
            app.send_task(step, args=arguments, queue=QUEUE_OF_STEP[step], retry=False)
        except (OperationalError, OSError) as error:
            log.warning("could not ring %s%s, the sweep will find it: %s", step, arguments, error)

    return ring


def _contexts(settings: Settings, ring: Ring) -> Callable[[], Context]:
    @cache
    def of_process(process_id: int) -> Context:
        return open_context(settings, ring)

    return lambda: of_process(os.getpid())  # by process: connections must not be shared with a fork


def _task(step: str, contexts: Callable[[], Context]) -> Callable[..., None]:
    def run(*arguments: int) -> None:
        """Run the step. Whatever it raises is logged by Celery; the step has counted it in the database."""
        function: Callable[..., None] = getattr(import_module(f"workers.steps.{step}"), step)
        function(contexts(), *arguments)

    return run


def _die_with_the_worker(**_: Any) -> None:
    """A pool child of a worker that was killed must not linger with a half-done task."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _say_ready(settings: Settings, sender: Any = None, **_: Any) -> None:
    """Leave a mark for the supervisor: the worker takes tasks."""
    mark = ready_mark(settings.data_dir, str(sender.hostname).partition("@")[0])
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)  # else one line per sweep received
logging.getLogger("celery.app.trace").setLevel(logging.WARNING)  # and one per sweep done
