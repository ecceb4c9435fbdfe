"""Capitals as metonyms: Moscow acts in 'Moscow warned', and is a place in 'in Moscow'."""

from nlp.actors.found import Article
from nlp.actors.phrases import Match
from nlp.actors.tables import word_list

# 'Moscow, Beijing, Tehran to hold drills': so many tokens of a list are looked over for the verb.
_LONGEST_LIST = 12
_SUBJECT = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj", "obl:agent", "dislocated", "vocative")


def is_acting(match: Match, article: Article) -> bool:
    """Whether the capital stands for its government here."""
    words = article.words
    start, end = match.start, match.end
    before = words.lowers[start - 1] if start else ""
    after = words.lowers[end] if end < words.size else ""
    if before in word_list("place_before"):
        return False
    if before == "at" and words.lowers[max(0, start - 2)] not in word_list("aimed_at"):
        return False
    if after in word_list("government_noun"):
        return True
    if after in ("'s", "'"):
        return end + 1 < words.size and words.lowers[end + 1] not in word_list("city_noun")
    if after == "," and end + 1 < words.size and words.is_capital(end + 1) and _is_state(article, end + 1):
        return False
    if after == "-" or (match.partial and "-" in words.texts[start]):
        return _is_pair(match, article)
    if before in ("-", "–") and start > 1:
        return _is_pair(match, article)
    return _acts_by_parse(match, article) if words.parsed else _acts_by_order(match, article)


def _is_state(article: Article, index: int) -> bool:
    match = article.match_at.get(index)
    return match is not None and match.entry.rule == "name"


def _is_pair(match: Match, article: Article) -> bool:
    """'Moscow-Beijing axis', 'Washington-Seoul alliance': both sides of the hyphen are actors."""
    words = article.words
    if match.partial:
        return False
    for index in (match.start - 2, match.end + 1):
        if 0 <= index < words.size and index in article.match_at and words.texts[(index + match.start) // 2] in "-–":
            return words.lowers[index] not in ("road", "train", "flight")
    other = article.match_at.get(match.end + 1)
    return other is not None and bool(other.entry.codes)


def _acts_by_parse(match: Match, article: Article) -> bool:
    words = article.words
    if words.opens_clause(match.start, match.end) and words.lowers[match.end] not in word_list("city_subject"):
        return True
    head = words.head_of(match.start, match.end, match.end - 1)
    first = head
    for _ in range(6):  # a conjunct acts as the first conjunct does
        if words.deps[first] != "conj" or words.heads[first] == first:
            break
        first = words.heads[first]
    dep, governor = words.deps[first], words.heads[first]
    case = _case_of(words.lowers, words.deps, words.heads, first)
    if case in word_list("place_before"):
        return False
    verb = words.lowers[governor]
    if dep in _SUBJECT and not case:
        if dep == "nsubj:pass":
            return verb not in word_list("place_verb")
        return verb not in word_list("city_subject") and not _comes_under(words.lowers, governor)
    if case in word_list("acting_before"):
        return not (case == "by" and verb in ("road", "travel"))
    if case == "at":
        return verb in word_list("aimed_at") or words.lowers[max(0, first - 2)] in word_list("aimed_at")
    if case in ("to", "for", "from") and dep == "nmod" and words.pos[governor] == "NOUN":
        return verb not in word_list("motion_noun") and _motion_verb(article, governor) is False
    if case in ("to", "for", "from", "on", "of", "over", "toward", "towards"):
        return verb in word_list("acting_governor") or (dep == "obl" and _aims_its_object(article, governor, first))
    if dep in ("obj", "iobj", "xcomp") and not case:
        return words.pos[governor] == "VERB" and verb not in word_list("place_verb")
    if dep == "nmod:poss":
        return verb not in word_list("city_noun")
    if dep in ("ROOT", "parataxis", "appos", "ccomp", "dep", "advcl", "compound", "flat"):
        return _acts_by_order(match, article)
    return False


def _aims_its_object(article: Article, verb: int, capital: int) -> bool:
    """'paused aid to Kyiv', 'widen sanctions on Minsk', where the parse hangs the capital on the verb."""
    words = article.words
    return any(
        words.heads[spot] == verb and words.deps[spot] == "obj" and words.lowers[spot] in word_list("acting_governor")
        for spot in range(verb + 1, capital)
    )


def _motion_verb(article: Article, noun: int) -> bool:
    """Whether the noun hangs on a verb of going, so that a place after it is the goal ('took a plane to Moscow')."""
    words = article.words
    return words.lowers[words.heads[noun]] in (
        "fly",
        "flew",
        "drive",
        "drove",
        "travel",
        "travelled",
        "go",
        "went",
        "took",
    )


def _comes_under(lowers: list[str], verb: int) -> bool:
    return lowers[verb] in ("come", "came", "comes", "coming") and "under" in lowers[verb + 1 : verb + 3]


def _case_of(lowers: list[str], deps: list[str], heads: list[int], index: int) -> str:
    for child in range(index - 1, max(-1, index - 5), -1):
        if heads[child] == index and deps[child] == "case":
            return lowers[child]
    return ""


def _acts_by_order(match: Match, article: Article) -> bool:
    """Without a usable parse: what stands right before and after."""
    words = article.words
    before = words.lowers[match.start - 1] if match.start else ""
    if before in word_list("acting_before"):
        return True
    index = match.end
    while index < min(words.size, match.end + _LONGEST_LIST):
        other = article.match_at.get(index)
        if other is None and words.texts[index] not in (",", "/", "&") and words.lowers[index] != "and":
            break
        index = other.end if other is not None else index + 1
    after = words.lowers[index] if index < words.size else ""
    if before == "and" and match.start > 1 and words.lowers[match.start - 3 : match.start - 2] == ["between"]:
        return True
    return after in word_list("acting_verb") and before not in ("to", "from", "for", "of", "on", "the")
