"""The programs Entente runs as, in their order, with what each needs in its environment."""

import http.client
import os
import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from core.settings import Settings
from workers.embedded.local import embedded_postgres, embedded_valkey, resolved
from workers.embedded.postgres import STOP_SIGNAL
from workers.rings import QUEUES
from workers.supervisor.child import Program

SERVERS, SCHEMA, CONTENT, SERVICES, WELCOME = range(5)
"""Stages, each started when the one before is ready."""

_ROUTINE_OF_POSTGRES = re.compile(r"^LOG: +(?!.*(terminated|crash|recovery|interrupted))")
_ROUTINE_OF_VALKEY = re.compile("overcommit|SIGTERM scheduling|bye bye")
_ROUTINE_OF_BEAT = re.compile("Sending due task")
_ROUTINE_OF_API = re.compile("^INFO: +(Started|Waiting|Application|Uvicorn|Shutting|Finished)")
_ROUTINE_OF_CELERY = re.compile("Warm shutdown|INFO Connected to")


def ready_mark(data_dir: Path, worker: str) -> Path:
    """The file a worker leaves once it takes tasks; removed before each start."""
    return data_dir / "run" / f"{worker}.ready"


def stack(settings: Settings, *, live_feeds: bool = True) -> list[Program]:
    """Servers (those not given by a URL), schema, workers, beat, API and the welcome, for these settings.

    live_feeds: put the catalogue's feeds; without it the database starts with none.
    """
    whole = resolved(settings)
    environment = environment_of(whole)
    programs = []
    if settings.database_url is None:
        programs.append(_postgres(whole.data_dir, environment))
    if settings.broker_url is None:
        programs.append(_valkey(whole.data_dir, environment))
    migrate = entente("migrate") if live_feeds else entente("migrate", "--no-feeds")
    programs.append(Program("migrate", migrate, SCHEMA, environment, once=True))
    programs += [_worker(queue, whole.data_dir, environment) for queue in QUEUES]
    programs.append(Program("beat", entente("beat"), SERVICES, environment, hushed=_ROUTINE_OF_BEAT))
    is_well = partial(answers, whole.api_host, whole.api_port)
    programs.append(Program("api", entente("api"), SERVICES, environment, is_ready=is_well, hushed=_ROUTINE_OF_API))
    programs.append(Program("welcome", entente("welcome"), WELCOME, environment, once=True, vital=False))
    return programs


def _postgres(data_dir: Path, environment: Mapping[str, str]) -> Program:
    server = embedded_postgres(data_dir)
    return Program(
        "postgres",
        server.command,
        SERVERS,
        environment,
        account=server.account,
        prepare=server.prepare,
        is_ready=server.is_ready,
        stop_signal=STOP_SIGNAL,
        orphan_signal=STOP_SIGNAL,
        hushed=_ROUTINE_OF_POSTGRES,
    )


def _valkey(data_dir: Path, environment: Mapping[str, str]) -> Program:
    server = embedded_valkey(data_dir)
    return Program(
        "valkey",
        server.command,
        SERVERS,
        environment,
        prepare=server.prepare,
        is_ready=server.is_ready,
        hushed=_ROUTINE_OF_VALKEY,
    )


def _worker(queue: str, data_dir: Path, environment: Mapping[str, str]) -> Program:
    mark = ready_mark(data_dir, queue)
    return Program(
        queue,
        entente("worker", queue),
        SERVICES,
        environment,
        prepare=partial(mark.unlink, missing_ok=True),
        is_ready=mark.exists,
        hushed=_ROUTINE_OF_CELERY,
    )


def entente(*arguments: str) -> list[str]:
    """The command line of one of our own commands, in this Python."""
    return [sys.executable, "-m", "workers.cli", *arguments]


def environment_of(settings: Settings) -> Mapping[str, str]:
    """Our environment, with every setting of `settings` in it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
    ours = settings.model_dump(exclude_none=True) | {
        "secret_key": settings.secret_key.get_secret_value() if settings.secret_key else ""
    }
    return inherited | {f"ENTENTE_{name.upper()}": str(value) for name, value in ours.items()} | _OF_PYTHON


_OF_PYTHON = {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
"""Lines appear when they are written; a process codes on one core (settings say how many processes)."""


def answers(host: str, port: int) -> bool:
    """Whether the API says that it is well."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
