"""`entente doctor`."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from core.clock import wall_clock
from core.settings import Settings
from workers.doctor import examine


def command(as_json: Annotated[bool, typer.Option("--json", help="Print findings as JSON lines.")] = False) -> None:
    """Say what is wrong and what to do. Exit status 1 when something is wrong."""
    is_well = True
    for finding in examine(Settings(), wall_clock):
        is_well = is_well and finding.is_ok
        if as_json:
            print(json.dumps(asdict(finding)))
        else:
            print(f"{'ok   ' if finding.is_ok else 'WRONG'} {finding.name:<15} {finding.text}")
            if not finding.is_ok:
                print(f"      -> {finding.remedy}")
    if not is_well:
        raise typer.Exit(1)
