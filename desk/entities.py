"""Of what an index is told: an entity as it is on file, or a clear word that there is none."""

from core.alliances import BODIES
from core.errors import InvalidInput, NotFound
from scoring.facts import regions
from store import alliances, ledger
from store.engine import Connection

_DYADS = frozenset({"relation", "hostility", "alignment"})
_OF_ALLIANCES = frozenset({"cohesion", "inside_hostility", "external", "bargaining", "leverage"})


def entity_of(tx: Connection, index: str, entity: str) -> str:
    """`entity` as the index has it on file: `ukr-rus` -> `RUS|UKR`, `EU` -> `EU_CSDP` for what alliances have.

    Raises InvalidInput for a dyad without two sides, NotFound for an actor or place that nobody knows: an empty answer
    would read as calm. What is known but was never in the news is returned; its values are None.
    """
    kind = index.partition(":")[0]
    if kind in _DYADS:
        return _dyad(tx, entity)
    if kind in _OF_ALLIANCES:
        return _alliance(tx, entity)
    return _place(tx, entity) if kind in ("threat", "surge") else entity


def _dyad(tx: Connection, entity: str) -> str:
    sides = sorted(side.strip().upper() for side in entity.replace("-", "|").split("|"))
    if len(sides) != 2 or not all(sides) or sides[0] == sides[1]:
        raise InvalidInput(f"{entity} is no dyad; one is written like RUS|UKR.")
    if unknown := sorted(set(sides) - _known(tx, sides)):
        raise NotFound(f"There is no actor {' and no actor '.join(unknown)}: no state, alliance or group in the news.")
    return "|".join(sides)


def _alliance(tx: Connection, entity: str) -> str:
    code = entity.upper()
    return alliances.get(tx, BODIES.get(code, code)).code


def _place(tx: Connection, entity: str) -> str:
    kind, _, rest = entity.rpartition(":")
    if entity == "world" or (kind == "region" and rest in regions().values()):
        return entity
    code = rest.upper()
    if kind == "alliance":
        return f"alliance:{alliances.get(tx, code).code}"
    if kind in ("", "country") and code in _known(tx, [code]):
        return f"{kind}:{code}" if kind else code
    raise NotFound(
        f"There is no place {entity!r}; one is written world, country:USA, alliance:NATO or region:Eastern Europe."
    )


def _known(tx: Connection, codes: list[str]) -> set[str]:
    """Of the codes those of a state, an alliance, an organisation that acts for one, or of anybody in the news."""
    names = {f"country:{code}": code for code in codes}
    in_news = {names[name] for name in ledger.versions_of(tx, list(names))}
    return in_news | alliances.known_codes(tx, codes) | (set(codes) & set(BODIES))
