"""What the fault tests share: a site that can be made to wait, workers as processes, a broker that can be killed."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import pytest
from pydantic import SecretStr
from redis import Redis
from sqlalchemy import Engine

from core.settings import Settings
from store import feeds
from workers.context import Context
from workers.embedded.parent import end_with_parent
from workers.embedded.running import running
from workers.embedded.valkey import Valkey
from workers.supervisor.stack import environment_of, ready_mark

_BODY = (
    "Foreign ministers of the two countries met on Monday and agreed to hold a joint exercise in the spring, "
    "number {0} in a series that began ten years ago. Officials said that the talks had been open and friendly, "
    "and that a further round would follow in the capital before the end of the year."
)


class Site(ThreadingHTTPServer):
    """A feed of `entries` entries. While `gate` is closed a request waits; `asked` says how many have come in."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _FeedHandler)
        self.entries = 3
        self.asked = 0
        self.gate = threading.Event()
        self.gate.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/feed.xml"

    def body(self) -> bytes:
        at = format_datetime(datetime(2022, 2, 1, tzinfo=UTC))
        items = "".join(
            f"<item><guid>g{i}</guid><title>Ministers meet for talks number {i}</title><pubDate>{at}</pubDate>"
            f"<link>http://127.0.0.1/{i}</link><description>{_BODY.format(i)}</description></item>"
            for i in range(self.entries)
        )
        return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


class _FeedHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        self.server.asked += 1
        self.server.gate.wait(30)
        body = self.server.body()
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except BrokenPipeError:  # who asked was killed
            pass

    def log_message(self, format: str, *arguments: object) -> None: ...


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.gate.set()
        server.shutdown()
        thread.join()


@dataclass
class Broker:
    """A Valkey of one's own, to be emptied, killed and started again."""

    server: Valkey
    log: Path
    _running: AbstractContextManager[subprocess.Popen[bytes]] | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._running = running(self.server, self.log)
        self.process = self._running.__enter__()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self._running is not None:
            self._running.__exit__(None, None, None)

    @contextmanager
    def client(self) -> Iterator[Redis]:
        with Redis(unix_socket_path=str(self.server.socket_path)) as client:
            yield client


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    found = Broker(Valkey(tmp_path / "valkey"), tmp_path / "valkey.log")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def settings(database_url: str, broker: Broker, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        broker_url=broker.server.url,
        secret_key=SecretStr("x" * 48),
        allow_private_targets=True,
        sweep_seconds=0.5,
    )


@pytest.fixture
def ctx(engine: Engine, settings: Settings) -> Context:
    return Context(settings, engine)


@pytest.fixture
def feed_id(engine: Engine, site: Site) -> int:
    """A feed on the site, due now, the only one."""
    with engine.begin() as tx:
        return feeds.add(
            tx, url=site.url, name="t", publisher_slug="t", language="en", now=datetime(2022, 2, 2, tzinfo=UTC)
        )


@dataclass
class Hands:
    """Starts workers and beats as processes of their own."""

    settings: Settings
    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, queue: str) -> subprocess.Popen[bytes]:
        """A worker of `queue`, taking tasks."""
        mark = ready_mark(self.settings.data_dir, queue)
        mark.unlink(missing_ok=True)
        process = self.run("worker", queue)
        until(lambda: mark.exists() or process.poll() is not None, self.log)
        assert process.poll() is None, self.log()
        return process

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "hands.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", *arguments],
                env=dict(environment_of(self.settings)),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGKILL),
            )
        self.started.append(process)
        return process

    def log(self) -> str:
        return (self.folder / "hands.log").read_text()


@pytest.fixture
def hands(settings: Settings, tmp_path: Path) -> Iterator[Hands]:
    found = Hands(settings, tmp_path)
    yield found
    for process in found.started:
        process.kill()
        process.wait()


def until(holds: Callable[[], bool], say: Callable[[], str] = str, *, seconds: float = 30) -> None:
    """Wait until it holds; fail with what `say` says when it does not in time."""
    deadline = monotonic() + seconds
    while not holds():
        assert monotonic() < deadline, f"did not happen within {seconds} s\n{say()[-4000:]}"
        sleep(0.05)
