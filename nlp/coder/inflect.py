"""Word forms of the lexicon's own words, so that a lemmatiser's slip ("raped" as "rap") does not hide an act."""

import re
from collections import defaultdict
from collections.abc import Iterable

from nlp.coder.words import word_lists

_IRREGULAR = word_lists("irregular.txt")
_PLURALS = word_lists("plurals.txt")
_VOWELS = "aeiou"
_SYLLABLE = re.compile("[aeiouy]+")


def _doubles(lemma: str) -> bool:
    """Whether the last consonant may be doubled: one vowel before one consonant ("ban", "kidnap", "quarrel")."""
    return len(lemma) > 2 and lemma[-1] not in "aeiouwxyh" and lemma[-2] in _VOWELS and lemma[-3] not in _VOWELS


def verb_forms(lemma: str) -> frozenset[str]:
    """Every form of a verb, spelled the American and the British way."""
    forms = {lemma}
    if lemma in _IRREGULAR:
        forms |= _IRREGULAR[lemma]
    sibilant = lemma.endswith(("s", "x", "z", "ch", "sh", "o"))
    consonant_y = lemma.endswith("y") and len(lemma) > 1 and lemma[-2] not in _VOWELS
    forms.add(lemma[:-1] + "ies" if consonant_y else lemma + ("es" if sibilant else "s"))
    if lemma.endswith("e"):
        forms |= (
            {lemma + "d", lemma[:-1] + "ing"}
            if not lemma.endswith(("ee", "ye", "oe"))
            else {lemma + "d", lemma + "ing"}
        )
        if lemma.endswith("ie"):
            forms.add(lemma[:-2] + "ying")
    elif consonant_y:
        forms |= {lemma[:-1] + "ied", lemma + "ing"}
    elif _doubles(lemma):
        forms |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
        if len(_SYLLABLE.findall(lemma)) > 1:
            forms |= {lemma + "ed", lemma + "ing"}
    else:
        forms |= {lemma + "ed", lemma + "ing"}
    return frozenset(forms)


def noun_forms(lemma: str) -> frozenset[str]:
    """Singular and plural of a noun."""
    if lemma in _PLURALS:
        return frozenset({lemma, *_PLURALS[lemma]})
    if lemma.endswith("y") and len(lemma) > 1 and lemma[-2] not in _VOWELS:
        return frozenset({lemma, lemma[:-1] + "ies"})
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return frozenset({lemma, lemma + "es"})
    if lemma.endswith("o"):
        return frozenset({lemma, lemma + "s", lemma + "es"})
    return frozenset({lemma, lemma + "s"})


def form_table(lemmas: Iterable[str], is_verb: bool) -> dict[str, str]:
    """Form -> lemma, where a single one of the lemmas has the form, or one besides the form itself ("found", of which
    "find" is likelier).
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for lemma in lemmas:
        if lemma.isascii() and "_" not in lemma:
            for form in verb_forms(lemma) if is_verb else noun_forms(lemma):
                owners[form].add(lemma)
    others = {form: found - {form} if len(found) > 1 else found for form, found in owners.items()}
    return {form: next(iter(found)) for form, found in others.items() if len(found) == 1}
