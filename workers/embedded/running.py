"""Runs one embedded server for as long as a block of code: for tests, and for commands that need a scratch database."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from core.errors import ConfigurationError
from workers.embedded.parent import end_with_parent
from workers.embedded.postgres import STOP_SIGNAL, Postgres
from workers.embedded.valkey import Valkey


@contextmanager
def running(server: Postgres | Valkey, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server, ready; stopped afterwards, on Linux also when this process is killed. What it says goes to `log`.

    Raises ConfigurationError with what it said when it is not ready in half a minute.
    """
    server.prepare()
    account = server.account if isinstance(server, Postgres) else None
    stop = STOP_SIGNAL if isinstance(server, Postgres) else signal.SIGTERM
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with log.open("ab") as output:
        process = subprocess.Popen(
            server.command, stdout=output, stderr=output, preexec_fn=end_with_parent(stop), **identity
        )
    try:
        deadline = monotonic() + 30
        while not server.is_ready():
            if process.poll() is not None or monotonic() > deadline:
                raise ConfigurationError(f"{type(server).__name__} did not start: {log.read_text()[-2000:]}")
            sleep(0.02)
        yield process
    finally:
        process.send_signal(stop)
        process.wait(20)
