"""The glossary names every public class of core."""

import ast

import pytest

from tests.house.files import ROOT


def _public_classes() -> list[str]:
    return [
        node.name
        for path in sorted((ROOT / "core").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("name", _public_classes())
def test_a_class_of_core_is_in_the_glossary(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8")
