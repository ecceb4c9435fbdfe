"""The coder as a spaCy component: acts of a parsed document whose mentions are set."""

from spacy.language import Language
from spacy.tokens import Doc

from nlp.coder.extract import Extractor
from nlp.coder.lexicon import Lexicon, default_lexicon


def register() -> None:
    """Make `doc._.acts` (and `doc._.mentions`, for documents built by hand) known to spaCy."""
    for name in ("acts", "mentions", "title_end"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


class ActReader:
    """Sets `doc._.acts`: the candidates of the document that stayed alive, in the order of the text."""

    def __init__(self, lexicon: Lexicon):
        self.extractor = Extractor(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        doc._.acts = self.extractor.extract(doc) if doc._.mentions else []
        return doc


@Language.factory(
    "entente_coder",
    requires=["doc._.mentions", "token.dep", "token.head", "token.pos", "token.tag", "token.lemma"],
    assigns=["doc._.acts"],
)
def make_entente_coder(nlp: Language, name: str) -> ActReader:
    """The component with the shipped lexicon."""
    register()
    return ActReader(default_lexicon())
