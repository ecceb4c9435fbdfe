"""The ledger against the events it was made from: verify that it equals what they amount to, or build it anew."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from core.claims import Claim, Micro, Report
from scoring.claims import claims_of
from scoring.facts import is_invited
from scoring.reports import reports_of
from scoring.series import AlliancesOf, MembershipIndex, series_of
from store import alliances, audit, binary, bulk, ledger
from store.binary import Rows
from store.engine import Connection, Engine
from workers.reading import in_pieces
from workers.settling import Progress, write_claims
from workers.sums import Sums, groups_of, total

SHOWN = 20
_AT_ONCE = 10_000


@dataclass
class Verdict:
    """What was compared, and the first differences in words. unscored: events the ledger does not hold yet."""

    events: int = 0
    claims: int = 0
    buckets: int = 0
    unscored: int = 0
    differences: int = 0
    shown: list[str] = field(default_factory=list)

    def differs(self, text: str) -> None:
        """Note a difference."""
        self.differences += 1
        if len(self.shown) < SHOWN:
            self.shown.append(text)


def verify(engine: Engine, progress: Progress = lambda _stage, _count: None) -> Verdict:
    """Compute all claims and buckets from the stored events in memory and compare them, bit for bit, with the ledger.

    Of an event whose newest revision is not scored yet, the reports on record count. Writes nothing.
    """
    found = Verdict()
    with engine.connect() as tx:
        audit.in_one_view(tx)
        index = MembershipIndex(alliances.all_memberships(tx))
        found.unscored = audit.unscored(tx)
        reports = [*_reports(tx, index.alliances_of, found, progress), *audit.reports_of_unscored(tx)]
        reports.sort(key=lambda one: one.key)
        names = audit.names_by_number(tx)
        numbers = {name: number for number, name in names.items()}
        sums: list[Rows] = []
        stored = audit.claims_with_series(tx)
        _compare_claims(_counted(claims_of(reports), sums, numbers, names, index.alliances_of), stored, names, found,
                        index.alliances_of, progress)  # fmt: skip
        _compare_buckets(total(sums), binary.read_all_buckets(tx), names, found)
    return found


def _reports(tx: Connection, alliances_of: AlliancesOf, found: Verdict, progress: Progress) -> Iterator[Report]:
    for event in audit.scored_events(tx):
        found.events += 1
        if found.events % _AT_ONCE == 0:
            progress("events", _AT_ONCE)
        yield from reports_of(event, alliances_of, is_invited)


def _counted(
    claims: Iterable[Claim], sums: list[Rows], numbers: dict[str, int], names: dict[int, str], alliances_of: AlliancesOf
) -> Iterator[Claim]:
    """The same claims, with what they write summed up on the way; a series that the store lacks gets a number here."""
    summing = Sums(numbers)
    for batch in in_pieces(claims, _AT_ONCE):
        made = [(one, groups_of(one, alliances_of)) for one in batch]
        for name in {name for _, groups in made for group, _ in groups for name in group} - numbers.keys():
            numbers[name] = -len(names)
            names[numbers[name]] = name
        sums.append(summing.of(made))
        yield from batch


Stored = tuple[Claim, list[tuple[int, Micro]]]


def _compare_claims(
    computed: Iterator[Claim],
    stored: Iterator[Stored],
    names: dict[int, str],
    found: Verdict,
    alliances_of: AlliancesOf,
    progress: Progress,
) -> None:
    ours, theirs = next(computed, None), next(stored, None)
    while ours is not None or theirs is not None:
        found.claims += 1
        if found.claims % _AT_ONCE == 0:
            progress("claims", _AT_ONCE)
        if theirs is None or (ours is not None and ours.key < theirs[0].key):
            assert ours is not None
            found.differs(f"claim {ours.key} is missing from the ledger")
            ours = next(computed, None)
        elif ours is None or theirs[0].key < ours.key:
            found.differs(f"claim {theirs[0].key} is in the ledger, but no event reports it")
            theirs = next(stored, None)
        else:
            _compare_claim(ours, theirs, names, found, alliances_of)
            ours, theirs = next(computed, None), next(stored, None)


def _compare_claim(
    ours: Claim, theirs: Stored, names: dict[int, str], found: Verdict, alliances_of: AlliancesOf
) -> None:
    claim, written = theirs
    for name, own, other in zip(Claim._fields, ours, claim, strict=True):
        if own != other:
            found.differs(f"claim {ours.key}: {name} is {other!r}, the events give {own!r}")
    if series_of(ours, alliances_of) != [(names[number], micro) for number, micro in written]:
        found.differs(f"claim {ours.key} wrote to other series, or other weights, than the events give")


def _compare_buckets(ours: Rows, theirs: Rows, names: dict[int, str], found: Verdict) -> None:
    found.buckets = len(theirs[0])
    if all(np.array_equal(own, other) for own, other in zip(ours, theirs, strict=True)):
        return
    computed, stored = _by_place(ours), _by_place(theirs)
    for number, ordinal in sorted(computed.keys() | stored.keys()):
        own, other = computed.get((number, ordinal)), stored.get((number, ordinal))
        if own != other:
            day = date.fromordinal(ordinal)
            found.differs(f"bucket {names[number]} {day}: {_in_words(other)}, the events give {_in_words(own)}")


def _by_place(rows: Rows) -> dict[tuple[int, int], Micro]:
    numbers, days, columns = (part.tolist() for part in rows)
    return {(n, d): Micro(*row) for n, d, row in zip(numbers, days, columns, strict=True)}


def _in_words(micro: Micro | None) -> str:
    return "nothing" if micro is None else ", ".join(f"{name} {value}" for name, value in micro._asdict().items())


def rebuild(engine: Engine, *, now: datetime, progress: Progress = lambda _stage, _count: None) -> Verdict:
    """Make the ledger what the stored events amount to, in one transaction.

    Reports that differ from what an event says now are ended and replaced, so what was known earlier stays on record;
    claims and buckets are written anew. Scoring waits meanwhile, readers go on.
    """
    found = Verdict()
    with engine.begin() as tx, engine.connect() as beside:
        bulk.hold_ledger(tx)
        index = MembershipIndex(alliances.all_memberships(tx))
        found.unscored = audit.unscored(beside)
        reports = list(_reports(beside, index.alliances_of, found, progress))
        found.differences = _replace_reports(tx, dict(audit.reports_by_event(beside)), reports, beside, now)
        reports += audit.reports_of_unscored(beside)
        reports.sort(key=lambda one: one.key)
        bulk.clear_claims(tx, now=now)
        found.claims = write_claims(engine, tx, reports, index.alliances_of, now=now, progress=progress)
    return found


def _replace_reports(
    tx: Connection, stored: dict[int, list[Report]], computed: Iterable[Report], beside: Connection, now: datetime
) -> int:
    """Replace the reports of events that have others now; returns of how many events."""
    by_event: dict[int, list[Report]] = {}
    for one in computed:
        by_event.setdefault(one.event_id, []).append(one)
    stale = {one.event_id for one in audit.reports_of_unscored(beside)}
    differing = [
        number
        for number in sorted((by_event.keys() | stored.keys()) - stale)
        if sorted(by_event.get(number, []), key=repr) != sorted(stored.get(number, []), key=repr)
    ]
    for start in range(0, len(differing), 1000):
        numbers = differing[start : start + 1000]
        fresh = [one for number in numbers for one in by_event.get(number, [])]
        ledger.replace_reports(tx, numbers, fresh, now=now)
    return len(differing)
