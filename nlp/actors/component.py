"""Actor resolution as a spaCy component."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from nlp.actors.gazetteer import Gazetteer, load_gazetteer
from nlp.actors.offices import OfficeBook
from nlp.actors.resolve import read_actors

# What the component reads (set by whoever makes the Doc) and what it sets.
_EXTENSIONS: dict[str, date | str | int | None] = {
    "published_on": None,
    "title_end": 0,
    "publisher_country": None,
    "article_id": None,
    "mentions": None,
    "places": None,
    "office_observations": None,
}


def register() -> None:
    """Make the document attributes known to spaCy (the factory is known once this module is imported)."""
    for name, default in _EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


class ActorResolver:
    """Sets `doc._.mentions`, `doc._.places`, `doc._.office_observations`. An office book tells it what was learned."""

    def __init__(self, gazetteer: Gazetteer, offices: OfficeBook) -> None:
        self.gazetteer = gazetteer
        self.offices = offices

    def __call__(self, doc: Doc) -> Doc:
        """Resolve one document."""
        reading = read_actors(doc, self.gazetteer, self.offices)
        doc._.mentions, doc._.places = reading.mentions, reading.places
        doc._.office_observations = reading.observations
        return doc


@Language.factory(
    "entente_actors",
    requires=["token.dep", "token.head", "token.pos"],
    assigns=["doc._.mentions", "doc._.places", "doc._.office_observations"],
)
def make_entente_actors(nlp: Language, name: str) -> ActorResolver:
    """The component with the shipped tables. Its `gazetteer` and `offices` can be replaced afterwards."""
    register()
    return ActorResolver(load_gazetteer(), OfficeBook())
