"""Operators find every setting, with its default, in docs/operations.md and in .env.example."""

import re

from core.settings import Settings
from tests.house.files import ROOT

_TABLE = re.compile(r"<!-- settings:[^>]*-->\n(.*?)<!-- /settings -->", re.DOTALL)


def table_of_settings() -> str:
    """The settings as the Markdown table that docs/operations.md carries."""
    rows = [
        f"| `ENTENTE_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows]) + "\n"


def _shown(default: object) -> str:
    return "unset" if default is None else f"`{default}`"


def test_the_operations_page_lists_every_setting_with_its_default() -> None:
    found = _TABLE.search((ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == table_of_settings()


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#?(ENTENTE_[A-Z_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(f"ENTENTE_{name.upper()}" for name in Settings.model_fields)


def test_what_the_example_sets_is_the_default() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = {
        name.removeprefix("ENTENTE_").lower(): value
        for name, value in re.findall(r"^(ENTENTE_[A-Z_]+)=(.*)$", example, re.MULTILINE)
    }
    settings = Settings.model_validate(given)
    assert {name: getattr(settings, name) for name in given} == {
        name: Settings.model_fields[name].default for name in given
    }
