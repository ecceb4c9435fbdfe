"""Made-up names in place of real ones, so that the syntax is learned and not the names."""

import random
from dataclasses import replace

from nlp.training.data import Sentence

SOUNDS = """
b br d dr f g gr h k kh kr l m n p r s sh st t th tr v z vr gl
a e i o u a o ai ei or ar an el in on ul
r n s l k nd th m dor stan ia land grad rim mark
"""
ONSETS, NUCLEI, CODAS = (line.split() for line in SOUNDS.strip().splitlines())


def made_up(rng: random.Random) -> str:
    """A name that no word list knows."""
    syllables = rng.choice((1, 2, 2, 2, 3))
    return (
        "".join(rng.choice(ONSETS) + rng.choice(NUCLEI) for _ in range(syllables)) + rng.choice(["", *CODAS])
    ).capitalize()


def _nationality(rng: random.Random) -> str:
    return made_up(rng).rstrip("aeiou") + rng.choice(("ian", "ian", "ese", "ish", "i", "an"))


def renamed(sentence: Sentence, rng: random.Random, share: float) -> Sentence:
    """The sentence with each name, and each adjective of nationality, replaced with probability `share`.

    A word that comes twice gets the same new name. Capitals stay as they were; abbreviations, hyphens and small words
    are left alone. A sentence whose entities nobody marked is returned as it is.
    """
    if sentence.ents is None:
        return sentence
    new: dict[str, str] = {}
    words, lemmas = list(sentence.words), list(sentence.lemmas)
    for i, (word, entity) in enumerate(zip(sentence.words, sentence.ents, strict=True)):
        tag = sentence.tags[i] if sentence.tags else "NNP"
        kind = "name" if entity[2:] in ("PER", "LOC", "ORG") and tag == "NNP" else entity[2:] + tag
        if kind in ("name", "NORPJJ") and word.isalpha() and len(word) > 2 and word[0].isupper():
            if word not in new:
                make = made_up if kind == "name" else _nationality
                new[word] = make(rng) if rng.random() < share else word
            if new[word] != word:
                words[i] = new[word].upper() if word.isupper() and len(word) > 4 else new[word]
                if lemmas:
                    lemmas[i] = words[i]
    return replace(sentence, words=words, lemmas=lemmas)
