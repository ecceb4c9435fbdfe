"""Links of the pages resolve, and the commands they tell to type exist."""

import re
from pathlib import Path

import pytest

from tests.house.files import ROOT, links_of, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_resolve(page: Path) -> None:
    inside = [link for link in links_of(page) if "://" not in link and not link.startswith(("mailto:", "#"))]
    assert [link for link in inside if not (page.parent / link.partition("#")[0].replace("\\", "")).exists()] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_anchors_inside_the_project_resolve(page: Path) -> None:
    anchored = [link.partition("#") for link in links_of(page) if "#" in link and "://" not in link]
    missing = [anchor for name, _, anchor in anchored if anchor not in _anchors(page.parent / name if name else page)]
    assert missing == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_make_commands_in_a_page_are_targets(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = re.findall(r"(?:`|^ *)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(told) - targets) == []
