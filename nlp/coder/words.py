"""Word lists of the data files: `name: word word ...`, one list a line."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "lexicon"


@cache
def word_lists(file: str) -> dict[str, frozenset[str]]:
    """Every list of a file of `nlp/lexicon`, by name."""
    lists = {}
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, words = line.partition(":")
            lists[name.strip()] = frozenset(words.split())
    return lists


def word_set(name: str) -> frozenset[str]:
    """A list of `words.txt`."""
    return word_lists("words.txt")[name]
