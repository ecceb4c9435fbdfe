"""Who stands in a place of a pattern: the actors that a noun phrase names.

A phrase names an actor when its head does ("Israeli soldiers"), or, for lack of that, through its possessor, adjective,
apposition or an `of`-phrase ("the houses of Bosnian villagers", "Moscow's proposal").
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from nlp.coder.clauses import preposition_of
from nlp.coder.words import word_set
from nlp.mentions import Mention

BASIC = frozenset({"of", "from", "by", "in", "for", "including", "such"})
BROAD = BASIC | {"with", "between", "to", "against", "on", "at", "over", "toward", "towards", "near", "into"}
PLACES = BASIC | {"at", "near", "inside", "outside", "along", "around", "across", "off", "on", "over"}
OWNED = BASIC | {"to", "at", "with"}
"""How far a phrase is read: the prepositions behind which it may name the actor."""
_OF_THEM = frozenset({"among", "including"})
_IN_A_LIST = frozenset({"them", "those", "that", "of", "from", "and", "two", "three", "one"})
_PERSONS = frozenset({"office", "learned_office", "title"})
_DASHES = ("-", "\N{EN DASH}")
_CLOSE = ("nmod:poss", "amod", "compound", "nmod:desc", "flat", "nmod:unmarked", "nummod", "det")
_POSSESSIVES = frozenset({"its", "their", "his", "her"})
_SUBJECT_PRONOUNS = frozenset({"it", "they", "he", "she", "them", "him"})
_BESIDE = frozenset({"with", "to", "between"})
_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_NOT_ACTING = word_set("fillers.not_acting")
_NOT_SENDERS = word_set("fillers.not_senders")
_CROWD = word_set("fillers.crowd")
_BASED = frozenset({"based", "operating", "living"})
CARRYING = frozenset({"carrying", "transporting", "ferrying", "taking", "bringing", "housing"})
_SERVING = frozenset({"working", "fighting", "acting", "spying", "linked", "loyal", "allied"})
_LEADING = frozenset({"leading", "running", "going", "heading", "bound"})


@dataclass(frozen=True, slots=True)
class Filler:
    """One mention in a place of a pattern, and how it was reached (`head`, `poss`, `amod`, `of`, `pronoun`, ...)."""

    mention: Mention
    via: str
    depth: int

    @property
    def codes(self) -> tuple[str, ...]:
        """Actor codes of the mention."""
        return tuple(self.mention.codes)


Resolve = Callable[[Token], "list[Filler]"]


class Reader:
    """Reads fillers of one document: its mentions by token, and antecedents of its pronouns."""

    def __init__(
        self, mentions: list[Mention], antecedents: Callable[[Token], list[Token]] | None = None,
        places: Mapping[int, Mention] | None = None,
    ):  # fmt: skip
        """places: towns and regions by token, for acts that are done somewhere."""
        self.by_token: dict[int, Mention] = {}
        self.places = places or {}
        for mention in sorted(mentions, key=lambda mention: mention.end - mention.start, reverse=True):
            if mention.codes:
                for position in range(mention.start, mention.end):
                    self.by_token[position] = mention
        self.antecedents = antecedents
        self.words: set[str] = set()
        """Words of the sentence that is being read, as they stand and by their lemma."""
        self._busy = 0

    def mention_at(self, token: Token) -> Mention | None:
        """The mention the token belongs to, unless it is half of a word like "Russian-made"."""
        mention = self.by_token.get(token.i)
        if mention is None:
            return None
        doc = token.doc
        if (
            mention.end + 1 < len(doc)
            and doc[mention.end].text in _DASHES
            and doc[mention.end + 1].lower_ in _NOT_ACTING
        ):
            return None
        if (
            mention.start >= 2
            and doc[mention.start - 1].text == "-"
            and doc[mention.start - 2].lower_ in ("anti", "pro", "non")
        ):
            return None
        return mention

    def read(self, token: Token, prepositions: frozenset[str] = BASIC, depth: int = 0) -> list[Filler]:
        """Fillers of the phrase headed by `token`, conjuncts included, in the order of the text."""
        if depth > 4:
            return []
        found = self._own(token, prepositions, depth)
        for child in token.children:
            if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "ADJ", "PRON", "X", "NUM"):
                found += self.read(child, prepositions, depth + 1)
        unique: list[Filler] = []
        for filler in found:
            if all(filler.mention is not other.mention for other in unique):
                unique.append(filler)
        return unique

    def read_other(
        self, token: Token, prepositions: frozenset[str], own: frozenset[str], is_against: bool = False
    ) -> list[Filler]:
        """Fillers of the phrase that are not the parties `own` (codes): "its border with **Kuwait**".

        A pronoun that stands for them is read as the next in question, "its" only if the act `is_against` others;
        a possessor among them gives way to what follows the noun. When there is nobody else, as `read` gives them.
        """
        found = self.read(token, prepositions)
        if not found or not all(set(filler.codes) <= own for filler in found):
            return found
        if token.lower_ in _SUBJECT_PRONOUNS:
            return self._pronoun(token, 0, own) or found
        for child in token.children:
            if child.dep_ in ("nmod", "obl") and preposition_of(child) in prepositions | _BESIDE:
                others = [f for f in self.read(child, prepositions, 1) if not set(f.codes) <= own]
                if others:
                    return [Filler(f.mention, preposition_of(child), f.depth) for f in others]
        if is_against:
            for inner in token.subtree:
                if inner.dep_ == "nmod:poss" and inner.lower_ == "its" and inner.nbor().lower_ != "own":
                    return self._pronoun(inner, 0, own) or found
        return found

    def read_owner(self, token: Token, own: frozenset[str]) -> list[Filler]:
        """Whose a thing is, when its "its" cannot mean the parties `own` (codes)."""
        for child in token.children:
            if child.dep_ == "nmod:poss" and child.lower_ in ("its", "their"):
                return self._pronoun(child, 0, own)
        return []

    def _own(self, token: Token, prepositions: frozenset[str], depth: int) -> list[Filler]:
        mention = self.mention_at(token)
        if mention is not None:
            fillers = [Filler(mention, "head", depth)]
            for child in token.children:  # "U.S. and Russian negotiators": an adjective beside the one in the mention
                if child.dep_ == "appos" and self._is_listed(mention, child):
                    fillers += self.read(child, prepositions, depth + 1)
                elif child.dep_ in ("amod", "compound", "nmod:poss") and not mention.start <= child.i < mention.end:
                    fillers += [f for f in self._close(child, depth) if not set(f.codes) & set(mention.codes)]
            for position in range(mention.start, mention.end):
                inner = token.doc[position]
                if inner != token:
                    for child in inner.children:
                        if child.dep_ == "conj" and not mention.start <= child.i < mention.end:
                            fillers += self.read(child, prepositions, depth + 1)
            return fillers
        if token.lower_ in _SUBJECT_PRONOUNS:
            return self._pronoun(token, depth)
        close = [filler for child in token.children if child.dep_ in _CLOSE for filler in self._close(child, depth)]
        if not close:  # "Vietnamese-led forces"
            leaders = [inner for child in token.children if child.lower_ == "led" for inner in child.children]
            close = [Filler(self.by_token[inner.i], "led", depth + 1) for inner in leaders if inner.i in self.by_token]
        if close:
            return close + self._listed(close, token, prepositions, depth)
        phrases = [child for child in token.children if child.dep_ in ("nmod", "obl")]
        for child in sorted(phrases, key=lambda child: preposition_of(child) != "by"):  # "the invasion of A **by** B"
            if preposition_of(child) in prepositions:
                inner_fillers = self.read(child, prepositions, depth + 1)
                if inner_fillers:
                    return [Filler(f.mention, preposition_of(child), f.depth) for f in inner_fillers]
        if "near" in prepositions and token.i in self.places:
            return [Filler(self.places[token.i], "place", depth)]
        for child in token.children if "near" in prepositions else ():  # "**Kyiv's** airport"
            is_owner = child.dep_ in ("nmod:poss", "compound") or preposition_of(child) in ("in", "near", "outside")
            if is_owner and child.i in self.places:
                return [Filler(self.places[child.i], "place", depth + 1)]
        if token.lemma_.lower() in _CROWD:
            for child in phrases:
                if preposition_of(child) in ("in", "from", "at") and child.i in self.places:
                    return [Filler(self.places[child.i], "in", depth + 1)]
        sent = self._sender(token, depth, "near" in prepositions)
        if sent:
            return sent
        for child in token.children:
            is_lost = child.dep_ in ("nsubj", "vocative") and child.i < token.i  # "Iran and Oman, **rivals** once, ..."
            if child.dep_ in ("appos", "parataxis") or (is_lost and token.pos_ == "NOUN"):
                inner_fillers = self.read(child, prepositions, depth + 1)
                if inner_fillers:
                    return [Filler(f.mention, "appos", f.depth) for f in inner_fillers]
        return self._among(token, depth)

    def _among(self, token: Token, depth: int) -> list[Filler]:
        """Those named of several: "expelled ten envoys, **among them those of Ghana and Mali**"."""
        if token.tag_ != "NNS" or self.words.isdisjoint(_OF_THEM):
            return []
        start = next((spot for spot in range(token.i + 1, token.sent.end) if token.doc[spot].lower_ in _OF_THEM), None)
        if start is None:
            return []
        found: list[Filler] = []
        for spot in range(start + 1, token.sent.end):
            mention = self.by_token.get(spot)
            if mention is not None:
                found += [Filler(mention, "including", depth + 1)] if spot == mention.start else []
            elif token.doc[spot].lower_ not in _IN_A_LIST and token.doc[spot].pos_ not in ("NUM", "DET", "PUNCT"):
                break
        return found

    def _listed(self, close: list[Filler], token: Token, prepositions: frozenset[str], depth: int) -> list[Filler]:
        """Further states of a list that the parse took for another name of its first one."""
        more = [child for child in token.children if child.dep_ == "appos" and self._is_listed(close[0].mention, child)]
        return [filler for child in more for filler in self.read(child, prepositions, depth + 1)]

    def _is_listed(self, mention: Mention, token: Token) -> bool:
        """Whether an apposition is another state of a list ("Mali, the Gambia, and Togo") and no name for the same
        one.
        """
        other = self.mention_at(token)
        if other is None or other.head != token.i:
            return False
        in_title = token.idx < (token.doc._.title_end or 0)
        if not in_title and any(":" in code for code in other.codes):
            return False
        return not {code.partition(":")[0] for code in other.codes} & {code.partition(":")[0] for code in mention.codes}

    def _close(self, child: Token, depth: int) -> list[Filler]:
        if child.lower_ in _POSSESSIVES:
            return self._pronoun(child, depth)
        found = []
        mention = self.mention_at(child)
        if mention is not None:
            found.append(Filler(mention, child.dep_, depth + 1))
        elif child.dep_ in ("nmod:poss", "nmod:desc", "compound"):
            found += [Filler(f.mention, child.dep_, f.depth) for f in self.read(child, BASIC, depth + 1)]
        for conjunct in child.children:
            if conjunct.dep_ == "conj":
                found += self._close(conjunct, depth)
        return found

    def _pronoun(self, token: Token, depth: int, own: frozenset[str] = frozenset()) -> list[Filler]:
        if self.antecedents is None or self._busy > 2:
            return []
        self._busy += 1
        try:
            for antecedent in self.antecedents(token):
                read = self.read(antecedent, BASIC, depth + 1)
                fillers = [Filler(f.mention, "pronoun", f.depth + 1) for f in read if not set(f.codes) <= own]
                if token.lower_ in ("it", "its"):
                    fillers = [f for f in fillers if f.mention.rule not in _PERSONS]
                if fillers:
                    return fillers
            return self._nearest(token, own) if own else []
        finally:
            self._busy -= 1

    def _nearest(self, token: Token, own: frozenset[str]) -> list[Filler]:
        """The last party named before the token in its sentence, other than `own`; for "him" one in office."""
        for position in range(token.i - 1, token.sent.start - 1, -1):
            mention = self.by_token.get(position)
            if mention is None or mention.rule == "coref" or set(mention.codes) <= own:
                continue
            if token.lower_ not in _PERSONAL or any(code.endswith(":GOV") for code in mention.codes):
                return [Filler(mention, "pronoun", 1)]
        return []

    def _sender(self, token: Token, depth: int, is_victim: bool) -> list[Filler]:
        """Whose doing a thing is, told by its participle: "notes **sent by Kenya**", "roads leading into Mali"."""
        for child in token.children:
            if child.dep_ != "acl" or (child.lower_ in _NOT_SENDERS and child.lower_ not in _BASED):
                continue
            for inner in sorted(child.children, key=lambda inner: preposition_of(inner) != "by"):
                preposition = preposition_of(inner)
                is_by = child.tag_ == "VBN" and preposition in ("by", "from")
                is_way = child.lower_ in _LEADING and preposition in ("to", "into", "from", "towards", "toward")
                is_way |= child.lower_ in _SERVING and preposition in ("for", "to", "with")
                is_base = child.lower_ in _BASED and preposition in ("in", "from", "inside")
                is_load = child.lower_ in CARRYING and inner.dep_ == "obj" and is_victim
                if is_load or (inner.dep_ in ("obl", "obl:agent", "nmod") and (is_by or is_way or is_base)):
                    return [Filler(f.mention, "acl", f.depth) for f in self.read(inner, BASIC, depth + 1)]
        return []
