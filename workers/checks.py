"""What can be wrong with the machine before anything runs: `entente up` refuses on it, `entente doctor` lists it."""

import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass

import psutil

from core.settings import Settings

OLDEST_PYTHON = (3, 11)
LEAST_FREE = 300_000_000
"""Bytes that must be free: a new cluster with its write-ahead log takes about 60 MB, articles the rest."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `remedy` says what to do when it is not ok."""

    name: str
    is_ok: bool
    text: str
    remedy: str = ""


def check_python() -> Finding:
    """Whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python",
        sys.version_info >= OLDEST_PYTHON,
        f"Python {version}",
        "Install Python 3.11 or newer, then `make clean`.",
    )


def check_data_dir(settings: Settings) -> Finding:
    """Whether the data directory can be written and has room."""
    folder = settings.data_dir.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"entente")
            probe.flush()
    except OSError as error:
        remedy = "Make it writable, free space, or set ENTENTE_DATA_DIR to a folder that is."
        return Finding("data directory", False, f"{folder} cannot be written: {error.strerror}", remedy)
    free = shutil.disk_usage(folder).free
    text = f"{folder}, {free // 1_000_000} MB free"
    return Finding("data directory", free >= LEAST_FREE, text, f"Free at least {LEAST_FREE // 1_000_000} MB there.")


def check_port(settings: Settings) -> Finding:
    """Whether the API's port is free."""
    address = f"{settings.api_host}:{settings.api_port}"
    family = socket.AF_INET6 if ":" in settings.api_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.api_host, settings.api_port))
        except OSError as error:
            remedy = "Stop that program, or choose another port: ENTENTE_API_PORT=8001."
            return Finding(
                "port", False, f"{address} cannot be used: {error.strerror}{_holder(settings.api_port)}", remedy
            )
    return Finding("port", True, f"{address} is free")


def _holder(port: int) -> str:
    """Who listens on `port`, as far as we may see."""
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.pid and connection.laddr[1:] == (port,):
                return f" (held by {psutil.Process(connection.pid).name()}, process {connection.pid})"
    return ""
