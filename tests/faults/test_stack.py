"""`entente up` as a user runs it: it comes up, survives the death of every child, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.conftest import server_folder
from tests.faults.conftest import until

_PROGRAMS = {"postgres", "valkey-server", "fetch", "nlp", "score", "deliver", "beat", "api"}


@dataclass
class Up:
    """An `entente up` on its own directory and port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        return {**os.environ, "ENTENTE_DATA_DIR": str(self.folder / "var"), "ENTENTE_API_PORT": str(self.port)}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "workers.cli", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self) -> None:
        with (self.folder / "out").open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", "up", "--no-feeds"],
                env=self.environment(),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until(lambda: "sign in" in self.said() or self.has_ended(), self.said, seconds=150)
        assert not self.has_ended(), self.said()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def said(self) -> str:
        return (self.folder / "out").read_text()

    def children(self) -> dict[str, psutil.Process]:
        """The programs that run now, by name."""
        assert self.process is not None
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                words = child.cmdline()
                name = words[-1] if "workers.cli" in words else child.name()
                if name in _PROGRAMS:
                    found[name] = child
        return found

    def everyone(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except (OSError, urllib.error.HTTPError):
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def up(unused_port: int) -> Iterator[Up]:
    with server_folder() as folder:
        found = Up(folder, unused_port)
        found.start()
        yield found
        if not found.has_ended():
            found.stop(signal.SIGKILL)


def test_it_comes_up_survives_the_death_of_every_child_and_keeps_what_it_knew(up: Up) -> None:
    assert up.is_well()
    assert re.search(rf"sign in .*http://127.0.0.1:{up.port}/\S+", up.said())
    before = up.children()
    assert set(before) == _PROGRAMS

    assert up.command("feeds", "add", "http://127.0.0.1:9/feed", "--publisher", "kept").returncode == 0
    refused = up.command("up")
    assert refused.returncode == 3
    assert "already runs" in refused.stderr

    for child in before.values():
        child.kill()
    until(lambda: set(up.children()) == _PROGRAMS and up.is_well(), up.said, seconds=120)
    assert not {one.pid for one in up.children().values()} & {one.pid for one in before.values()}

    everyone = up.everyone()
    assert up.stop() == 0
    assert not [one for one in everyone if lives(one)]

    up.start()
    assert '"publisher": "kept"' in up.command("feeds", "list", "--json").stdout
    everyone = up.everyone()
    up.stop(signal.SIGKILL)
    if sys.platform == "linux":
        until(lambda: not [one for one in everyone if lives(one)], lambda: str(everyone), seconds=20)


def test_a_taken_port_is_refused_before_anything_is_started(unused_port: int) -> None:
    with server_folder() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", unused_port))
        taken.listen()
        refused = Up(folder, unused_port).command("up")

        assert refused.returncode == 3
        assert f"127.0.0.1:{unused_port} cannot be used" in refused.stderr
        assert not (folder / "var" / "postgres").exists()
