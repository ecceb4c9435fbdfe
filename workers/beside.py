"""Work in a process beside ours, so that more than one core is busy."""

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from workers.embedded.parent import end_with_parent

T = TypeVar("T")

_ITEM, _ERROR, _END = range(3)


def cores() -> int:
    """How many processes of ours can work at the same time; 1 where `beside` does not fork."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


@contextmanager
def beside(make: Callable[[], Iterable[T]]) -> Iterator[Iterator[T]]:
    """What `make` yields, made in a process of its own that works one item ahead of us.

    The process is a fork: it sees what we see now, and of what it does only the items come here, pickled. It must leave
    the connections alone that are open now. An error of `make` is raised here. The process ends with the block, and
    when we die. Where forking is not safe (that is, not on Linux) the work is done in our own process.
    """
    if sys.platform != "linux":
        yield iter(make())
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(make, ours, theirs, end_with_parent(signal.SIGKILL)), daemon=True)
    with warnings.catch_warnings():
        # Newer Pythons warn of locks that other threads may hold; the child takes none that they know.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    try:
        yield _items(ours)
    finally:
        ours.close()
        process.kill()
        process.join()


def _work(
    make: Callable[[], Iterable[T]], ours: Connection, theirs: Connection, end: Callable[[], None] | None
) -> None:
    if end is not None:
        end()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a break is for the parent, which then ends us
    ours.close()
    try:
        for item in make():
            theirs.send((_ITEM, item))
        theirs.send((_END, None))
    except Exception as error:
        theirs.send((_ERROR, error))


def _items(ours: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, item = ours.recv()
        except EOFError as error:
            raise RuntimeError("the process that worked beside this one ended before its work was done") from error
        if kind == _END:
            return
        if kind == _ERROR:
            raise item
        yield item
