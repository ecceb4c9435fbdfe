import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic, sleep

import psutil
import pytest

from core.errors import InvalidInput
from workers.beside import beside


def test_what_is_made_beside_comes_in_order() -> None:
    with beside(lambda: ((number, os.getpid()) for number in range(100))) as items:
        made = list(items)
    assert [number for number, _ in made] == list(range(100))
    assert {pid for _, pid in made} != {os.getpid()}


def test_an_error_beside_is_raised_here_after_what_came_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise InvalidInput("line 2")

    with beside(failing) as items:
        assert next(items) == 1
        with pytest.raises(InvalidInput, match="line 2"):
            next(items)


def endless() -> Iterator[int]:
    while True:
        yield os.getpid()


def test_the_process_ends_with_the_block() -> None:
    with beside(endless) as items:
        pid = next(items)
    assert not psutil.pid_exists(pid)


def test_a_process_that_was_killed_is_no_end_of_the_work() -> None:
    with beside(endless) as items:
        os.kill(next(items), signal.SIGKILL)
        with pytest.raises(RuntimeError, match="before its work was done"):
            list(items)


def test_the_process_ends_when_we_are_killed() -> None:
    inner, outer = os.pipe()
    ours = os.fork()
    if ours == 0:
        with suppress(BaseException), beside(endless) as items:
            os.write(outer, str(next(items)).encode())
            sleep(60)
        os._exit(0)
    pid = int(os.read(inner, 20))
    os.kill(ours, signal.SIGKILL)
    os.waitpid(ours, 0)
    deadline = monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and monotonic() < deadline:
        sleep(0.01)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    os.close(inner)
    os.close(outer)
