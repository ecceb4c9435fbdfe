"""How far a publisher is believed about an act: a probability by tier, and by whom the report is about.

Editorial, version `odds-1`: docs/methodology.md, section 4.
"""

from collections.abc import Iterable, Mapping

from core.actors import base_of
from core.articles import Publisher, PublisherTier

BY_TIER: dict[PublisherTier, float] = {
    PublisherTier.OFFICIAL: 0.8,
    PublisherTier.WIRE: 0.85,
    PublisherTier.NATIONAL: 0.8,
    PublisherTier.REGIONAL: 0.7,
    PublisherTier.STATE_CONTROLLED: 0.7,
    PublisherTier.UNKNOWN: 0.5,
}
OFFICIAL_ABOUT_ITSELF = 0.9
STATE_CONTROLLED_ABOUT_ADVERSARY = 0.5


def reliability(
    publisher: Publisher,
    actors: Iterable[str],
    recipients: Iterable[str],
    rivals: Mapping[str, frozenset[str]] | None = None,
) -> float:
    """Probability 0..1 that the publisher reports such an act rightly.

    An official publisher is believed most (0.9) about what its own side says or does, and like a newspaper otherwise. A
    state-controlled one is believed least (0.5) about another state's acts: without `rivals` any other state is
    taken for an adversary, with `rivals` (state -> its adversaries) only those.
    """
    own = publisher.country
    acting = {base_of(code) for code in actors}
    if publisher.tier is PublisherTier.OFFICIAL and own in acting:
        return OFFICIAL_ABOUT_ITSELF
    if publisher.tier is PublisherTier.STATE_CONTROLLED and own is not None:
        others = (acting | {base_of(code) for code in recipients}) - {own}
        adversaries = others if rivals is None else others & rivals.get(own, frozenset())
        if adversaries & acting:
            return STATE_CONTROLLED_ABOUT_ADVERSARY
    return BY_TIER[publisher.tier]
