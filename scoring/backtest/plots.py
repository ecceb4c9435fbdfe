"""Pictures of the back-test, when matplotlib is installed."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from scoring.backtest.detection import BUDGETS, Outcome
from scoring.odds import OddsPath

_EPOCH = date(1970, 1, 1).toordinal()  # where matplotlib counts days from


def write_plots(
    folder: Path,
    cohesion: Mapping[str, OddsPath],
    alerts: Mapping[str, Sequence[date]],
    outcomes: Mapping[str, list[Outcome]],
) -> list[Path]:
    """Write `cohesion-ALLIANCE.png` and `detection.png`; returns their paths, none without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return []
    matplotlib.use("Agg")
    from matplotlib import pyplot

    written = []
    for alliance, path in cohesion.items():
        places = path.first.toordinal() - _EPOCH + np.arange(len(path.value), dtype=np.float64)
        figure, axes = pyplot.subplots(figsize=(11, 3.2))
        axes.fill_between(places, path.lo, path.hi, color="#9ec5e8", linewidth=0, label="80 % interval")
        axes.plot(places, path.value, color="#1f4e79", linewidth=1, label="cohesion")
        for day in alerts.get(alliance, ()):
            axes.axvline(float(day.toordinal() - _EPOCH), color="#b03030", linewidth=0.8)
        axes.set(title=f"Cohesion of {alliance} (alerts in red)", ylim=(0, 100), ylabel="points")
        axes.xaxis_date()
        axes.legend(loc="lower left", fontsize=8)
        written.append(folder / f"cohesion-{alliance}.png")
        figure.tight_layout()
        figure.savefig(written[-1], dpi=100)
        pyplot.close(figure)
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, found in outcomes.items():
        axes.plot(BUDGETS, [len(outcome.delays) for outcome in found], marker="o", label=name)
    axes.set(xlabel="alarms per dyad-year", ylabel="of 14 shocks found", ylim=(0, 14), title="At equal budgets")
    axes.legend(fontsize=8)
    written.append(folder / "detection.png")
    figure.tight_layout()
    figure.savefig(written[-1], dpi=100)
    pyplot.close(figure)
    return written
