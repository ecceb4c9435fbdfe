"""The embedded servers: cold, again, after a kill, and where their sockets lie."""

import signal
from pathlib import Path

import psycopg
import pytest

from core.errors import ConfigurationError
from workers.embedded.local import kept_secret
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.embedded.sockets import LONGEST_PATH, socket_folder
from workers.embedded.valkey import Valkey


def test_data_outlives_a_killed_postgres_and_its_stale_pid(postgres_folder: Path) -> None:
    server = Postgres(postgres_folder)
    with running(server, postgres_folder.with_name("log")) as process:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (postgres_folder / "postmaster.pid").exists()

    with running(server, postgres_folder.with_name("log")), psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_a_pid_file_that_names_a_stranger_does_not_keep_postgres_from_starting(postgres_folder: Path) -> None:
    server = Postgres(postgres_folder, durable=False)
    server.prepare()
    (postgres_folder / "postmaster.pid").write_text("1\n/elsewhere\n")

    with running(server, postgres_folder.with_name("log")):
        assert server.is_ready()


def test_a_folder_with_something_else_in_it_is_left_alone(postgres_folder: Path) -> None:
    postgres_folder.mkdir()
    (postgres_folder / "thesis.txt").write_text("mine")

    with pytest.raises(ConfigurationError, match="holds no Postgres data"):
        Postgres(postgres_folder).prepare()


def test_postgres_also_listens_on_a_loopback_port(postgres_folder: Path, unused_port: int) -> None:
    server = Postgres(postgres_folder, port=unused_port, durable=False)

    with running(server, postgres_folder.with_name("log")), psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_messages_outlive_a_killed_valkey(tmp_path: Path) -> None:
    redis = pytest.importorskip("redis")
    server = Valkey(tmp_path / "valkey")
    with running(server, tmp_path / "log") as process:
        client = redis.Redis(unix_socket_path=str(server.socket_path))
        client.rpush("fetch", *range(200))
        client.close()
        process.send_signal(signal.SIGKILL)
        process.wait()

    with running(server, tmp_path / "log"):
        client = redis.Redis(unix_socket_path=str(server.socket_path))
        assert client.llen("fetch") == 200
        client.close()


def test_a_socket_whose_path_would_be_too_long_moves_to_a_private_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * LONGEST_PATH)
    deep.mkdir()

    folder = socket_folder(deep, "valkey.sock")

    assert len(str(folder)) < LONGEST_PATH - 20
    assert folder.stat().st_mode & 0o077 == 0
    assert folder == socket_folder(deep, "valkey.sock")
    folder.rmdir()


def test_the_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path)

    assert len(secret) >= 48
    assert kept_secret(tmp_path) == secret
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
