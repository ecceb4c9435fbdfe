"""Later short mentions: 'Macron', 'the president', 'the two countries', 'the alliance', 'its'. In doubt, nothing."""

from nlp.actors.found import Article, Found, with_sector
from nlp.actors.persons import fits_title, is_title, surname_of
from nlp.actors.roles import Role, role_ending
from nlp.actors.sets import set_named_before
from nlp.actors.tables import role_sectors, state_codes, word_list

_BLOC_NOUNS = {
    "alliance": frozenset({"NATO", "WARSAW_PACT", "SEATO", "CENTO", "CSTO", "ANZUS", "AUKUS", "AES", "FVEY",
                          "YEMEN15"}),
    "bloc": frozenset({"EU", "ASEAN", "ECOWAS", "GCC", "BRICS", "MERCOSUR", "AU", "SADC", "SCO", "EAEU", "CSTO", "OPEC",
                       "AES", "EAC", "CARICOM", "WARSAW_PACT", "CELAC", "G7", "CIS", "QUAD"}),
    "council": frozenset({"UNSC"}), "union": frozenset({"EU", "AU"}), "league": frozenset({"ARAB_LEAGUE"}),
    "agency": frozenset({"IAEA"}), "watchdog": frozenset({"IAEA", "OPCW"}), "pact": frozenset({"WARSAW_PACT"}),
    "court": frozenset({"ICC", "ICJ"}), "security council": frozenset({"UNSC"}), "quartet": frozenset({"QUAD"}),
    "assembly": frozenset({"UN"}), "world body": frozenset({"UN"}), "un body": frozenset({"UN"}),
    "community": frozenset({"EU"}), "grouping": frozenset(), "organisation": frozenset(), "organization": frozenset(),
}  # fmt: skip
_BODY_NOUNS = {
    "government": "GOV", "army": "MIL", "military": "MIL", "parliament": "LEG", "ministry": "GOV",
    "foreign ministry": "GOV",
    "defence ministry": "GOV", "defense ministry": "GOV", "authorities": "GOV", "police": "GOV", "opposition": "OPP",
    "rebels": "REB", "insurgents": "REB", "embassy": "GOV", "regime": "GOV", "junta": "GOV", "air force": "MIL",
    "navy": "MIL", "administration": "GOV", "supreme court": "JUD", "armed forces": "MIL",
}  # fmt: skip
_RULED_BY = {
    "emir": frozenset({"QAT", "KWT"}),
    "sultan": frozenset({"OMN", "BRN"}),
    "supreme leader": frozenset({"IRN"}),
    "ayatollah": frozenset({"IRN"}),
    "crown prince": frozenset({"SAU", "ARE", "KWT"}),
    "chancellor": frozenset({"DEU", "AUT"}),
    "taoiseach": frozenset({"IRL"}),
    "shah": frozenset({"IRN"}),
}
_TROOPS = frozenset(
    {"troops", "soldiers", "forces", "marines", "contingent", "warships", "warplanes", "jets", "garrison"}
)
_STATE_KINDS = {
    "kingdom": frozenset({"SAU", "DNK", "MAR", "JOR", "THA", "KHM", "BHR", "BTN", "LSO", "SWZ", "TON"}),
    "emirate": frozenset({"QAT", "KWT", "ARE"}),
    "sultanate": frozenset({"OMN", "BRN"}),
    "federation": frozenset({"RUS"}),
    "strip": frozenset({"PSE"}),
    "islamic republic": frozenset({"IRN", "PAK", "MRT", "AFG"}),
    "people's republic": frozenset({"CHN", "PRK"}),
}  # fmt: skip
_STATE_RULES = frozenset({"name", "adjective", "national", "capital", "role", "title", "office", "learned_office"})


def link_short_names(article: Article) -> None:
    """'Lavrov' after 'Foreign Minister Sergei Lavrov': the surname of a person named before with a title."""
    words = article.words
    surnames: dict[str, Found] = {}
    for found in sorted(article.people, key=lambda known: known.start):
        if found.person and len(surname := surname_of(found.person, found.codes)) > 1:
            surnames.setdefault(surname, found)
            if found.rule in ("office", "learned_office"):
                surnames.setdefault(found.person.split()[-1], found)
    if not surnames:
        return
    for index, text in enumerate(words.texts):
        named = surnames.get(text)
        if named is None or article.taken[index] or index < named.start:
            continue
        before_is_name = (
            index > 0
            and words.is_capital(index - 1)
            and words.pos[index - 1] == "PROPN"
            and not article.taken[index - 1]
            and words.texts[index - 1] not in named.person.split()
            and (words.lowers[index - 1],) not in role_sectors()
            and not words.is_headline_case(index)
        )
        if before_is_name or index in article.match_at:
            continue
        start = index
        if index > 0 and words.texts[index - 1] in named.person.split() and not article.taken[index - 1]:
            start -= 1
        role = role_ending(article, start, max(0, start - 4))
        if role is not None and is_title(role.noun) and not any(article.taken[role.start : start]):
            start = role.start
        evidence = f"{named.person}, named before: {named.evidence}"
        article.add(Found(start, index + 1, index, named.codes, "coref", evidence, named.office, named.person))


def link_phrases(article: Article) -> None:
    """'the president', 'the ministry', 'the two countries', 'both sides', 'the alliance', 'the bloc', 'the country'."""
    words = article.words
    for index, lower in enumerate(words.lowers):
        if lower in ("the", "both", "these") and index + 1 < words.size and not article.taken[index + 1]:
            link = set_named_before(article, index) or _the_phrase(article, index)
            if link is not None:
                article.add(link)


def _the_phrase(article: Article, index: int) -> Found | None:
    words = article.words
    if words.lowers[index] not in ("the", "its", "their"):
        return None
    for end in range(min(index + 4, words.size), index + 1, -1):
        noun = " ".join(words.lowers[index + 1 : end])
        if noun in _BLOC_NOUNS and words.lowers[index] == "the" and _ends_here(article, end):
            return _bloc(article, index, end, noun)
        if (
            words.lowers[index] == "the"
            and is_title(noun)
            and (noun.split()[-1],) in role_sectors()
            and _ends_here(article, end)
        ):
            return _office(article, index, end, noun)
        if noun in _BODY_NOUNS and _ends_here(article, end):
            return _body(article, index, end, noun)
        if words.lowers[end - 1] in _TROOPS and words.lowers[index] == "the" and _ends_here(article, end):
            return _troops(article, index, end)
        if noun in _STATE_KINDS and _ends_here(article, end):
            return _state_of_kind(article, index, end, noun)
        last = words.lowers[end - 1]
        if last in ("country", "nation", "kingdom", "state", "republic", "emirate") and _ends_here(article, end):
            described = all(words.pos[spot] in ("ADJ", "PROPN", "NOUN") for spot in range(index + 1, end - 1))
            if described and (end - index > 2 or last != "state"):
                return _country(article, index, end)
        if noun in ("north", "south") and words.is_capital(end - 1) and _ends_here(article, end):
            return _half_of_korea(article, index, end)
        if noun in (
            "group",
            "militant group",
            "movement",
            "militia",
            "militants",
            "organisation",
            "organization",
        ) and _ends_here(article, end):
            return _group(article, index, end)
    return None


def _ends_here(article: Article, end: int) -> bool:
    """Whether the phrase is complete: no name or noun goes on after it."""
    words = article.words
    if any(article.taken[end - 1 : end]):
        return False
    if end >= words.size:
        return True
    if (
        words.lowers[end] in ("of", "in", "from")
        and end + 1 < words.size
        and (end + 1 in article.match_at or words.is_capital(end + 1))
    ):
        return False
    return words.pos[end] not in ("NOUN", "PROPN") and words.texts[end] != "-"


def _office(article: Article, start: int, end: int, noun: str) -> Found | None:
    if noun in ("leader", "official", "counterpart", "head", "chief", "general", "representative"):
        return None
    fitting = [
        found
        for found in reversed(article.before(start))
        if found.office and is_title(found.office) and fits_title(found.office, noun) and len(found.codes) == 1
    ]
    if not fitting:
        return _ruler(article, start, end, noun) or _office_of_clause(article, start, end, noun)
    if len({found.codes for found in fitting[-2:]}) > 1:
        return None
    last = fitting[-1]
    who = last.person or last.office
    return Found(start, end, end - 1, last.codes, "coref", f"{who}, named before", last.office, last.person)


def _ruler(article: Article, start: int, end: int, noun: str) -> Found | None:
    """'the emir', 'the sultan', 'the chancellor': of the one state of the article that has such a ruler."""
    fitting = article.bases_beside() & _RULED_BY.get(noun, frozenset())
    if len(fitting) != 1:
        return None
    only = fitting.pop()
    return Found(start, end, end - 1, with_sector((only,), "GOV"), "coref", f"the {noun} of {only}", noun)


def _office_of_clause(article: Article, start: int, end: int, noun: str) -> Found | None:
    """'Soldiers in Niger detained the president': the office is of the sentence's one state."""
    words = article.words
    if noun not in ("president", "prime minister", "king", "chancellor", "premier") or not words.parsed:
        return None
    if words.deps[end - 1] not in ("obj", "obl:agent", "obl"):
        return None
    owner = _only_state(article, start, 0)
    if owner is None or owner[0] in article.organisations:
        return None
    return Found(start, end, end - 1, with_sector(owner, "GOV"), "coref", f"{noun} of {owner[0]}, named before", noun)


def _body(article: Article, start: int, end: int, noun: str) -> Found | None:
    words = article.words
    sector = _BODY_NOUNS[noun]
    owner: tuple[str, ...] | None = None
    if words.lowers[start] == "the":
        same = next((found for found in article.before(start) if found.office.endswith(noun)), None)
        if same is not None:
            owner = same.bases()
    if owner is None:
        # rebels are seldom of the state that spoke last: only of one in their own sentence
        owner = _only_state(article, start, 0 if sector == "REB" else 1)
    if owner is None or len(owner) != 1 or article.organisations & set(owner):
        return None
    return Found(start, end, end - 1, with_sector(owner, sector), "coref", f"{noun} of {owner[0]}, named before", noun)


def _only_state(article: Article, index: int, sentences: int, head: int = -1) -> tuple[str, ...] | None:
    """The one state of this sentence so far, else the one of the sentences before; None when there are several.

    head: of the phrase that is looked for; the subject of the same verb cannot be meant by it.
    """
    for reach in range(sentences + 1):
        codes = dict.fromkeys(
            code
            for found in article.before(index, reach)
            if (found.rule in _STATE_RULES or found.rule in ("coref", "seat", "ministry"))
            and not (head >= 0 and article.is_subject_of(found, head))
            for code in found.bases()
        )
        if len(codes) == 1:
            return tuple(codes)
        if codes:
            return None
    return None


def _country(article: Article, start: int, end: int) -> Found | None:
    if start and article.words.texts[start - 1] == ",":  # 'Congo, the vast country': no second mention
        return None
    only = _only_state(article, start, 1, head=end - 1)
    if only is None or only[0] in article.organisations:
        return None
    return Found(start, end, end - 1, only, "coref", f"{only[0]}, the only state named just before")


def _troops(article: Article, start: int, end: int) -> Found | None:
    """'the roughly 1,000 troops': those of the last forces named, unless they are told so themselves."""
    words = article.words
    if any(words.pos[spot] not in ("ADJ", "NUM", "ADV") for spot in range(start + 1, end - 1)):
        return None
    for found in article.before(start, 3):
        if len(found.codes) == 1 and found.codes[0].endswith(":MIL") and found.rule in ("role", "force", "coref"):
            if article.is_subject_of(found, end - 1):
                return None
            return Found(start, end, end - 1, found.codes, "coref", f"{found.codes[0]}, named before", found.office)
    return None


def _state_of_kind(article: Article, start: int, end: int, noun: str) -> Found | None:
    """'the kingdom', 'the Islamic republic': the one state of the kind that the article names."""
    fitting = article.bases_beside() & _STATE_KINDS[noun]
    only = fitting.pop() if len(fitting) == 1 else None
    if only is None or not any(only in found.bases() for found in article.before(start)):
        return None
    return Found(start, end, end - 1, (only,), "coref", f"the {noun} of the article: {only}")


def _bloc(article: Article, start: int, end: int, noun: str) -> Found | None:
    kinds = _BLOC_NOUNS[noun]
    for found in article.before(start):
        if len(found.codes) == 1 and (found.rule == "organisation" if not kinds else found.codes[0] in kinds):
            return Found(start, end, end - 1, found.codes, "coref", f"{found.codes[0]}, named before")
    return None


def _half_of_korea(article: Article, start: int, end: int) -> Found | None:
    """'the North', 'the South' in an article that has named a Korea."""
    if not article.bases_beside() & {"KOR", "PRK"}:
        return None
    code = "PRK" if article.words.lowers[end - 1] == "north" else "KOR"
    return Found(start, end, end - 1, (code,), "coref", "half of Korea, named in the article")


def _group(article: Article, start: int, end: int) -> Found | None:
    for found in article.before(start, 2):
        is_role = found.rule == "role" and ":" not in found.codes[0]  # the fighters of a group are it
        if found.rule == "group" or (is_role and found.codes[0] not in state_codes()):
            return Found(start, end, end - 1, found.codes, "coref", f"{found.codes[0]}, named before")
        if found.rule == "organisation":
            return None
    return None


def link_local_bodies(article: Article) -> None:
    """'Georgian police fired at protesters': those at home, when the sentence names one state and no other actor.

    Read only for the words of `wordlists.tsv` (list local_body), and only where nothing says whose they are.
    """
    words = article.words
    local = word_list("local_body")
    for index, lower in enumerate(words.lowers):
        if lower not in local or article.taken[index] or words.pos[index] not in ("NOUN", "PROPN", ""):
            continue
        role = role_ending(article, index + 1, max(0, index - 1))
        if role is None or role.end != index + 1 or article.taken[role.start] or not _is_bare(article, role):
            continue
        owner = _home(article, index)
        if owner is not None:
            codes = with_sector((owner,), role.sector)
            evidence = f"{role.noun} of {owner}, the one state of the sentence"
            article.add(Found(role.start, role.end, index, codes, "local", evidence, role.noun))


def _is_bare(article: Article, role: Role) -> bool:
    """Whether nothing before or after the noun says whose body it is."""
    words = article.words
    start = role.start
    while start > 0 and words.pos[start - 1] in ("ADJ", "NUM") and not words.is_capital(start - 1):
        start -= 1
    before = words.lowers[start - 1] if start else ""
    after = words.lowers[role.end] if role.end < words.size else ""
    if words.deps[role.end - 1] in ("compound", "appos") or before in ("-", "in") or after in ("from", "of", "in", "-"):
        return False
    if (start and words.pos[start - 1] == "PROPN") or before in ("'s", "'", "its", "their", "his", "her", "no", "any"):
        return False
    return not (start and article.taken[start - 1] and before not in (",", "and"))


def _home(article: Article, index: int) -> str | None:
    """The one state that its sentence names; None when there is none, several, or an organisation beside it."""
    words = article.words
    number = words.sents[index]
    near = article.in_sentence(number)
    bases = {code for found in near for code in found.bases()} or _told_of(article, number)
    if any(words.sents[place.start] == number and not set(place.bases()) <= bases for place in article.places):
        return None  # 'protesters stormed its embassy in Tehran'
    return bases.pop() if len(bases) == 1 and bases <= state_codes() else None


def _told_of(article: Article, number: int) -> set[str]:
    """The one state that title and first sentence name, for a later sentence that names nobody."""
    last = 1 if article.words.title else 0
    if number <= last:
        return set()
    return {code for first in range(last + 1) for found in article.in_sentence(first) for code in found.bases()}
