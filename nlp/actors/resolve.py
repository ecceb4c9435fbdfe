"""Actor resolution, in order: match, refuse, extend to roles and titles, persons in office, short mentions."""

from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Doc

from nlp.actors.capitals import is_acting
from nlp.actors.context import is_refused, take_datelines, take_sport
from nlp.actors.coref import link_local_bodies, link_phrases, link_short_names
from nlp.actors.found import Article, Found
from nlp.actors.gazetteer import Gazetteer
from nlp.actors.learned import OfficeObservation
from nlp.actors.offices import OfficeBook
from nlp.actors.persons import find_holders, is_elect, is_former_before, is_title, name_run, surname_of, with_name
from nlp.actors.phrases import Match
from nlp.actors.pronouns import link_pronouns, link_whose
from nlp.actors.relations import link_relations
from nlp.actors.roles import is_state, role_of_state, state_with_institution, state_with_role, takes_roles
from nlp.actors.sets import link_named_row
from nlp.actors.special import special_codes
from nlp.actors.words import Words
from nlp.mentions import Mention


def resolve(doc: Doc, gazetteer: Gazetteer, offices: OfficeBook) -> list[Mention]:
    """The mentions of a document, in text order, without overlap."""
    return read_actors(doc, gazetteer, offices).mentions


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document names. places: capitals that are mere places there ('arrived in Moscow'), as mentions with rule
    'place'. observations: what it says about who holds which office (none without a publication day).
    """

    mentions: list[Mention]
    places: list[Mention]
    observations: list[OfficeObservation]


def read_actors(doc: Doc, gazetteer: Gazetteer, offices: OfficeBook) -> Reading:
    """The mentions, places and office observations of a document."""
    article = _read(doc, gazetteer)
    article.keep_matches(gazetteer.phrases.scan(article.words))
    if gazetteer.is_world:
        article.persons = [person for person in offices.scan(article.words) if person.start not in article.match_at]
        article.person_at = {person.start: person for person in article.persons}
        if article.matches or article.persons:
            take_datelines(article)
            take_sport(article)
    if not article.matches and not article.persons:
        return Reading([], [], [])
    observed = _resolve_matches(article, offices)
    find_holders(article, offices)
    link_short_names(article)
    link_phrases(article)
    link_named_row(article)
    link_whose(article)
    link_local_bodies(article)
    link_pronouns(article)
    link_relations(article)
    return Reading(
        [_to_mention(article, found) for found in article.in_order()],
        [_to_mention(article, found) for found in article.places],
        observed,
    )


def _title_end(doc: Doc) -> int:
    return (doc._.title_end or 0) if Doc.has_extension("title_end") else 0


def _read(doc: Doc, gazetteer: Gazetteer) -> Article:
    words = Words(doc, _title_end(doc))
    published: date | None = doc._.published_on if Doc.has_extension("published_on") else None
    identity: str | None = doc._.article_id if Doc.has_extension("article_id") else None
    return Article(words, published, gazetteer.is_world, identity, taken=[False] * words.size)


def _resolve_matches(article: Article, offices: OfficeBook) -> list[OfficeObservation]:
    observed: list[OfficeObservation] = []
    live: list[Match] = []
    for match in article.matches:
        match.is_refused = bool(match.entry.codes) and is_refused(match, article)
        if match.entry.codes and not match.is_refused:
            codes = special_codes(match, article)
            if codes:
                if codes != match.entry.codes:
                    match.entry = replace(match.entry, codes=codes)
                live.append(match)
    for match in live:  # a state with its part first: it is the longer mention
        if not takes_roles(match) or any(article.taken[match.start : match.end]):
            continue
        named = state_with_institution(article, match) if is_state(match) else None
        if named is not None and article.add(named):
            continue
        pair = state_with_role(article, match) or (role_of_state(article, match) if is_state(match) else None)
        if pair is None:
            continue
        found, role = pair
        is_former = is_former_before(article, found.start) or is_former_before(article, role.start)
        if (is_former or is_elect(article, role.end)) and is_title(role.noun):
            observed += _former(article, found, role.end)
            article.take(found.start, found.end)
            continue
        with_name(article, found, role, offices)
        if article.add(found) and found.person:
            article.people.append(found)
    for match in live:
        if any(article.taken[match.start : match.end]) or match.entry.rule == "region":
            continue
        if match.entry.rule == "capital" and not is_acting(match, article):
            evidence = f"{match.entry.surface}: a city here, of {match.entry.codes[0]}"
            article.places.append(Found(match.start, match.end, match.end - 1, match.entry.codes, "place", evidence))
            continue
        surface = " ".join(article.words.texts[match.start : match.end])
        evidence = f"{surface}: {match.entry.rule} of {', '.join(match.entry.codes)}"
        article.add(Found(match.start, match.end, match.end - 1, match.entry.codes, match.entry.rule, evidence))
    observed += [seen for found in article.people if (seen := _observation(article, found)) is not None]
    return observed


def _observation(article: Article, found: Found) -> OfficeObservation | None:
    """What a title with a full name says; a surname alone says too little."""
    if article.published_on is None or len(found.codes) != 1 or " " not in found.person:
        return None
    surname = surname_of(found.person, found.codes)
    return OfficeObservation(
        found.codes[0], found.office, found.person, surname, article.published_on, article.article_id
    )


def _former(article: Article, found: Found, end: int) -> list[OfficeObservation]:
    """'former French President X': X holds the office no more."""
    finish = name_run(article, end)
    name = " ".join(article.words.texts[end:finish])
    article.take(end, finish)
    if article.published_on is None or " " not in name or len(found.codes) != 1:
        return []
    surname = surname_of(name, found.codes)
    return [
        OfficeObservation(
            found.codes[0], found.office, name, surname, article.published_on, article.article_id, is_former=True
        )
    ]


def _to_mention(article: Article, found: Found) -> Mention:
    head = article.words.head_of(found.start, found.end, found.anchor)
    return Mention(found.start, found.end, head, found.codes, found.rule, found.evidence)
