"""Reports, claims and buckets: how coded events become countable.

Reports of one act on one day merge into a claim; a claim writes signed integer micro-weights (1 = 10^-6) into one daily
bucket per series. Buckets are sums of integers, so they do not depend on the order in which events arrived.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from core.plover import ThreatCategory


class ClaimType(StrEnum):
    """What a claim says was done: the root classes of CAMEO, with DEMAND (10) under REQUEST.

    Finer than PLOVER's types where the difference in hostility matters (FIGHT and MASSVIOL against ASSAULT, INVESTIGATE
    against ACCUSE); RETREAT is a CONCEDE.
    """

    STATE = "STATE"
    REQUEST = "REQUEST"
    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    COOPERATE = "COOPERATE"
    AID = "AID"
    CONCEDE = "CONCEDE"
    INVESTIGATE = "INVESTIGATE"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    MOBILIZE = "MOBILIZE"
    SANCTION = "SANCTION"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    FIGHT = "FIGHT"
    MASSVIOL = "MASSVIOL"


NOBODY = "---"
"""The other side of an act that is aimed at nobody in particular, such as a missile test. Sorts before every code."""


class ClaimKey(NamedTuple):
    """Who did what to whom on which day: reports that share it tell of the same act.

    a < b: bases of the two actor codes. direction: `-` for acts without one (talks, agreements, joint acts,
    statements), `>` when a did it to b, `<` when b did it to a. day: UTC day of the act. Sorts by dyad, direction,
    type, day.
    """

    a: str
    b: str
    direction: str
    type: str
    day: date

    @property
    def dyad(self) -> str:
        """The unordered pair, `A|B`."""
        return f"{self.a}|{self.b}"

    @property
    def echo_key(self) -> tuple[str, str, str, str]:
        """The key without its day: acts that may be re-reports of one another."""
        return self[:4]

    def __str__(self) -> str:
        """Text form, `RUS|UKR:>:FIGHT:2014-02-27`; `to_claim_key` reads it back."""
        return f"{self.a}|{self.b}:{self.direction}:{self.type}:{self.day.isoformat()}"


def to_claim_key(text: str) -> ClaimKey:
    """`text` as a claim key. Raises ValueError when it is none."""
    dyad, direction, type_, day = text.split(":")
    a, b = dyad.split("|")
    return ClaimKey(a, b, direction, type_, date.fromisoformat(day))


class Report(NamedTuple):
    """One event's word on one claim.

    publisher: canonical publisher (syndicated text counts once). p: probability 0..1 that the report is right
    (reliability times confidence). x: signed intensity -1..1. role: weight 0..1 of who acts on whom, divided by the
    root of the number of pairs the event spreads over. dimension: a core Dimension or None. threats: categories the
    coder or the scorer saw, with shares; empty when none. region: UN subregion or None.
    """

    key: ClaimKey
    publisher: str
    p: float
    x: float
    role: float
    dimension: str | None
    threats: tuple[tuple[ThreatCategory, float], ...]
    region: str | None
    event_id: int


class Micro(NamedTuple):
    """Integer micro-weights a claim adds, or a bucket holds.

    x: cooperation, weight times positive intensity. y: conflict, weight times negative intensity. q: threat, weight
    times squared negative intensity. n: weight. s: sum of squares of the claim's main quantity (for the interval).
    g: alignment weight. claims: number of claims (not micro).
    """

    x: int
    y: int
    q: int
    n: int
    s: int
    g: int
    claims: int


class Claim(NamedTuple):
    """What the reports of one key amount to.

    x: mean signed intensity. weight: final weight, echo discount included. echo: discount 0..1 for re-reporting.
    publishers: sorted. threats: mean shares over its reports. micro: what it adds to a plain series.
    """

    key: ClaimKey
    x: float
    weight: float
    echo: float
    publishers: tuple[str, ...]
    reports: int
    dimension: str | None
    threats: tuple[tuple[ThreatCategory, float], ...]
    region: str | None
    micro: Micro


class Bucket(NamedTuple):
    """The sum of all claims' micro-weights of one series on one UTC day."""

    series: str
    day: date
    micro: Micro
