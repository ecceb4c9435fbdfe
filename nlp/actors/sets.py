"""Several at once: 'the two countries', 'both leaders', 'the three said', 'the ministers'. In doubt, nothing."""

from nlp.actors.found import Article, Found, with_sector
from nlp.actors.persons import is_title
from nlp.actors.roles import role_ending
from nlp.actors.tables import state_codes

_COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_SET_NOUNS = {
    "countries": "", "nations": "", "sides": "", "states": "", "neighbors": "", "neighbours": "", "allies": "",
    "powers": "", "parties": "", "rivals": "", "governments": "GOV", "leaders": "GOV", "presidents": "GOV",
    "ministers": "GOV", "armies": "MIL", "militaries": "MIL", "delegations": "GOV", "capitals": "", "foes": "",
    "men": "GOV", "members": "", "partners": "", "republics": "", "kingdoms": "",
}  # fmt: skip
_PERSONS = frozenset({"leaders", "presidents", "ministers", "men"})
_ACTORS = frozenset(
    {
        "name", "adjective", "national", "capital", "role", "title", "office", "learned_office", "group", "seat",
        "ministry", "force", "organisation",
    }
)  # fmt: skip
_STATES_ONLY = frozenset({"countries", "nations", "states", "governments", "neighbours", "neighbors", "capitals",
                          "republics", "kingdoms", "armies", "militaries"})  # fmt: skip
_PLACING = frozenset({"in", "near", "off", "over", "along", "across", "inside", "outside", "around"})
_OPPOSED = frozenset({"neighbours", "neighbors", "rivals", "foes"})
# How far back a set that was named together is still meant.
_MEMORY = 6


def set_named_before(article: Article, index: int) -> Found | None:
    """The phrase that begins at 'the', 'both' or 'these' and stands for several actors named before."""
    words = article.words
    cursor = index + 1 if words.lowers[index] in ("the", "these") else index
    count = _COUNTS.get(words.lowers[cursor])
    if count is None:
        return _rivals(article, index) or _bearers(article, index)
    noun_at = next(
        (spot for spot in range(cursor + 1, min(cursor + 4, words.size)) if words.lowers[spot] in _SET_NOUNS), None
    )
    if noun_at is None or any(article.taken[index : noun_at + 1]):
        return _bare_number(article, index, cursor, count)
    return _counted(article, index, noun_at, count)


def _counted(article: Article, index: int, noun_at: int, count: int) -> Found | None:
    words = article.words
    start = index
    noun = words.lowers[noun_at]
    sector = _SET_NOUNS[noun]
    named = _persons(article, index, count, noun_at) if noun in _PERSONS else None
    if named is None and noun == "men":
        return None
    named = named or _named(article, index, count, noun_at)
    if named is None:
        return None
    role = role_ending(article, start - 1, max(0, start - 4)) if words.lowers[start - 1 : start] == ["of"] else None
    if role is not None and not any(article.taken[role.start : start]):
        start, sector = role.start, role.sector  # 'the foreign ministers of the two countries'
    codes = with_sector(named, sector) if sector else named
    return Found(start, noun_at + 1, noun_at, codes, "coref", f"the {count} named before: {', '.join(named)}")


def _bare_number(article: Article, index: int, cursor: int, count: int) -> Found | None:
    """'The five said': the number stands alone, as the subject of a verb."""
    words = article.words
    if words.lowers[index] != "the" or words.deps[cursor] not in ("nsubj", "nsubj:pass") or article.taken[cursor]:
        return None
    named = _named(article, index, count, cursor)
    if named is None:
        return None
    return Found(index, cursor + 1, cursor, named, "coref", f"the {count} named before: {', '.join(named)}")


def _rivals(article: Article, index: int) -> Found | None:
    """'the neighbours', 'the nuclear-armed rivals', 'the sides': the two states just named."""
    words = article.words
    if words.lowers[index] != "the":
        return None
    for spot in range(index + 1, min(index + 5, words.size)):
        lower = words.lowers[spot]
        if lower in ("neighbours", "neighbors", "rivals", "foes", "sides"):
            pair = _named(article, index, 2, spot)
            if pair is None:
                return None
            return Found(index, spot + 1, spot, pair, "coref", f"the two named before: {', '.join(pair)}")
        if words.pos[spot] not in ("ADJ", "ADV", "PUNCT", "VERB", "NOUN") or lower in (",", "."):
            return None
    return None


def _bearers(article: Article, index: int) -> Found | None:
    """'the ministers', 'the leaders', 'the envoys': those named together before, else the two persons in office."""
    words = article.words
    if words.lowers[index] != "the":
        return None
    for end in (index + 3, index + 2):
        noun = " ".join(words.lowers[index + 1 : end])
        if end > words.size or any(article.taken[index:end]) or not noun.endswith("s") or not is_title(noun[:-1]):
            continue
        if end < words.size and (words.pos[end] in ("NOUN", "PROPN") or words.lowers[end] in ("of", "from", "in")):
            return None
        for found in article.before(index):
            if found.office.endswith(noun) and found.rule in ("role", "coref"):
                return Found(index, end, end - 1, found.codes, "coref", f"{found.office}, named before", found.office)
        if noun in _PERSONS and (named := _persons(article, index, 2, end - 1)):
            codes = with_sector(named, "GOV")
            return Found(index, end, end - 1, codes, "coref", f"the persons named before: {', '.join(named)}")
    return None


def _persons(article: Article, index: int, count: int, head: int) -> tuple[str, ...] | None:
    """The states of the persons in office named near, in the first sentences, or in all the article, when `count`."""
    for sentences in (0, 1, 2):
        near = [found for found in reversed(article.before(index, sentences)) if not article.is_subject_of(found, head)]
        codes = _states_of_persons(near)
        if len(codes) == count:
            return codes
        if len(codes) > count:
            break
    first = range(2 if article.words.title else 1)
    for near in ([found for number in first for found in article.in_sentence(number)], article.before(index)[::-1]):
        codes = _states_of_persons([found for found in near if found.end <= index])
        if len(codes) == count:
            return codes
    return None


def _states_of_persons(mentions: list[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for found in mentions if found.person for code in found.bases()))


def _named(article: Article, index: int, count: int, head: int) -> tuple[str, ...] | None:
    """The actors in play when they are `count`: of this sentence so far, with the last one, or with the last two.

    Else those of the article's first sentences, else the last that were named together, as one mention or in one row.
    Rivals and neighbours are rather those whom the article is about. head: of the phrase that stands for them; the
    subject of its verb is none of them.
    """
    noun = article.words.lowers[head]
    if noun in _OPPOSED | _PERSONS | {"governments"} and (opening := _opening(article, index, count)):
        return opening
    for sentences in (0, 1, 2):
        seen: dict[str, None] = {}
        for found in reversed(article.before(index, sentences)):
            if _is_in_play(article, found) and not article.is_subject_of(found, head):
                for code in found.bases():
                    seen.setdefault(code)
        states = [code for code in seen if code in state_codes()]
        if len(seen) <= count and noun not in _STATES_ONLY:
            states = list(seen)
        if len(states) == count:
            return tuple(reversed(states)) if count > 2 else tuple(states)
        if len(states) > count:
            break
    return _opening(article, index, count) or _together(article, index, count, head)


def _is_in_play(article: Article, found: Found) -> bool:
    """Whether a mention can be one of several: an actor by its name, or several, and no organisation by the way."""
    words = article.words
    if found.start and words.lowers[found.start - 1] in _PLACING and found.rule in ("name", "adjective", "capital"):
        return False
    if found.rule == "organisation" and words.parsed:
        return words.deps[words.head_of(found.start, found.end, found.anchor)] != "nmod"
    return found.rule in _ACTORS or (found.rule == "coref" and len(found.codes) > 1)


def _opening(article: Article, index: int, count: int) -> tuple[str, ...] | None:
    """The states that the title and the first sentence name, when they are `count`."""
    last = 1 if article.words.title else 0
    if article.words.sents[index] <= last:
        return None
    for sentences in ((0,), (0, 1)):
        near = [found for number in sentences[: last + 1] for found in article.in_sentence(number)]
        playing = [found for found in near if found.rule != "organisation" and _is_in_play(article, found)]
        codes = dict.fromkeys(code for found in playing for code in found.bases() if code in state_codes())
        if len(codes) == count:
            return tuple(codes)
    return None


def _together(article: Article, index: int, count: int, head: int) -> tuple[str, ...] | None:
    """The last `count` actors that one mention or one row ('Norway, Spain and Chile') names."""
    row: list[Found] = []
    for found in article.before(index, _MEMORY):
        if found.rule not in _ACTORS and found.rule != "coref":
            continue
        if len(found.bases()) == count and not article.is_subject_of(found, head):
            return found.bases()
        row = [found, *row] if row and _are_joined(article, found, row[0]) else [found]
        bases = tuple(dict.fromkeys(code for one in row for code in one.bases()))
        is_whole = not any(_are_joined(article, other, found) for other in article.before(found.start, 0))
        if len(bases) == count and is_whole and len(row) > 1:
            return bases
    return None


def _are_joined(article: Article, left: Found, right: Found) -> bool:
    """Whether nothing but commas and 'and' stands between two mentions of a sentence."""
    words = article.words
    between = words.lowers[left.end : right.start]
    return words.sents[left.start] == words.sents[right.start] and 0 < len(between) <= 3 and all(
        lower in (",", "and", "the") for lower in between
    )  # fmt: skip


def link_named_row(article: Article) -> None:
    """'Ana Sol, Jan Kos and Eva Tal condemned ...' after a sentence on the ministers of three states: theirs."""
    words = article.words
    for number, start in enumerate(words.sent_starts):
        end, names = _row_of_names(article, start)
        if number == 0 or names < 2 or any(article.taken[start:end]):
            continue
        before, _ = words.sentence(words.sent_starts[number - 1])
        if not any(lower.endswith("s") and is_title(lower[:-1]) for lower in words.lowers[before:start]):
            continue
        named = _together(article, start, names, start)
        here = {code for found in article.in_sentence(number - 1) for code in found.bases()}
        if named is not None and set(named) <= here and set(named) <= state_codes():
            evidence = f"ministers of {', '.join(named)}, named before"
            article.add(Found(start, end, start, with_sector(named, "GOV"), "coref", evidence))


def _row_of_names(article: Article, start: int) -> tuple[int, int]:
    """The end of a row of full names that opens a sentence, and how many they are; 0 when it is none."""
    words = article.words
    spot, names, is_last = start, 0, False
    while True:
        first = spot
        while spot < words.size and words.pos[spot] == "PROPN" and words.is_capital(spot) and not article.taken[spot]:
            spot += 1
        if not 2 <= spot - first <= 3 or spot + 1 >= words.size:
            return start, 0
        names += 1
        if is_last:
            return spot, names
        is_last = words.lowers[spot] == "and" or (words.texts[spot] == "," and words.lowers[spot + 1] == "and")
        if words.texts[spot] != "," and not is_last:
            return start, 0
        spot += 2 if words.lowers[spot + 1] == "and" else 1
