"""A decision that nothing enforces is a wish: every page names what keeps it, and that exists."""

import re
from pathlib import Path

import pytest

from store.schema import metadata
from tests.house.files import ROOT

_PAGES = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
_FILE = re.compile(r"`([A-Za-z_.][\w./-]*(?:/[\w./-]+|\.toml|\.lock|Makefile)|Makefile)`")


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_a_decision_names_what_enforces_it_and_that_exists(page: Path) -> None:
    line = re.search(r"^\*\*Enforced by:\*\* (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    named = _FILE.findall(line[1])
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_a_contract_that_a_decision_names_is_there(page: Path) -> None:
    names = re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    line = page.read_text(encoding="utf-8").partition("**Enforced by:**")[2]
    quoted = re.findall(r'"([^"]+)"', line)
    assert [one for one in quoted if not any(name.startswith(one) for name in names)] == []


def test_the_list_of_decisions_has_every_page_in_order() -> None:
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))
    assert listed == [page.name for page in _PAGES]


def test_what_is_superseded_has_a_home() -> None:
    assert "superseded_at" in metadata.tables["event_revision"].c
    assert "superseded_at" in metadata.tables["entry_revision"].c
    assert {"known_from", "known_to"} <= set(metadata.tables["report"].c.keys())
    assert "said_at" in metadata.tables["vintage"].c
