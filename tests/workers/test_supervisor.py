"""The supervisor, with small programs in place of ours."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from core.errors import ConfigurationError
from workers.supervisor.child import Program
from workers.supervisor.holding import Holding
from workers.supervisor.journal import Journal
from workers.supervisor.supervisor import StartFailed, Supervisor

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

Run = Callable[[Sequence[Program], Callable[[], bool]], str]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs programs until the condition holds, or fails after 20 s; gives back the log."""
    journal = Journal(tmp_path / "log", shown=False)

    def run(programs: Sequence[Program], until: Callable[[], bool]) -> str:
        deadline = monotonic() + 20
        with Holding(tmp_path / "run") as holding:
            Supervisor(
                programs, holding, journal, data_dir=tmp_path, on_tick=lambda: until() or monotonic() > deadline
            ).run()
        assert monotonic() < deadline, journal.path.read_text()
        return journal.path.read_text()

    yield run
    journal.close()


def shell(name: str, script: str, stage: int = 0, **options: object) -> Program:
    return Program(name, ["sh", "-c", script], stage, dict(os.environ), **options)  # type: ignore[arg-type]


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE  # not yet collected, but dead
    except psutil.NoSuchProcess:
        return False


def names_in(log: str) -> list[str]:
    return re.findall(r"^\S+ +\S+ +\| (\w+)$", log, re.MULTILINE)


def test_a_stage_starts_when_the_one_before_is_ready_and_stops_before_it(run: Run, tmp_path: Path) -> None:
    script = "trap 'echo bye_{0}; exit' TERM; echo hello_{0}; while :; do sleep 0.05; done"
    gate = tmp_path / "gate"
    first = shell("first", f"echo early; sleep 0.3; touch {gate}; " + script.format("first"), is_ready=gate.exists)
    second = shell("second", script.format("second"), 1)

    log = run([second, first], lambda: "hello_second" in (tmp_path / "log/entente.log").read_text())

    said = names_in(log)
    assert said.index("early") < said.index("hello_first") < said.index("hello_second")
    assert said.index("bye_second") < said.index("bye_first")


def test_a_child_that_dies_is_started_again(run: Run, tmp_path: Path) -> None:
    lives = tmp_path / "lives"

    log = run(
        [shell("cat", f"echo x >> {lives}; sleep 0.3; kill -9 $$")],
        lambda: lives.exists() and len(lives.read_text()) >= 4,
    )

    assert "cat was ended by SIGKILL; starting it again" in log


def test_a_program_that_never_starts_is_reported_with_its_last_words(run: Run) -> None:
    other = shell("other", "sleep 60")
    broken = shell("broken", "echo no such table; exit 4", 1)

    with pytest.raises(StartFailed, match=r"(?s)broken ended with status 4.*no such table"):
        run([other, broken, shell("never", "true", 2)], lambda: False)


def test_what_runs_once_must_succeed_and_is_not_started_again(run: Run, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    after = tmp_path / "after"

    run(
        [shell("once", f"echo x >> {runs}", once=True), shell("then", f"touch {after}; sleep 60", 1)],
        after.exists,
    )

    assert runs.read_text() == "x\n"


def test_nothing_a_child_started_outlives_it(run: Run, tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    run([shell("parent", f"sleep 600 & echo $! > {pid}; wait")], lambda: pid.exists() and bool(pid.read_text()))

    assert not lives(int(pid.read_text()))


def test_a_child_that_does_not_stop_when_asked_is_killed(run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    deaf = shell("deaf", f"trap '' TERM; touch {mark}; while :; do sleep 0.05; done", stop_within=0.3)

    run([deaf], mark.exists)


def test_one_data_directory_takes_one_supervisor(tmp_path: Path) -> None:
    with Holding(tmp_path), pytest.raises(ConfigurationError, match=f"already runs .*process {os.getpid()}"):
        Holding(tmp_path).__enter__()


def test_leftovers_of_an_earlier_run_are_ended_and_strangers_left_alone(tmp_path: Path) -> None:
    left, stranger = (subprocess.Popen(["sleep", "60"]) for _ in range(2))
    try:
        with Holding(tmp_path) as holding:
            holding.record([left.pid, stranger.pid])
            record = json.loads((tmp_path / "children.json").read_text())
            record[str(stranger.pid)] = 1.0  # another process had this number when it was noted
            (tmp_path / "children.json").write_text(json.dumps(record))

            assert holding.end_leftovers() == 1

        assert left.poll() is not None
        assert stranger.poll() is None
    finally:
        left.kill()
        stranger.kill()
        left.wait()
        stranger.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends children with their parent on Linux only")
def test_a_supervisor_killed_outright_leaves_nothing_behind(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = f"""
import os
from pathlib import Path
from workers.supervisor.child import Program
from workers.supervisor.holding import Holding
from workers.supervisor.journal import Journal
from workers.supervisor.supervisor import Supervisor
folder = Path({str(tmp_path)!r})
with Holding(folder) as holding:
    program = Program("sleeper", ["sh", "-c", "echo $$ > {pid}; exec sleep 600"], 0, dict(os.environ))
    Supervisor([program], holding, Journal(folder), data_dir=folder).run()
"""
    with subprocess.Popen([sys.executable, "-c", script]) as supervisor:
        deadline = monotonic() + 20
        while not (pid.exists() and pid.read_text()) and monotonic() < deadline:
            sleep(0.02)
        supervisor.kill()
    while lives(int(pid.read_text())) and monotonic() < deadline:
        sleep(0.02)

    assert not lives(int(pid.read_text()))
