"""Actors, verb phrases and clauses of the generated wire sentences."""

import random
from collections.abc import Callable

from nlp.training.tree import Grammar, Node
from nlp.training.wire_rules import PASSIVES, RULES, SUBJECT_AND_VERB, VERB_PHRASES

DEEP = ("clause", "to_do", "_doing", "{doing", "vp_inf", "subjunctive", "verb_only")
"""Rules that bring a clause of their own."""


class Clauses(Grammar):
    """The grammar up to the clause: what cannot be said in the rules, such as agreement and coordination."""

    made_by_code = "actors actors_and actor actor_s state_s state_and that_clause clause_bare" + (
        " vp_inf of_doing for_doing from_doing with_doing against_doing doing to_do purpose verb_only subjunctive"
    )

    def __init__(self, seed: int) -> None:
        super().__init__(random.Random(seed))
        for name, templates in RULES.items():
            self.rules[name] = self._rule(templates)
        for name in self.made_by_code.split():
            self.rules[name] = getattr(self, "_" + name)
        self.rules["on_day"] = lambda: self.expand("on/IN:case {day}")

    def _rule(self, templates: list[str]) -> Callable[[], Node]:
        return lambda: self.expand(self.choose(templates))

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share

    def _actor(self) -> Node:
        return self.rules["apposed"]() if self.chance(0.03) else self._bare_actor()

    def _bare_actor(self) -> Node:
        draw = self.rng.random()
        for limit, rule in (
            (0.33, "state"),
            (0.43, "city"),
            (0.50, "union"),
            (0.55, "group"),
            (0.61, "seat"),
            (0.83, "official"),
            (1.0, "titled"),
        ):
            if draw < limit:
                return self.rules[rule]()
        raise AssertionError

    def _coordinate(self, rule: Callable[[], Node], more: float) -> Node:
        head = rule()
        if self.chance(more):
            third = rule().put_first("punct", self.word(",", ","))
            head.put_last("conj", third)
        last = rule().put_first("cc", self.word("or" if self.chance(0.04) else "and", "CC"))
        if self.chance(more * 0.4):
            last.put_first("punct", self.word(",", ","))
        head.put_last("conj", last)
        head.plural = True
        return head

    def _actors_and(self) -> Node:
        return self._coordinate(self._bare_actor, 0.15)

    def _actors(self) -> Node:
        return self._actors_and() if self.chance(0.17) else self._actor()

    def _state_and(self) -> Node:
        return self._coordinate(self.rules["state"], 0.3)

    def _possessive(self, node: Node) -> Node:
        return node.put_last("case", self.word("'s", "POS"))

    def _actor_s(self) -> Node:
        return self._possessive(self._bare_actor() if self.chance(0.4) else self.rules["state"]())

    def _state_s(self) -> Node:
        return self._possessive(self.rules["state" if self.chance(0.85) else "union"]())

    def _subject(self) -> Node:
        draw = self.rng.random()
        if draw < 0.70:
            return self._actor()
        if draw < 0.84:
            return self._actors_and()
        if draw < 0.90:
            return self.rules["apposed"]()
        if draw < 0.96:
            return self._relative()
        first, second = ("both", "and") if self.chance(0.5) else ("neither", "nor")
        head = self._actor().put_first("cc:preconj", self.word(first, "CC"))
        head.plural = True
        return head.put_last("conj", self._actor().put_first("cc", self.word(second, "CC")))

    def _relative(self) -> Node:
        head = self._actor()
        self.plural = head.plural
        clause = self._verb_phrase("FIN", deep=False)
        clause.put_first("nsubj", self._which_or_who())
        head.put_last("punct", self.word(",", ",")).put_last("acl:relcl", clause)
        return head.put_last("punct", self.word(",", ","))

    def _which_or_who(self) -> Node:
        return Node("which", "which", "PRON", "WDT") if self.chance(0.7) else Node("who", "who", "PRON", "WP")

    def _verb_phrase(self, form: str, deep: bool = True) -> Node:
        while True:
            template = self.choose(VERB_PHRASES)
            if deep or not any(rule in template for rule in DEEP):
                return self.expand(template, form)

    def _vp_inf(self) -> Node:
        return self._verb_phrase("VB", deep=self.chance(0.2))

    def _to_do(self) -> Node:
        return self._vp_inf().put_first("mark", self.word("to", "TO"))

    def _purpose(self) -> Node:
        return self._to_do()

    def _doing(self) -> Node:
        return self._verb_phrase("VBG", deep=False)

    def _marked_doing(self, mark: str) -> Node:
        if self.chance(0.2):
            verb = self._verb_phrase("VBN", deep=False).put_first("aux", Node("having", "have", "AUX", "VBG"))
        else:
            verb = self._doing()
        return verb.put_first("mark", self.word(mark, "IN.SCONJ"))

    def _of_doing(self) -> Node:
        return self._marked_doing("of")

    def _for_doing(self) -> Node:
        return self._marked_doing("for")

    def _from_doing(self) -> Node:
        return self._marked_doing("from")

    def _with_doing(self) -> Node:
        return self._marked_doing("with")

    def _against_doing(self) -> Node:
        return self._marked_doing("against")

    def _verb_only(self) -> Node:
        return self._verb_phrase("VB", deep=False)

    def _subjunctive(self) -> Node:
        clause = self._verb_phrase("VB", deep=False).put_first("nsubj", self._actors())
        return clause.put_first("mark", self.word("that", "IN.SCONJ"))

    def _passive(self, template: str, subject: Node) -> Node:
        verb = self.expand(template)
        self.plural = subject.plural
        draw = self.rng.random()
        auxiliaries = (
            [self.word("be", "AUXBE")]
            if draw < 0.7
            else [self.word("have", "AUXHAVE"), Node("been", "be", "AUX", "VBN")]
            if draw < 0.85
            else [self.word(self.choose(["will", "could", "must"]), "MD"), Node("be", "be", "AUX", "VB")]
        )
        if self.chance(0.06):
            verb.put_first("advmod", self.word("not", "RB.PART"))
        verb.put_first("aux:pass", auxiliaries[-1])
        for auxiliary in auxiliaries[-2::-1]:
            verb.put_first("aux", auxiliary)
        return verb.put_first("nsubj:pass", subject)

    def _clause(self, deep: bool = True, subject: Node | None = None) -> Node:
        draw = self.rng.random()
        if draw < 0.14:
            return self._passive(self.choose(PASSIVES), subject or self._subject())
        if draw < 0.36 and subject is None:
            first, second = self.choose(SUBJECT_AND_VERB).split(" => ")
            thing = self.expand(first)
            if "/VBN" in second.split()[0]:
                return self._time(self._passive(second, thing))
            self.plural = thing.plural
            return self._time(self.expand(second, "FIN").put_first("nsubj", thing))
        subject = subject or self._subject()
        self.plural = subject.plural
        verb = self._verb_phrase("FIN", deep)
        if self.chance(0.08):
            second_verb = self._verb_phrase(verb.tag if verb.tag in ("VBD", "VB") else "VBD", deep=False)
            verb.put_last("conj", second_verb.put_first("cc", self.word("and" if self.chance(0.8) else "but", "CC")))
        return self._time(verb.put_first("nsubj", subject))

    def _time(self, verb: Node) -> Node:
        for chance, template, rel in (
            (0.13, "on/IN:case {day}", "obl"),
            (0.05, "{day}", "obl:unmarked"),
            (0.04, "last|next|this/JJ:amod week|month|year/NN", "obl:unmarked"),
            (0.05, "in/IN:case {city}", "obl"),
            (0.03, "in/IN:case January|May|June|October|2014|2019|2023/NNP", "obl"),
            (0.03, "during/IN:case a/DT:det visit/NN ( to/IN:case {place} ):nmod", "obl"),
        ):
            if self.chance(chance):
                verb.put_last(rel, self.expand(template))
        return verb

    def _clause_bare(self) -> Node:
        if self.chance(0.3):
            pronoun = self._pronoun()
            return self._clause(False, pronoun)
        return self._clause(False)

    def _pronoun(self) -> Node:
        form = self.choose(["it", "they", "he", "it", "she"])
        node = Node(form, form, "PRON", "PRP")
        node.plural = form == "they"
        return node

    def _that_clause(self) -> Node:
        clause = self._clause_bare()
        return clause.put_first("mark", self.word("that", "IN.SCONJ")) if self.chance(0.5) else clause
