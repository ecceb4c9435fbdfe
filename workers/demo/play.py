"""`entente demo`: the whole stack on its own data directory, fed by the archive while a simulated clock runs."""

import secrets
import shutil
import socket
import sys
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from core.clock import wall_clock, world_clock, write_knots
from core.errors import ConfigurationError, EntenteError
from core.settings import Settings
from store.engine import SQLAlchemyError, connect
from workers.checks import check_port
from workers.demo.driver import Driver
from workers.demo.figures import Figures, figures, received
from workers.demo.reading import ERAS, retellings
from workers.demo.series import paths, still_ones
from workers.demo.summary import print_summary
from workers.demo.world import SECRET
from workers.embedded.local import resolved
from workers.supervisor.child import Program
from workers.supervisor.holding import Holding
from workers.supervisor.journal import Journal
from workers.supervisor.stack import CONTENT, SERVERS, environment_of, stack
from workers.supervisor.supervisor import Supervisor
from workers.supervisor.up import refuse_if_unfit

_LOOK_EVERY = 0.3
_FAR = 10**9


def demo(settings: Settings, era: str, *, seconds: float | None, stay: bool) -> None:
    """Replay `era` in about `seconds` (its usual time when None); `stay`: keep running afterwards until Ctrl-C.

    Whatever an earlier demo left in the directory is removed: a demo begins at the beginning.
    Raises EntenteError when something is lost or left undone at the end.
    """
    archive = retellings(era)
    refuse_if_unfit(settings)
    if not (port := check_port(settings)).is_ok:
        raise ConfigurationError(f"{port.text}. {port.remedy}")
    with Holding(settings.data_dir / "run") as holding:
        holding.end_leftovers()
        settings = _fresh(settings, archive[0].published_at)
        journal = Journal(settings.data_dir / "log", shown=False)
        play = _Play(settings, era, seconds or ERAS[era], stay, journal)
        try:
            Supervisor(
                _programs(settings, era),
                holding,
                journal,
                data_dir=settings.data_dir,
                on_healthy=play.begin,
                on_tick=play.look,
            ).run()
        finally:
            play.close()
            journal.close()
    play.raise_faults()


def _fresh(settings: Settings, start: datetime) -> Settings:
    """An empty data directory with a clock that stands still; settings that name both."""
    folder = settings.data_dir
    for path in folder.iterdir():
        if path.name in ("postgres", "valkey", "log"):
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    (folder / SECRET).write_text("whsec_" + b64encode(secrets.token_bytes(32)).decode())
    (folder / SECRET).chmod(0o600)
    write_knots(folder / "clock.json", [(wall_clock().timestamp() + _FAR, start)])
    return settings.model_copy(
        update={
            "simulated_clock": folder.resolve() / "clock.json",
            "allow_private_targets": True,
            "sweep_seconds": 1.0,
        }
    )


def _programs(settings: Settings, era: str) -> list[Program]:
    environment = environment_of(resolved(settings))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = [era, str(probe.getsockname()[1])]
    world = [sys.executable, "-m", "workers.demo.world", *place]
    content = [sys.executable, "-m", "workers.demo.setup", *place]
    return [
        *stack(settings, live_feeds=False),
        Program("world", world, SERVERS, environment),
        Program("setup", content, CONTENT, environment, once=True),
    ]


class _Play:
    """Draws the progress, and notices when the demo is over."""

    def __init__(self, settings: Settings, era: str, seconds: float, stay: bool, journal: Journal) -> None:
        self._settings = settings
        self._era = era
        self._seconds = seconds
        self._stay = stay
        self._journal = journal
        self._is_welcomed = False
        self._archive = retellings(era)
        self._folder: Path = settings.data_dir
        self._console = Console()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[detail]}"),
            console=self._console,
            auto_refresh=False,  # it would draw in a thread, and the supervisor forks
        )
        self._task = self._progress.add_task("starting", total=len(self._archive), detail="")
        self._engine = connect(str(resolved(settings).database_url), pool_size=1)
        self._now = world_clock(settings)
        self._driver = Driver(self._folder, era, seconds)
        self._looked_at = 0.0
        self._shown = 0
        self._is_over = False
        self._faults: list[str] = []
        self._console.print(f"Starting; the log is {self._folder / 'log' / 'entente.log'}")

    def begin(self) -> None:
        """Set the clock going: everything is up."""
        self._console.print(
            f"Replaying {len(self._archive)} articles of {self._archive[0].published_at:%B %Y} to "
            f"{self._archive[-1].published_at:%B %Y} in about {self._seconds / 60 + 0.5:.0f} minutes. "
            f"Look on at http://{self._settings.api_host}:{self._settings.api_port}"
        )
        self._progress.start()
        self._driver.go_on()

    def look(self) -> bool:
        """Look at the figures now and then; True when the demo is over and nobody wants to stay."""
        if not self._driver.has_begun or self._is_over or monotonic() - self._looked_at < _LOOK_EVERY:
            return self._is_over and not self._stay
        self._looked_at = monotonic()
        try:
            with self._engine.connect() as tx:
                seen = figures(tx, self._folder)
        except SQLAlchemyError:  # Postgres is being started again
            return False
        self._draw(seen)
        if self._driver.look(seen):
            self._finish(seen)
        return self._is_over and not self._stay

    def _draw(self, seen: Figures) -> None:
        link = [line for line in self._journal.last_lines("welcome") if "sign in" in line]
        if link and not self._is_welcomed:
            self._is_welcomed = True
            self._progress.console.print(f"  {link[0]}", markup=False, highlight=False, soft_wrap=True)
        for alert in list(received(self._folder))[self._shown :]:
            self._shown += 1
            self._progress.console.print(f"  alert: {_title(alert)}", markup=False, highlight=False)
        detail = f"{seen.events} events, {seen.received} alerts received"
        self._progress.update(
            self._task, description=f"{self._now():%d %b %Y}", completed=seen.served, detail=detail, refresh=True
        )

    def _finish(self, seen: Figures) -> None:
        self._is_over = True
        self._progress.stop()
        first, last = self._archive[0].published_at.date(), self._archive[-1].published_at.date()
        with self._engine.connect() as tx:
            found = paths(tx, self._era, first, last)
        print_summary(self._console, seen, found)
        self._faults = [*seen.faults(len(self._archive)), *still_ones(found, self._era)]
        for fault in self._faults:
            self._console.print(f"[red]does not add up:[/red] {fault}")
        if self._stay:
            self._console.print(
                f"It keeps running at http://{self._settings.api_host}:{self._settings.api_port} until Ctrl-C."
            )

    def close(self) -> None:
        """Leave the terminal and the database in order."""
        self._progress.stop()
        self._engine.dispose()

    def raise_faults(self) -> None:
        """Raise EntenteError when the demo ran to its end and something does not add up."""
        if self._faults:
            raise EntenteError("The demo does not add up: " + "; ".join(self._faults))


def _title(alert: dict[str, object]) -> str:
    payload = alert["payload"]
    data = payload.get("data", payload) if isinstance(payload, dict) else {}
    return str(data.get("title") or data.get("reason") or payload)
