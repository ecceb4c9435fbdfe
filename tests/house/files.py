"""What the house tests look through: the project's own files, whether or not they are committed yet."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROOMS = ("core", "desk", "ingest", "nlp", "scoring", "alerts", "store", "workers", "api")
_DERIVED = {"__pycache__", ".venv", "var", "build", "out", ".git"}
_TEXT = {
    ".lock",
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".tsv",
    ".json",
    ".jsonl",
    ".yml",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".cfg",
    ".mako",
}
_NAMED = {"Makefile", "Dockerfile", "LICENSE", "NOTICE", ".env.example", ".gitignore", "run"}
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")


@cache
def texts() -> tuple[Path, ...]:
    """Every text file of the project, derived folders left out."""
    tops = [*(ROOT / room for room in _ROOMS), ROOT / "tests", ROOT / "docs", ROOT / "bench", ROOT / ".ci"]
    found = [path for top in tops for path in top.rglob("*") if path.is_file() and not _DERIVED & set(path.parts)]
    found += [path for path in ROOT.iterdir() if path.is_file()]
    return tuple(sorted(path for path in found if path.suffix in _TEXT or path.name in _NAMED))


def modules() -> list[Path]:
    """Every Python file of the rooms."""
    return [path for path in texts() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in _ROOMS]


def pages() -> list[Path]:
    """Every Markdown page."""
    return [path for path in texts() if path.suffix == ".md"]


def links_of(page: Path) -> list[str]:
    """The addresses a Markdown page links to."""
    return [match[1] for match in _LINK.finditer(page.read_text(encoding="utf-8"))]
