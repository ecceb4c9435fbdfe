"""The command line: every command is there, is quick to list, and fails with a status that means something."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store.engine import connect
from tests.house.files import ROOT
from workers.cli import COMMANDS, build, main

_FILES = sorted(path.stem for path in (ROOT / "workers/cli").glob("[a-z]*.py"))


def test_every_file_with_a_command_is_listed() -> None:
    with_command = {name for name in _FILES if hasattr(import_module(f"workers.cli.{name}"), "command")}

    assert {name.strip("_").replace("_", "-") for name in with_command} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(build((name, "up")), [name, "--help"])

    assert shown.exit_code == 0
    assert COMMANDS[name] in shown.output.replace("\n", " ").replace("  ", " ")


def test_starting_one_command_imports_no_other() -> None:
    script = "import sys, workers.cli as c; c.build(('up',)); print('celery' in sys.modules, 'spacy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["False", "False"]


Entente = Callable[..., tuple[int, str, str]]


@pytest.fixture
def entente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Entente:
    """Runs `entente ARGUMENTS` in this process; gives its status and what it wrote to both outputs."""
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["entente", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def test_a_feed_is_added_once_and_listed(entente: Entente, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", database_url)

    assert entente("feeds", "add", "http://example.org/rss", "--publisher", "p", "--name", "P")[0] == 0
    again = entente("feeds", "add", "http://example.org/rss", "--publisher", "p")
    assert (again[0], again[2]) == (1, "entente: http://example.org/rss is there already.\n")
    listed = json.loads(entente("feeds", "list", "--json")[1])
    assert [(row["name"], row["state"]) for row in listed] == [("P", "new")]
    assert entente("feeds", "add")[0] == 2


def test_a_disabled_feed_is_not_said_to_be_checked(
    entente: Entente, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", database_url)
    assert entente("feeds", "add", "http://example.org/rss", "--publisher", "p")[0] == 0
    engine = connect(database_url)
    with engine.begin() as tx:
        tx.exec_driver_sql("update feed set enabled = false")
    engine.dispose()
    status, _, said = entente("feeds", "check", "1")
    assert (status, said) == (1, "entente: Feed 1 is disabled; try its address: http://example.org/rss\n")


def test_without_a_server_a_command_says_so_in_a_sentence(
    entente: Entente, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, said = entente("welcome")
    assert (status, said.count("\n")) == (3, 1)
    assert said.startswith(f"entente: Entente does not run on {tmp_path}")
    monkeypatch.setenv("ENTENTE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    for command in (("welcome",), ("feeds", "list"), ("series", "cohesion", "NATO")):
        status, _, said = entente(*command)
        assert (status, said.count("\n")) == (3, 1)
        assert said.startswith("entente: the database does not answer")


def test_a_setting_in_the_way_is_status_three(
    entente: Entente, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path / "file"))

    status, _, said = entente("up")

    assert status == 3
    assert "cannot be written" in said
