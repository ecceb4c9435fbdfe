"""The log of the supervisor: every child's lines, with its name before them, on the terminal and in a file."""

import logging
import sys
from collections import deque
from contextlib import suppress
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.clock import wall_clock

_COLOURS = (36, 32, 35, 34, 33, 96, 92, 95, 94)
_RED = 31
_ALARMS = ("ERROR", "CRITICAL", "FATAL", "PANIC", "Traceback")
_FILE_BYTES, _FILES = 5_000_000, 3


class Journal:
    """Prints lines as `12:00:01 fetch    | text` and keeps the last few of every child for messages about its death.

    shown: whether lines go to the terminal too; the demo turns this off and draws there itself.
    """

    def __init__(self, folder: Path, *, shown: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "entente.log"
        self._file = RotatingFileHandler(self.path, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8")
        self._coloured = sys.stdout.isatty()
        self._colours: dict[str, int] = {}
        self._last: dict[str, deque[str]] = {}
        self.shown = shown

    def line(self, name: str, text: str, *, hushed: bool = False) -> None:
        """Write one line of `name`; a hushed one to the file only."""
        text = text.rstrip()
        self._last.setdefault(name, deque(maxlen=12)).append(text)
        at: datetime = wall_clock()
        self._file.emit(logging.makeLogRecord({"msg": f"{at:%Y-%m-%dT%H:%M:%SZ} {name:<8} | {text}"}))
        if self.shown and not hushed:
            self._print(name, f"{at:%H:%M:%S} {name:<8} | ", text)

    def say(self, text: str) -> None:
        """Write a line of the supervisor itself."""
        self.line("entente", text)

    def last_lines(self, name: str) -> list[str]:
        """What `name` wrote last, oldest first; empty when it wrote nothing."""
        return list(self._last.get(name, ()))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _print(self, name: str, prefix: str, text: str) -> None:
        if self._coloured:
            colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
            if any(alarm in text for alarm in _ALARMS):
                text = f"\x1b[{_RED}m{text}\x1b[0m"
        with suppress(OSError):  # the terminal is gone; the file still has it
            sys.stdout.write(f"{prefix}{text}\n")
            sys.stdout.flush()
