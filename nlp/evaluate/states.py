"""Which actor codes are states."""

from functools import cache

from nlp.actors.tables import rows


@cache
def state_codes() -> frozenset[str]:
    """Codes of all states the gazetteer knows, past ones included."""
    return frozenset(row["code"] for row in rows("states.tsv"))
