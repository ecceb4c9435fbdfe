"""A step is one file, one function and one task of the same name."""

import ast
import os
from importlib import import_module

import pytest

from core.settings import Settings
from tests.house.files import ROOT
from workers.rings import QUEUE_OF_STEP, QUEUES

_FILES = sorted(path.stem for path in (ROOT / "workers/steps").glob("[a-z]*.py"))


def test_every_step_file_has_a_queue_and_every_queued_step_a_file() -> None:
    assert sorted(QUEUE_OF_STEP) == _FILES
    assert set(QUEUE_OF_STEP.values()) <= set(QUEUES)


def test_the_celery_app_has_a_task_for_every_step_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ENTENTE_BROKER_URL", "redis://127.0.0.1:1/0")
    app = import_module("workers.celery_app").make_app(Settings(broker_url="redis://127.0.0.1:1/0"))
    assert sorted(name for name in app.tasks if not name.startswith("celery.")) == _FILES


@pytest.mark.parametrize("name", _FILES)
def test_a_step_says_why_running_it_twice_is_safe(name: str) -> None:
    tree = ast.parse((ROOT / f"workers/steps/{name}.py").read_text(encoding="utf-8"))
    step = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    said = ast.get_docstring(step) or ""
    assert "twice" in said or "two sweeps" in said
    assert step.args.args[0].arg == "ctx"
