"""Tables for the rule lemmatizer: exceptions read off the treebanks and worked out for every word that has a vector."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.lookups import Lookups

from nlp.training.data import Sentence
from nlp.training.inflect import IRREGULAR, PLURALS

VERB_RULES = [
    ["ies", "y"],
    ["ied", "y"],
    ["ying", "y"],
    ["sses", "ss"],
    ["shes", "sh"],
    ["ches", "ch"],
    ["xes", "x"],
    ["zzes", "zz"],
    ["oes", "o"],
    ["s", ""],
    ["ssed", "ss"],
    ["ssing", "ss"],
    ["lled", "ll"],
    ["lling", "ll"],
    ["ated", "ate"],
    ["ating", "ate"],
    ["ized", "ize"],
    ["izing", "ize"],
    ["ised", "ise"],
    ["ising", "ise"],
    ["ced", "ce"],
    ["cing", "ce"],
    ["ged", "ge"],
    ["ging", "ge"],
    ["ved", "ve"],
    ["ving", "ve"],
    ["sed", "se"],
    ["sing", "se"],
    ["ued", "ue"],
    ["uing", "ue"],
    ["eed", "ee"],
    ["eeing", "ee"],
    *[[2 * c + end, c] for c in "bdgmnprt" for end in ("ed", "ing")],
    ["ed", ""],
    ["ing", ""],
    ["ed", "e"],
    ["ing", "e"],
]
NOUN_RULES = [
    ["ies", "y"],
    ["sses", "ss"],
    ["shes", "sh"],
    ["ches", "ch"],
    ["xes", "x"],
    ["men", "man"],
    ["wolves", "wolf"],
    ["lives", "life"],
    ["ves", "ve"],
    ["s", ""],
]
GRADED = [["ier", "y"], ["iest", "y"], ["er", ""], ["est", ""], ["er", "e"], ["est", "e"]]
RULES: dict[str, list[list[str]]] = {"verb": VERB_RULES, "noun": NOUN_RULES, "adj": [], "adv": []}
NOT_LEMMATISED = ("PROPN", "X", "SYM", "NUM")


def lookups(trees: Iterable[Sentence], words: Iterable[str]) -> Lookups:
    """Index, rules and exceptions: the treebanks' lemmas, and for other words the candidate that is a known word."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    base: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for form, lemma, pos in zip(tree.words, tree.lemmas, tree.pos, strict=True):
            if pos not in NOT_LEMMATISED:
                seen[pos.lower(), form.lower()][lemma] += 1
                base[pos.lower()][lemma] += 1
    exceptions: dict[str, dict[str, list[str]]] = defaultdict(dict)
    vocabulary = set(words)
    for pos, rules in RULES.items():
        for word in vocabulary:
            lemma = _lemma(word, rules or GRADED, base[pos], vocabulary if rules else set())
            if lemma != word or any(word.endswith(old) for old, _ in rules):
                exceptions[pos][word] = [lemma]
    for (pos, form), counts in seen.items():
        lemma = counts.most_common(1)[0][0]
        if pos not in RULES or lemma != form or form in exceptions[pos]:
            exceptions[pos][form] = [lemma]
    for pos in RULES:
        for lemma in base[pos]:
            exceptions[pos].setdefault(lemma.lower(), [lemma])
    for lemma, forms in IRREGULAR.items():
        exceptions["verb"] |= {form: [lemma] for form in forms}
    exceptions["noun"] |= {form: [lemma] for lemma, form in PLURALS.items() if form not in (lemma, "people")}
    tables = Lookups()
    tables.add_table(
        "lemma_index", {pos: sorted(word for word, count in base[pos].items() if count > 1) for pos in RULES}
    )
    tables.add_table("lemma_exc", {pos: dict(sorted(table.items())) for pos, table in exceptions.items()})
    tables.add_table("lemma_rules", RULES)
    return tables


def _lemma(word: str, rules: list[list[str]], base: Counter[str], vocabulary: set[str]) -> str:
    """The best base form of `word`, or `word` itself when it carries no ending."""
    if word.endswith("ss") or len(word) < 4:
        return word
    candidates = list(
        dict.fromkeys(word[: -len(old)] + new for old, new in rules if word.endswith(old) and len(word) > len(old) + 1)
    )
    known = [candidate for candidate in candidates if base[candidate]] or [c for c in candidates if c in vocabulary]
    best = (
        max(known, key=lambda candidate: base[candidate])
        if known
        else candidates[0]
        if candidates and vocabulary
        else word
    )
    return word if base[word] > max(3, base[best]) else best
