"""Parsing under a limit of time and memory, in a child process that can be killed.

A thread cannot be stopped and a signal reaches only the main thread, while feeds are fetched in threads. So a child
interpreter does the parsing: one request at a time over its pipes, killed and started anew when a body takes too long
or too much memory. A body can therefore cost at most the limit, and never the worker.
"""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ingest.parse import ParsedFeed, ProblemKind, unusable
from ingest.wire import read_frame, to_parsed_feed, write_frame

_START_SECONDS = 60.0
_ROOT = Path(__file__).parent.parent


class ChildFailed(Exception):
    """The child gave no answer: it was too slow (`timed_out`) or died."""

    def __init__(self, timed_out: bool) -> None:
        super().__init__("too slow" if timed_out else "died")
        self.timed_out = timed_out


class LimitedParser:
    """Parses feeds and extracts full texts in a child process, within `seconds` of time and `megabytes` of memory.

    Safe to share between threads (they take turns) and across a fork (each process gets its own child). The child
    starts with the first request; it ends with `close()`, or by itself when this process is gone.
    """

    def __init__(self, seconds: float = 10.0, megabytes: int = 1024) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def parse(self, body: bytes, headers: Mapping[str, str] | None = None, url: str = "") -> ParsedFeed:
        """As `parse_feed`, but a body that exceeds the limit is a problem of the feed."""
        try:
            answer = self._ask({"do": "parse", "headers": dict(headers or {}), "url": url}, body)
        except ChildFailed as failure:
            if failure.timed_out:
                return unusable(ProblemKind.TOO_SLOW, f"parsing took longer than {self.seconds:g} s")
            return unusable(ProblemKind.FAILED, f"parsing needed more than {self.megabytes} MB, or the parser crashed")
        return to_parsed_feed(answer)

    def full_text(self, html: bytes, url: str = "") -> str | None:
        """As `fulltext.full_text`; None also when the page exceeds the limit."""
        try:
            answer = self._ask({"do": "full_text", "url": url}, html)
        except ChildFailed:
            return None
        text = answer.get("text")
        return text if isinstance(text, str) else None

    def close(self) -> None:
        """End the child, if there is one."""
        with self._turn:
            self._end()

    def _ask(self, request: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        with self._turn:
            child = self._running_child()
            with _killing(child, self.seconds) as timed_out:
                try:
                    return _exchange(child, {**request, "body": base64.b64encode(body).decode()})
                except (OSError, EOFError, ValueError) as error:
                    self._end()
                    raise ChildFailed(timed_out.is_set()) from error

    def _running_child(self) -> subprocess.Popen[bytes]:
        is_ours = self._owner == os.getpid()
        if self._child is not None and is_ours and self._child.poll() is None:
            return self._child
        if is_ours:
            self._end()
        self._owner = os.getpid()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ingest.child", str(self.megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
        )
        # The first frame says that the imports are done, so that starting up does not count against the body.
        with _killing(self._child, _START_SECONDS) as timed_out:
            try:
                _exchange(self._child)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise ChildFailed(timed_out.is_set()) from error
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close_quietly(pipe)


@contextmanager
def _killing(child: subprocess.Popen[bytes], after: float) -> Iterator[threading.Event]:
    """Kill `child` when the block lasts longer than `after` seconds; the event says whether that happened."""
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        child.kill()

    timer = threading.Timer(after, stop)
    timer.daemon = True
    timer.start()
    try:
        yield timed_out
    finally:
        timer.cancel()


def _exchange(child: subprocess.Popen[bytes], request: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Send `request`, if there is one, and read the next answer."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child has no pipes")
    if request is not None:
        write_frame(child.stdin, json.dumps(request).encode())
    answer = json.loads(read_frame(child.stdout))
    if not isinstance(answer, dict):
        raise ValueError("the child answered something else")
    return answer


def _close_quietly(pipe: IO[bytes]) -> None:
    """Close a pipe whose other end is dead: what was still buffered for it is lost anyway."""
    try:
        pipe.close()
    except OSError:
        return
