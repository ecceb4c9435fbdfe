"""Word forms of the lexicon's own words, so that a lemmatiser's slip ("raped" as "rap") does not hide an act."""

import re
from collections import defaultdict
from collections.abc import Iterable

_IRREGULAR = {
    "arise": "arose arisen", "be": "was were been is are am", "bear": "bore borne", "beat": "beat beaten", "become": "became become",
    "begin": "began begun", "bid": "bid", "bind": "bound", "break": "broke broken", "bring": "brought", "build": "built",
    "burn": "burnt burned", "buy": "bought", "cast": "cast", "catch": "caught", "choose": "chose chosen", "come": "came come",
    "cut": "cut", "deal": "dealt", "do": "did done", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen",
    "feed": "fed", "feel": "felt", "fight": "fought", "find": "found", "flee": "fled", "fly": "flew flown", "forbid": "forbade forbidden",
    "forget": "forgot forgotten", "forgive": "forgave forgiven", "freeze": "froze frozen", "get": "got gotten", "give": "gave given",
    "go": "went gone", "grow": "grew grown", "hang": "hung hanged", "have": "had has", "hear": "heard", "hit": "hit", "hold": "held",
    "keep": "kept", "know": "knew known", "lay": "laid", "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lie": "lay lain",
    "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "overrun": "overran overrun", "overthrow": "overthrew overthrown",
    "overtake": "overtook overtaken", "pay": "paid", "put": "put", "quit": "quit", "read": "read", "retake": "retook retaken",
    "rise": "rose risen", "run": "ran run", "say": "said says", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent",
    "set": "set", "shake": "shook shaken", "shoot": "shot", "show": "showed shown", "shut": "shut", "sink": "sank sunk", "sit": "sat",
    "slay": "slew slain", "speak": "spoke spoken", "spend": "spent", "stand": "stood", "steal": "stole stolen", "strike": "struck stricken",
    "strive": "strove striven", "swear": "swore sworn", "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told",
    "think": "thought", "throw": "threw thrown", "undertake": "undertook undertaken", "uphold": "upheld", "wage": "waged",
    "win": "won", "withdraw": "withdrew withdrawn", "withhold": "withheld", "write": "wrote written", "shrink": "shrank shrunk",
    "spy": "spied spies", "rebuild": "rebuilt", "resell": "resold", "beset": "beset", "broadcast": "broadcast", "mislead": "misled",
    "foresee": "foresaw foreseen", "spurn": "spurned", "behead": "beheaded", "ram": "rammed ramming", "sever": "severed severing",
    "offer": "offered offering", "visit": "visited visiting", "target": "targeted targeting", "pardon": "pardoned pardoning",
    "gas": "gassed gassing gases", "bus": "bussed", "repel": "repelled", "expel": "expelled expelling",
}  # fmt: skip
_PLURALS = {"man": "men", "crisis": "crises", "serviceman": "servicemen", "fisherman": "fishermen", "crewman": "crewmen",
            "spokesman": "spokesmen", "aircraft": "aircraft", "personnel": "personnel", "criterion": "criteria", "child": "children",
            "woman": "women", "person": "people", "memorandum": "memoranda", "attache": "attachés"}  # fmt: skip
_VOWELS = "aeiou"
_SYLLABLE = re.compile("[aeiouy]+")


def _doubles(lemma: str) -> bool:
    """Whether the last consonant may be doubled: one vowel before one consonant ("ban", "kidnap", "quarrel")."""
    return len(lemma) > 2 and lemma[-1] not in "aeiouwxyh" and lemma[-2] in _VOWELS and lemma[-3] not in _VOWELS


def verb_forms(lemma: str) -> frozenset[str]:
    """Every form of a verb, spelled the American and the British way."""
    forms = {lemma}
    if lemma in _IRREGULAR:
        forms |= set(_IRREGULAR[lemma].split())
    sibilant = lemma.endswith(("s", "x", "z", "ch", "sh", "o"))
    consonant_y = lemma.endswith("y") and len(lemma) > 1 and lemma[-2] not in _VOWELS
    forms.add(lemma[:-1] + "ies" if consonant_y else lemma + ("es" if sibilant else "s"))
    if lemma.endswith("e"):
        forms |= {lemma + "d", lemma[:-1] + "ing"} if not lemma.endswith(("ee", "ye", "oe")) else {lemma + "d", lemma + "ing"}
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
        return frozenset({lemma, _PLURALS[lemma]})
    if lemma.endswith("y") and len(lemma) > 1 and lemma[-2] not in _VOWELS:
        return frozenset({lemma, lemma[:-1] + "ies"})
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return frozenset({lemma, lemma + "es"})
    return frozenset({lemma, lemma + "s"})


def form_table(lemmas: Iterable[str], is_verb: bool) -> dict[str, str]:
    """Form -> lemma, only where a single one of the lemmas has the form."""
    owners: dict[str, set[str]] = defaultdict(set)
    for lemma in lemmas:
        if lemma.isascii() and "_" not in lemma:
            for form in verb_forms(lemma) if is_verb else noun_forms(lemma):
                owners[form].add(lemma)
    return {form: next(iter(found)) for form, found in owners.items() if len(found) == 1}
