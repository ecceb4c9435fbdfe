"""Persons in office: 'Russian Foreign Minister Sergei Lavrov', 'President Macron', 'X, China's foreign minister,'."""

from nlp.actors.found import Article, Found
from nlp.actors.offices import Office, OfficeBook
from nlp.actors.phrases import Match
from nlp.actors.roles import Role, role_ending
from nlp.actors.tables import word_list

_PARTICLES = frozenset(
    {
        "al",
        "el",
        "bin",
        "ibn",
        "de",
        "da",
        "del",
        "der",
        "den",
        "van",
        "von",
        "la",
        "le",
        "dos",
        "di",
        "ben",
        "-",
        "abu",
        "ul",
    }
)
_TITLES = frozenset(
    {
        "president", "premier", "chancellor", "minister", "king", "queen", "prince", "emir", "sultan", "secretary",
        "leader", "ambassador", "envoy", "spokesman", "spokeswoman", "spokesperson", "general", "commander", "admiral",
        "chief", "speaker", "senator", "governor", "ruler", "dictator", "strongman", "chairman", "commissioner",
        "representative", "diplomat", "negotiator", "colonel", "head", "adviser", "advisor", "taoiseach", "mayor",
        "official", "lawmaker", "judge", "prosecutor", "aide", "statesman", "monarch", "counterpart", "consul",
    }
)  # fmt: skip
# States whose people are known by the name that comes first.
_FAMILY_NAME_FIRST = frozenset({"CHN", "PRK", "KOR", "VNM", "TWN", "HKG", "KHM"})
_HEADS = frozenset({"president", "prime minister", "chancellor", "premier", "leader", "supreme leader", "king"})
_PERSON_SECTORS = ("GOV", "MIL", "LEG", "JUD", "SPY", "OPP", "REB", "BUS", "MED")


def is_title(noun: str) -> bool:
    """Whether a role noun is borne by one person ('foreign minister'), not by a body ('army')."""
    last = noun.rpartition(" ")[2]
    return last in _TITLES or noun in ("head of state", "secretary of state", "chief of staff", "minister of defense",
                                       "minister of defence", "secretary of defense", "attorney general")  # fmt: skip


def name_run(article: Article, start: int) -> int:
    """The end of a person's name that begins at token `start`; `start` when none does."""
    words = article.words
    person = article.person_at.get(start)
    if person is not None:
        return person.end
    headline = words.is_headline_case(start) if start < words.size else False
    sentence_end = words.sentence(start)[1] if start < words.size else start
    end = start
    while end < min(sentence_end, start + 5):
        text = words.texts[end]
        if words.lowers[end] in _PARTICLES and end > start and end + 1 < words.size and words.is_capital(end + 1):
            end += 1
            continue
        initial = len(text) <= 2 and text.endswith(".") and text[0].isupper()
        if not (text[:1].isupper() and (text.replace("-", "").replace("'", "").isalpha() or initial)):
            break
        if end in article.match_at and words.deps[end] not in ("flat",):
            break
        if words.tagged and words.pos[end] not in (
            "PROPN",
            "NOUN" if not headline else "PROPN",
            "ADJ" if end == start else "PROPN",
        ):
            break
        if headline and end > start and words.deps[end] not in ("flat", "compound") and end - start > 1:
            break
        if words.lowers[end] in word_list("acting_verb") or (not words.tagged and end - start >= 2):
            break
        end += 1
    while end > start and words.lowers[end - 1] in _PARTICLES:
        end -= 1
    return end


def surname_of(name: str, codes: tuple[str, ...]) -> str:
    """The part of a name by which a text calls the person later."""
    parts = name.replace(" - ", "-").split()
    first = any(code.partition(":")[0] in _FAMILY_NAME_FIRST for code in codes)
    return parts[0] if first else parts[-1]


def is_former_before(article: Article, start: int) -> bool:
    """Whether 'former', 'late', 'ex-' ... stands before token `start` in the same phrase."""
    words = article.words
    former = word_list("former")
    for index in range(start - 1, max(-1, start - 4), -1):
        lower = words.lowers[index]
        if lower in former or lower.startswith("ex-"):
            return True
        if words.pos[index] not in ("ADJ", "PROPN", "NOUN", "PUNCT", "X", "") or lower in (",", "."):
            return False
    return False


def is_elect(article: Article, end: int) -> bool:
    """'President-elect', 'minister-designate': not in office yet."""
    words = article.words
    return any(lower in ("elect", "designate", "nominee", "candidate") for lower in words.lowers[end : end + 2])


def with_name(article: Article, found: Found, role: Role, book: OfficeBook) -> None:
    """Let a title mention take in the person's name that follows, or the one it explains after a comma."""
    if not is_title(role.noun) or len(found.codes) != 1:
        return
    words = article.words
    start = found.end
    end = name_run(article, start)
    if end > start:
        found.person = " ".join(words.texts[start:end])
        found.end, found.rule = end, "title"
        _confirm(article, found, book)
        return
    name = _name_beside(article, found)
    if name is not None:
        begin, finish = name
        person = " ".join(words.texts[begin:finish])
        beside = Found(begin, finish, finish - 1, found.codes, "title", found.evidence, found.office, person)
        _confirm(article, beside, book)
        if article.add(beside):
            article.people.append(beside)


def _confirm(article: Article, found: Found, book: OfficeBook) -> None:
    """Name the office book's evidence when it agrees with the text."""
    surface = found.person
    for office in book.holders(surface, article.published_on):
        if office.code.partition(":")[0] == found.codes[0].partition(":")[0]:
            found.rule = "office" if office.origin == "table" else "learned_office"
            found.evidence = office.evidence()
            if ":" not in office.code:  # of an organisation: its head is it
                found.codes = (office.code,)
            return


def _name_beside(article: Article, found: Found) -> tuple[int, int] | None:
    """The name in 'NAME, the Russian foreign minister,' or 'Russia's foreign minister, NAME,'."""
    words = article.words
    start = found.start
    while start > 0 and words.lowers[start - 1] in ("the", "a"):
        start -= 1
    if start > 1 and words.texts[start - 1] == ",":
        begin = start - 1
        while (
            begin > 0
            and words.is_capital(begin - 1)
            and words.pos[begin - 1] in ("PROPN", "")
            and not article.taken[begin - 1]
            and begin - 1 not in article.match_at
            and start - 1 - begin < 4
        ):
            begin -= 1
        if 2 <= start - 1 - begin <= 4 or (start - 1 - begin == 1 and begin in article.person_at):
            return begin, start - 1
    if found.end + 1 < words.size and words.texts[found.end] == ",":
        begin = found.end + 1
        end = name_run(article, begin)
        if end - begin >= 2 and end < words.size and words.texts[end] in (",", ".", ")"):
            return begin, end
    return None


def find_holders(article: Article, book: OfficeBook) -> None:
    """Add the persons of the office book: 'Putin', 'President Emmanuel Macron', 'Lavrov' after his full name."""
    met: set[str] = {surname_of(found.person, found.codes) for found in article.people if found.person}
    unsure = []
    for person in article.persons:
        if any(article.taken[person.start : person.end]):
            continue
        held = _office_held(article, person, book, met)
        if held is None:
            continue
        found, office = held
        is_full = person.entry.surface != office.surname
        is_bare = not is_full and found.start == person.start
        if is_bare and office.surname not in met and not _is_known(office, article):
            unsure.append((found, office))
        elif _add_holder(article, person, found):
            met.add(office.surname)
    for found, office in unsure:
        if _is_among_peers(office, found, article):
            _add_holder(article, found, found)


def _office_held(article: Article, person: Match, book: OfficeBook, met: set[str]) -> tuple[Found, Office] | None:
    """The mention that a person's name would make, and the office behind it; None where it is somebody else.

    met: surnames of persons named before.
    """
    surface = person.entry.surface
    offices = book.holders(surface, article.published_on)
    if len({office.code for office in offices}) > 1:
        heads = [office for office in offices if _is_head(office) and surface not in met]
        offices = _same_state(offices) or _same_state(heads)
    if not offices:
        return None
    start, title = _title_before(article, person.start)
    office = next((known for known in offices if title and fits_title(known.title, title)), offices[0])
    is_full = surface != office.surname
    if is_former_before(article, start) or is_elect(article, person.start - 1):
        return None
    if not is_full and _has_other_name(article, person.start, person.end, office):
        return None
    if title and not is_full and not fits_title(office.title, title) and not office.is_known_by_surname:
        return None
    rule = "office" if office.origin == "table" else "learned_office"
    evidence = office.evidence()
    return Found(start, person.end, person.end - 1, (office.code,), rule, evidence, office.title, office.name), office


def _add_holder(article: Article, person: Match | Found, found: Found) -> bool:
    if found.start == person.start:
        _take_in_state(article, found)
    is_new = article.add(found)
    if is_new:
        article.people.append(found)
    return is_new


def _is_head(office: Office) -> bool:
    return office.title in _HEADS and ":" in office.code


def _is_among_peers(office: Office, found: Found, article: Article) -> bool:
    """'Biden, Kishida and Yoon', 'Moon met Kim': a head of state or government beside one of another state."""
    if not _is_head(office) or office.surname.lower() in word_list("common_surname"):
        return False
    peers = article.in_sentence(article.words.sents[found.start])
    return any(peer.rule in ("office", "learned_office") and peer.codes != found.codes for peer in peers)


def _take_in_state(article: Article, found: Found) -> None:
    """As in Turkey's Erdogan: let the person take in the state named before, if it is the person's."""
    words = article.words
    if found.start < 2 or words.lowers[found.start - 1] not in ("'s", "'"):
        return
    base = found.codes[0].partition(":")[0]
    state = article.ending_at(found.start - 1)
    if state is not None and state.codes == (base,):
        article.drop(state)
        found.start = state.start


def _is_known(office: Office, article: Article) -> bool:
    """Whether the surname alone is enough: it is well known, or the state is named and the name is no common word."""
    if office.is_known_by_surname:
        return True
    base = office.code.partition(":")[0]
    return office.surname.lower() not in word_list("common_surname") and base in article.bases_beside()


def _same_state(offices: list[Office]) -> list[Office]:
    """Offices of one person in several posts; of different states, nothing is certain."""
    bases = {office.code.partition(":")[0] for office in offices}
    names = {office.name for office in offices}
    return offices if len(bases) == 1 or len(names) == 1 else []


def _title_before(article: Article, start: int) -> tuple[int, str]:
    """The title right before a name: its first token and its words; (start, '') when there is none."""
    role = role_ending(article, start, max(0, start - 4))
    if role is None or any(article.taken[role.start : start]):
        return start, ""
    return (role.start, role.noun) if is_title(role.noun) else (start, "")


def fits_title(known: str, said: str) -> bool:
    """Whether the title in the text can be the known office ('leader' and 'minister' are said of several)."""
    if said in known or known in said:
        return True
    if said in ("leader", "ruler", "strongman", "dictator", "official", "counterpart") or known == "leader":
        return True
    kin = ({"premier", "prime minister"}, {"secretary of state", "foreign minister", "foreign secretary", "secretary"},
           {"defence minister", "defense minister", "defence secretary", "defense secretary", "secretary"})  # fmt: skip
    return any(said in group and known in group for group in kin)


def _has_other_name(article: Article, start: int, end: int, office: Office) -> bool:
    """'Jill Biden', 'Hunter Biden', 'Trump Tower', 'Trump Jr.': the surname is somebody else's."""
    words = article.words
    first_names = office.name.split()
    if start > 0 and words.is_capital(start - 1) and words.texts[start - 1].isalpha() and not article.taken[start - 1]:
        before = words.texts[start - 1]
        if before not in first_names and words.pos[start - 1] in ("PROPN", "") and start - 1 not in article.match_at:
            sentence_start = words.sentence(start)[0]
            joined = (
                words.deps[start] in ("flat", "compound")
                or words.heads[start - 1] == start
                or words.heads[start] == start - 1
            )
            if start - 1 > sentence_start and not words.is_headline_case(start):
                return True
            return joined and role_ending(article, start, start - 1) is None
    if end < words.size and words.texts[end] in (
        "Jr",
        "Jr.",
        "Tower",
        "Foundation",
        "Organization",
        "University",
        "Hotel",
    ):
        return True
    return (
        end < words.size
        and words.pos[end] == "PROPN"
        and words.deps[end] == "flat"
        and end not in article.match_at
        and words.texts[end] not in first_names
    )
