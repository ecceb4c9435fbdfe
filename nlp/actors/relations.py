"""Actors named by what they are to another: 'its ally', 'their neighbour', 'his country'. In doubt, nothing."""

from collections import Counter

from nlp.actors.found import Article, Found
from nlp.actors.tables import state_codes

_POSSESSIVES = frozenset({"its", "their", "his", "her"})
_KIN = frozenset(
    {"ally", "neighbour", "neighbor", "partner", "rival", "foe", "patron", "enemy", "adversary", "protector", "member"}
)
_OWN = frozenset({"country", "nation", "homeland", "state"})
_NAMES = frozenset({"name", "capital", "role", "title", "office", "learned_office", "seat", "ministry", "force"})


def link_relations(article: Article) -> None:
    """'China condemned its ally': the one other state, or the one the article is about. 'his country': his own."""
    words = article.words
    if not words.parsed:
        return
    for index, lower in enumerate(words.lowers):
        if lower not in _POSSESSIVES:
            continue
        noun = _noun_after(article, index)
        if noun is None or any(article.taken[index + 1 : noun + 1]):
            continue
        if words.lowers[noun] in _OWN:
            _link_own(article, index, noun)
        else:
            _link_kin(article, index, noun)


def _noun_after(article: Article, index: int) -> int | None:
    """The relation noun of the phrase that begins with the possessive, when nothing names it further."""
    words = article.words
    for spot in range(index + 1, min(index + 4, words.size)):
        if words.lowers[spot] in _KIN or words.lowers[spot] in _OWN:
            after = spot + 1
            is_named = after < words.size and (
                words.pos[after] in ("NOUN", "PROPN") or words.texts[after] in ("'s", "-") or after in article.match_at
            )
            is_listed = after + 1 < words.size and words.texts[after] == "," and after + 1 in article.match_at
            return None if is_named or is_listed else spot
        if words.pos[spot] not in ("ADJ", "ADV", "NOUN"):
            return None
    return None


def _link_own(article: Article, index: int, noun: int) -> None:
    """'his country', 'their country': the state of the person or persons that the pronoun stands for."""
    owner = _pronoun_at(article, index)
    if owner is None:
        return
    bases = owner.bases()
    if len(bases) != 1 or bases[0] not in state_codes():
        return
    article.drop(owner)
    article.add(Found(index, noun + 1, noun, bases, "coref", f"country of {owner.evidence}"))


def _link_kin(article: Article, index: int, noun: int) -> None:
    owner = _pronoun_at(article, index) or _subject(article, index)
    if owner is None:
        return
    if article.words.lowers[noun] == "member" and not article.organisations & set(owner.bases()):
        return
    other = _other(article, index, set(owner.bases()))
    if other is None:
        return
    known = _pronoun_at(article, index)
    if known is not None:
        article.drop(known)
    evidence = f"{article.words.lowers[noun]} of {', '.join(owner.bases())}: {other}, named before"
    article.add(Found(index, noun + 1, noun, (other,), "coref", evidence))


def _pronoun_at(article: Article, index: int) -> Found | None:
    return next((found for found in article.in_sentence(article.words.sents[index]) if found.start == index), None)


def _subject(article: Article, index: int) -> Found | None:
    """The subject right before the verb that the phrase hangs on: 'Finland and Sweden backed their neighbour'."""
    words = article.words
    for found in article.before(index, 0):
        head = words.head_of(found.start, found.end, found.anchor)
        if words.deps[head] in ("nsubj", "nsubj:pass", "conj"):
            return found
    return None


def _other(article: Article, index: int, own: set[str]) -> str | None:
    """The state the article is about, besides the owner and whoever acts with it in the sentence."""
    here = {code for found in article.before(index, 0) for code in found.bases()}
    counts: Counter[str] = Counter()
    for found in reversed(article.before(index)):
        if found.rule in _NAMES or found.rule in ("adjective", "national", "coref"):
            for code in found.bases():
                if code in state_codes() and code not in own | here:
                    counts[code] += 1
    if not counts:
        return None
    first = next(iter(counts))
    return first if 2 * counts[first] >= max(counts.values()) else None
