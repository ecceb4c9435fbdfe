"""Actor codes: who acts, as a state, alliance, organisation or armed group, with a sector after a colon."""

import re
from functools import lru_cache

from core.errors import InvalidActorCode
from core.plover import Sector

_CODE = re.compile(r"^[A-Z][A-Z0-9_]{1,23}(:(GOV|MIL|LEG|JUD|SPY|OPP|CVL|BUS|MED|REB))?$")


@lru_cache(100_000)
def base_of(code: str) -> str:
    """The state, alliance, organisation or group of an actor code: `RUS:MIL` -> `RUS`."""
    return code.partition(":")[0]


@lru_cache(100_000)
def sector_of(code: str) -> Sector | None:
    """The sector of an actor code, None when the text names the state or group as a whole."""
    sector = code.partition(":")[2]
    return Sector(sector) if sector else None


def to_actor_code(text: str) -> str:
    """`text` as an actor code. Raises InvalidActorCode, naming what was wrong, when it is none."""
    if not _CODE.match(text):
        raise InvalidActorCode(
            f"{text!r} is not an actor code: expected e.g. 'FRA', 'NATO' or 'RUS:MIL' (sectors: {', '.join(Sector)})"
        )
    return text
