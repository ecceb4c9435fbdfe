"""What tests of the rooms with a database share: real servers, made once per run.

`engine` is a fresh database for one test; `tx` is a transaction on a shared one, rolled back afterwards (quicker).
"""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import Connection, Engine

from store.engine import connect
from store.migrate import upgrade
from store.seed import seed
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.embedded.valkey import Valkey

_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def _parser_ends() -> Iterator[None]:
    """End the feed parser's child process, where a test has started one."""
    yield
    steps = sys.modules.get("workers.steps.fetch_feed")
    if steps is not None:
        steps.PARSER.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """An embedded Postgres for the run, quick rather than crash-safe."""
    with server_folder() as folder:
        server = Postgres(folder / "data", durable=False)
        with running(server, folder / "log"):
            yield server


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded Valkey for the run."""
    folder = tmp_path_factory.mktemp("valkey")
    server = Valkey(folder / "data")
    with running(server, folder / "log"):
        yield server.url


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """The name of a database with schema and reference data, to copy."""
    _run(postgres, "CREATE DATABASE template_of_tests")
    engine = connect(url_of(postgres, "template_of_tests"))
    upgrade(engine)
    with engine.begin() as tx:
        seed(tx)
    engine.dispose()
    return "template_of_tests"


@pytest.fixture(scope="session")
def _shared(postgres: Postgres, template: str) -> Iterator[Engine]:
    _run(postgres, f"CREATE DATABASE shared_by_tests TEMPLATE {template}")
    engine = connect(url_of(postgres, "shared_by_tests"))
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(postgres: Postgres, template: str) -> Iterator[str]:
    """The address of a fresh database with schema and reference data, for one test."""
    name = f"test_{next(_numbers)}"
    _run(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield url_of(postgres, name)
    _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine_for(postgres: Postgres, template: str) -> Iterator[Callable[[], Engine]]:
    """Makes further fresh databases, each with its engine."""
    made: list[tuple[str, Engine]] = []

    def make() -> Engine:
        name = f"test_{next(_numbers)}"
        _run(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((name, connect(url_of(postgres, name))))
        return made[-1][1]

    yield make
    for name, engine in made:
        engine.dispose()
        _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def module_engine(postgres: Postgres, template: str) -> Iterator[Callable[[], Engine]]:
    """Makes fresh databases that last for all tests of a module."""
    made: list[tuple[str, Engine]] = []

    def make() -> Engine:
        name = f"test_{next(_numbers)}"
        _run(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((name, connect(url_of(postgres, name))))
        return made[-1][1]

    yield make
    for name, engine in made:
        engine.dispose()
        _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A fresh database for one test, for code that commits."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def tx(_shared: Engine) -> Iterator[Connection]:
    """An open transaction with schema and reference data; whatever the test does is rolled back."""
    with _shared.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def unused_port() -> int:
    """A TCP port that was free a moment ago."""
    return free_port()


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a Postgres. Not below pytest's own: run by root, that is closed to Postgres by the next pytest."""
    with TemporaryDirectory(prefix="entente-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def postgres_folder() -> Iterator[Path]:
    """A folder for one test's Postgres."""
    with server_folder() as folder:
        yield folder / "postgres"


def url_of(server: Postgres, database: str) -> str:
    """The address of one database of a server."""
    return server.url.replace("/postgres?", f"/{database}?")


def _run(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)
