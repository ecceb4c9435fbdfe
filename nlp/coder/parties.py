"""Parties of an act: the codes behind fillers, and what kind of party they name."""

from collections.abc import Iterable

from spacy.tokens import Doc

from core.actors import base_of, sector_of
from core.plover import EventType, Sector
from nlp.coder.fillers import Filler
from nlp.coder.lexicon import Entry

_APART = frozenset({Sector.OPP, Sector.CVL, Sector.REB, Sector.LEG, Sector.JUD, Sector.MED})
"""Sectors that can be the other party of their own state."""


def bases(fillers: Iterable[Filler]) -> frozenset[str]:
    """States, alliances and groups of the fillers, sectors dropped."""
    return frozenset(base_of(code) for filler in fillers for code in filler.codes)


def codes_of(fillers: Iterable[Filler]) -> frozenset[str]:
    """Every code that the fillers stand for."""
    return frozenset(code for filler in fillers for code in filler.codes)


def own_codes(entry: Entry, actors: list[Filler]) -> frozenset[str]:
    """Codes of the actors; people that protest are a sector of their own, so that their government can be meant."""
    if entry.type is not EventType.PROTEST:
        return codes_of(actors)
    return frozenset(code if ":" in code else f"{code}:{Sector.CVL}" for code in codes_of(actors))


def without(fillers: list[Filler], taken: frozenset[str]) -> list[Filler]:
    """Fillers that are not among the parties `taken` (codes). A part of the same state counts as another party
    only when it has a sector of its own ("the government" and "the opposition").
    """
    whole = {base_of(code) for code in taken}
    return [
        filler
        for filler in fillers
        if not all(code in taken or (base_of(code) in whole and not _is_apart(code, taken)) for code in filler.codes)
    ]


def _is_apart(code: str, taken: frozenset[str]) -> bool:
    sector = sector_of(code)
    others = {sector_of(other) for other in taken if base_of(other) == base_of(code)}
    return sector is not None and sector not in others and (sector in _APART or bool(others & _APART))


def is_force(filler: Filler) -> bool:
    """Whether a party can march: armed forces and groups, or a state by its name; not its people."""
    is_whole = any(sector_of(code) is None for code in filler.codes)
    return is_armed(filler) or (is_whole and filler.mention.rule not in ("national", "adjective"))


def is_armed(filler: Filler) -> bool:
    """Whether a party is armed forces or an armed group."""
    return bool({sector_of(code) for code in filler.codes} & {Sector.MIL, Sector.REB})


def is_office(filler: Filler) -> bool:
    """Whether a party is somebody in office, who quarrels with words."""
    return filler.mention.rule in ("office", "learned_office", "title")


def is_crowd(filler: Filler) -> bool:
    """Whether a party is people that can take to the streets: nationals, students, workers; no state, no office."""
    sectors = {sector_of(code) for code in filler.codes}
    return bool(sectors & {Sector.CVL, Sector.OPP}) or (None in sectors and filler.mention.rule == "national")


def is_team(filler: Filler) -> bool:
    """Whether a party is named as teams are: the bare name of a state."""
    return filler.via == "head" and all(":" not in code for code in filler.codes)


def has_members(filler: Filler, doc: Doc, organisations: frozenset[str]) -> bool:
    """Whether a party is an organisation, or several people of one, that can meet and agree by itself."""
    is_several = filler.mention.rule in ("organisation", "coref") or doc[filler.mention.head].tag_ in ("NNS", "NNPS")
    return is_several and bool(bases([filler]) & organisations)
