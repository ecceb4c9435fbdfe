"""Writes that happen behind one's back, so that Postgres works while we compute."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

WAITING = 3
"""So many writes may wait; the next caller waits with them."""


class Behind:
    """Runs writes one after the other in a thread; the error of one comes back at a later call. A context manager.

    Whatever the writes touch (a connection above all) must be left alone until `finish`.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def do(self, write: Callable[[], None]) -> None:
        """Have `write` run after those before it."""
        while len(self._waiting) >= WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(write))

    def finish(self) -> None:
        """Wait for all of them."""
        while self._waiting:
            self._waiting.popleft().result()
