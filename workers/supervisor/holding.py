"""The claim on a data directory: one supervisor at a time, and an end to what an earlier one left running."""

import fcntl
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from core.errors import ConfigurationError


class Holding:
    """A lock on `folder` that ends with the process, however it ends; a context manager.

    Raises ConfigurationError on entering when another supervisor holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._record = folder / "children.json"

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "supervisor.lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "unknown"
            self._lock.close()
            raise ConfigurationError(
                f"Entente already runs on {self._folder.parent} (process {holder}). Stop it first, or give this one "
                "its own ENTENTE_DATA_DIR and ENTENTE_API_PORT."
            ) from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.close()

    def record(self, pids: Iterable[int]) -> None:
        """Note which children run now, so that a later supervisor can tell them from strangers."""
        born = {}
        for pid in pids:
            with suppress(psutil.Error):
                born[pid] = psutil.Process(pid).create_time()
        self._record.write_text(json.dumps(born))

    def end_leftovers(self) -> int:
        """End children that outlived an earlier supervisor; return how many there were.

        Linux ends them with their parent; elsewhere they stay when the supervisor is killed outright.
        """
        with suppress(FileNotFoundError, json.JSONDecodeError):
            born: dict[str, float] = json.loads(self._record.read_text())
            left = [process for pid, at in born.items() if (process := _still(int(pid), at)) is not None]
            for process in left:
                with suppress(psutil.Error):
                    process.terminate()
            for process in psutil.wait_procs(left, timeout=10)[1]:
                with suppress(psutil.Error):
                    process.kill()
            return len(left)
        return 0


def _still(pid: int, born_at: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - born_at) < 1 else None
    except psutil.Error:
        return None
