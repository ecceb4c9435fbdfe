"""Pronouns ('it', 'its', 'they', 'he') and the roles behind them ('its army', 'whose prime minister')."""

from nlp.actors.found import Article, Found, with_sector
from nlp.actors.persons import is_title
from nlp.actors.roles import role_after

_SUBJECTS = ("nsubj", "nsubj:pass")
_OBJECTS = ("obj", "iobj", "obl")


def link_pronouns(article: Article) -> None:
    """'it', 'its', 'they', 'their', 'he', 'she', 'his', 'her': the subject just before, if only one fits."""
    words = article.words
    if not words.parsed or (not article.people and not article.matches):
        return
    for index, lower in enumerate(words.lowers):
        if lower not in ("it", "its", "they", "their", "he", "she", "his", "her") or article.taken[index]:
            continue
        if words.deps[index] in ("expl",) or words.pos[index] != "PRON":
            continue
        antecedent = _antecedent(article, index, lower)
        if antecedent is not None:
            evidence = f"'{words.texts[index]}' for {' '.join(words.texts[antecedent.start : antecedent.end])}"
            if _add_with_role(article, index, antecedent, evidence):
                continue
            codes = _with_others(article, antecedent) if lower in ("they", "their") else antecedent.codes
            article.add(Found(index, index + 1, index, codes, "coref", evidence, antecedent.office, antecedent.person))


def _with_others(article: Article, first: Found) -> tuple[str, ...]:
    """The codes of all of "Egypt and Sudan", where the antecedent is the first of them."""
    words = article.words
    head = found_head(article, first)
    codes = list(first.codes)
    for other in article.in_sentence(words.sents[first.start]):
        spot = found_head(article, other)
        if other.start >= first.end and words.deps[spot] == "conj" and words.heads[spot] == head:
            codes += [code for code in other.codes if code not in codes]
    return tuple(codes)


def link_whose(article: Article) -> None:
    """'Canada, whose prime minister ...': the role belongs to the state right before."""
    words = article.words
    for index, lower in enumerate(words.lowers):
        if lower == "whose" and index > 1:
            before = index - 1 if words.texts[index - 1] == "," else index
            owner = article.ending_at(before)
            if owner is not None and len(owner.bases()) == 1:
                _add_with_role(article, index, owner, f"'whose' for {' '.join(words.texts[owner.start : owner.end])}")


def _add_with_role(article: Article, index: int, owner: Found, evidence: str) -> bool:
    """Add 'its army', 'his border troops' as one mention with the sector; says whether there was a role."""
    words = article.words
    if words.lowers[index] in ("it", "they", "he", "she"):
        return False
    role = role_after(article, index + 1, is_name=False)
    bases = owner.bases()
    if role is None or any(article.taken[index : role.end]) or article.organisations & set(bases):
        return False
    if role.sector in ("CVL", "MED", "BUS") or (is_title(role.noun) and words.lowers[index] in ("his", "her")):
        return False
    codes = with_sector(bases, role.sector)
    return article.add(Found(index, role.end, role.end - 1, codes, "coref", f"{evidence} + {role.noun}", role.noun))


def _antecedent(article: Article, index: int, pronoun: str) -> Found | None:
    words = article.words
    number = words.sents[index]
    controlled = _controller(article, index, pronoun)
    if controlled is not None:
        return controlled
    for sentence in (number, number - 1):
        subjects = [
            found
            for found in article.in_sentence(sentence)
            if found.end <= index
            and _is_subject(article, found)
            and _agrees(found, pronoun)
            and not (words.deps[index] in _OBJECTS and words.heads[index] == words.heads[found_head(article, found)])
        ]
        if subjects:
            nearest = subjects[-1] if sentence == number else subjects[0]
            rivals = {found.codes for found in subjects}
            return nearest if len(rivals) == 1 or sentence == number else None
        if sentence == number and _other_subject(article, sentence, index, pronoun):
            return None
    return None


def _controller(article: Article, index: int, pronoun: str) -> Found | None:
    """'urged Beijing to open its markets': the object of the verb whose infinitive the pronoun stands in."""
    words = article.words
    verb = words.heads[index]
    for _ in range(4):
        if words.pos[verb] == "VERB" or words.heads[verb] == verb:
            break
        verb = words.heads[verb]
    if words.deps[verb] not in ("xcomp", "advcl", "ccomp") or "to" not in words.lowers[max(0, verb - 3) : verb]:
        return None
    upper = words.heads[verb]
    for found in article.before(index, 0):
        head = words.head_of(found.start, found.end, found.anchor)
        if words.heads[head] == upper and words.deps[head] in ("obj", "iobj", "obl"):
            return found if _agrees(found, pronoun) and head > upper else None
    return None


def found_head(article: Article, found: Found) -> int:
    """The token a mention attaches by."""
    return article.words.head_of(found.start, found.end, found.anchor)


def _is_subject(article: Article, found: Found) -> bool:
    words = article.words
    return words.deps[found_head(article, found)] in _SUBJECTS or words.opens_clause(found.start, found.end)


def _agrees(found: Found, pronoun: str) -> bool:
    is_person = bool(found.person) or (found.rule in ("title", "office", "learned_office")) or is_title(found.office)
    if pronoun in ("he", "she", "his", "her"):
        return is_person and len(found.codes) == 1
    if pronoun in ("they", "their"):
        return not is_person
    return not is_person and len(found.codes) == 1 and not found.office.endswith("s")


def _other_subject(article: Article, sentence: int, index: int, pronoun: str) -> bool:
    """Whether somebody or something else is the subject before the pronoun in its own sentence."""
    words = article.words
    start, _ = words.sentence(words.sent_starts[sentence])
    return any(words.deps[spot] in _SUBJECTS and words.pos[spot] != "PRON" for spot in range(start, index))
