"""`python -m scoring.backtest --data FOLDER [--out FOLDER]`: print expected and got; exit 1 when a figure fails."""

import argparse
import sys
from pathlib import Path

from scoring.backtest.report import table
from scoring.backtest.run import backtest


def main() -> int:
    """Run the back-test in memory and print its table."""
    parser = argparse.ArgumentParser(prog="python -m scoring.backtest", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the ICEWS, AI-GPR and alliance files")
    parser.add_argument("--out", type=Path, default=None, help="folder for the table and the pictures")
    arguments = parser.parse_args()
    checks = backtest(arguments.data, arguments.out)
    text = table(checks)
    sys.stdout.write(text + "\n")
    if arguments.out is not None:
        (arguments.out / "backtest.md").write_text(text + "\n", encoding="utf-8")
    return int(any(check.passed is False for check in checks))


if __name__ == "__main__":
    sys.exit(main())
