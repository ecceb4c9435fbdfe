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
    yield from _standing(postgres, template, "quiet_town")


@pytest.fixture(scope="session")
def rough_town(postgres: Postgres, template: str) -> Iterator[Town]:
    """One small world for tests that send anything at all and look at the answer only."""
    yield from _standing(postgres, template, "rough_town")


def _standing(postgres: Postgres, template: str, name: str) -> Iterator[Town]:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine = connect(url_of(postgres, name))
    yield build(engine)
    engine.dispose()
