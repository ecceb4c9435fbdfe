"""What `entente doctor` finds, on a real database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.settings import Settings
from store.engine import connect
from workers.checks import Finding
from workers.doctor import examine

NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(database_url: str, broker_url: str, tmp_path: Path, unused_port: int) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url, broker_url=broker_url, api_port=unused_port)


def found(settings: Settings) -> dict[str, Finding]:
    """Findings by name; of several with one name the first that is wrong."""
    by_name: dict[str, Finding] = {}
    for finding in examine(settings, lambda: NOW):
        if finding.name not in by_name or by_name[finding.name].is_ok:
            by_name[finding.name] = finding
    return by_name


def test_nothing_is_wrong_with_a_fresh_database(settings: Settings) -> None:
    wrong = [finding for finding in found(settings).values() if not finding.is_ok]

    assert wrong == []


def test_old_undone_work_is_wrong_and_says_where_to_look(settings: Settings) -> None:
    engine = connect(str(settings.database_url))
    with engine.begin() as tx:
        tx.execute(text("insert into publisher (slug, name, tier) values ('p', 'p', 'wire')"))
        tx.execute(
            text(
                "insert into article (publisher, title, body, language, published_at, date_source, first_seen_at,"
                " fingerprint, bands) values ('p', 't', 'b', 'en', :at, 'published', :at, 0, '{}')"
            ),
            {"at": NOW - timedelta(hours=2)},
        )
    engine.dispose()

    finding = found(settings)["articles"]

    assert not finding.is_ok
    assert "1 wait to be coded" in finding.text
    assert "entente.log" in finding.remedy


def test_a_schema_that_lacks_migrations_is_wrong(settings: Settings) -> None:
    engine = connect(str(settings.database_url))
    with engine.begin() as tx:
        tx.execute(text("delete from alembic_version"))
    engine.dispose()

    assert found(settings)["schema"].remedy == "Run `entente migrate`."


def test_servers_that_do_not_answer_are_wrong(settings: Settings) -> None:
    gone = settings.model_copy(
        update={"database_url": "postgresql://x@127.0.0.1:9/x", "broker_url": "redis://127.0.0.1:9/0"}
    )

    by_name = found(gone)

    assert not by_name["database"].is_ok
    assert not by_name["broker"].is_ok
    assert "ENTENTE_BROKER_URL" in by_name["broker"].remedy


def test_a_feed_that_cannot_be_read_is_named(settings: Settings) -> None:
    engine = connect(str(settings.database_url))
    with engine.begin() as tx:
        tx.execute(text("insert into publisher (slug, name, tier) values ('p', 'p', 'wire')"))
        tx.execute(
            text(
                "insert into feed (url, name, publisher, check_every, next_check_at, state) values"
                " ('http://x', 'The Broken Times', 'p', interval '1 hour', now(), 'broken')"
            )
        )
    engine.dispose()

    assert "The Broken Times" in found(settings)["feeds"].text
