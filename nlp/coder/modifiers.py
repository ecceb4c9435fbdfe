"""Modifiers: what stands in the clause of an act itself, and settles whether and when it was done."""

from spacy.tokens import Token

from core.plover import QUAD_OF, Status
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import is_verbal, own_subjects
from nlp.coder.lexicon import Lexicon
from nlp.coder.turns import COOPERATIVE, set_status, to_future, to_reject

_NEGATIONS = frozenset({"not", "n't", "never", "hardly", "nor", "neither", "nothing", "nobody", "cannot"})
_PERHAPS = frozenset({"perhaps", "maybe", "possibly", "potentially", "reportedly_planned", "conceivably"})
_HYPOTHETICAL_AUX = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
_UNREAL_ADJECTIVES = frozenset(
    {"possible", "potential", "hypothetical", "likely", "eventual", "imminent", "any", "feared", "further"}
)
_PLANNED_ADJECTIVES = frozenset(
    {"planned", "upcoming", "forthcoming", "proposed", "future", "scheduled", "next", "pending"}
)
_OPENERS = frozenset({"if", "unless", "were", "had", "should", "suppose", "supposing", "imagine"})
LONG_UNITS = frozenset({"year", "decade", "century", "generation"})


def modifiers(lexicon: Lexicon, candidate: Candidate, verb: Token, from_noun: bool = False) -> None:
    """Negation, auxiliaries and adverbs of one verb."""
    negated = False
    no_longer = False
    for child in verb.children:
        word = child.lower_
        if child.dep_ == "advmod":
            if word in _NEGATIONS:
                negated = not negated
            elif word in _PERHAPS:
                set_status(candidate, Status.HYPOTHETICAL, word)
            elif word == "longer":
                no_longer = True
            elif word == "yet" and any(c.dep_ == "xcomp" for c in verb.children) and verb.lemma_ == "have":
                negated = True
        elif child.dep_ in ("cc:preconj", "cc", "det") and word in ("neither", "nor"):
            negated = True
        elif child.dep_ in ("nsubj", "nsubj:pass", "obj"):
            if any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "cc:preconj") for c in child.children):
                if not (from_noun and child == candidate.trigger):
                    negated = True
            elif word in ("nothing", "nobody", "none", "neither"):
                negated = True
    if verb.i > 1 and verb.nbor(-1).lower_ == "to" and verb.nbor(-2).lower_ == "yet":
        negated = True
    if negated or no_longer:
        set_status(candidate, Status.NEGATED, "not")
    for child in verb.children:
        if child.dep_ in ("aux", "aux:pass", "cop"):
            _auxiliary(lexicon, candidate, verb, child)
    if verb.tag_ == "VB":
        _is_to(candidate, verb)


def noun_modifiers(candidate: Candidate, noun: Token) -> None:
    """Determiners and adjectives of a noun that names the act ("**no** attack", "**planned** talks")."""
    for child in noun.children:
        word = child.lower_
        if child.dep_ == "det" and word in ("no", "neither"):
            set_status(candidate, Status.NEGATED, word)
        elif child.dep_ in ("amod", "det"):
            if word in _UNREAL_ADJECTIVES:
                set_status(candidate, Status.HYPOTHETICAL, word)
            elif word in _PLANNED_ADJECTIVES:
                to_future(candidate, word)
            elif word == "alleged":
                candidate.background = True


def _is_to(candidate: Candidate, verb: Token) -> None:
    """What "is to" be done lies ahead; what "was to" be done was planned once, and nothing says that it came."""
    words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "cop", "mark")}
    if "to" in words and words & {"is", "are"}:
        to_future(candidate, "is to")
    elif "to" in words and words & {"was", "were"}:
        set_status(candidate, Status.HYPOTHETICAL, "was to")


def _auxiliary(lexicon: Lexicon, candidate: Candidate, verb: Token, aux: Token) -> None:
    word = aux.lower_
    if aux.text == "May" and aux.i > aux.sent.start and aux.nbor(-1).pos_ == "PROPN":
        return  # "Theresa May welcomed ..."
    if word in ("will", "shall", "'ll", "wo"):
        if candidate.status is Status.NEGATED:
            candidate.trace.append("will not")
            if _says_itself(lexicon, candidate, verb) and QUAD_OF[candidate.type] in COOPERATIVE:
                candidate.status = Status.ASSERTED
                to_reject(candidate)
        else:
            to_future(candidate, word)
    elif word in ("would", "'d"):
        if verb.dep_ == "ccomp" or (verb.dep_ == "conj" and verb.head.dep_ == "ccomp"):
            if candidate.status is Status.NEGATED and _says_itself(lexicon, candidate, verb):
                if QUAD_OF[candidate.type] in COOPERATIVE:
                    candidate.status = Status.ASSERTED
                    to_reject(candidate)
            else:
                to_future(candidate, word)
        elif verb.lemma_.lower() not in ("be",):
            set_status(candidate, Status.HYPOTHETICAL, word)
    elif word in _HYPOTHETICAL_AUX or aux.lemma_.lower() in _HYPOTHETICAL_AUX:
        set_status(candidate, Status.HYPOTHETICAL, word)


def _says_itself(lexicon: Lexicon, candidate: Candidate, verb: Token) -> bool:
    """Whether the clause is its actor's own word ("X said it will not ...")."""
    clause = verb.head if verb.dep_ == "conj" and is_verbal(verb.head) else verb
    said = clause.head if clause.dep_ in ("ccomp", "parataxis") else None
    if said is None or not lexicon.kinds_at(said) & {"say", "promise"}:
        return any(child.dep_ == "parataxis" and "say" in lexicon.kinds_at(child) for child in clause.children)
    return True


def opens_condition(candidate: Candidate) -> bool:
    """Whether the sentence opens as a condition and the act stands in it: "**Had** China attacked, ..."."""
    sentence = candidate.trigger.sent
    if sentence[0].lower_ not in _OPENERS or len(sentence) < 4 or sentence[-1].text == "?":
        return False
    comma = next((token.i for token in sentence if token.text == ","), sentence.end)
    return candidate.trigger.i < comma and (sentence[1].pos_ in ("PROPN", "DET", "NOUN", "PRON", "ADJ"))


def is_inverted(node: Token, head: Token) -> bool:
    """Whether the clause is a condition without "if": "**Were** China to attack", "**Had** China attacked"."""
    if head.lower_ == "were" and head.dep_ in ("advcl", "ccomp"):
        return any(child.i > head.i for child in own_subjects(head))
    subjects = own_subjects(node)
    return any(
        child.dep_ == "aux" and child.lower_ in ("had", "should") and all(child.i < token.i for token in subjects)
        for child in node.children
    ) and bool(subjects)


def is_long_before(node: Token) -> bool:
    """Whether the clause is told to lie years back ("ten years **after** ...", "years have passed **since**")."""
    for child in node.children:
        if child.lower_ in ("after", "since") and child.i > 0:
            before = child.nbor(-1).lower_
            if before in ("years", "decades", "centuries", "year", "decade", "generation", "century"):
                return True
    head = node.head
    return head.lemma_.lower() in LONG_UNITS or any(token.lemma_.lower() in LONG_UNITS for token in own_subjects(head))
