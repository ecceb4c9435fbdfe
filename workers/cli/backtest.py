"""`entente backtest`."""

from pathlib import Path
from typing import Annotated

import typer

from core.errors import InvalidInput
from scoring.backtest.report import table
from scoring.backtest.run import backtest
from workers.backtesting import backtest_by_commands


def command(
    data: Annotated[Path, typer.Option(help="Folder with the ICEWS, AI-GPR and alliance files.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the table and the pictures.")] = None,
    in_memory: Annotated[bool, typer.Option("--in-memory", help="Without databases and commands; quicker.")] = False,
) -> None:
    """Run the indices over history, in scratch databases and by Entente's own commands; print expected and got.

    Exit status 1 when a judged figure fails.
    """
    try:
        checks = backtest(data, out) if in_memory else backtest_by_commands(data, out)
    except FileNotFoundError as error:
        raise InvalidInput(
            f"{error.filename}: the back-test needs this file; see docs/methodology.md, section 9."
        ) from error
    text = table(checks)
    print(text)
    if out is not None:
        (out / "backtest.md").write_text(text + "\n", encoding="utf-8")
    if any(check.passed is False for check in checks):
        raise typer.Exit(1)
