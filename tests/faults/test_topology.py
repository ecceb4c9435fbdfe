"""The programs of docker-compose.yml, run from the shell against servers that are reached over TCP by their URLs."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import psycopg

from tests.conftest import free_port, server_folder
from tests.faults.conftest import until
from tests.house.test_compose import OURS
from workers.embedded.account import open_way_to, unprivileged_account
from workers.embedded.parent import end_with_parent
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.embedded.valkey import Valkey


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """A Postgres on a loopback port: the machine's own where one is installed, else the embedded one."""
    port = free_port()
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        server = Postgres(folder / "postgres", port=port)
        with running(server, folder / "postgres.log"):
            yield server.url
        return
    data, account = folder / "installed", unprivileged_account()
    identity = {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    data.mkdir(mode=0o700)
    if account is not None:
        os.chown(data, account.uid, account.gid)
    open_way_to(data)
    initdb = [str(installed[-1]), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", **identity)  # type: ignore[call-overload]
    command = [str(installed[-1].with_name("postgres")), "-D", str(data), "-h", "127.0.0.1", "-p", str(port)]
    with process([*command, "-k", str(data)], folder / "postgres.log", signal.SIGINT, **identity):
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        until(lambda: answers(url), (folder / "postgres.log").read_text)
        yield url


def answers(url: str) -> bool:
    with suppress(psycopg.Error):
        psycopg.connect(url, connect_timeout=2).close()
        return True
    return False


@contextmanager
def broker_server(folder: Path) -> Iterator[str]:
    """A Redis-protocol server on a loopback port: the machine's own where one is installed, else the embedded one."""
    port = free_port()
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    server = Valkey(folder / "broker", port=port)
    if installed is None:
        with running(server, folder / "broker.log"):
            yield server.url
        return
    with process([installed, "--port", str(port), "--save", "", "--dir", str(folder)], folder / "broker.log"):
        until(server.is_ready, (folder / "broker.log").read_text)
        yield server.url


@contextmanager
def process(
    command: list[str], log: Path, stop: signal.Signals = signal.SIGTERM, **options: object
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program while the block runs."""
    with log.open("ab") as out:
        started = subprocess.Popen(command, stdout=out, stderr=out, preexec_fn=end_with_parent(stop), **options)  # type: ignore[call-overload]
    try:
        yield started
    finally:
        started.send_signal(stop)
        started.wait(30)


def test_the_topology_of_compose_runs_against_servers() -> None:
    with server_folder() as folder, postgres_server(folder) as database, broker_server(folder) as broker:
        port = free_port()
        environment = {
            **os.environ,
            "ENTENTE_DATABASE_URL": database,
            "ENTENTE_BROKER_URL": broker,
            "ENTENTE_SECRET_KEY": "x" * 48,
            "ENTENTE_DATA_DIR": str(folder / "var"),
            "ENTENTE_API_PORT": str(port),
            "ENTENTE_SWEEP_SECONDS": "0.5",
        }
        log = folder / "log"

        def entente(words: list[str]) -> list[str]:
            return [sys.executable, "-m", "workers.cli", *words]

        migrated = subprocess.run(
            entente([*OURS["migrate"]["command"], "--no-feeds"]), env=environment, capture_output=True, text=True
        )
        assert migrated.returncode == 0, migrated.stderr
        services = {name: service for name, service in OURS.items() if name != "migrate"}
        with log.open("ab") as out:
            started = {
                name: subprocess.Popen(
                    entente(service["command"]),
                    env=environment,
                    stdout=out,
                    stderr=out,
                    preexec_fn=end_with_parent(signal.SIGTERM),
                )
                for name, service in services.items()
            }
        try:
            until(lambda: health(port) is not None, log.read_text, seconds=120)
            assert subprocess.run(entente(["worker", "fetch", "--ping"]), env=environment).returncode == 0
            assert not (folder / "var" / "postgres").exists()
        finally:
            for one in started.values():
                one.terminate()
            statuses = {name: one.wait(60) for name, one in started.items()}
        assert statuses.pop("api") in (0, -signal.SIGTERM)  # it shuts down in order, then lets the signal end it
        assert set(statuses.values()) == {0}, log.read_text()[-3000:]


def health(port: int) -> object:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
        return json.load(answer)
    sleep(0.2)
    return None
