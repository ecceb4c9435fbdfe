"""Sentences of a treebank said as headlines say them."""

import random
from dataclasses import replace

from nlp.training.data import Features, Sentence
from nlp.training.inflect import inflect

SPOKEN = {"i", "you", "we", "my", "your", "our", "me", "us", "?", "!", '"', "“", "``", "n't", "’s"}
CLAUSES = {"conj", "ccomp", "advcl", "parataxis"}


def can_be_headline(sentence: Sentence) -> bool:
    """Whether it is a plain statement of 6 to 22 words with a subject."""
    deps = sentence.deps or []
    return (
        6 <= len(sentence.words) <= 22
        and sentence.words[-1] == "."
        and not any(word.lower() in SPOKEN for word in sentence.words)
        and "expl" not in deps
        and any(rel.startswith("nsubj") and deps[sentence.heads[i]] == "ROOT" for i, rel in enumerate(deps))
    )


def headlined(sentence: Sentence, features: Features, rng: random.Random) -> Sentence:
    """Without articles, auxiliaries of the passive and the full stop; the past told in the present."""
    deps = sentence.deps or []
    heads_used = {sentence.heads[i] for i, rel in enumerate(deps) if rel != "ROOT"}
    dropped = {len(deps) - 1} if len(deps) - 1 not in heads_used else set()
    keep_copula = rng.random() < 0.4
    present: set[int] = set()
    for i, rel in enumerate(deps):
        head = sentence.heads[i]
        leaf = i not in heads_used
        if leaf and (
            (rel == "det" and sentence.words[i].lower() in ("a", "an", "the"))
            or (rel in ("aux:pass", "aux") and sentence.lemmas[i] == "be")
            or (rel == "cop" and not keep_copula)
        ):
            dropped.add(i)
        elif leaf and rel == "aux" and sentence.lemmas[i] == "have" and _told_in_present(sentence, head):
            dropped.add(i)
            present.add(head)
        elif sentence.tags[i] == "VBD" and sentence.pos[i] == "VERB" and _told_in_present(sentence, i):
            present.add(i)
    words, tags, morphs = list(sentence.words), list(sentence.tags), list(sentence.morphs)
    for i in present:
        tags[i] = "VBP" if _has_plural_subject(sentence, i) else "VBZ"
        words[i] = inflect(sentence.lemmas[i], tags[i])
        morphs[i] = features.of(words[i], tags[i], "VERB")
    said = without(replace(sentence, words=words, tags=tags, morphs=morphs), dropped)
    return replace(said, words=[said.words[0][:1].upper() + said.words[0][1:], *said.words[1:]])


def _told_in_present(sentence: Sentence, i: int) -> bool:
    deps = sentence.deps or []
    passive = any(rel == "aux:pass" and sentence.heads[k] == i for k, rel in enumerate(deps))
    return not passive and sentence.pos[i] == "VERB" and (deps[i] == "ROOT" or deps[i] in CLAUSES)


def _has_plural_subject(sentence: Sentence, verb: int) -> bool:
    deps = sentence.deps or []
    for i, rel in enumerate(deps):
        if rel.startswith("nsubj") and sentence.heads[i] in (verb, sentence.heads[verb]):
            coordinated = any(other == "conj" and sentence.heads[k] == i for k, other in enumerate(deps))
            return coordinated or sentence.tags[i] in ("NNS", "NNPS") or sentence.words[i].lower() == "they"
    return False


def without(sentence: Sentence, dropped: set[int]) -> Sentence:
    """The sentence without some words that head nothing."""
    kept = [i for i in range(len(sentence.words)) if i not in dropped]
    new = {old: i for i, old in enumerate(kept)}

    def pick(column: list[str]) -> list[str]:
        return [column[i] for i in kept]

    return replace(
        sentence,
        words=pick(sentence.words),
        spaces=[sentence.spaces[i] or i + 1 in dropped for i in kept],
        tags=pick(sentence.tags),
        pos=pick(sentence.pos),
        morphs=pick(sentence.morphs),
        lemmas=pick(sentence.lemmas),
        heads=[new[sentence.heads[i]] for i in kept],
        deps=pick(sentence.deps or []),
        ents=_mended(pick(sentence.ents)) if sentence.ents is not None else None,
    )


def _mended(tags: list[str]) -> list[str]:
    """IOB tags in which every entity begins with B."""
    return [
        "B" + tag[1:] if tag[0] == "I" and (not i or tags[i - 1][2:] != tag[2:]) else tag for i, tag in enumerate(tags)
    ]
