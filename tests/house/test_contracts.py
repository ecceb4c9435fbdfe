"""Each import contract is shown to fail: a violation is planted in a copy of the rooms, and the contract breaks."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.files import ROOT

_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

PLANTED: dict[str, list[tuple[str, str]]] = {
    "Arrows point inward": [
        ("core/events.py", "import ingest.text"),
        ("scoring/claims.py", "import store.engine"),
        ("store/engine.py", "import desk"),
        ("workers/rings.py", "import api"),
    ],
    "Only the edges read settings and clocks": [("scoring/claims.py", "import core.clock")],
    "SQL only in store": [("ingest/parse.py", "import sqlalchemy"), ("api/app.py", "import psycopg")],
    "core is plain Python": [("core/events.py", "import httpx"), ("core/claims.py", "import numpy")],
    "scoring is plain Python and numpy": [("scoring/claims.py", "import pydantic")],
    "I/O only in the named files": [
        ("ingest/parse.py", "import socket"),
        ("nlp/actors/words.py", "import subprocess"),
        ("alerts/render.py", "import core.guarded_http"),
    ],
    "Steps do not know Celery": [("workers/steps/score_events.py", "import celery")],
    "No cycles inside a room": [("scoring/weights.py", "import scoring.claims")],
}
"""Contract (the beginning of its name) -> a file and an import that it must refuse."""


def _contract_of(beginning: str) -> str:
    return next(str(contract["name"]) for contract in _CONTRACTS["contracts"] if contract["name"].startswith(beginning))


def _lint(folder: Path) -> str:
    """What import-linter says of the rooms in `folder`, in one line."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return re.sub(r"\s+", " ", done.stdout + done.stderr)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rooms' code and of the contracts."""
    folder = tmp_path_factory.mktemp("house")
    for room in _CONTRACTS["root_packages"]:
        shutil.copytree(
            ROOT / room, folder / room, ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")]
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_has_a_planted_violation() -> None:
    assert sorted(_contract_of(name) for name in PLANTED) == sorted(one["name"] for one in _CONTRACTS["contracts"])


def test_the_copy_keeps_every_contract(copied: Path) -> None:
    assert "0 broken" in _lint(copied)


@pytest.mark.parametrize(("name", "file", "line"), [(n, f, line) for n, all_ in PLANTED.items() for f, line in all_])
def test_a_planted_violation_breaks_the_contract(copied: Path, name: str, file: str, line: str) -> None:
    path = copied / file
    kept = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{kept}\n{line}\n", encoding="utf-8")
        assert f"{_contract_of(name)} BROKEN" in _lint(copied)
    finally:
        path.write_text(kept, encoding="utf-8")
