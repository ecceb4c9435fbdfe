"""Slots of a pattern: the words and phrases of a clause that stand in them. Only structure, no actor is chosen here."""

from spacy.tokens import Token

from nlp.coder.clauses import SUBJECTS, TIME_WORDS, Clause, is_verbal, own_subjects, preposition_of, read_clause
from nlp.coder.fillers import BASIC, BROAD, Filler, Reader
from nlp.coder.lexicon import Slot
from nlp.coder.words import word_set

QUANTITY = word_set("patterns.quantity")
_TERMS = word_set("patterns.terms")
_OPEN_TARGETS = word_set("patterns.open_targets")
_EACH = frozenset({"each", "both", "all"})
_SIGNALS = frozenset({"message", "warning", "signal", "deterrent", "response", "reply"})
_AT_WHOM = frozenset({"to", "against", "at", "over"})
_WORD_DEPS = frozenset(
    {"xcomp", "compound:prt", "advmod", "compound", "obl:unmarked", "obl", "nsubj:pass", "ccomp", "advcl", "appos"}
)
_PHRASE_DEPS = frozenset(
    {"nmod", "flat", "compound", "amod", "conj", "appos", "nmod:poss", "nmod:desc", "nmod:unmarked"}
)


def forms_of(token: Token) -> set[str]:
    """The lemma of a word and the two-word terms it ends ("phone_call", "air_strike")."""
    lemma = token.lemma_.lower()
    forms = {lemma, token.lower_}
    if token.i > 1 and token.nbor(-1).text == "-":
        before = token.nbor(-2).lower_
        if f"{before}-{lemma}" in _TERMS:  # a "cease-fire" is no fire
            return {f"{before}-{lemma}", before + lemma}
        forms.add(before + lemma)
    for child in token.children:
        if child.dep_ in ("compound", "amod") and child.i < token.i:
            term = f"{child.lower_}_{lemma}"
            if term in _TERMS:  # a "hunger strike" is no strike
                return {term}
            forms.add(term)
    return forms


def fits_words(token: Token, words: frozenset[str]) -> Token | None:
    """The token, or what a quantity before it counts ("a series of **talks**"), when its lemma is one of `words`."""
    if forms_of(token) & words or token.lower_ == "nothing":  # "signed **nothing**"
        return token
    for child in token.children:
        if (
            child.dep_ in ("nmod:desc", "flat", "appos", "compound")
            and token.pos_ == "PROPN"
            and forms_of(child) & words
        ):
            return token
    if token.lemma_.lower() in QUANTITY or token.pos_ in ("NUM", "SYM"):
        for child in token.children:
            if child.dep_ == "nmod" and preposition_of(child) in ("of", "in"):
                return fits_words(child, words)
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN") and forms_of(child) & words:
            return child
    return None


def has_infinitive(verb: Token) -> bool:
    """Whether "to" and an infinitive depend on the verb."""
    is_let = verb.lemma_.lower() == "let"
    return any(
        child.dep_ in ("xcomp", "ccomp", "advcl", "acl")
        and child.lower_ != "according"
        and child.tag_ in ("VB", "VBP" if is_let else "VB")
        and (is_let or any(mark.lower_ == "to" and mark.dep_ in ("mark", "aux") for mark in child.children))
        for child in verb.children
    )


def tokens_at(slot: Slot, clause: Clause, words: list[Token]) -> list[Token]:
    """Tokens that stand in the slot's place: objects, or what follows its prepositions under verb or object."""
    if not slot.prepositions:
        return [token for token in clause.objects if token not in words]
    found = [token for preposition, token in clause.obliques if preposition in slot.prepositions]
    if slot.role == "R" and "on" in slot.prepositions:  # "**On** the president's orders, troops moved ..."
        found = [token for token in found if token.i > clause.verb.i or token.head != clause.verb]
    if slot.prepositions & clause.particles:  # "put **on** alert", parsed as a verb with its particle
        found += [token for token in clause.objects if token.i > clause.verb.i]
    for holder in clause.objects + words + [token for preposition, token in clause.obliques]:
        for child in holder.children:
            if (
                child.dep_ in ("nmod", "obl", "acl", "conj")
                and preposition_of(child) in slot.prepositions
                and child not in found
            ):
                found.append(child)
            elif child.dep_ in ("nmod", "flat", "appos", "conj", "nmod:unmarked"):
                found += [inner for inner in child.children if inner.dep_ in ("nmod", "obl")
                          and preposition_of(inner) in slot.prepositions and inner not in found]  # fmt: skip
    if slot.is_bare:
        found += clause.objects
    return found


def word_at(slot: Slot, clause: Clause, taken: list[Token]) -> Token | None:
    """The word in the slot's place that is one of its words, or None."""
    for token in tokens_at(slot, clause, taken):
        if token not in taken:
            fitting = fits_words(token, slot.words)
            if fitting is not None:
                return fitting
    if not slot.prepositions:
        for child in clause.verb.children:
            is_bare = child.dep_ != "obl" or preposition_of(child) not in ("for", "about", "over")
            is_bare &= child.lemma_.lower() not in _SIGNALS or preposition_of(child) != "as"
            if child.dep_ in _WORD_DEPS and is_bare and child not in taken and forms_of(child) & slot.words:
                return child
    return None


def is_filled(slot: Slot, clause: Clause, words: list[Token], taken: bool) -> bool:
    """Whether anything stands in the slot's place. taken: the first object fills another slot."""
    if slot.prepositions:
        return bool(tokens_at(slot, clause, words)) or any(
            child.dep_ == "advcl" and any(mark.lower_ in slot.prepositions for mark in child.children)
            for child in clause.verb.children
        )
    objects = [token for token in clause.objects if token not in words]
    return len(objects) > (1 if taken else 0) or any(token.dep_ == "xcomp" for token in clause.complements)


def left_of(clause: Clause, reader: Reader) -> list[Filler]:
    """The phrase that stands right before a finite verb whose subject the parse lost ("Kenya **today** accused
    ...").
    """
    verb = clause.verb
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN", "VB") or verb.dep_ in ("xcomp", "acl", "acl:relcl", "conj"):
        return []
    for token in verb.sent:  # "Mali and Niger, long at odds, signed ...", with "at odds" as a clause
        is_lost = token.dep_ in SUBJECTS and token.i < token.head.i < verb.i and token.head.head == verb
        between = token.i + 1 < verb.i and token.nbor(1).text == verb.nbor(-1).text == ","
        is_bare = token.head.tag_ == "VBN" and not any(
            c.dep_ in ("aux", "aux:pass", "mark") for c in token.head.children
        )
        is_aside = between or (token.head.dep_ == "advcl" and is_bare)  # "troops, **backed** by tanks, attacked ..."
        if is_lost and (is_aside or not token.head.tag_.startswith("VB")):
            return reader.read(token)
    if any(
        token.lower_ not in TIME_WORDS | _EACH and token.dep_ != "expl" for token in clause.subjects if token.i < verb.i
    ):
        return []
    position = verb.i - 1
    start = verb.sent.start
    while position >= start:
        token = verb.doc[position]
        if (
            token.lower_ in TIME_WORDS | _EACH
            or token.pos_ in ("ADV", "AUX", "PART")
            or token.lower_ in ("on", "has", "have", "had")
        ):
            position -= 1
        else:
            break
    if position < start:
        return []
    token = verb.doc[position]
    for _ in range(6):
        if token.dep_ in _PHRASE_DEPS and token.head.i < verb.i and not is_verbal(token.head):
            token = token.head
    if preposition_of(token) or token.i >= verb.i:
        return []
    return [Filler(filler.mention, "adjacent", filler.depth) for filler in reader.read(token)]


def right_of(clause: Clause, reader: Reader) -> list[Filler]:
    """The phrase that stands right after a verb whose object the parse lost."""
    verb = clause.verb
    for position in range(verb.i + 1, min(verb.i + 7, verb.sent.end)):
        token = verb.doc[position]
        mention = reader.mention_at(token)
        if mention is not None:
            is_owner = mention.end < len(verb.doc) and verb.doc[mention.end].tag_ == "POS"
            return [Filler(mention, "nmod:poss" if is_owner else "adjacent", 1)]
        if (
            token.pos_ not in ("DET", "NUM", "ADJ", "ADV")
            and token.tag_ != "VBN"
            and token.lower_
            not in (
                "up",
                "to",
                "least",
                "at",
                "than",
                "more",
            )
        ):
            return []
        if token.lower_ in ("to", "at") and verb.doc[position - 1].lower_ not in ("up", verb.lower_):
            return []
    return []


def has_object(clause: Clause) -> bool:
    """Whether something is done to somebody or something: not when they just met, withdrew or surrendered."""
    return not clause.is_passive and any(token.i > clause.verb.i for token in clause.objects)


def is_aimed(clause: Clause) -> bool:
    """Whether a missile was fired at something: no test, then."""
    return clause.verb.lemma_.lower() in ("fire", "launch") and any(
        preposition in ("at", "on", "against") and token.lemma_.lower() not in _OPEN_TARGETS | TIME_WORDS
        for preposition, token in clause.obliques
    )


def is_nobody(token: Token, verb: Token) -> bool:
    """Whether an object says that it was done to nobody ("accused nobody", "has not accused anyone")."""
    if token.lower_ in ("nobody", "nothing", "none", "whoever", "anybody", "everybody"):
        return True
    if any(
        child.lower_ in ("all", "both", "every", "any") for child in token.children
    ):  # "urged **all sides** to talk"
        return token.lemma_.lower() in ("side", "party", "state", "country", "nation")
    return token.lower_ in ("anyone", "anybody", "anything") and any(
        child.lower_ in ("not", "n't", "never") for child in verb.children
    )


def meant(clause: Clause, reader: Reader) -> list[Filler]:
    """Whom a show of force is meant for, told by its purpose: "sent a carrier to **deter Iran**"."""
    for child in clause.verb.children:
        if child.dep_ in ("advcl", "xcomp") and child.tag_ == "VB":
            lower = read_clause(child)
            for token in [*lower.objects, *(t for preposition, t in lower.obliques if preposition in _AT_WHOM)]:
                found = reader.read(token, BASIC | {"to", "against"})
                if found:
                    return found
        elif child.dep_ == "obl" and child.lemma_.lower() in _SIGNALS:  # "as a warning to **Iran**"
            found = reader.read(child, BASIC | {"to", "against"})
            if found:
                return found
        elif child.dep_ == "advcl" and any(mark.lower_ in ("as", "after") for mark in child.children):
            found = [filler for token in own_subjects(child) for filler in reader.read(token)]
            if found:  # "put its navy on alert as a **Turkish** ship entered"
                return found
    return []


def in_complement(clause: Clause, reader: Reader) -> list[Filler]:
    """Whoever the complement of a verb speaks of ("threatened to deal with **Iraq**")."""
    for verb in clause.complements:
        lower = read_clause(verb)
        for token in lower.objects + [token for preposition, token in lower.obliques if preposition in BROAD]:
            found = reader.read(token, BROAD)
            if found:
                return found
    return []
