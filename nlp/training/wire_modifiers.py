"""Relative clauses, reduced ones and the like, hung on nouns of a finished tree."""

from nlp.training.tree import Node
from nlp.training.wire_clauses import Clauses
from nlp.training.wire_rules import GAP_VERBS, PASSIVES, REDUCED_ACTIVES, REDUCED_PASSIVES

NOUN_RELATIONS = {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod"}
TAKEN = {"acl", "acl:relcl", "appos", "nmod", "conj", "case"}


class Modifiers(Clauses):
    """The grammar of what follows a noun."""

    def _relativizer(self, form: str) -> Node:
        if form == "whose":
            return Node(form, "whose", "PRON", "WP$")
        return Node(form, form, "PRON", "WP" if form in ("who", "whom") else "WDT")

    def _gap_clause(self) -> Node:
        """Subject and verb whose object is the noun outside."""
        subject = self._pronoun() if self.chance(0.3) else self._actor()
        self.plural = subject.plural
        return self.expand(self.choose(GAP_VERBS), "FIN").put_first("nsubj", subject)

    def _relative_clause(self, noun: Node) -> Node:
        draw = self.rng.random()
        if draw < 0.35:
            self.plural = noun.plural
            clause = self._verb_phrase("FIN", deep=False)
            return clause.put_first("nsubj", self._relativizer(self.choose(["that", "which", "who"])))
        if draw < 0.60:
            return self._gap_clause()
        if draw < 0.80:
            return self._gap_clause().put_first("obj", self._relativizer(self.choose(["that", "which", "whom"])))
        if draw < 0.90:
            owned = self.rules["whose"]().put_first("nmod:poss", self._relativizer("whose"))
            self.plural = owned.plural
            return self._verb_phrase("FIN", deep=False).put_first("nsubj", owned)
        if draw < 0.96:
            pronoun = self._relativizer("which")
            pronoun.put_first("case", self.word(self.choose(["under", "in", "with", "through", "by", "from"]), "IN"))
            return self._clause(False).put_first("obl", pronoun)
        return self._clause(False).put_first("advmod", self.word(self.choose(["where", "when"]), "WRB"))

    def _reduced(self) -> Node:
        draw = self.rng.random()
        if draw < 0.40:
            return self.expand(self.choose(REDUCED_ACTIVES))
        if draw < 0.80:
            return self.expand(self.choose(REDUCED_PASSIVES))
        return self.expand(self.choose(PASSIVES)) if draw < 0.9 else self._verb_phrase("VBG", deep=False)

    def modified(self, root: Node, share: float) -> Node:
        """The tree with a clause on `share` of the bare nouns that a verb or noun has for an argument."""
        if self.chance(share * 3):
            places = [node for node in _bare_nouns(root) if self.chance(0.5)]
            if places:
                self._modify(places[int(self.rng.random() * len(places))])
        return root

    def _modify(self, noun: Node) -> None:
        if self.chance(0.55):
            relation, clause = "acl", self._reduced()
        else:
            relation, clause = "acl:relcl", self._relative_clause(noun)
        if self.chance(0.15):
            noun.put_last("punct", self.word(",", ",")).put_last(relation, clause)
            noun.put_last("punct", self.word(",", ","))
        else:
            noun.put_last(relation, clause)


def _bare_nouns(root: Node) -> list[Node]:
    found: list[Node] = []

    def walk(node: Node) -> None:
        for relation, child in [*node.before, *node.after]:
            if relation in NOUN_RELATIONS and child.upos == "NOUN" and not TAKEN & {rel for rel, _ in child.after}:
                found.append(child)
            walk(child)

    walk(root)
    return found
