"""A state's part: 'the Russian army', "Russia's foreign ministry", 'the army of Russia', 'French and German troops'."""

from dataclasses import dataclass

from nlp.actors.capitals import is_acting
from nlp.actors.found import Article, Found, with_sector
from nlp.actors.phrases import Match
from nlp.actors.tables import role_sectors, word_list

_STATE_RULES = frozenset({"name", "adjective", "national", "capital", "region"})
_INSTITUTIONS = frozenset({"seat", "ministry", "force", "parliament", "court", "spy", "party"})
_LINK = frozenset({",", "and", "or", "/", "&", "-", "–", "the"})
# Parts of a state whose place tells whose they are: 'rebels in Sudan', but not 'troops in Syria'.
_LOCAL = frozenset({"REB", "OPP", "JUD", "LEG"})
_LOCAL_GOV = frozenset(
    {"government", "authorities", "officials", "regime", "police", "junta", "administration", "leadership"}
)
_LOCAL_NOUNS = frozenset(
    {
        "soldiers", "army", "military", "generals", "protesters", "protestors", "demonstrators", "activists",
        "students", "voters", "residents", "citizens", "villagers", "newspapers", "media", "workers",
    }
)  # fmt: skip
_MAX_WORDS = 7
# 'secretary of state', 'ministry of defence': titles that go on after 'of'.
_WITH_OF = frozenset({"secretary", "minister", "ministry", "chief", "chiefs", "head"})
_STOPS = frozenset({"VERB", "AUX", "ADP", "PUNCT", "CCONJ", "SCONJ", "DET", "PRON", "PART", "NUM", "SYM", "SPACE"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role noun found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    sector: str
    noun: str


def role_ending(article: Article, end: int, floor: int) -> Role | None:
    """The longest role noun that ends before token `end` and begins at `floor` or later."""
    lowers = article.words.lowers
    table = role_sectors()
    for start in range(max(floor, end - 4), end):
        noun = tuple(lowers[start:end])
        if "-" in "".join(noun):
            noun = tuple(piece for lower in noun for piece in _split(lower))
        if sector := table.get(noun):
            return Role(start, end, sector, " ".join(lowers[start:end]))
    return None


def _split(lower: str) -> list[str]:
    if lower == "-":
        return [lower]
    head, *rest = lower.split("-")
    return [head, *(part for word in rest for part in ("-", word))]


def role_after(article: Article, start: int, is_name: bool) -> Role | None:
    """The role noun that a state's name or adjective ending at `start` belongs to: the last one of the noun run.

    is_name: the state is named without a possessive, so nothing but known describers may stand between.
    """
    words = article.words
    modifiers = word_list("modifier")
    sentence_end = words.sentence(start - 1)[1]
    best: Role | None = None
    index = start
    while index < min(sentence_end, start + _MAX_WORDS):
        known = article.match_at.get(index)
        if known is not None and not known.is_refused:
            break
        lower, pos = words.lowers[index], words.pos[index]
        role = role_ending(article, index + 1, start)
        if role is not None and not _is_adjective_general(article, index):
            if pos in ("VERB", "AUX") and words.parsed and words.deps[index] not in ("compound", "amod"):
                break
            best = role
        elif lower == "-" or lower in modifiers or (lower == "of" and words.lowers[index - 1] in _WITH_OF):
            pass
        elif pos in _STOPS or (best is not None and pos != "NOUN" and pos != "PROPN"):
            break
        elif pos == "ADJ" or (not words.tagged and lower.endswith(("ist", "al", "ic", "ian", "ary"))):
            if is_name and lower.endswith("ed"):
                break
        elif best is not None or is_name or lower.endswith("s") or not words.tagged:
            break
        index += 1
    return best


def _is_adjective_general(article: Article, index: int) -> bool:
    words = article.words
    after = words.lowers[index + 1] if index + 1 < words.size else ""
    return words.lowers[index] == "general" and after in (
        "election",
        "elections",
        "strike",
        "assembly",
        "secretary",
        "election's",
    )


def is_state(match: Match) -> bool:
    """Whether a match names a state or a region of one."""
    return match.entry.rule in _STATE_RULES and bool(match.entry.codes)


def partners_before(article: Article, match: Match) -> list[Match]:
    """States joined to this one on its left that share its role: 'French and' in 'French and German ministers'."""
    words = article.words
    partners: list[Match] = []
    end = match.start
    while end > 0 and words.lowers[end - 1] in _LINK:
        index = end
        while index > 0 and words.lowers[index - 1] in _LINK:
            index -= 1
        other = article.match_until.get(index)
        if other is None or not is_state(other) or any(article.taken[other.start : other.end]):
            break
        if other.entry.rule != match.entry.rule and not (
            {other.entry.rule, match.entry.rule} == {"name", "adjective"}
            and other.entry.surface in ("U.S.", "US", "UK", "U.K.")
        ):
            break
        if "the" in words.lowers[index:end] or words.sents[other.start] != words.sents[match.start]:
            break
        partners.insert(0, other)
        end = other.start
    return partners


def takes_roles(match: Match) -> bool:
    """Whether a match may be followed by a role noun: a state, an organisation or a group ("NATO troops")."""
    return is_state(match) or (match.entry.rule in ("organisation", "group") and bool(match.entry.codes))


def state_with_institution(article: Article, match: Match) -> Found | None:
    """The Israeli Knesset, Russia's FSB: a state before an institution of its own is one mention of it."""
    words = article.words
    after = match.end + 1 if match.end < words.size and words.lowers[match.end] in ("'s", "'") else match.end
    other = article.match_at.get(after)
    if other is None or other.entry.rule not in _INSTITUTIONS or len(other.entry.codes) != 1:
        return None
    base = other.entry.codes[0].partition(":")[0]
    if base != match.entry.codes[0]:
        return None
    evidence = f"{other.entry.surface}: {other.entry.rule} of {base}"
    return Found(match.start, other.end, other.end - 1, other.entry.codes, other.entry.rule, evidence)


def state_with_role(article: Article, match: Match) -> tuple[Found, Role] | None:
    """The mention of a state together with the role noun that follows it, None when none follows."""
    words = article.words
    rule = match.entry.rule
    possessive = match.end < words.size and words.lowers[match.end] in ("'s", "'")
    if rule == "national" and not possessive:
        return None
    start = match.end + 1 if possessive else match.end
    if rule == "capital" and not possessive and not _is_government(article, match):
        return None
    if start < words.size and words.texts[start - 1 if possessive else match.end] == "-":
        return None
    role = role_after(article, start, is_name=rule != "adjective" and not possessive)
    if role is None:
        return None
    codes = list(match.entry.codes)
    begin = match.start
    if not possessive:
        for partner in reversed(partners_before(article, match)):
            codes = [*partner.entry.codes, *codes]
            begin = min(begin, partner.start)
    if any(words.lowers[spot] in word_list("not_yet") for spot in range(start, role.end)):
        return None
    if rule == "group" or (rule == "organisation" and role.sector in ("GOV", "REB", "SPY")):
        named = tuple(codes)  # an organisation's officials and a group's fighters are it
    else:
        named = with_sector(dict.fromkeys(codes), role.sector)
    evidence = f"{' '.join(words.texts[begin : match.end])} + {role.noun} ({role.sector})"
    return Found(begin, role.end, role.end - 1, named, "role", evidence, office=role.noun), role


def _is_government(article: Article, match: Match) -> bool:
    """'the Khartoum government', not 'the London embassy'."""
    words = article.words
    after = words.lowers[match.end] if match.end < words.size else ""
    return after in word_list("government_noun") and is_acting(match, article)


def role_of_state(article: Article, match: Match) -> tuple[Found, Role] | None:
    """'the government of Sudan', 'ministers of France and Germany', 'rebels in Mali', 'authorities in Beijing'."""
    words = article.words
    index = match.start - 1
    while index > 0 and words.lowers[index] in ("the", "eastern", "western", "northern", "southern", "central"):
        index -= 1
    if index < 1 or words.lowers[index] not in ("of", "from", "in"):
        return None
    role = role_ending(article, index, max(0, index - 4))
    if role is None or any(article.taken[role.start : index]):
        return None
    if (
        match.entry.rule == "capital"
        and role.noun.rpartition(" ")[2] not in _LOCAL_GOV
        and role.sector in ("CVL", "GOV")
    ):
        return None  # 'residents of Tehran', 'the mayor of Moscow' are of the city
    if words.pos[role.end - 1] == "VERB" or (role.sector == "JUD" and match.entry.surface == "The Hague"):
        return None  # the courts of The Hague are the world's
    preposition = words.lowers[index]
    if preposition == "in" and role.sector not in _LOCAL and role.noun.split()[-1] not in (_LOCAL_GOV | _LOCAL_NOUNS):
        return None
    if _has_own_state(article, role):
        return None
    codes, end = list(match.entry.codes), match.end
    while True:  # 'of France and Germany', 'of France, Germany and Poland'
        index = end
        while index < words.size and words.lowers[index] in (",", "and", "the"):
            index += 1
        other = article.match_at.get(index)
        if other is None or index == end or other.entry.rule != match.entry.rule or not other.entry.codes:
            break
        if words.parsed and not _joined(article, other, match, role):
            break
        codes += other.entry.codes
        end = other.end
    named = with_sector(dict.fromkeys(codes), role.sector)
    evidence = f"{role.noun} {preposition} {' '.join(words.texts[match.start : end])} ({role.sector})"
    return Found(role.start, end, role.end - 1, named, "role", evidence, office=role.noun), role


def _joined(article: Article, other: Match, match: Match, role: Role) -> bool:
    """Whether the parse joins another state to the first; after a plural role it may hang on the role instead."""
    words = article.words
    head = words.head_of(other.start, other.end, other.end - 1)
    floor = role.start if role.noun.endswith("s") else match.start
    return words.deps[head] == "conj" and floor <= words.heads[head] < other.start


def _has_own_state(article: Article, role: Role) -> bool:
    """'Kurdish rebels in Turkey', 'US officials in Iraq': the role belongs to whoever stands before it."""
    words = article.words
    start = role.start
    while start > 0 and (words.pos[start - 1] == "ADJ" or words.lowers[start - 1] in word_list("modifier")):
        start -= 1
        if words.is_capital(start) and start > words.sentence(start)[0] and not words.is_headline_case(start):
            return True
    before = start - 1
    if before < 0:
        return False
    if words.lowers[before] in ("'s", "'", "its", "their", "his", "her"):
        return True
    return start in article.match_until
