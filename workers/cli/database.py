"""The database that a data command works on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from core.settings import Settings
from store.engine import Engine, connect
from store.migrate import upgrade
from store.seed import seed
from workers.embedded.local import embedded_postgres
from workers.embedded.running import running
from workers.supervisor.holding import Holding


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    """The database of `settings`; the embedded one is used where it runs, else started for the length of the block.

    Schema and reference data are brought up to date first, except where a supervisor, which has done so, runs.
    """
    server = embedded_postgres(settings.data_dir)
    with ExitStack() as stack:
        is_ours = settings.database_url is None and not server.is_ready()
        if is_ours:
            stack.enter_context(Holding(settings.data_dir / "run"))
            (settings.data_dir / "log").mkdir(parents=True, exist_ok=True)
            stack.enter_context(running(server, settings.data_dir / "log" / "postgres.log"))
        engine = connect(settings.database_url or server.url)
        stack.callback(engine.dispose)
        if is_ours or settings.database_url is not None:
            upgrade(engine)
            with engine.begin() as tx:
                seed(tx)
        yield engine
