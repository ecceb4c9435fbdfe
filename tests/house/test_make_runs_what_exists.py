"""What the Makefile runs with `python -m` is a module of ours with an entry, or a tool that is installed."""

import re
from importlib.util import find_spec

from tests.house.files import ROOT


def test_every_module_that_make_runs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\(PY\) -m ([\w.]+)", makefile)) - {"pip", "venv"}
    assert [name for name in sorted(named) if not _can_run(name)] == []


def _can_run(name: str) -> bool:
    folder = ROOT / name.replace(".", "/")
    return (folder / "__main__.py").exists() or folder.with_suffix(".py").exists() or find_spec(name) is not None
