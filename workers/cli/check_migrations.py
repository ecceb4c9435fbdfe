"""`entente check-migrations`."""

import tempfile
from pathlib import Path

from store.engine import connect
from store.migrate import check, upgrade
from workers.embedded.postgres import Postgres
from workers.embedded.running import running


def command() -> None:
    """Say whether the migrations lead to the schema that the code describes."""
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres", durable=False)
        with running(server, Path(folder) / "log"):
            engine = connect(server.url)
            upgrade(engine)
            check(engine)
            engine.dispose()
    print("the migrations lead to the schema in the code")
