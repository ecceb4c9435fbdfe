"""Wire-style sentences with UD trees and entities, made by a grammar: training data of our own.

Nothing here comes from a news text; names of persons are made up. Deterministic for a seed.
"""

import random
from collections.abc import Iterator
from itertools import pairwise

from nlp.training.tree import Node, Word, flatten
from nlp.training.wire_headlines import Headlines
from nlp.training.wire_rules import AGENCIES, PASSIVES

SMALL_WORDS = {
    *("a", "an", "the", "of", "on", "in", "to", "for", "with", "by", "at", "and", "or", "from", "as", "into"),
    *("'s", "n't", "bin", "al", "von"),
}
SAY = ["say", "announce", "claim", "deny", "warn", "insist", "confirm", "add", "believe", "stress", "suggest"]


class Wire(Headlines):
    """The grammar of sentences and headlines."""

    def _said(self, subject: Node) -> Node:
        verb = self.word(self.choose(SAY) if self.chance(0.4) else "say", "VBD")
        if self.chance(0.25):
            verb.put_last("obl", self.rules["on_day"]()) if self.chance(0.6) else verb.put_last(
                "obl:unmarked", self.rules["day"]()
            )
        return verb.put_first("nsubj", subject)

    def _stop(self, root: Node) -> Node:
        return root.put_last("punct", self.word(".", "."))

    def sentence(self) -> Node:
        """A sentence of running text."""
        draw = self.rng.random()
        if draw < 0.50:
            root = self._clause()
            if self.chance(0.04):
                root.put_first("punct", self.word(",", ",")).put_first("advcl", self._fronted())
            elif self.chance(0.06):
                root.put_first("punct", self.word(",", ",")).put_first(
                    "obl",
                    self.expand(
                        self.choose(
                            [
                                "in/IN:case {city}",
                                "on/IN:case {day}",
                                "after|during/IN:case {talks}",
                                "in/IN:case a/DT:det statement/NN",
                            ]
                        )
                    ),
                )
            if self.chance(0.07):
                root.put_last("punct", self.word(",", ",")).put_last("advcl", self._verb_phrase("VBG", deep=False))
            elif self.chance(0.06):
                root.put_last("advcl", self._purpose())
            elif self.chance(0.06):
                root.put_last("advcl", self._marked_doing(self.choose(["after", "before", "by", "without"])))
            if self.chance(0.10):
                self._dateline(root)
        elif draw < 0.64:
            root = self._said(self._subject())
            root.put_last("ccomp", self._that_clause())
        elif draw < 0.74:
            quoted = self.chance(0.25)
            clause = self._clause(False)
            root = (
                self._said(self._subject())
                if self.chance(0.85)
                else self.word("say", "VBD").put_last("nsubj", self._subject())
            )
            if self.chance(0.2):
                root.put_last("iobj", self.expand("reporter|lawmaker|journalist|investigator/NNS"))
                root.form, root.lemma = "told", "tell"
            if quoted:
                clause.put_first("punct", self.word("“", "``"))
                root.put_first("punct", self.word("”", "''"))
            root.put_first("punct", self.word(",", ",")).put_first("ccomp", clause)
        elif draw < 0.79:
            root = self._clause(False)
            speaker = self.rules["official"]()
            according = Node("according", "accord", "VERB", "VBG").put_last("fixed", self.word("to", "IN"))
            root.put_last("punct", self.word(",", ",")).put_last("obl", speaker.put_first("case", according))
        elif draw < 0.91:
            root = self._clause(False)
            mark = self.choose(
                ["after", "while", "because", "before", "as", "since", "if", "unless", "when", "although"]
            )
            extra = self._clause(False).put_first("mark", self.word(mark, "IN.SCONJ"))
            if self.chance(0.3):
                root.put_first("punct", self.word(",", ",")).put_first("advcl", extra)
            else:
                root.put_last("advcl", extra)
        elif draw < 0.95:
            root = self._clause(False)
            draw = self.rng.random()
            if draw < 0.15:
                second = self._nor()
            elif draw < 0.30:
                return self._stop(self._had_it_been())
            else:
                second = self._clause(False).put_first("cc", self.word(self.choose(["and", "but"]), "CC"))
            root.put_last("conj", second.put_first("punct", self.word(",", ",")))
        else:
            root = self._copula()
        return self._stop(self.modified(root, 0.12))

    def _nor(self) -> Node:
        """As in "nor did it send troops"."""
        subject = self._pronoun() if self.chance(0.6) else self._actor()
        auxiliary = self.choose(["did", "will", "would", "could"])
        verb = self._verb_phrase("VB", deep=False).put_first("nsubj", subject)
        verb.put_first("aux", Node("did", "do", "AUX", "VBD") if auxiliary == "did" else self.word(auxiliary, "MD"))
        return verb.put_first("cc", self.word("nor", "CC"))

    def _had_it_been(self) -> Node:
        """As in "Had Norway sent troops, Japan would have objected"."""
        root = self._verb_phrase("VBN", deep=False).put_first("aux", Node("have", "have", "AUX", "VB"))
        root.put_first("aux", self.word(self.choose(["would", "could", "might"]), "MD")).put_first(
            "nsubj", self._actor()
        )
        condition = self._verb_phrase("VBN", deep=False).put_first("nsubj", self._actor())
        condition.put_first("aux", Node("had", "have", "AUX", "VBD"))
        return root.put_first("punct", self.word(",", ",")).put_first("advcl", condition)

    def _subject(self) -> Node:
        if not self.chance(0.05):
            return super()._subject()
        head = self._bare_actor().put_last("punct", self.word(",", ","))
        return head.put_last("acl", self._reduced()).put_last("punct", self.word(",", ","))

    def _fronted(self) -> Node:
        """As in "Having lost the vote", "Accused of spying"."""
        draw = self.rng.random()
        if draw < 0.4:
            return self._verb_phrase("VBN", deep=False).put_first("aux", Node("having", "have", "AUX", "VBG"))
        if draw < 0.7:
            return self.expand(self.choose(PASSIVES))
        return self._verb_phrase("VBG", deep=False)

    def _copula(self) -> Node:
        subject = self._subject()
        self.plural = subject.plural
        root = self.rules["predicate"]()
        if self.chance(0.1):
            root.put_first("advmod", self.word("not", "RB.PART"))
        return self._time(root.put_first("cop", self.word("be", "COP")).put_first("nsubj", subject))

    def _dateline(self, root: Node) -> None:
        city = self.rules["city"]()
        city.form = city.form.upper()
        city.lemma = city.form
        agency = Node(self.choose(AGENCIES), "", "PROPN", "NNP", label="ORG", unit=-1)
        agency.lemma = agency.form
        agency.put_first("punct", self.word("(", "-LRB-")).put_last("punct", self.word(")", "-RRB-"))
        if self.chance(0.3):
            month = self.word(self.choose(["March", "June", "Jan.", "October", "Sept."]), "NNP")
            month.put_last("nummod", self.word(str(1 + int(self.rng.random() * 30)), "CD"))
            city.put_last("punct", self.word(",", ",")).put_last("obl:unmarked", month)
        if self.chance(0.75):
            city.put_last("list", agency)
        root.put_first("punct", self.word(self.choose(["-", "—", "–"]), ":")).put_first("parataxis", city)


def _without_dangling_commas(words: list[Word]) -> list[Word]:
    """The words without commas that stand before another mark or at the end."""
    following = [*(word.node.form for word in words[1:]), "."]
    dangling = {i for i, word in enumerate(words) if word.node.form == "," and following[i] in ",."}
    new = {old: i for i, old in enumerate(i for i in range(len(words)) if i not in dangling)}
    return [Word(word.node, new[word.head], word.rel) for i, word in enumerate(words) if i not in dangling]


def words_of(root: Node, rng: random.Random, *, headline: bool) -> list[Word]:
    """The finished sentence: articles agree, the first word is capital, some headlines are in Title Case."""
    finished = _without_dangling_commas(flatten(root))
    forms = [word.node for word in finished]
    for node, following in pairwise(forms):
        if node.lemma in ("a", "an") and node.tag == "DT":
            node.form, node.lemma = ("an" if following.form[0].lower() in "aeio" else "a"), "a"
    for word in finished:
        if word.rel == "amod" and word.node.upos == "PROPN":
            word.rel = "compound"  # "U.S. troops", where an adjective of nationality would be amod
    style = rng.random()
    if headline and style < 0.45:
        for node in forms:
            if node.form not in SMALL_WORDS and node.form[0].islower():
                node.form = node.form[0].upper() + node.form[1:]
    first = next(node for node in forms if node.upos != "PUNCT")
    if first.form[0].islower():
        first.form = first.form[0].upper() + first.form[1:]
    return finished


def sentences(seed: int, count: int, headlines: float = 0.3) -> Iterator[list[Word]]:
    """`count` different sentences of at most 40 words, a share of them headlines."""
    wire = Wire(seed)
    seen: set[str] = set()
    while len(seen) < count:
        headline = wire.chance(headlines)
        finished = words_of(
            wire.modified(wire.headline(), 0.06) if headline else wire.sentence(), wire.rng, headline=headline
        )
        text = " ".join(word.node.form for word in finished)
        if len(finished) <= 40 and text not in seen:
            seen.add(text)
            yield finished
