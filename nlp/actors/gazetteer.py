"""The gazetteer: every surface that can name an actor, from the tables or from an actor list of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from nlp.actors.phrases import PhraseTable
from nlp.actors.tables import entry, named_entries, state_entries


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Surfaces and what they stand for. `is_world`: names are the real world's, so its ambiguity rules apply."""

    phrases: PhraseTable
    is_world: bool = True


@dataclass(frozen=True, slots=True)
class ActorList:
    """An actor list of one's own: surface -> actor code, for fictional or special worlds."""

    surfaces: Mapping[str, str] = field(default_factory=dict)

    def gazetteer(self) -> Gazetteer:
        """A gazetteer of these surfaces alone; role nouns ("the Gondorian army") still give a sector."""
        return Gazetteer(
            PhraseTable(entry(surface, (code,), "name") for surface, code in self.surfaces.items()), is_world=False
        )


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the shipped tables; read once."""
    return Gazetteer(
        PhraseTable(
            chain(
                state_entries(),
                named_entries("organisations.tsv"),
                named_entries("institutions.tsv"),
                named_entries("regions.tsv"),
                named_entries("ambiguity.tsv"),
            )
        )
    )
