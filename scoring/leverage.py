"""Leverage of an alliance: capability, cohesion, channels and bargaining, multiplied; each change split exactly.

Weights are editorial; only identities and face validity are tested. Source: docs/methodology.md, section 8.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import numpy as np

from scoring.daily import Floats
from scoring.facts import filed_under

WEIGHTS = {"capability": 0.35, "cohesion": 0.25, "channels": 0.20, "bargaining": 0.20}
INSTABILITY_COST = 0.3
CHANNELS_SCALE = 25.0
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class LeverageParts:
    """The four parts, each in (0, 1]."""

    capability: float
    cohesion: float
    channels: float
    bargaining: float


def leverage(parts: LeverageParts) -> float:
    """Leverage in points 0..100: the weighted geometric mean of its parts. A part of 0 counts as 10^-6."""
    weighted = (max(part, _FLOOR) ** weight for part, weight in zip(astuple(parts), WEIGHTS.values(), strict=True))
    return 100.0 * float(math.prod(weighted))


def attribute(before: LeverageParts, after: LeverageParts) -> dict[str, float]:
    """Points each part added between two days; they sum to the change of leverage exactly (LMDI).

    Delta_i = Lambda(L1, L0) w_i ln(c_i1 / c_i0), Lambda the logarithmic mean. Source: Ang, Energy Policy 33 (2005).
    """
    start, end = leverage(before), leverage(after)
    mean = start if math.isclose(start, end, rel_tol=1e-12) else (end - start) / math.log(end / start)
    return {
        name: mean * weight * math.log(max(new, _FLOOR) / max(old, _FLOOR))
        for (name, weight), old, new in zip(WEIGHTS.items(), astuple(before), astuple(after), strict=True)
    }


def capability(
    members: Iterable[str],
    rivals: Iterable[str],
    year: int,
    shares: Mapping[tuple[str, int], float],
    instability: Mapping[str, float] | None = None,
) -> float | None:
    """Share of the alliance in its own and its rivals' capability, less up to 30 % for unstable members.

    shares: CINC by (country, year); the last year on file stands in for later ones. instability: 0..1 by member,
    weighted by capability; unknown is 0. None when no member's capability is known.
    """
    last = max(known for _, known in shares)
    on_file = min(year, last)
    own = {
        code: shares[(filed_under(code), on_file)] for code in sorted(members) if (filed_under(code), on_file) in shares
    }
    against = math.fsum(shares[(code, on_file)] for code in sorted(rivals) if (code, on_file) in shares)
    total = math.fsum(own.values())
    if not total:
        return None
    unstable = math.fsum(share * (instability or {}).get(code, 0.0) for code, share in own.items()) / total
    return total / (total + against) * (1.0 - INSTABILITY_COST * unstable)


def channels(cooperation: Mapping[str, float]) -> float:
    """How many outsiders the members work with: 1 - exp(-N/25), N = exp(entropy) of decayed cooperation by outsider."""
    total = math.fsum(cooperation.values())
    if total <= 0:
        return 0.0
    shares = [value / total for _, value in sorted(cooperation.items()) if value > 0]
    effective = math.exp(-math.fsum(share * math.log(share) for share in shares))
    return 1.0 - math.exp(-effective / CHANNELS_SCALE)


def channels_path(cooperation: Mapping[str, Floats]) -> Floats:
    """`channels` day by day, from the decayed cooperation with each outsider; days without any are 0."""
    table = np.array([values for _, values in sorted(cooperation.items())])
    if not table.size:
        return np.zeros(0)
    total = table.sum(axis=0)
    shares = np.divide(table, total, out=np.zeros_like(table), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    effective = np.where(total > 0, np.exp(-(shares * logs).sum(axis=0)), 0.0)
    result: Floats = 1.0 - np.exp(-effective / CHANNELS_SCALE)
    return result
