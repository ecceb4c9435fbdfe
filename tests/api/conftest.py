"""What the tests of the door share."""

from collections.abc import Iterator

import psycopg
import pytest

from store.engine import Engine, connect
from tests.api.town import Town, build
from tests.conftest import url_of
from workers.embedded.postgres import Postgres


@pytest.fixture
def town(engine: Engine) -> Town:
    """The small world on a database of its own, for tests that change something; reading is open to all."""
    return build(engine)


@pytest.fixture(scope="session")
def quiet_town(postgres: Postgres, template: str) -> Iterator[Town]:
    """One small world that all tests share which only read, or are refused."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE quiet_town TEMPLATE {template}")
    engine = connect(url_of(postgres, "quiet_town"))
    yield build(engine)
    engine.dispose()
