"""Clauses: the arguments of a verb as the parse gives them, with those that English leaves unsaid.

UD labels (v2). Subjects are inherited through conjuncts, open complements, participles and relative clauses; a
passive's subject is its object. Nothing here knows what the words mean.
"""

from dataclasses import dataclass, field

from spacy.tokens import Token

from nlp.coder.words import word_set

OBJECT_CONTROL = word_set("clauses.object_control")
TIME_WORDS = word_set("clauses.time_words")
STATIVE = frozenset({"oppose", "engage", "commit", "involve", "ally", "determine", "prepare"})
"""Verbs whose participle says what its subject does ("is opposed to", "were engaged in")."""
_SAYING = frozenset({"statement", "letter", "note", "communique", "declaration", "message", "tweet", "post", "speech"})
_BEFORE_HEAD = frozenset({"nummod", "amod", "compound", "nmod", "nmod:poss"})
_ADDRESSED = frozenset({"on", "upon", "to", "with", "for"})
_BEING = frozenset({"become", "remain", "stay", "seem", "appear", "turn", "prove", "serve"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_OBLIQUE = frozenset({"obl", "nmod", "obl:agent", "obl:unmarked", "advmod", "obl:arg", "obl:tmod", "nmod:tmod"})
_FIXED = {("out", "of"): "out_of", ("because", "of"): "because", ("ahead", "of"): "ahead"}
_PARTICLES = frozenset({"in", "out", "up", "off", "down", "over", "on", "back", "away"})
PRONOUNS_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


@dataclass(slots=True)
class Clause:
    """A verb and what hangs on it.

    subjects: tokens that do it (of a passive: nobody; see `agents`). objects: to whom it is done, passive subjects
    included.
    obliques: (preposition or empty string, token). agents: after `by`.
    """

    verb: Token
    is_passive: bool = False
    subjects: list[Token] = field(default_factory=list)
    objects: list[Token] = field(default_factory=list)
    agents: list[Token] = field(default_factory=list)
    obliques: list[tuple[str, Token]] = field(default_factory=list)
    particles: set[str] = field(default_factory=set)
    complements: list[Token] = field(default_factory=list)
    inherited: bool = False


def preposition_of(token: Token) -> str:
    """The preposition before a nominal, lower case, `out_of` as one word; empty when there is none."""
    preposition = _preposition_under(token)
    first = token.left_edge
    if not preposition and first.dep_ == "case" and first.head.head == token and first.head.dep_ in _BEFORE_HEAD:
        return _preposition_under(first.head)  # hung too low: "to **eleven** officers", "by **Kenya**, its old foe"
    return preposition


def _stacked(token: Token, first: str) -> str:
    """The preposition after a particle that the parse took for another one ("caved **in to** ..."), else empty."""
    if first not in _PARTICLES:
        return ""
    cases = [child for child in token.children if child.dep_ == "case" and child.i < token.i]
    if len(cases) == 2 and cases[0].lower_ == first and cases[1].i == cases[0].i + 1:
        return cases[1].lower_
    return ""


def _is_up_to(token: Token) -> bool:
    """Whether "to" before the token belongs to "up to" and a number ("buy **up to** five ships")."""
    number = next((child for child in token.children if child.dep_ == "nummod"), None)
    return (
        number is not None and number.i > 1 and [t.lower_ for t in token.doc[number.i - 2 : number.i]] == ["up", "to"]
    )


def is_reciprocal(token: Token) -> bool:
    """Whether the token heads "each other" or "one another"."""
    before = token.nbor(-1).lower_ if token.i else ""
    after = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    pairs = (("each", "other"), ("one", "another"))
    return (before, token.lower_) in pairs or (token.lower_, after) in pairs


def _preposition_under(token: Token) -> str:
    for child in token.children:
        if child.i < token.i and (
            child.dep_ == "case" or (child.dep_ == "mark" and (token.pos_ in ("NOUN", "PROPN") or token.dep_ == "obl"))
        ):
            word = child.lower_
            for fixed in child.children:
                if fixed.dep_ == "fixed":
                    return _FIXED.get((word, fixed.lower_), word)
            following = child.nbor() if child.i + 1 < len(child.doc) else None
            if following is not None and (word, following.lower_) in _FIXED:
                return _FIXED[(word, following.lower_)]
            return word
    return ""


def is_passive_form(verb: Token) -> bool:
    """Whether the verb stands in the passive: its auxiliary, its subject's label, or a bare participle after a noun."""
    if verb.lemma_.lower() in STATIVE and not any(
        child.dep_ == "obl:agent" or preposition_of(child) == "by" for child in verb.children
    ):
        return False
    signs = {child.dep_ for child in verb.children}
    if signs & {"aux:pass", "nsubj:pass"} or ("obl:agent" in signs and verb.tag_ == "VBN" and "obj" not in signs):
        return True
    if signs & {"obj", "nsubj"}:
        return False
    if "obl:agent" in signs and verb.tag_ != "VBD":
        return True
    if verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBN":
        return not any(child.dep_ == "aux" for child in verb.children)
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN":
        return is_passive_form(verb.head)
    return False


def is_verbal(token: Token) -> bool:
    """Whether the token heads a clause."""
    return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")


def own_subjects(verb: Token) -> list[Token]:
    """The verb's own subject, none when it has none. One that the parse hung on the auxiliary counts."""
    own = [child for child in verb.children if child.dep_ in SUBJECTS]
    return own or [
        inner
        for child in verb.children
        if child.dep_ in ("aux", "aux:pass")
        for inner in child.children
        if inner.dep_ in SUBJECTS
    ]


def _relative_gap(verb: Token) -> tuple[str, Token] | None:
    """For a relative clause, what its antecedent is in it (`subject`, `object` or a preposition) and the antecedent."""
    antecedent = verb.head
    for child in verb.children:
        if child.lower_ in PRONOUNS_RELATIVE and child.pos_ in ("PRON", "DET", "SCONJ"):
            if child.dep_ == "nsubj":
                return "subject", antecedent
            if child.dep_ in ("obj", "nsubj:pass"):
                return "object", antecedent
            if child.dep_ in ("obl", "iobj"):
                return preposition_of(child) or "object", antecedent
    if own_subjects(verb):
        return "object", antecedent
    return "subject", antecedent


def _before_pronoun(pronoun: Token) -> list[Token]:
    """The noun right before a relative pronoun, for relative clauses that the parse hung elsewhere."""
    position = pronoun.i - 1
    while position >= pronoun.sent.start and pronoun.doc[position].pos_ in ("PUNCT", "ADP"):
        position -= 1
    if position < pronoun.sent.start or pronoun.doc[position].pos_ not in ("NOUN", "PROPN"):
        return []
    return [pronoun.doc[position]]


def is_relative(verb: Token) -> bool:
    """Whether the clause is about the noun before it ("Kenya, **which** attacked ..."), wherever the parse hung it."""
    return verb.dep_ == "acl:relcl" or any(
        child.dep_ in SUBJECTS and child.lower_ in ("which", "who") and _before_pronoun(child)
        for child in verb.children
    )


def subjects_of(verb: Token, depth: int = 0) -> list[Token]:
    """Who does it, directly or by inheritance; for a passive, whom it is done to."""
    if depth > 6:
        return []
    own = own_subjects(verb)
    if not own and verb.head.lemma_.lower() == "join" and verb.tag_ == "VBG" and verb.dep_ in ("advcl", "obl", "xcomp"):
        joined = [child for child in verb.head.children if child.dep_ == "obj"]
        return subjects_of(verb.head, depth + 1) + joined  # "joined Norway in condemning ..."
    if own:
        resolved = []
        for token in own:
            if token.lower_ in PRONOUNS_RELATIVE and verb.dep_ in ("acl:relcl", "acl", "advcl:relcl"):
                resolved.append(verb.head)
            elif token.lower_ in ("who", "which", "whom"):
                resolved += _before_pronoun(token)
            else:
                resolved.append(token)
        return resolved
    head = verb.head
    if verb.dep_ == "conj" and head != verb:
        if is_verbal(head) or head.pos_ in ("ADJ", "NOUN", "PROPN"):
            return subjects_of(head, depth + 1)
        return []
    if verb.dep_ == "xcomp":
        objects = [child for child in head.children if child.dep_ in ("obj", "iobj")]
        if objects and head.lemma_.lower() in OBJECT_CONTROL:
            return objects
        if not objects and head.lemma_.lower() in ("call", "appeal", "plead"):
            targets = [c for c in head.children if c.dep_ == "obl" and preposition_of(c) in _ADDRESSED]
            if targets:
                return targets
        return subjects_of(head, depth + 1)
    if verb.dep_ in ("advcl", "ccomp") and is_verbal(head):
        if verb.tag_ == "VBG" and verb.i < head.i:  # "Mali struck a camp, **killing** two, Niger said"
            told = [c for c in head.children if c.dep_ in ("ccomp", "parataxis") and c.i < verb.i and is_verbal(c)]
            return subjects_of((told or [head])[-1], depth + 1)
        return subjects_of(head, depth + 1)
    if verb.dep_ == "advcl" and head.pos_ in ("ADJ", "NOUN", "ADV"):
        above = head.head if head.dep_ in ("advmod", "xcomp") and is_verbal(head.head) else head
        return subjects_of(above, depth + 1)
    if verb.dep_ == "acl:relcl":
        return [head]
    if verb.dep_ == "acl":
        if verb.tag_ == "VBG" and head.lemma_.lower() in _SAYING:  # "issued a statement **condemning** ..."
            return subjects_of_noun(head, depth + 1) or [head]
        if any(child.dep_ == "mark" and child.lower_ in ("to", "of", "for", "about") for child in verb.children):
            return subjects_of_noun(head, depth + 1)
        return [head]
    if verb.dep_ == "csubj" and head.pos_ == "ADJ":  # "is **due** to visit", read as the subject of "due"
        return own_subjects(head)
    return []


def subjects_of_noun(noun: Token, depth: int = 0) -> list[Token]:
    """Who does what the noun speaks of: its possessor, or the subject of the verb it is the object of."""
    owners = [child for child in noun.children if child.dep_ == "nmod:poss"]
    if owners:
        return owners
    head = noun.head
    if noun.dep_ in ("obj", "obl", "nsubj:pass", "xcomp") and is_verbal(head):
        if noun.dep_ == "nsubj:pass":
            return [child for child in head.children if child.dep_ == "obl:agent"]
        return subjects_of(head, depth + 1)
    if noun.dep_ == "conj" and depth < 6:
        return subjects_of_noun(head, depth + 1)
    modifiers = [child for child in noun.children if child.dep_ in ("amod", "compound")]
    return modifiers


def may_be_active(clause: Clause) -> bool:
    """Whether a clause read as passive has no other sign of it than its subject's label ("the troops **fired** on
    ...").
    """
    if clause.agents or not clause.is_passive or clause.verb.dep_ in ("acl", "advcl"):
        return False
    return not any(child.dep_ == "aux:pass" for child in clause.verb.children)


def read_clause(verb: Token, *, is_passive: bool | None = None) -> Clause:
    """The arguments of `verb`; its voice as the parse tells it, unless it is given."""
    clause = Clause(verb, is_passive=is_passive_form(verb) if is_passive is None else is_passive)
    subjects = subjects_of(verb)
    clause.inherited = not own_subjects(verb)
    gap = _relative_gap(verb) if verb.dep_ == "acl:relcl" else None
    for child in verb.children:
        dep = child.dep_
        if dep in ("obj", "iobj"):
            is_time = child.lower_ in TIME_WORDS and not any(inner.dep_ == "nmod" for inner in child.children)
            if (child.lower_ in PRONOUNS_RELATIVE and gap) or is_time:
                continue
            if child.lower_ in ("which", "whom"):
                clause.objects += _before_pronoun(child)
                continue
            clause.objects.append(child)
        elif dep in _OBLIQUE:
            if child.lower_ in PRONOUNS_RELATIVE and gap:
                continue
            preposition = preposition_of(child)
            stacked = _stacked(child, preposition)
            if stacked:
                clause.particles.add(preposition)
                preposition = stacked
            if preposition == "to" and _is_up_to(child):
                clause.objects.append(child)
            elif clause.is_passive and (dep == "obl:agent" or preposition == "by"):
                clause.agents.append(child)
            elif dep == "advmod" and not preposition:
                clause.particles.add(child.lower_)
            else:
                clause.obliques.append((preposition, child))
        elif dep in ("compound:prt", "case", "mark"):
            clause.particles.add(child.lower_)
        elif dep == "xcomp" and child.text[:1].isupper() and child.i > verb.i and child.nbor(-1).lower_ == "to":
            clause.obliques.append(("to", child))  # "travelled to **Suriname**", read as an infinitive
        elif dep in ("xcomp", "ccomp"):
            clause.complements.append(child)
    if clause.is_passive and not clause.agents:  # "was given relief **by** ...", hung on the noun
        clause.agents = [
            inner
            for _, token in [*clause.obliques, *(("", token) for token in clause.objects)]
            for inner in token.children
            if token.i > verb.i and inner.dep_ in ("nmod", "obl", "obl:agent") and preposition_of(inner) == "by"
        ]
    if clause.is_passive:
        clause.objects = [token for token in subjects if token.i != verb.i] + clause.objects
    else:
        asked = [token for token in subjects if token.head == verb and _is_asked(token, verb)]
        clause.subjects = [token for token in subjects if token not in asked]
        clause.objects += asked
    if gap and gap[0] == "object":
        clause.objects.append(gap[1])
    elif gap and gap[0] != "subject":
        clause.obliques.append((gap[0], gap[1]))
    if verb.dep_ == "acl" and clause.is_passive and verb.head not in clause.objects:
        clause.objects.append(verb.head)
    if not clause.objects and not clause.is_passive:
        clause.objects = _shared_object(verb) or _as_object(verb) or _as_adverb(clause)
    return clause


def _is_asked(subject: Token, verb: Token) -> bool:
    """Whether what the parse took for the subject of the verb is whom it asks ("asked **Mali** to explain")."""
    follows = subject.right_edge.i + 1
    is_told = verb.lemma_ in OBJECT_CONTROL and verb.i < subject.left_edge.i and follows < len(verb.doc)
    return is_told and verb.doc[follows].lower_ == "to"


def _as_object(verb: Token) -> list[Token]:
    """A person or thing that the parse took for what the subject is said to be ("called **the president**")."""
    return [
        child
        for child in verb.children
        if child.dep_ == "xcomp"
        and child.i > verb.i
        and child.pos_ in ("NOUN", "PROPN")
        and not any(inner.dep_ in ("case", "mark", "cop") for inner in child.children)
        and verb.lemma_ not in _BEING
    ]


def _as_adverb(clause: Clause) -> list[Token]:
    """An object that the parse took for an adverb ("deplored in strong words **Kenya's raid**")."""
    return [
        token
        for preposition, token in clause.obliques
        if not preposition and token.dep_ == "obl" and token.lower_ not in TIME_WORDS
        and any(child.dep_ == "nmod:poss" for child in token.children)
    ]  # fmt: skip


def _shared_object(verb: Token) -> list[Token]:
    """The object of the second of two coordinated verbs ("armed and trained **them**")."""
    for child in verb.children:
        if child.dep_ == "conj" and is_verbal(child) and child.i - verb.i <= 3 and not own_subjects(child):
            return [grandchild for grandchild in child.children if grandchild.dep_ == "obj"]
    return []
