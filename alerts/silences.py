"""Silences: which alerts nobody wants to hear of for now."""

from collections.abc import Iterable
from datetime import datetime

from core.alerts import Silence


def is_match(pattern: str, name: str) -> bool:
    """Whether an index or entity name matches a pattern: the name itself, `*` for all, or `NATO*` for a beginning."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def find_silence(index: str, entity: str, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The silence in force for a series, the one that lasts longest; None when it may be told."""
    in_force = [
        silence
        for silence in silences
        if silence.starts_at <= now < silence.ends_at
        and is_match(silence.index, index)
        and is_match(silence.entity, entity)
    ]
    return max(in_force, key=lambda silence: (silence.ends_at, silence.id), default=None)
