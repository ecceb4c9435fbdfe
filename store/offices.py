"""What articles said of office holders: kept, so that every worker learns the same."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from store.schema.events import office_observation

_TOLD = ("code", "title", "name", "surname", "day", "is_former")


def put(tx: Connection, article_id: int, observations: Iterable[dict[str, Any]]) -> None:
    """Keep what the article said (code, title, name, surname, day, is_former); saying it again changes nothing."""
    rows = [{**{name: row[name] for name in _TOLD}, "article_id": article_id} for row in observations]
    if rows:
        tx.execute(insert(office_observation).values(rows).on_conflict_do_nothing())


def since(tx: Connection, number: int) -> tuple[int, list[dict[str, Any]]]:
    """Observations above the number, and the highest number there is; `article` is the article's number as text."""
    rows = tx.execute(
        select(office_observation).where(office_observation.c.id > number).order_by(office_observation.c.id)
    ).mappings()
    found = [dict(row) for row in rows]
    highest = found[-1]["id"] if found else number
    told = [{**{name: row[name] for name in _TOLD}, "article": str(row["article_id"])} for row in found]
    return highest, told
