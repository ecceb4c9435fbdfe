"""Actor resolution as a spaCy component."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from nlp.actors.gazetteer import Gazetteer, load_gazetteer
from nlp.actors.offices import OfficeBook
from nlp.actors.resolve import resolve_and_learn

# What the component reads (set by whoever makes the Doc) and what it sets.
_EXTENSIONS: dict[str, date | str | int | None] = {
    "published_on": None,
    "title_end": 0,
    "publisher_country": None,
    "article_id": None,
    "mentions": None,
    "office_observations": None,
}


def register() -> None:
    """Make the document attributes known to spaCy (the factory is known once this module is imported)."""
    for name, default in _EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


class ActorResolver:
    """Sets `doc._.mentions` and `doc._.office_observations`. Hand it an office book to let it know what was learned."""

    def __init__(self, gazetteer: Gazetteer, offices: OfficeBook) -> None:
        self.gazetteer = gazetteer
        self.offices = offices

    def __call__(self, doc: Doc) -> Doc:
        """Resolve one document."""
        doc._.mentions, doc._.office_observations = resolve_and_learn(doc, self.gazetteer, self.offices)
        return doc


@Language.factory(
    "entente_actors",
    requires=["token.dep", "token.head", "token.pos"],
    assigns=["doc._.mentions", "doc._.office_observations"],
)
def make_entente_actors(nlp: Language, name: str) -> ActorResolver:
    """The component with the shipped tables. Its `gazetteer` and `offices` can be replaced afterwards."""
    register()
    return ActorResolver(load_gazetteer(), OfficeBook())
