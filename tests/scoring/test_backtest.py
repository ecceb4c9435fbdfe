"""The back-test itself: needs the shared data folder and says so loudly when it is absent."""

import os
from pathlib import Path

import pytest

from scoring.backtest import data
from scoring.backtest.dense import dense_checks
from scoring.backtest.relations import relation_checks
from scoring.backtest.report import Check, table
from scoring.backtest.run import DENSE_SPAN, Rows, backtest, in_memory

FOLDER = Path(os.environ.get("ENTENTE_BACKTEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
IS_ABSENT = not (FOLDER / data.ANNUAL).exists()
needs_data = pytest.mark.skipif(IS_ABSENT, reason=f"NO BACK-TEST DATA in {FOLDER}: sections B-E are NOT checked")


def failed(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.passed is False]


@needs_data
def test_section_b_relations_by_year() -> None:
    _, memberships = data.groups(FOLDER)
    checks = relation_checks(data.annual_quads(FOLDER / data.ANNUAL), memberships)
    assert len(checks) == 25
    assert failed(checks) == []


@needs_data
@pytest.mark.slow
def test_section_c_shocks_in_dense_rows() -> None:
    alliances, memberships = data.groups(FOLDER)
    events = data.icews(FOLDER / data.DENSE).events
    rows = Rows(FOLDER / data.DENSE, events, alliances, memberships, *DENSE_SPAN)
    checks = dense_checks(in_memory(rows).source, DENSE_SPAN[1])
    assert len(checks) == 5
    assert failed(checks) == []


@needs_data
@pytest.mark.slow
@pytest.mark.skipif(
    "ENTENTE_BACKTEST" not in os.environ, reason="the whole back-test takes a minute: set ENTENTE_BACKTEST=1"
)
def test_the_whole_back_test(tmp_path: Path) -> None:
    assert failed(backtest(FOLDER, tmp_path)) == []


def test_the_table_counts_what_holds() -> None:
    text = table([Check("B", "a|b", "1", "1", True), Check("B", "c", "1", "2", False), Check("B", "d", "", "3", None)])
    assert "a\\|b" in text
    assert text.endswith("1 of 2 judged figures hold.")
