"""API keys and sign-in links, by their hashes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.errors import NotFound
from store.schema.access import api_key, key_use, signin_link


def add(
    tx: Connection, *, prefix: str, digest: bytes, name: str, scopes: list[str], now: datetime,
    expires_at: datetime | None = None, per_minute: int | None = None,
) -> int:  # fmt: skip
    """Keep a new key's hash. per_minute: how often it may ask, None for as often as it likes. Returns its number."""
    found: int = tx.execute(
        insert(api_key)
        .values(
            prefix=prefix,
            hash=digest,
            name=name,
            scopes=scopes,
            created_at=now,
            expires_at=expires_at,
            per_minute=per_minute,
        )
        .returning(api_key.c.id)
    ).scalar_one()
    return found


def find(tx: Connection, prefix: str, *, now: datetime) -> dict[str, Any] | None:
    """The live key with that prefix, None when there is none, it ran out or was revoked."""
    query = select(api_key).where(
        api_key.c.prefix == prefix,
        api_key.c.revoked_at.is_(None),
        or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > now),
    )
    row = tx.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def mark_used(tx: Connection, key_id: int, *, now: datetime) -> None:
    """Remember when the key was last used."""
    tx.execute(update(api_key).where(api_key.c.id == key_id).values(last_used_at=now))


def count_use(tx: Connection, key_id: int, *, minute: datetime) -> int:
    """Count one request of the key in the minute; how many there were in it by now, this one included."""
    statement = upsert(key_use).values(key_id=key_id, minute=minute, used=1)
    same = key_use.c.minute == statement.excluded.minute
    counted: int = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["key_id"],
            set_={"minute": statement.excluded.minute, "used": case((same, key_use.c.used + 1), else_=1)},
        ).returning(key_use.c.used)
    ).scalar_one()
    return counted


def latest(tx: Connection) -> list[dict[str, Any]]:
    """All keys without their hashes, newest first."""
    columns = [column for column in api_key.c if column.name != "hash"]
    return [dict(row) for row in tx.execute(select(*columns).order_by(api_key.c.id.desc())).mappings()]


def revoke(tx: Connection, key_id: int, *, now: datetime) -> None:
    """End a key's life at once. Raises NotFound."""
    found = tx.execute(update(api_key).where(api_key.c.id == key_id).values(revoked_at=now))
    if not found.rowcount:
        raise NotFound(f"There is no API key {key_id}.")


def add_signin_link(tx: Connection, digest: bytes, *, now: datetime, expires_at: datetime) -> None:
    """Keep a new sign-in link's hash."""
    tx.execute(insert(signin_link).values(hash=digest, created_at=now, expires_at=expires_at))


def use_signin_link(tx: Connection, digest: bytes, *, now: datetime) -> bool:
    """Spend the link; False when it is unknown, spent or too old. Two at once: one wins."""
    spent = tx.execute(
        update(signin_link)
        .where(signin_link.c.hash == digest, signin_link.c.used_at.is_(None), signin_link.c.expires_at > now)
        .values(used_at=now)
    )
    return spent.rowcount == 1
