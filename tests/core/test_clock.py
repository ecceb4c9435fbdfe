"""The simulated clock of the demo."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import read_knots, wall_clock, world_clock, world_time, write_knots
from core.errors import ConfigurationError
from core.settings import Settings

DAY = timedelta(days=1)
START = datetime(1968, 1, 1, tzinfo=UTC)
KNOTS = [(100.0, START), (110.0, START + 20 * DAY), (120.0, START + 21 * DAY)]


@pytest.mark.parametrize(
    ("real", "world"),
    [
        (50.0, START),
        (105.0, START + 10 * DAY),
        (110.0, START + 20 * DAY),
        (115.0, START + 20.5 * DAY),
        (180.0, START + 21 * DAY + timedelta(minutes=1)),
    ],
)
def test_the_world_stands_still_runs_between_knots_and_then_keeps_pace(real: float, world: datetime) -> None:
    assert world_time(KNOTS, real) == world


def test_knots_survive_the_file(tmp_path: Path) -> None:
    write_knots(tmp_path / "clock", KNOTS)

    assert read_knots((tmp_path / "clock").read_text()) == KNOTS


def test_a_clock_that_runs_backwards_is_refused(tmp_path: Path) -> None:
    write_knots(tmp_path / "clock", KNOTS[::-1])

    with pytest.raises(ConfigurationError, match="knots must rise"):
        world_clock(Settings(simulated_clock=tmp_path / "clock"))


def test_without_a_simulation_the_world_has_the_machines_time() -> None:
    assert world_clock(Settings()) is wall_clock
