"""The loop that keeps a set of programs running, in one thread: it forks, and forking and threads do not mix."""

import os
import selectors
import shutil
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from core.errors import EntenteError
from workers.supervisor.child import Child, Program, nothing
from workers.supervisor.holding import Holding
from workers.supervisor.journal import Journal

_TICK = 0.1
_TRIES = 4
"""Starts that may fail before the first time everything is ready. Later deaths are retried for ever."""
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LITTLE_SPACE = 50_000_000


class StartFailed(EntenteError):
    """A vital program did not start; the message has its last words."""


class Supervisor:
    """Runs programs stage by stage, starts again whichever dies, and on a signal stops all in reverse order.

    on_healthy: called once, when every program is ready for the first time.
    on_tick: called several times a second; True asks for a stop.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        holding: Holding,
        journal: Journal,
        *,
        data_dir: Path,
        on_healthy: Callable[[], None] = nothing,
        on_tick: Callable[[], bool] = lambda: False,
    ) -> None:
        self._children = [Child(program) for program in programs]
        self._holding = holding
        self._journal = journal
        self._data_dir = data_dir
        self._on_healthy = on_healthy
        self._on_tick = on_tick
        self._was_healthy = False
        self._stops = 0
        self._selector = selectors.DefaultSelector()
        self._partial: dict[int, bytes] = {}

    def run(self) -> None:
        """Run until a signal or `on_tick` asks to stop; on return no child is left.

        Raises StartFailed or ConfigurationError when a vital program cannot be started (all others are stopped).
        """
        with self._signals():
            try:
                while not self._stops and not self._on_tick():
                    self._advance()
                    self._listen(_TICK)
            finally:
                self._stop()

    def _advance(self) -> None:
        now = monotonic()
        for child in self._children:
            if (status := child.reap(now)) is not None:
                self._note_end(child, status)
        reached = min((c.program.stage for c in self._children if not c.is_ready), default=None)
        for child in self._children:
            if child.process is not None and not child.is_ready and not child.program.once and child.program.is_ready():
                child.is_ready = True
            elif self._may_start(child, reached, now):
                self._start(child, now)
        if not self._was_healthy and all(child.is_ready for child in self._children if child.program.vital):
            self._was_healthy = True
            self._on_healthy()

    def _may_start(self, child: Child, reached: int | None, now: float) -> bool:
        if child.process is not None or child.is_done or now < child.due_at:
            return False
        return reached is None or child.program.stage <= reached

    def _start(self, child: Child, now: float) -> None:
        pipe = child.start(now)
        self._partial[pipe.fileno()] = b""
        self._selector.register(pipe, selectors.EVENT_READ, (child, pipe))  # holds the pipe until its end is read
        self._record()

    def _record(self) -> None:
        self._holding.record(c.process.pid for c in self._children if c.process is not None)

    def _note_end(self, child: Child, status: int) -> None:
        self._listen(0)
        if child.is_done:
            return
        name = child.program.name
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        if shutil.disk_usage(self._data_dir).free < _LITTLE_SPACE:
            how += f"; the disk of {self._data_dir} is full"
        if not child.program.vital and child.program.once:
            child.is_ready = child.is_done = True
            self._journal.say(f"{name} {how}")
            return
        if not self._was_healthy and (child.program.once or child.deaths >= _TRIES):
            words = "\n".join(f"    {line}" for line in self._journal.last_lines(name))
            raise StartFailed(f"{name} {how}. Its last words:\n{words}")
        self._journal.say(f"{name} {how}; starting it again")

    def _listen(self, timeout: float) -> None:
        """Wait for output, a signal or the end of `timeout`, and pass on the lines that came."""
        for key, _ in self._selector.select(timeout):
            try:
                block = os.read(key.fd, 65536)
            except BlockingIOError:
                continue
            if key.data is None:  # a signal
                continue
            child, pipe = key.data
            *lines, rest = (self._partial[key.fd] + block).split(b"\n")
            if not block:
                lines = [rest] if rest else []
                rest = b""
                self._selector.unregister(pipe)
                pipe.close()
            self._partial[key.fd] = rest
            program = child.program
            for text in (line.decode("utf-8", "replace") for line in lines):
                hushed = not text.strip() or (program.hushed is not None and bool(program.hushed.search(text)))
                self._journal.line(program.name, text, hushed=hushed)

    def _stop(self) -> None:
        """Stop stage after stage, the last one first. A second signal kills what is left of each."""
        asked = self._stops
        for stage in sorted({child.program.stage for child in self._children}, reverse=True):
            running = [c for c in self._children if c.program.stage == stage and c.process is not None]
            for child in running:
                child.ask_to_stop()
            began = monotonic()
            while running := [c for c in running if c.reap(monotonic()) is None]:
                for child in running:
                    if monotonic() - began > child.program.stop_within or self._stops > asked + 1:
                        child.kill()
                self._listen(_TICK)
        self._read_rest()
        self._record()

    def _read_rest(self) -> None:
        """Pass on what ended children still had to say. A stranger that holds a pipe open does not hold us."""
        until = monotonic() + 1
        while (open_pipes := [key.data[1] for key in self._pipes()]) and monotonic() < until:
            self._listen(0.02)
        for pipe in open_pipes:
            self._selector.unregister(pipe)
            pipe.close()

    def _pipes(self) -> list[selectors.SelectorKey]:
        return [key for key in self._selector.get_map().values() if key.data is not None]

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Count stop signals, and let them (and the end of a child) wake the loop."""
        ours, kernels = socket.socketpair()
        ours.setblocking(False)
        kernels.setblocking(False)
        self._selector.register(ours, selectors.EVENT_READ)

        def count(*_: object) -> None:
            self._stops += 1

        before = {number: signal.signal(number, count) for number in _STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        waker = signal.set_wakeup_fd(kernels.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            ours.close()
            kernels.close()
