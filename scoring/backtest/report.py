"""Checks of the back-test and their table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One figure. passed is None when it is reported without a judgement."""

    section: str
    name: str
    expected: str
    got: str
    passed: bool | None


def table(checks: Iterable[Check]) -> str:
    """The checks as a Markdown table, with a line that counts them."""
    rows = list(checks)
    lines = ["| section | figure | expected | got | |", "|---|---|---|---|---|"]
    mark = {True: "ok", False: "FAILED", None: ""}
    for check in rows:
        cells = (check.section, check.name, check.expected, check.got, mark[check.passed])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    judged = [check for check in rows if check.passed is not None]
    passed = sum(1 for check in judged if check.passed)
    return "\n".join([*lines, "", f"{passed} of {len(judged)} judged figures hold."])
