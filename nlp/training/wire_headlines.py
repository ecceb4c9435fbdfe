"""Headlines of the generated wire sentences: few articles and auxiliaries, short names, no full stop."""

from nlp.training.tree import Node
from nlp.training.wire_modifiers import Modifiers
from nlp.training.wire_rules import H_HAPPENINGS, H_PASSIVES, H_VERBS


class Headlines(Modifiers):
    """The grammar of headlines."""

    made_by_code = Modifiers.made_by_code + " h_name_s h_actors h_inf h_ger"

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

    def _h_verb(self, form: str, deep: bool) -> Node:
        while True:
            template = self.choose(H_VERBS)
            if deep or ("{h_inf}" not in template and "{h_ger}" not in template):
                return self.expand(template, form)

    def _h_inf(self) -> Node:
        return self._h_verb("VB", False)

    def _h_ger(self) -> Node:
        return self._h_verb("VBG", False)

    def _h_clause(self) -> Node:
        subject = self._h_actors()
        return self._h_verb("VBP" if subject.plural else "VBZ", True).put_first("nsubj", subject)

    def _h_happening(self) -> Node:
        """A short clause about a thing, such as follows "as"."""
        subject, verb = self.choose(H_HAPPENINGS).split(" => ")
        node = self.expand(subject)
        if self.chance(0.1):
            return self.expand(verb, "VBD").put_first("nsubj", node)
        return self.expand(verb, "VBP" if node.plural else "VBZ").put_first("nsubj", node)

    def _h_circumstance(self, root: Node) -> Node:
        """The headline with a clause of time, or of a second act, at its end."""
        draw = self.rng.random()
        if draw < 0.6:
            clause = self._h_happening() if self.chance(0.5) else self._h_clause()
            mark = self.word(self.choose(["as", "as", "as", "after", "after", "before", "while", "unless"]), "IN.SCONJ")
            if self.chance(0.1):
                root.put_last("punct", self.word(",", ","))
            return root.put_last("advcl", clause.put_first("mark", mark))
        if draw < 0.8:
            return root.put_last("punct", self.word(",", ",")).put_last("advcl", self._h_ger())
        second = self._h_verb(root.tag, False)
        if self.chance(0.3):
            return root.put_last("conj", second.put_first("cc", self.word("and", "CC")))
        return root.put_last("conj", second.put_first("punct", self.word(",", ",")))

    def _h_thing_happens(self) -> Node:
        root = self._h_happening()
        return self._h_circumstance(root) if self.chance(0.5) else root

    def _h_speaker(self, root: Node) -> Node:
        """As in "Kremlin: NATO Moves Threaten Peace"."""
        name = self.rules["h_name"]()
        name.put_last("punct", self.word(":", ":"))
        return root.put_first("parataxis", name)

    def headline(self) -> Node:
        """A headline: no full stop, few articles and auxiliaries."""
        draw = self.rng.random()
        if draw < 0.46:
            root = self._h_clause()
            if self.chance(0.35):
                root = self._h_circumstance(root)
            elif self.chance(0.08):
                root = self._h_speaker(root)
        elif draw < 0.52:
            root = self._h_thing_happens()
        elif draw < 0.66:
            root = self._h_inf().put_first("mark", self.word("to", "TO")).put_first("nsubj", self._h_actors())
        elif draw < 0.76:
            subject, passive = self.choose(H_PASSIVES).split(" => ")
            root = self.expand(passive).put_first("nsubj:pass", self.expand(subject))
            if self.chance(0.25):
                mark = self.word(self.choose(["as", "after"]), "IN.SCONJ")
                root.put_last("advcl", self._h_happening().put_first("mark", mark))
        elif draw < 0.83:
            root = (
                self.word(self.choose(["say", "warn", "claim", "deny", "vow"]), "VBZ")
                .put_first("nsubj", self.rules["h_actor"]())
                .put_last("ccomp", self._h_clause())
            )
        elif draw < 0.89:
            said = self.word("say", "VBZ").put_first("nsubj", self.rules["h_actor"]())
            root = said.put_first("punct", self.word(",", ",")).put_first("ccomp", self._h_clause())
        elif draw < 0.94:
            root = self._h_clause()
            root.put_last(
                "advcl",
                self._h_clause().put_first("mark", self.word(self.choose(["as", "after", "while"]), "IN.SCONJ")),
            )
        elif draw < 0.97:
            root = self.expand(
                "{adj}:amod?.3 talk|drill|clash|tie/NNS ( between|with/IN:case {h_actors} ):nmod {h_obl}:nmod?.4"
            )
        else:
            root = self.expand("two|three|four|dozens|12/CD:nsubj dead|hurt|missing/JJ")
            if self.chance(0.5):
                root.put_last("obl", self.expand("in|after/IN:case {h_incident}"))
            else:
                root.put_last("advcl", self._h_happening().put_first("mark", self.word("as", "IN.SCONJ")))
        return root
