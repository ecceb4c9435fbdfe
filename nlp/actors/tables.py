"""Reading the actor tables of `nlp/data/actors`: tab-separated, `#` starts a comment, `|` parts values."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nlp.actors.phrases import Entry, to_pieces

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "actors"
# Adjectives that have no plural in -s: 'the French', 'the Chinese', 'the Swiss', 'the Kyrgyz', 'the Lao'.
_NO_PLURAL = ("sh", "ch", "ese", "ss", "ic", "ish", "z", "é", "mén", "ois", "o", "S.", "US", "y", "asy", "N.A.")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table, by column name; empty cells are empty strings."""
    columns: list[str] | None = None
    with (_FOLDER / name).open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if columns is None:
                columns = cells
            else:
                yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


def values(cell: str) -> list[str]:
    """The values of a cell."""
    return [value for value in cell.split("|") if value]


def entry(surface: str, codes: tuple[str, ...], rule: str) -> Entry:
    """An entry for the phrase table."""
    return Entry(surface, codes, rule, to_pieces(surface))


def plural_of(adjective: str) -> str | None:
    """The regular plural of a nationality ('Russian' -> 'Russians'), None where English has none."""
    return None if adjective.endswith(_NO_PLURAL) else adjective + "s"


def state_entries() -> Iterator[Entry]:
    """Names, adjectives, nationals and capitals of all states."""
    for row in rows("states.tsv"):
        code = (row["code"],)
        for name in values(row["names"]):
            yield entry(name, code, "name")
        for adjective in values(row["adjectives"]):
            yield entry(adjective, code, "adjective")
            if plural := plural_of(adjective):
                yield entry(plural, code, "national")
        for national in values(row["nationals"]):
            yield entry(national, code, "national")
        for capital in values(row["capitals"]):
            yield entry(capital, code, "capital")


def named_entries(table: str) -> Iterator[Entry]:
    """Entries of a table with the columns code, rule, names (an empty code: looks like an actor, is none)."""
    for row in rows(table):
        for name in values(row["names"]):
            yield entry(name, tuple(values(row["code"])), row["rule"])


@cache
def role_sectors() -> dict[tuple[str, ...], str]:
    """Sector of every role noun, by its words in lower case."""
    return {to_pieces(noun): row["sector"] for row in rows("roles.tsv") for noun in values(row["nouns"])}


@cache
def state_codes() -> frozenset[str]:
    """Codes of all states in the table."""
    return frozenset(row["code"] for row in rows("states.tsv"))


@cache
def _homes() -> dict[str, str]:
    return {row["code"]: row["home"] for row in rows("organisations.tsv") if row["home"]}


def home_of(base: str) -> str | None:
    """The state of a base code: itself, or the home state of an armed group; None for organisations and nobody's."""
    return base if base in state_codes() else _homes().get(base)


@cache
def word_list(name: str) -> frozenset[str]:
    """A named list of `wordlists.tsv`, in lower case."""
    return frozenset(word for row in rows("wordlists.tsv") if row["list"] == name for word in values(row["words"]))
