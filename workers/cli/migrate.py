"""`entente migrate`."""

from core.settings import Settings
from store.engine import connect
from store.migrate import upgrade
from store.seed import seed
from workers.embedded.local import resolved


def command() -> None:
    """Bring the database's schema and reference data up to date."""
    settings = resolved(Settings())
    assert settings.database_url is not None
    engine = connect(settings.database_url)
    upgrade(engine)
    with engine.begin() as tx:
        seed(tx)
    print("schema and reference data are up to date")
