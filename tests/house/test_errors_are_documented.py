"""Every error raised on purpose stands in the table of docs/operations.md."""

import ast

from tests.house.files import ROOT, modules


def _own_errors() -> set[str]:
    """Names of EntenteError and of every class of the rooms that descends from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {"EntenteError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


def test_every_error_class_is_in_the_table_of_errors() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in sorted(_own_errors()) if f"\n| `{name}` |" not in page] == []
