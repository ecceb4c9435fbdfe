"""Mentions out of a plain list of names: for sets that bring their own actors, and for tests without the gazetteer.

A mention is the longest run of words that the list names. Agent words beside it give the sector ("Gondor soldiers").
"""

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from core.actors import base_of
from nlp.mentions import Mention

AGENTS = {
    "GOV": "government minister ministry president premier prime_minister official authority leader king ambassador diplomat "
    "envoy negotiator cabinet administration chancellor emperor",
    "MIL": "soldier troop army force military navy warship jet aircraft marine officer artillery guard",
    "LEG": "lawmaker parliament congress congressman senate legislator",
    "JUD": "court judge prosecutor",
    "MED": "media newspaper journalist reporter",
    "OPP": "opposition activist dissident",
    "CVL": "civilian student refugee villager citizen people national migrant child crowd prisoner",
    "REB": "rebel militia guerrilla fighter insurgent",
    "SPY": "spy agent",
    "BUS": "company firm bank",
}
SECTOR_OF = {word: sector for sector, words in AGENTS.items() for word in words.split()}


class ListMatcher:
    """Sets `doc._.mentions` from a list of names (lower case, words joined by one blank) -> code."""

    def __init__(self, names: Mapping[str, str]):
        self.names = {tuple(name.lower().split()): code for name, code in names.items()}
        self.longest = max((len(name) for name in self.names), default=1)

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of `doc`; a title before a name joins it."""
        found = []
        position = 0
        words = [token.lower_ for token in doc]
        while position < len(doc):
            step = 1
            for length in range(min(self.longest, len(doc) - position), 0, -1):
                code = self.names.get(tuple(words[position : position + length]))
                if code is not None:
                    found.append(self._mention(doc, position, position + length, code))
                    step = length
                    break
            position += step
        doc._.mentions = found
        return doc

    def _mention(self, doc: Doc, start: int, end: int, code: str) -> Mention:
        inside = range(start, end)
        head = next((i for i in inside if doc[i].head.i not in inside), end - 1)
        sector = self._sector(doc[head])
        if sector and ":" not in code:
            code = f"{base_of(code)}:{sector}"
        return Mention(start, end, head, (code,), "list", doc[start:end].text)

    def _sector(self, head: Token) -> str | None:
        if head.dep_ in ("amod", "compound", "nmod:poss", "nmod"):
            return SECTOR_OF.get(head.head.lemma_.lower())
        for child in head.children:
            if child.dep_ in ("compound", "nmod:desc", "flat") and child.lemma_.lower() in SECTOR_OF:
                return SECTOR_OF[child.lemma_.lower()]
        return None
