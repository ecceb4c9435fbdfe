"""On the bundled archive every change of every index is explained: the parts sum to it, every claim has articles."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import fsum

import pytest
from sqlalchemy import Connection, Engine

from desk.explaining import explain
from desk.source import StoreSource
from nlp.code import CodedText
from scoring.indices import observations
from store import ledger
from tests.workers.told_archive import Remembered, tell

pytestmark = pytest.mark.slow
ERA = "2021_2022"
LAST = date(2022, 7, 31)
WINDOWS = (timedelta(days=7), timedelta(days=45), timedelta(days=300))
EVERY = 3  # of the series of a kind, so many apart, to be done in seconds
TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def told(coded_archive: dict[str, CodedText], module_engine: Callable[[], Engine]) -> Engine:
    engine = module_engine()
    tell(engine, ERA, Remembered(coded_archive))
    return engine


def indices_of(name: str) -> list[tuple[str, str]]:
    """The indices whose changes are split that a stored series feeds."""
    kind, _, rest = name.partition(":")
    if kind == "cohesion":
        alliance, _, dimension = rest.partition(":")
        own = [f"cohesion:{dimension}"] if dimension else ["cohesion", "inside_hostility", "leverage"]
        return [(index, alliance) for index in own]
    if kind == "dyad":
        return [("relation", rest), ("hostility", rest)]
    if kind == "threat":
        category, _, place = rest.partition(":")
        return [(f"threat:{category}", place), (f"surge:{category}", place)]
    return [(kind, rest)]


def asked(tx: Connection) -> Iterator[tuple[str, str]]:
    for kind in ("cohesion:", "dyad:", "external:", "bargaining:", "threat:"):
        for name in ledger.names_with(tx, kind)[::EVERY]:
            yield from indices_of(name)


def test_the_parts_of_every_change_sum_to_it_and_its_claims_have_articles(told: Engine) -> None:
    seen: set[str] = set()
    with told.connect() as tx:
        source = StoreSource(tx, LAST, at_once=True)
        for place, (index, entity) in enumerate(asked(tx)):
            before = LAST - WINDOWS[place % len(WINDOWS)]
            why = explain(tx, index, entity, before, LAST, source)
            said = f"{index} of {entity} since {before}"
            change = why.to_value - why.from_value
            assert abs(fsum(one.points for one in why.contributions) - change) <= TOLERANCE, said
            assert all(one.article_ids for one in why.contributions if one.claim), said
            for one in observations(index, entity, source, before, LAST):
                if one.day in (before, LAST) and one.value is not None:
                    told_value = why.from_value if one.day == before else why.to_value
                    assert abs(one.value - told_value) <= TOLERANCE, said
            seen.add(index.partition(":")[0])
    assert seen == {"cohesion", "inside_hostility", "leverage", "relation", "hostility", "external", "bargaining",
                    "threat", "surge"}  # fmt: skip
