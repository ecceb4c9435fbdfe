"""A small language for writing sentences together with their UD trees.

A template is a row of items separated by spaces; the one item without a relation is the head of all the others:

    {actor}:nsubj  condemn|praise/V  {actor}:obj  ( over/IN:case {issue} ):obl?.3  ./.:punct

word/TAG        a word (alternatives with `|`) and its Penn tag; verbs and nouns are given as lemmas and inflected
word/TAG.UPOS   the same with a universal tag that does not follow from the Penn tag
word/V          a verb whose form the caller of the template chooses
{name}          a phrase made by the grammar's rule `name`
( ... )         a nested template
:rel            the relation to the head;  @LABEL an entity label;  ?p  leave the item out with probability 1 - p
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nlp.training.inflect import inflect

UPOS = {
    "IN": "ADP",
    "DT": "DET",
    "JJ": "ADJ",
    "JJR": "ADJ",
    "JJS": "ADJ",
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "PRP": "PRON",
    "PRP$": "PRON",
    "CC": "CCONJ",
    "RB": "ADV",
    "MD": "AUX",
    "CD": "NUM",
    "POS": "PART",
    "TO": "PART",
    "RP": "ADP",
    "EX": "PRON",
    "WDT": "PRON",
    "WP": "PRON",
    "WRB": "ADV",
}
CLITICS = {"'s": "'s", "n't": "not"}


@dataclass(eq=False)
class Node:
    """A word with its children on either side, in order."""

    form: str
    lemma: str
    upos: str
    tag: str
    label: str = ""
    unit: int = 0
    before: "list[tuple[str, Node]]" = field(default_factory=list)
    after: "list[tuple[str, Node]]" = field(default_factory=list)
    plural: bool = False

    def put_first(self, rel: str, node: "Node") -> "Node":
        """Attach `node` to the left of everything."""
        self.before.insert(0, (rel, node))
        return self

    def put_last(self, rel: str, node: "Node") -> "Node":
        """Attach `node` to the right of everything."""
        self.after.append((rel, node))
        return self


@dataclass
class Word:
    """A word of a finished sentence; `head` is the index of its head, its own for the root."""

    node: Node
    head: int
    rel: str


def flatten(root: Node) -> list[Word]:
    """The words of a tree in reading order."""
    order: list[tuple[Node, Node, str]] = []

    def walk(node: Node, head: Node, rel: str) -> None:
        for child_rel, child in node.before:
            walk(child, node, child_rel)
        order.append((node, head, rel))
        for child_rel, child in node.after:
            walk(child, node, child_rel)

    walk(root, root, "ROOT")
    at = {id(node): i for i, (node, _, _) in enumerate(order)}
    return [Word(node, at[id(head)], rel) for node, head, rel in order]


class Grammar:
    """Rules by name, expanded at random; `rng` decides everything."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.rules: dict[str, Callable[[], Node]] = {}
        self.form = "VBD"
        self.plural = False
        self._unit = 0

    def choose(self, options: Sequence[str]) -> str:
        """One of `options`, all equally likely."""
        return options[int(self.rng.random() * len(options))]

    def expand(self, template: str, form: str | None = None) -> Node:
        """The tree of `template`; `form` is the tag, or FIN, of its `/V` verb."""
        outer, self.form = self.form, form or self.form
        self._unit += 1
        items = _split(template)
        try:
            return self._assemble(items, self._unit)
        finally:
            self.form = outer

    def _assemble(self, items: list[str], unit: int) -> Node:
        built: list[tuple[str, Node]] = []
        for item in items:
            match = re.fullmatch(r"(.+?)(?:@([A-Z]+))?(?::([a-z:]+))?(?:\?(\.\d+))?(?:@([A-Z]+))?", item)
            assert match, item
            body, label, rel, chance, label_late = match.groups()
            if chance and self.rng.random() > float(chance):
                continue
            node = self._item(body, unit)
            if label or label_late:
                node.label, node.unit = label or label_late, unit
            built.append((rel or "", node))
        heads = [i for i, (rel, _) in enumerate(built) if not rel]
        assert len(heads) == 1, items
        head = built[heads[0]][1]
        head.before = built[: heads[0]] + head.before
        head.after = head.after + built[heads[0] + 1 :]
        return head

    def _item(self, body: str, unit: int) -> Node:
        if body.startswith("( "):
            return self._assemble(_split(body[1:-1]), self._next_unit())
        if body.startswith("{"):
            return self.rules[body[1:-1]]()
        words, tag = body.rsplit("/", 1)
        return self.word(self.choose(words.split("|")), tag)

    def _next_unit(self) -> int:
        self._unit += 1
        return self._unit

    def word(self, lemma: str, tag: str) -> Node:
        """One word: inflected when it is a verb or a noun; `/V` takes the form that the caller asked for."""
        if tag == ".":
            return Node(lemma, lemma, "PUNCT", tag)
        tag, _, upos = tag.partition(".")
        lemma = lemma.replace("_", " ") if lemma == "_" else lemma
        if tag == "V":
            return self._finite(lemma) if self.form == "FIN" else self.word(lemma, self.form)
        if tag == "AUXHAVE":
            return Node("have" if self.plural else "has", "have", "AUX", "VBP" if self.plural else "VBZ")
        if tag in ("AUXBE", "COP"):
            past = self.rng.random() < 0.5
            form = ("were" if self.plural else "was") if past else ("are" if self.plural else "is")
            return Node(form, "be", "AUX", "VBD" if past else "VBP" if self.plural else "VBZ")
        if tag == "AUXDO":
            past = self.rng.random() < 0.7
            form = "did" if past else "do" if self.plural else "does"
            return Node(form, "do", "AUX", "VBD" if past else "VBP" if self.plural else "VBZ")
        if tag.startswith("VB"):
            return Node(inflect(lemma, tag), lemma, upos or "VERB", tag)
        if tag in ("NNS", "NNPS"):
            return Node(inflect(lemma, tag) if upos != "AS" else lemma, lemma, UPOS[tag], tag, plural=True)
        if tag in UPOS:
            base = lemma if tag.startswith("NNP") or tag == "CD" or upos == "ADJ" else lemma.lower()
            return Node(lemma, CLITICS.get(lemma, base), upos or UPOS[tag], tag)
        return Node(lemma, lemma, "PUNCT", tag)

    def _finite(self, lemma: str) -> Node:
        """A verb group in one of the tenses of the wire, agreeing with `plural`."""
        draw = self.rng.random()
        now = "VBP" if self.plural else "VBZ"
        for limit, auxiliaries, tag in (
            (0.50, "", "VBD"),
            (0.56, "", now),
            (0.68, "_/AUXHAVE:aux", "VBN"),
            (0.75, "will/MD:aux", "VB"),
            (0.82, "would|could|may|might|should|must|can/MD:aux", "VB"),
            (0.87, "_/AUXBE:aux", "VBG"),
            (0.90, "_/AUXDO:aux not/RB.PART:advmod", "VB"),
            (0.92, "will|would/MD:aux not/RB.PART:advmod", "VB"),
            (0.94, "_/AUXDO:aux n't/RB.PART:advmod", "VB"),
            (0.97, "have/VBD.AUX:aux", "VBN"),
            (0.985, "_/AUXHAVE:aux been/VBN.AUX:aux", "VBG"),
            (1.01, "also|again|repeatedly|later/RB:advmod", "VBD"),
        ):
            if draw < limit:
                head = self.word(lemma, tag)
                for item in reversed(_split(auxiliaries)):
                    body, rel = item.rsplit(":", 1)
                    aux = Node("been", "be", "AUX", "VBN") if body.startswith("been/") else self._item(body, 0)
                    head.put_first(rel, aux)
                return head
        raise AssertionError


def _split(template: str) -> list[str]:
    """The items of a template, nested ones whole."""
    items: list[str] = []
    depth = 0
    for part in template.split():
        if depth:
            items[-1] += " " + part
        else:
            items.append(part)
        depth += (part == "(") - (part.startswith(")") and not part.startswith(")/"))
    return items
