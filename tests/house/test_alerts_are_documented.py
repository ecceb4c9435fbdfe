"""Subscribers find every rule kind, reason, state and channel in docs/alerts.md."""

from enum import StrEnum

import pytest

from core.alerts import AlertState, ChannelKind, NotifyReason, RuleKind
from tests.house.files import ROOT


@pytest.mark.parametrize("kinds", [RuleKind, NotifyReason, ChannelKind])
def test_every_member_has_a_row_of_its_own(kinds: type[StrEnum]) -> None:
    page = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
    assert [kind for kind in kinds if f"\n| `{kind}` |" not in page] == []


def test_every_state_is_named() -> None:
    page = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
    assert [state for state in AlertState if f"`{state}`" not in page] == []
