"""Wire-style sentences with UD trees and entities, made by a grammar: training data of our own.

Nothing here comes from a news text; names of persons are made up. Deterministic for a seed.
"""

import random
from collections.abc import Callable, Iterator

from nlp.training.tree import Grammar, Node, Word, flatten
from nlp.training.wire_rules import H_PASSIVES, H_VERBS, PASSIVES, RULES, SUBJECT_AND_VERB, VERB_PHRASES
from nlp.training.wire_words import AGENCIES

SMALL_WORDS = {"a", "an", "the", "of", "on", "in", "to", "for", "with", "by", "at", "and", "or", "from", "as", "into", "'s", "n't", "bin", "al", "von"}
SAY = ["say", "announce", "claim", "deny", "warn", "insist", "confirm", "add", "believe", "stress", "suggest"]


class Wire(Grammar):
    """The grammar of sentences and headlines."""

    def __init__(self, seed: int) -> None:
        super().__init__(random.Random(seed))
        for name, templates in RULES.items():
            self.rules[name] = self._rule(templates)
        for name in ("actors", "actors_and", "actor", "actor_s", "state_s", "state_and", "vp_inf", "of_doing", "for_doing", "doing",
                     "to_do", "that_clause", "clause_bare", "purpose", "h_name_s", "h_actors", "h_inf", "h_ger"):
            self.rules[name] = getattr(self, "_" + name)
        self.rules["on_day"] = lambda: self.expand("on/IN:case {day}")

    def _rule(self, templates: list[str]) -> Callable[[], Node]:
        return lambda: self.expand(self.choose(templates))

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share

    # actors
    def _actor(self) -> Node:
        draw = self.rng.random()
        for limit, rule in ((0.33, "state"), (0.43, "city"), (0.50, "union"), (0.55, "group"), (0.61, "seat"), (0.83, "official"), (1.0, "titled")):
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
        return self._coordinate(self._actor, 0.15)

    def _actors(self) -> Node:
        return self._actors_and() if self.chance(0.17) else self._actor()

    def _state_and(self) -> Node:
        return self._coordinate(self.rules["state"], 0.3)

    def _possessive(self, node: Node) -> Node:
        return node.put_last("case", self.word("'s", "POS"))

    def _actor_s(self) -> Node:
        return self._possessive(self._actor() if self.chance(0.4) else self.rules["state"]())

    def _state_s(self) -> Node:
        return self._possessive(self.rules["state" if self.chance(0.85) else "union"]())

    def _h_name_s(self) -> Node:
        return self._possessive(self.rules["h_name"]())

    def _h_actors(self) -> Node:
        if not self.chance(0.2):
            return self.rules["h_actor"]()
        head = self.rules["h_name"]()
        last = self.rules["h_name"]()
        comma = self.chance(0.75)
        last.put_first(*(("punct", self.word(",", ",")) if comma else ("cc", self.word("and", "CC"))))
        if self.chance(0.15):
            head.put_last("conj", self.rules["h_name"]().put_first("punct", self.word(",", ",")))
        head.plural = True
        return head.put_last("conj", last)

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
        clause.put_first("nsubj", Node("which" if self.chance(0.7) else "who", "which", "PRON", "WDT"))
        head.put_last("punct", self.word(",", ",")).put_last("acl:relcl", clause)
        return head.put_last("punct", self.word(",", ","))

    # verb phrases
    def _verb_phrase(self, form: str, deep: bool = True) -> Node:
        while True:
            template = self.choose(VERB_PHRASES)
            if deep or not any(rule in template for rule in ("clause", "to_do", "_doing", "{doing", "vp_inf")):
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

    def _passive(self, template: str, subject: Node) -> Node:
        verb = self.expand(template)
        self.plural = subject.plural
        draw = self.rng.random()
        auxiliaries = ([self.word("be", "AUXBE")] if draw < 0.7 else [self.word("have", "AUXHAVE"), Node("been", "be", "AUX", "VBN")] if draw < 0.85
                       else [self.word(self.choose(["will", "could", "must"]), "MD"), Node("be", "be", "AUX", "VB")])
        if self.chance(0.06):
            verb.put_first("advmod", self.word("not", "RB.PART"))
        verb.put_first("aux:pass", auxiliaries[-1])
        for auxiliary in auxiliaries[-2::-1]:
            verb.put_first("aux", auxiliary)
        return verb.put_first("nsubj:pass", subject)

    # clauses
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
        for chance, template, rel in ((0.13, "on/IN:case {day}", "obl"), (0.05, "{day}", "obl:unmarked"), (0.04, "last|next|this/JJ:amod week|month|year/NN", "obl:unmarked"),
                                      (0.05, "in/IN:case {city}", "obl"), (0.03, "in/IN:case January|May|June|October|2014|2019|2023/NNP", "obl"), (0.03, "during/IN:case a/DT:det visit/NN ( to/IN:case {place} ):nmod", "obl")):
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

    def _said(self, subject: Node) -> Node:
        verb = self.word(self.choose(SAY) if self.chance(0.4) else "say", "VBD")
        if self.chance(0.25):
            verb.put_last("obl", self.rules["on_day"]()) if self.chance(0.6) else verb.put_last("obl:unmarked", self.rules["day"]())
        return verb.put_first("nsubj", subject)

    def _stop(self, root: Node) -> Node:
        return root.put_last("punct", self.word(".", "."))

    def sentence(self) -> Node:
        """A sentence of running text."""
        draw = self.rng.random()
        if draw < 0.50:
            root = self._clause()
            if self.chance(0.06):
                root.put_first("punct", self.word(",", ",")).put_first("obl", self.expand(self.choose(["in/IN:case {city}", "on/IN:case {day}", "after|during/IN:case {talks}", "in/IN:case a/DT:det statement/NN"])))
            if self.chance(0.07):
                root.put_last("punct", self.word(",", ",")).put_last("advcl", self._verb_phrase("VBG", deep=False))
            elif self.chance(0.06):
                root.put_last("advcl", self._purpose())
            elif self.chance(0.06):
                root.put_last("advcl", self._marked_doing(self.choose(["after", "before", "by", "without"])))
            if self.chance(0.08):
                self._dateline(root)
        elif draw < 0.64:
            root = self._said(self._subject())
            root.put_last("ccomp", self._that_clause())
        elif draw < 0.74:
            quoted = self.chance(0.25)
            clause = self._clause(False)
            root = self._said(self._subject()) if self.chance(0.85) else self.word("say", "VBD").put_last("nsubj", self._subject())
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
            mark = self.choose(["after", "while", "because", "before", "as", "since", "if", "unless", "when", "although"])
            extra = self._clause(False).put_first("mark", self.word(mark, "IN.SCONJ"))
            if self.chance(0.3):
                root.put_first("punct", self.word(",", ",")).put_first("advcl", extra)
            else:
                root.put_last("advcl", extra)
        elif draw < 0.95:
            root = self._clause(False)
            second = self._clause(False).put_first("cc", self.word(self.choose(["and", "but"]), "CC")).put_first("punct", self.word(",", ","))
            root.put_last("conj", second)
        else:
            root = self._copula()
        return self._stop(root)

    def _copula(self) -> Node:
        subject = self._subject()
        self.plural = subject.plural
        root = self.expand(self.choose([
            "a|an|the/DT:det key|close|major|important|nuclear/JJ:amod ally|partner|rival|member|power|supplier/NN ( of/IN:case {actor} ):nmod", "ready|willing|likely|unlikely|unable|determined|set/JJ ( to/TO:mark {vp_inf} ):xcomp",
            "concerned|worried|silent|divided|angry/JJ ( about|over/IN:case {issue} ):obl", "responsible/JJ ( for/IN:case {issue} ):obl", "in/IN:case {talks}", "under/IN:case {nation}:amod pressure|attack|sanction/NN"]))
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
        city.put_last("list", agency)
        root.put_first("punct", self.word(self.choose(["-", "—", "–"]), ":")).put_first("parataxis", city)

    # headlines
    def _h_verb(self, form: str, deep: bool) -> Node:
        while True:
            template = self.choose(H_VERBS)
            if deep or "{h_inf}" not in template and "{h_ger}" not in template:
                return self.expand(template, form)

    def _h_inf(self) -> Node:
        return self._h_verb("VB", False)

    def _h_ger(self) -> Node:
        return self._h_verb("VBG", False)

    def _h_clause(self) -> Node:
        subject = self._h_actors()
        return self._h_verb("VBP" if subject.plural else "VBZ", True).put_first("nsubj", subject)

    def headline(self) -> Node:
        """A headline: no full stop, few articles and auxiliaries."""
        draw = self.rng.random()
        if draw < 0.52:
            root = self._h_clause()
        elif draw < 0.66:
            root = self._h_inf().put_first("mark", self.word("to", "TO")).put_first("nsubj", self._h_actors())
        elif draw < 0.76:
            subject, passive = self.choose(H_PASSIVES).split(" => ")
            root = self.expand(passive).put_first("nsubj:pass", self.expand(subject))
        elif draw < 0.83:
            root = self.word(self.choose(["say", "warn", "claim", "deny", "vow"]), "VBZ").put_first("nsubj", self.rules["h_actor"]()).put_last("ccomp", self._h_clause())
        elif draw < 0.89:
            said = self.word("say", "VBZ").put_first("nsubj", self.rules["h_actor"]())
            root = said.put_first("punct", self.word(",", ",")).put_first("ccomp", self._h_clause())
        elif draw < 0.94:
            root = self._h_clause()
            root.put_last("advcl", self._h_clause().put_first("mark", self.word(self.choose(["as", "after", "while"]), "IN.SCONJ")))
        elif draw < 0.97:
            root = self.expand("{adj}:amod?.3 talk|drill|clash|tie/NNS ( between|with/IN:case {h_actors} ):nmod {h_obl}:nmod?.4")
        else:
            root = self.expand("two|three|four|dozens|12/CD:nsubj dead|hurt|missing/JJ ( in|after/IN:case {h_incident} ):obl")
        return root


def words_of(root: Node, rng: random.Random, *, headline: bool) -> list[Word]:
    """The finished sentence: articles agree, the first word is capital, some headlines are in Title Case."""
    finished = flatten(root)
    forms = [word.node for word in finished]
    for node, following in zip(forms, forms[1:], strict=False):
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
        finished = words_of(wire.headline() if headline else wire.sentence(), wire.rng, headline=headline)
        text = " ".join(word.node.form for word in finished)
        if len(finished) <= 40 and text not in seen:
            seen.add(text)
            yield finished
