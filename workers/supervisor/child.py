"""One program the supervisor runs: how it is started, known to be ready, and ended with all it started itself."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import IO, Any

from workers.embedded.account import Account
from workers.embedded.parent import end_with_parent

_STEADY_AFTER = 60.0
"""Seconds a child must have run for its earlier deaths to be forgiven."""
_LONGEST_BACK_OFF = 30.0
_STRAGGLERS_WITHIN = 0.5
"""Seconds to see the stragglers of a child gone; what is dead but not collected by then is the system's to collect."""


def nothing() -> None:
    """Prepare nothing."""


def at_once() -> bool:
    """Ready as soon as it runs."""
    return True


@dataclass(frozen=True)
class Program:
    """What to run, and when.

    stage: starts when everything of the lower stages is ready; stops before them.
    once: runs to its end, must exit 0, and is not started again.
    vital: when it cannot be started, nothing else is worth running.
    hushed: lines that match go to the log file only.
    orphan_signal: what it gets when the supervisor dies. A worker asked kindly would wait for a broker that is gone.
    stop_within: seconds it may take after `stop_signal`; then it is killed. What it was doing is done again later.
    """

    name: str
    command: Sequence[str]
    stage: int
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    prepare: Callable[[], None] = nothing
    is_ready: Callable[[], bool] = at_once
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 15.0
    orphan_signal: signal.Signals = signal.SIGKILL
    once: bool = False
    vital: bool = True
    hushed: re.Pattern[str] | None = None


class Child:
    """A program and its process, if it has one now. Times are monotonic seconds, handed in."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.is_ready = False
        self.is_done = False
        self.deaths = 0
        self.due_at = 0.0
        self._started_at = 0.0

    def start(self, now: float) -> IO[bytes]:
        """Start it as the leader of its own process group; return the pipe its output comes from."""
        program = self.program
        program.prepare()
        options: dict[str, Any] = {}
        if program.account is not None:
            options = {"user": program.account.uid, "group": program.account.gid, "extra_groups": []}
        self.process = subprocess.Popen(
            list(program.command),
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor alone; it ends the rest in order
            preexec_fn=end_with_parent(program.orphan_signal),
            **options,
        )
        self._started_at = now
        self.is_ready = False
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        return self.process.stdout

    def reap(self, now: float) -> int | None:
        """Its exit status when it has ended (negative: the signal), with its stragglers killed; else None."""
        if self.process is None or (status := self.process.poll()) is None:
            return None
        self._end_stragglers()
        self.process = None
        self.is_ready = False
        if self.program.once and status == 0:
            self.is_ready = self.is_done = True
            return status
        self.deaths = 1 if now - self._started_at > _STEADY_AFTER else self.deaths + 1
        self.due_at = now + min(_LONGEST_BACK_OFF, 0.25 * 2**self.deaths)
        return status

    def ask_to_stop(self) -> None:
        """Send its stop signal, to it alone: it knows how to end what it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End it and everything it started, now."""
        self._signal_group(signal.SIGKILL)

    def _end_stragglers(self) -> None:
        """Kill what it left behind, and see it gone: a kill takes effect a moment after it was sent."""
        assert self.process is not None
        until = monotonic() + _STRAGGLERS_WITHIN
        with suppress(ProcessLookupError, PermissionError):
            while monotonic() < until:
                os.killpg(self.process.pid, signal.SIGKILL)
                sleep(0.005)

    def _signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
