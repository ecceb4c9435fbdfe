"""Why did it move? Contributions to a change, each with its publishers and articles."""

from dataclasses import dataclass
from datetime import date

from core.claims import NOBODY, Claim, ClaimKey
from core.errors import UnknownIndex
from core.indices import Contribution
from desk.source import StoreSource
from scoring.explain import Explanation, Part, explain_level, explain_leverage, explain_odds, explain_surge
from scoring.indices import leverage_parts, series_of_index
from scoring.leverage import LeverageParts
from scoring.parameters import FORMULA, SeriesParameters, dyad_parameters
from scoring.threat import exposure_of
from store import events, ledger
from store.engine import Connection

_ODDS = ("cohesion", "relation", "bargaining")
_SURGES = ("surge", "hostility", "inside_hostility", "external")


@dataclass(frozen=True, slots=True)
class Explained:
    """A change between two days; the contributions' points sum to it within 1e-9."""

    index: str
    entity: str
    before: date
    after: date
    from_value: float
    to_value: float
    contributions: tuple[Contribution, ...]
    formula: str = FORMULA


def explain(
    tx: Connection, index: str, entity: str, before: date, after: date, source: StoreSource | None = None
) -> Explained:
    """Contributions to the change of an index from one day to a later one, largest first.

    source: one that was read up to `after` already. Raises UnknownIndex for an index whose change is not split.
    """
    source = source or StoreSource(tx, after)
    if before >= after:
        raise UnknownIndex(f"nothing to explain: {before} is not before {after}")
    name = series_of_index(index, entity, source)
    before = max(before, source.first)
    if before >= after:
        raise UnknownIndex(f"nothing to explain: the history begins on {source.first}")
    found = ledger.claims_of_series(tx, name, since=before, until=after)
    claims = [claim for claim, _, _ in found]
    kind, _, part = index.partition(":")
    series = source.daily(name, after)
    if kind in _ODDS:
        split = _of_odds(source, name, claims, before, after)
    elif kind == "leverage":
        answers = ledger.claims_of_series(tx, f"bargaining:{entity}", since=before, until=after)
        split = _of_leverage(source, entity, claims, [claim for claim, _, _ in answers], before, after)
        found = [*found, *answers]
    elif kind == "threat" or kind in _SURGES:
        world = source.world_parameters()
        exposure = exposure_of(source.daily("world", after), world)
        weighted = [(claim, micro.q) for claim, micro, _ in found]
        if kind in _SURGES:
            split = explain_surge(series, exposure, world, weighted, before, after)
        else:
            split = explain_level(series, exposure, world, source.reference_rate(part), weighted, before, after)
    else:
        raise UnknownIndex(f"changes of {index!r} are not split into contributions")
    articles = _articles_of(tx, {claim.key: numbers for claim, _, numbers in found})
    return Explained(
        index, entity, before, after, split.before, split.after, _contributions(index, entity, split, articles)
    )


def _of_odds(source: StoreSource, name: str, claims: list[Claim], before: date, after: date) -> Explanation:
    versions = list(source.parameters(name)) or [dyad_parameters(name, source.world_parameters())]
    series = source.daily(name, after)
    return explain_odds(series, _in_force(versions, before), claims, before, after, later=_in_force(versions, after))


def _of_leverage(
    source: StoreSource, alliance: str, inside: list[Claim], answers: list[Claim], before: date, after: date
) -> Explanation:
    paths = leverage_parts(alliance, source, after)
    if not paths:
        raise UnknownIndex(f"leverage of {alliance} is not known: no capability of its members is on file")
    start, end = (
        LeverageParts(**{name: float(path[(day - source.first).days]) for name, path in paths.items()})
        for day in (before, after)
    )
    cohesion = _of_odds(source, f"cohesion:{alliance}", inside, before, after)
    return explain_leverage(start, end, cohesion, _of_odds(source, f"bargaining:{alliance}", answers, before, after))


def _in_force(versions: list[SeriesParameters], day: date) -> SeriesParameters:
    return next((one for one in reversed(versions) if one.valid_from <= day), versions[0])


def _articles_of(tx: Connection, numbers: dict[ClaimKey, tuple[int, ...]]) -> dict[ClaimKey, tuple[int, ...]]:
    known = events.articles_of(tx, sorted({number for own in numbers.values() for number in own}))
    return {key: tuple(sorted({known[n] for n in own if n in known})) for key, own in numbers.items()}


def _contributions(
    index: str, entity: str, split: Explanation, articles: dict[ClaimKey, tuple[int, ...]]
) -> tuple[Contribution, ...]:
    return tuple(_contribution(index, entity, part, articles) for part in split.parts)


def _contribution(index: str, entity: str, part: Part, articles: dict[ClaimKey, tuple[int, ...]]) -> Contribution:
    claim = part.claim
    if claim is None:
        return Contribution(index, entity, part.label, part.points, None, None, None, None, (), ())
    return Contribution(
        index, entity, _label(claim), part.points, str(claim.key),
        None if claim.key.a == NOBODY else claim.key.dyad, claim.dimension, claim.key.type,
        claim.publishers, articles.get(claim.key, ()),
    )  # fmt: skip


def _label(claim: Claim) -> str:
    """In words: `2022-02-24 RUS -> UKR FIGHT`, `2022-02-24 DEU and FRA CONSULT`."""
    key = claim.key
    if key.a == NOBODY:
        return f"{key.day} {key.b} {key.type}"
    sides = {"-": f"{key.a} and {key.b}", ">": f"{key.a} -> {key.b}", "<": f"{key.b} -> {key.a}"}
    return f"{key.day} {sides[key.direction]} {key.type}"
