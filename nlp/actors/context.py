"""Ambiguity: when a surface that could name an actor does not. Nothing is linked rather than something wrong."""

import re

from nlp.actors.found import Article
from nlp.actors.phrases import Match
from nlp.actors.tables import role_sectors, word_list

_DATELINE = re.compile(
    r"\s*(?P<place>[A-ZÀ-Ý][^\n]{1,70}?)\s*(?:\((?P<agency>[^()\n]{2,30})\)\s*[-–—]{0,2}|[-–—]{1,2})(?=\s|$)"
)
_MONTH = re.compile(r"\b(Jan|Feb|March|Mar|April|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b")
_AGENCY = re.compile(
    r"Reuters|AP|AFP|Xinhua|UPI|Bloomberg|TASS|dpa|ANI|PTI|IANS|Kyodo|Yonhap|Interfax|CNN|EFE|ANSA|MENA|IRNA|KUNA|SPA|WAM"
)
_SCORE = re.compile(r"^\d{1,3}[-–]\d{1,3}$")
_TITLED = frozenset({"NOUN", "PROPN", "ADJ"})


def dateline_end(text: str, start: int) -> int:
    """The character where a dateline that begins at `start` ends; `start` itself when there is none."""
    found = _DATELINE.match(text, start)
    if not found:
        return start
    place, agency = found["place"], found["agency"]
    first = re.match(r"[^\s,]+", place)
    shouts = first is not None and first[0].isupper() and len(first[0]) >= 3
    if (agency and _AGENCY.search(agency)) or _MONTH.search(place):
        return found.end() if len(place.split()) <= 8 else start
    return found.end() if shouts and place.upper() == place and len(place.split()) <= 4 and not agency else start


def take_datelines(article: Article) -> None:
    """Mark the datelines at the beginning of text and body as spoken for: they say where, not who."""
    words = article.words
    for first in {0, words.title}:
        last = min(first + 30, words.size)
        if first >= last:
            continue
        offset = words.starts[first]
        text = "".join(
            words.texts[index].ljust(words.starts[index + 1] - words.starts[index] if index + 1 < last else 0)
            for index in range(first, last)
        )
        end = offset + dateline_end(text, 0)
        for index in range(first, last):
            if words.starts[index] < end:
                article.taken[index] = True


def take_sport(article: Article) -> None:
    """Mark sentences of a sports report as spoken for: a score with a verb of winning, or several words of sport."""
    words = article.words
    sport, verbs = word_list("sport"), word_list("sport_verb")
    scores = [index for index, text in enumerate(words.texts) if "-" in text or "–" in text]
    scores = [index for index in scores if _is_score(words.texts, index)]
    if not scores and not sport & article.vocabulary:
        return
    for number, start in enumerate(words.sent_starts):
        end = words.sent_starts[number + 1] if number + 1 < len(words.sent_starts) else words.size
        lowers = words.lowers[start:end]
        signs = sum(lower in sport for lower in lowers)
        # a parser may start a new sentence at the score
        has_score = any(start <= index < end + 2 for index in scores)
        if signs >= 3 or ((has_score or signs >= 2) and any(lower in verbs for lower in lowers)):
            article.take(start, end)


def _is_score(texts: list[str], index: int) -> bool:
    """Whether a score like 2-0 stands at the token (one token, or the dash of three)."""
    if texts[index] not in "-–":
        return _SCORE.match(texts[index]) is not None
    around = texts[index - 1 : index + 2 : 2] if index else []
    return len(around) == 2 and all(text.isdigit() and len(text) < 4 for text in around)


def is_refused(match: Match, article: Article) -> bool:
    """Whether the context shows that a match is no actor: a person's name, 'Russian-backed', a dish."""
    words = article.words
    if any(article.taken[match.start : match.end]):
        return True
    if is_describer(match, article) or is_former(match, article):
        return True
    if not article.is_world:
        return False
    surface = match.entry.surface
    if surface.lower() in word_list("person_like") and (is_person_name(match, article) or is_called_he(match, article)):
        return True
    if match.entry.rule in ("adjective", "name", "capital") and is_culture(match, article):
        return True
    if match.entry.rule == "adjective" and is_language(match, article):
        return True
    if surface == "Wagner":
        return not word_list("wagner_group") & article.vocabulary
    if surface == "Georgia":
        return not is_georgia_the_state(article)
    if surface == "Turkey":
        return any(lower in word_list("turkey_bird") for lower in words.lowers[max(0, match.start - 6) : match.end + 5])
    if surface == "Washington":
        return words.lowers[match.end : match.end + 2] == [",", "oregon"] or bool(
            word_list("washington_state") & article.vocabulary
        )
    if surface == "Security Council":
        return match.start > 0 and words.lowers[match.start - 1] in ("national", "'s")
    if surface == "Congress":
        return not is_us_congress(match, article)
    return surface in ("Moscow", "Athens", "Rome", "Paris") and words.lowers[match.end : match.end + 2] in (
        [",", "idaho"], [",", "georgia"], [",", "texas"],
    )  # fmt: skip


def is_describer(match: Match, article: Article) -> bool:
    """'Russian-backed', 'US-made', 'pro-Iranian', 'ex-Soviet': the state only describes somebody else."""
    words = article.words
    start, end = match.start, match.end
    if match.partial:
        token = words.lowers[start]
        before, _, after = token.partition(match.entry.surface.lower())
        if before.rstrip("-") in word_list("hyphen_before") or after.lstrip("-") in word_list("hyphen_after"):
            return True
    if end + 1 < words.size and words.texts[end] in "-–" and words.lowers[end + 1] in word_list("hyphen_after"):
        return True
    if end < words.size and words.lowers[end].startswith("-") and words.lowers[end][1:] in word_list("hyphen_after"):
        return True
    if start > 1 and words.texts[start - 1] in "-–" and words.lowers[start - 2] in word_list("hyphen_before"):
        return True
    return start > 0 and words.lowers[start - 1].rstrip("-") in ("anti", "pro") and words.lowers[start - 1] != "pro"


def is_former(match: Match, article: Article) -> bool:
    """'the former Yugoslavia', 'ex-Soviet': a state or office that is no more."""
    words = article.words
    before = words.lowers[match.start - 1] if match.start else ""
    return before in ("former", "ex-", "erstwhile", "onetime") or (
        before in ("late",) and match.entry.rule != "name" and words.lowers[max(0, match.start - 2)] == "the"
    )


def is_person_name(match: Match, article: Article) -> bool:
    """Whether the match is part of a person's name: 'Michael Jordan', 'Jordan Henderson', 'Mr Chad'."""
    words = article.words
    start, end = match.start, match.end
    before = words.lowers[start - 1] if start else ""
    if before in word_list("courtesy"):
        return True
    headline = words.is_headline_case(start)
    sentence_start, sentence_end = words.sentence(start)
    if start > sentence_start and _is_name_word(article, start - 1) and (not headline or words.deps[start] == "flat"):
        return start - 1 > sentence_start or words.pos[start - 1] == "PROPN"
    if end < sentence_end and _is_name_word(article, end) and match.entry.rule != "adjective":
        return not headline or words.deps[end] == "flat"
    return False


def is_called_he(match: Match, article: Article) -> bool:
    """'Chad said he would': a given name as subject with 'he' or 'she' after it and nobody else to be meant."""
    words = article.words
    if match.entry.surface not in ("Jordan", "Chad", "Georgia", "India", "Kenya", "Paris", "Sofia", "Israel", "London"):
        return False
    _, end = words.sentence(match.start)
    after = words.lowers[match.end : min(end, match.end + 8)]
    spot = next((place for place, lower in enumerate(after) if lower in ("he", "she", "his", "her", "himself")), None)
    if spot is None or (after and after[0] in ("'s", ",")):
        return False
    return not any(
        words.is_capital(index) or (words.lowers[index],) in role_sectors()
        for index in range(match.end, match.end + spot)
    )


def _is_name_word(article: Article, index: int) -> bool:
    words = article.words
    text = words.texts[index]
    return (
        text[:1].isupper()
        and text.isalpha()
        and len(text) > 1
        and words.pos[index] in ("PROPN", "")
        and index not in article.match_at
        and not article.taken[index]
        and words.lowers[index] not in word_list("modifier")
        and words.lowers[index] not in word_list("calendar")
        and (words.lowers[index],) not in role_sectors()
        and not text.isupper()
    )


def is_language(match: Match, article: Article) -> bool:
    """'sung in German', 'speaks Russian': an adjective with no noun, after 'in' or a verb of speech or learning."""
    words = article.words
    before = words.lowers[match.start - 1] if match.start else ""
    after = words.pos[match.end] if match.end < words.size else "PUNCT"
    speaks = ("in", "into", "speak", "speaks", "spoke", "speaking", "learn", "learns", "learned", "learning", "fluent")
    return before in speaks and after not in ("NOUN", "PROPN", "ADJ", "") and match.entry.surface not in ("U.S.", "US")


def is_culture(match: Match, article: Article) -> bool:
    """'Chinese restaurant', 'French film', 'Brazil striker': the head noun is of food, art, sport or language."""
    words = article.words
    culture = word_list("culture_head")
    for index in range(match.end, min(match.end + 3, words.size)):
        if words.lowers[index] in culture:
            return True
        if words.pos[index] not in _TITLED and words.pos[index] != "":
            return False
        if words.pos[index] == "" and words.lowers[index] not in ("national", "orthodox", "professional", "classical"):
            return False
    return False


def is_georgia_the_state(article: Article) -> bool:
    """Whether Georgia is the country: by its own signs in the article, or by another actor than the US."""
    state = article.vocabulary & word_list("georgia_state")
    american = article.vocabulary & word_list("georgia_us")
    if state or american:
        return len(state) >= len(american) and bool(state)
    return bool(article.bases_beside("Georgia") - {"USA"})


def is_us_congress(match: Match, article: Article) -> bool:
    """'Congress' alone is the US one unless another state stands before it or the article is of another country."""
    words = article.words
    before = words.lowers[match.start - 1] if match.start else ""
    if before == "'s" or before in ("party", "national", "people's"):
        return False
    if before and words.is_capital(match.start - 1) and words.pos[match.start - 1] == "PROPN":
        return False
    named = article.bases_beside("Congress")
    return not named or "USA" in named
