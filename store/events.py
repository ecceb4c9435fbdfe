"""Events: stored once per act and article, revised in the open, never deleted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from core.errors import NotFound
from core.events import CodedEvent, Event, Evidence, Span
from core.plover import AllianceAct, Dimension, EventType, Sector, Status, ThreatCategory
from core.reviews import Review, Verdict
from store import leases
from store.schema.articles import article
from store.schema.events import event, event_revision, review

TO_SCORE = (event.c.scored_revision < event.c.revision) & event.c.dead_at.is_(None)


def to_columns(coded: CodedEvent) -> dict[str, Any]:
    """A coded event as the columns of the event table."""
    return {
        "actors": list(coded.actors),
        "recipients": list(coded.recipients),
        "type": str(coded.type),
        "mode": coded.mode,
        "contexts": list(coded.contexts),
        "status": str(coded.status),
        "event_day": coded.event_day,
        "confidence": coded.confidence,
        "cameo": coded.cameo,
        "speaker": coded.speaker,
        "dimension": coded.dimension and str(coded.dimension),
        "alliance_act": coded.alliance_act and str(coded.alliance_act),
        "threats": {str(category): share for category, share in coded.threats} or None,
        "evidence": _to_json(coded.evidence),
    }


def _to_json(evidence: Evidence | None) -> dict[str, Any] | None:
    # Through JSON and back, so that what was stored compares equal to what is coded again (tuples become lists).
    found: dict[str, Any] | None = json.loads(json.dumps(asdict(evidence))) if evidence else None
    return found


def _to_span(raw: dict[str, Any]) -> Span:
    return Span(start=raw["start"], end=raw["end"], text=raw["text"])


def _to_evidence(raw: dict[str, Any] | None) -> Evidence | None:
    if raw is None:
        return None
    return Evidence(
        sentence=_to_span(raw["sentence"]),
        trigger=_to_span(raw["trigger"]),
        actors=tuple(_to_span(span) for span in raw["actors"]),
        recipients=tuple(_to_span(span) for span in raw["recipients"]),
        rule=raw["rule"],
    )


def to_event(row: Row[Any]) -> Event:
    """A row of the event table as an event."""
    coded = CodedEvent(
        actors=tuple(row.actors),
        recipients=tuple(row.recipients),
        type=EventType(row.type),
        mode=row.mode,
        contexts=tuple(row.contexts),
        status=Status(row.status),
        event_day=row.event_day,
        confidence=row.confidence,
        evidence=_to_evidence(row.evidence),
        cameo=row.cameo,
        speaker=row.speaker,
        dimension=Dimension(row.dimension) if row.dimension else None,
        alliance_act=AllianceAct(row.alliance_act) if row.alliance_act else None,
        threats=tuple((ThreatCategory(name), share) for name, share in sorted((row.threats or {}).items())),
    )
    return Event(
        id=row.id,
        revision=row.revision,
        article_id=row.article_id,
        story_id=row.story_id,
        publisher=row.publisher,
        reliability=row.reliability,
        origin=row.origin,
        coded=coded,
        known_at=row.known_at,
        is_rejected=row.is_rejected,
        region=row.region,
        flags=tuple(row.flags),
    )


def get(tx: Connection, event_id: int) -> Event:
    """The event as it stands now. Raises NotFound."""
    row = tx.execute(select(event).where(event.c.id == event_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no event {event_id}.")
    return to_event(row)


def of_article(tx: Connection, article_id: int) -> list[Event]:
    """The article's events, in the order of the text; rejected ones are left out."""
    query = select(event).where(event.c.article_id == article_id, ~event.c.is_rejected).order_by(event.c.id)
    return [to_event(row) for row in tx.execute(query)]


def revisions(tx: Connection, event_id: int) -> list[dict[str, Any]]:
    """What the event said before, oldest first: revision, payload, when and by whom it was superseded."""
    query = select(event_revision).where(event_revision.c.event_id == event_id).order_by(event_revision.c.revision)
    return [dict(row) for row in tx.execute(query).mappings()]


def put_of_article(
    tx: Connection,
    article_id: int,
    keyed: Sequence[tuple[str, CodedEvent, float, str | None, Sequence[str]]],
    *,
    publisher: str,
    origin: str,
    now: datetime,
) -> list[int]:
    """Make the article's events exactly these: (key, coded event, reliability, region, flags for review).

    New keys are added, changed ones get a revision, keys that are gone are rejected (a corrected article takes its act
    back). An event that an analyst decided on is left as it is. Returns the numbers of what must be scored.
    """
    story = tx.execute(
        select(func.coalesce(article.c.story_id, article.c.id)).where(article.c.id == article_id)
    ).scalar_one()
    old = {row.key: row for row in tx.execute(select(event).where(event.c.article_id == article_id).with_for_update())}
    reviewed = set(
        tx.execute(select(review.c.event_id).where(review.c.event_id.in_([row.id for row in old.values()]))).scalars()
    )
    touched: list[int] = []
    for key, coded, reliability, region, flags in keyed:
        columns = {**to_columns(coded), "reliability": reliability, "region": region, "flags": list(flags)}
        columns |= {"origin": origin, "is_rejected": False}
        row = old.pop(key, None)
        if row is None:
            statement = pg_insert(event).values(
                **columns,
                article_id=article_id,
                key=key,
                story_id=story,
                publisher=publisher,
                known_at=now,
            )
            touched.append(tx.execute(statement.returning(event.c.id)).scalar_one())
        elif row.id not in reviewed and any(getattr(row, name) != value for name, value in columns.items()):
            _revise(tx, row, columns, by=origin, now=now)
            touched.append(row.id)
    for row in old.values():
        if row.id not in reviewed and not row.is_rejected:
            _revise(tx, row, {"is_rejected": True}, by=origin, now=now)
            touched.append(row.id)
    return touched


def _revise(tx: Connection, row: Row[Any], columns: dict[str, Any], *, by: str, now: datetime) -> None:
    old = to_event(row)
    payload = {**to_columns(old.coded), "is_rejected": old.is_rejected, "origin": old.origin}
    payload["event_day"] = old.coded.event_day.isoformat() if old.coded.event_day else None
    tx.execute(
        insert(event_revision).values(
            event_id=row.id, revision=row.revision, payload=payload, superseded_at=now, superseded_by=by
        )
    )
    tx.execute(
        update(event)
        .where(event.c.id == row.id)
        .values(**columns, revision=row.revision + 1, leased_until=None, attempts=0, error=None, dead_at=None)
    )


def add_review(tx: Connection, decided: Review) -> int:
    """Put an analyst's verdict on record and make it the event's next revision. Returns the new revision number.

    Confirming sets the confidence to .99 (SCORING: p of a confirmed report); correcting replaces what was coded;
    rejecting takes the event out of every index. Raises NotFound; ValueError when the verdict is on an old revision.
    """
    row = tx.execute(select(event).where(event.c.id == decided.event_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"There is no event {decided.event_id}.")
    if row.revision != decided.revision:
        raise ValueError(
            f"Event {decided.event_id} is at revision {row.revision} now, the verdict is on {decided.revision}: "
            "look at it again."
        )
    if decided.verdict is Verdict.CORRECT:
        if decided.correction is None:
            raise ValueError("A correction must say what the event should be.")
        columns = {**to_columns(decided.correction), "is_rejected": False}
    elif decided.verdict is Verdict.CONFIRM:
        columns = {"confidence": 0.99, "reliability": 1.0, "is_rejected": False}
    else:
        columns = {"is_rejected": True}
    _revise(tx, row, {**columns, "flags": []}, by=decided.reviewer, now=decided.reviewed_at)
    tx.execute(
        insert(review).values(
            event_id=decided.event_id,
            revision=decided.revision,
            verdict=decided.verdict,
            reviewer=decided.reviewer,
            comment=decided.comment,
            reviewed_at=decided.reviewed_at,
        )
    )
    return int(row.revision) + 1


def claim(tx: Connection, *, wall: datetime, lease: timedelta, limit: int) -> list[Event]:
    """Up to `limit` new or revised events that wait to be scored, leased to the caller, in order of number."""
    leases.bury_exhausted(tx, event, TO_SCORE, now=wall)
    ids = leases.claim(tx, event, TO_SCORE, now=wall, lease=lease, limit=limit)
    return [to_event(row) for row in tx.execute(select(event).where(event.c.id.in_(ids)).order_by(event.c.id))]


def mark_scored(tx: Connection, scored: Iterable[Event]) -> None:
    """The indices hold these revisions now. A revision made meanwhile stays due."""
    done = {one.id: one.revision for one in scored}
    tx.execute(
        text(
            "update event set scored_revision = done.revision, leased_until = null, attempts = 0, error = null "
            "from unnest(cast(:ids as bigint[]), cast(:revisions as int[])) as done(id, revision) "
            "where event.id = done.id"
        ),
        {"ids": list(done), "revisions": list(done.values())},
    )


def mark_failed(tx: Connection, ids: Sequence[int], error: str, *, now: datetime) -> None:
    """Scoring failed; after three times the event is set aside with the error."""
    leases.mark_failed(tx, event, ids, error, now=now)


def latest(
    tx: Connection,
    *,
    before: int | None,
    limit: int,
    actor: str | None = None,
    type_: str | None = None,
    since: date | None = None,
    flagged: bool = False,
) -> list[Event]:
    """Events, newest number first, from below the number `before`. `actor` matches either side, any sector."""
    query = select(event).where(~event.c.is_rejected).order_by(event.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(event.c.id < before)
    if actor:
        sectors = [actor, *(f"{actor}:{sector}" for sector in Sector)]
        query = query.where(or_(event.c.actors.overlap(sectors), event.c.recipients.overlap(sectors)))
    if type_:
        query = query.where(event.c.type == type_)
    if since:
        query = query.where(event.c.event_day >= since)
    if flagged:
        query = query.where(func.cardinality(event.c.flags) > 0)
    return [to_event(row) for row in tx.execute(query)]


def articles_of(tx: Connection, event_ids: Sequence[int]) -> dict[int, int]:
    """Article of each event; imported events have none."""
    found: dict[int, int] = {}
    for start in range(0, len(event_ids), 5000):
        query = select(event.c.id, event.c.article_id).where(
            event.c.id.in_(event_ids[start : start + 5000]), event.c.article_id.isnot(None)
        )
        found |= {row.id: row.article_id for row in tx.execute(query)}
    return found


def recent_alliance_acts(tx: Connection, *, since: datetime) -> list[Event]:
    """Asserted events that invoke a treaty or change a membership and became known after `since`, by number."""
    query = select(event).where(
        event.c.alliance_act.isnot(None),
        ~event.c.is_rejected,
        event.c.status == Status.ASSERTED,
        event.c.known_at > since,
    )
    return [to_event(row) for row in tx.execute(query.order_by(event.c.id))]


def recent_of_kind(tx: Connection, kind: str, *, since: datetime, first: date) -> list[Event]:
    """Asserted events of an event type, or of a threat category, on `first` or later and known after `since`."""
    query = select(event).where(
        event.c.event_day >= first,
        or_(event.c.type == kind, event.c.threats.has_key(kind)),
        ~event.c.is_rejected,
        event.c.status == Status.ASSERTED,
        event.c.known_at > since,
    )
    return [to_event(row) for row in tx.execute(query.order_by(event.c.id))]


def count(tx: Connection) -> int:
    """How many events are on record, rejected ones left out."""
    return int(tx.execute(select(func.count()).select_from(event).where(~event.c.is_rejected)).scalar_one())


def backlog(tx: Connection) -> tuple[int, datetime | None, int]:
    """How many events wait to be scored, when the oldest became known, and how many were set aside."""
    row = tx.execute(
        select(
            func.count().filter(TO_SCORE),
            func.min(event.c.known_at).filter(TO_SCORE),
            func.count().filter(event.c.dead_at.isnot(None)),
        ).where(event.c.scored_revision < event.c.revision)
    ).one()
    return row[0], row[1], row[2]
