"""Every `entente ...` that a page, a document or a message names is a command."""

import re

from tests.house.files import ROOT
from workers.cli import COMMANDS

_NAMED = re.compile(r"(?:`|<code>|^|\.venv/bin/)entente ([a-z][a-z-]+)\b(?=[`< ]|$)", re.MULTILINE)


def test_every_command_that_is_named_exists() -> None:
    places = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "api").rglob("*.html")]
    places += [path for room in ("api", "workers", "core", "store") for path in (ROOT / room).rglob("*.py")]
    named = {(str(path.relative_to(ROOT)), name) for path in places
             for name in _NAMED.findall(path.read_text(encoding="utf-8"))}  # fmt: skip
    assert {name for _, name in named} > {"welcome", "up", "import"}
    assert sorted(one for one in named if one[1] not in COMMANDS) == []
