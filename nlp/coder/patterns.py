"""Verbs: where an entry of the lexicon fits a clause, with the actors in its slots.

Only structure and words are looked at here; what stands around a candidate (negation, promises, speakers) is
`operators.py`'s business. Nouns are in `nouns.py`.
"""

from dataclasses import dataclass, field

from spacy.tokens import Token

from core.plover import EventType
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import Clause, is_reciprocal, may_be_active, preposition_of, read_clause
from nlp.coder.fillers import Filler, Reader
from nlp.coder.lexicon import Entry, Lexicon, Slot
from nlp.coder.parties import (
    bases,
    codes_of,
    has_members,
    is_armed,
    is_crowd,
    is_force,
    is_office,
    is_team,
    own_codes,
    without,
)
from nlp.coder.sides import ANSWERS, JOINT_TYPES, VICTIM_REPORTS, Sides, is_pointing
from nlp.coder.slots import (
    forms_of,
    has_infinitive,
    has_object,
    in_complement,
    is_aimed,
    is_filled,
    is_nobody,
    tokens_at,
    word_at,
)
from nlp.coder.words import word_set

_TELLING = frozenset(
    {"comment", "elaborate", "speculate", "say", "identify", "disclose", "confirm", "specify", "disagree", "differ"}
)
_ORDERING = frozenset({"order", "tell", "instruct", "command", "direct"})
_LEAVING = frozenset({"leave", "depart", "go", "quit"})
_MISSIONS = frozenset({"embassy", "consulate", "mission", "legation"})
_ORDERS = frozenset({"order", "contract", "tender"})
_FIRMS = word_set("patterns.firm")


class VerbMatcher:
    """Finds candidates at verbs of a parsed document."""

    def __init__(self, lexicon: Lexicon, sides: Sides):
        self.lexicon = lexicon
        self.sides = sides

    def match(self, verb: Token, reader: Reader) -> Candidate | None:
        """The most specific entry of the verb whose slots are all filled, or None."""
        entries = self.lexicon.verbs.get(verb.lemma_.lower())
        if not entries:
            return None
        possible = [pair for pair in entries if not any(need.isdisjoint(reader.words) for need in pair[1].needs)]
        if not possible:
            return None
        clause = read_clause(verb)
        found = self._first(possible, clause, reader)
        if (found is None or not found.actors) and may_be_active(clause):
            return self._first(possible, read_clause(verb, is_passive=False), reader) or found
        return found

    def _first(self, possible: list[tuple[str, Entry]], clause: Clause, reader: Reader) -> Candidate | None:
        actors = self.sides.actors(clause, reader)
        known = self.lexicon.particles[clause.verb.lemma_.lower()]
        has_particle = any(child.dep_ == "compound:prt" and child.lower_ in known for child in clause.verb.children)
        for particle, entry in possible:
            if self._fits_particle(clause, particle) if particle else not has_particle:
                candidate = self._bind(entry, clause, actors, reader)
                if candidate is not None:
                    return candidate
        return None

    def _fits_particle(self, clause: Clause, particle: str) -> bool:
        if particle in clause.particles or any(
            token.lower_ == particle or preposition_of(token) == particle for token in clause.objects
        ):
            return True
        after = clause.verb.nbor() if clause.verb.i + 1 < len(clause.verb.doc) else clause.verb
        if after.lower_ == particle and after.dep_ == "advmod":  # "handed **over** 800 tonnes"
            return True
        if any(preposition == f"{particle}_of" for preposition, _ in clause.obliques):
            clause.obliques = [
                ("of" if preposition == f"{particle}_of" else preposition, token)
                for preposition, token in clause.obliques
            ]
            clause.particles.add(particle)
            return True
        shifted = [token for preposition, token in clause.obliques if preposition == particle]
        if shifted and not clause.objects:  # "brushed off the demand", parsed as a preposition
            clause.objects += shifted
            clause.obliques = [pair for pair in clause.obliques if pair[1] not in shifted]
            clause.particles.add(particle)
            return True
        return False

    def _bind(self, entry: Entry, clause: Clause, actors: list[Filler], reader: Reader) -> Candidate | None:
        words: list[Token] = []
        for slot in entry.slots:
            if slot.role == "W":
                token = word_at(slot, clause, words)
                if token is None:
                    return None
                words.append(token)
        actors = self._fitting(entry, clause, words, actors, reader)
        own = own_codes(entry, actors)
        organisations = self.lexicon.classes["organisation"]
        many = len(bases(actors)) > 1 or any(has_members(filler, clause.verb.doc, organisations) for filler in actors)
        others = self._others(entry, clause, words, actors, many, reader)
        if others is None or _is_ruled_out(entry, clause, words, actors, others.recipients):
            return None
        if entry.mode == "visit" and self.sides.is_no_visitor(clause, actors):
            return None
        is_only_answer = False
        has_party = any(slot.role in "RBO" for slot in entry.slots)
        recipients, partners, points_back = others.recipients, others.partners, others.points_back
        if partners and entry.cameo == "062":  # "took part in a **NATO** exercise with Finland"
            hosts = [f for token in words for child in token.children if child.dep_ in ("compound", "amod", "nmod:poss")
                     for f in reader.read(child)]  # fmt: skip
            partners = without(hosts, own | codes_of(partners)) + partners
        if entry.is_generic:
            recipients = without(in_complement(clause, reader), own)
            if not recipients and (clause.is_passive or clause.verb.dep_ not in ("ROOT", "conj", "ccomp")):
                return None
        elif not has_party:
            is_talk = entry.type is EventType.CONSULT
            if entry.type is EventType.ACCUSE and len(entry.expected[0]) > 1 and not many:
                return None  # nobody falls out alone
            if entry.type in JOINT_TYPES and not many and (is_talk or all(slot.role != "_" for slot in entry.slots)):
                return None
            is_together = many and (entry.type in (EventType.AGREE, EventType.COOPERATE) or entry.mode == "ceasefire")
            recipients = [] if is_talk or is_together else without(self.sides.loose(entry, clause, words, reader), own)
            roles = {slot.role for slot in entry.slots}
            if ("_" in roles and "W" not in roles and not recipients and entry.type is not EventType.REJECT
                    and not (entry.type in JOINT_TYPES and many)):  # fmt: skip
                points_back = next(
                    (noun for slot in entry.slots if (noun := self.sides.points_back(slot, entry, clause))), ""
                )
                if not points_back:
                    return None
                is_only_answer = True
        if not actors and not (recipients and entry.type is EventType.ASSAULT and self._is_struck(clause)):
            return None
        is_together = not has_party and not entry.is_generic and entry.type in JOINT_TYPES
        is_joint = entry.is_joint or others.is_mutual or (is_together and len(own) > 1 and not recipients)
        if not has_party and not recipients and entry.type in ANSWERS | {EventType.CONCEDE}:
            points_back = points_back or next((token.lemma_.lower() for token in words if is_pointing(token)), "")
        used = {token.i for token in (*words, *clause.objects)}
        used |= {filler.mention.head for filler in recipients + partners}
        used |= {token.i for slot in entry.slots if slot.role in "RO" for token in tokens_at(slot, clause, [])}
        type_, mode, cameo = entry.type, entry.mode, entry.cameo
        if type_ is EventType.REQUEST and self._sends_home(clause):
            type_, mode, cameo = EventType.SANCTION, "expel", "166"
        if entry.is_inverse or (entry.cameo == "043" and clause.is_passive):  # who "was received by" them visited them
            actors, recipients = recipients, actors
        return Candidate(
            entry, clause.verb, clause.verb, entry.kind, actors + partners if is_joint else actors,
            [] if is_joint else recipients, is_joint, type_, mode, cameo,
            is_passive=clause.is_passive, used=used, partners=len(partners) if is_joint else 0,
            points_back="" if recipients else points_back, is_only_answer=is_only_answer,
        )  # fmt: skip

    def _sends_home(self, clause: Clause) -> bool:
        """Whether envoys are told to leave, or a mission to close: "ordered two **diplomats** to **leave**"."""
        if clause.verb.lemma_.lower() not in _ORDERING:
            return False
        verbs = {child.lemma_.lower(): child for child in clause.verb.children if child.dep_ in ("xcomp", "ccomp")}
        told = {form for token in clause.objects for form in forms_of(token)}
        if told & self.lexicon.classes["envoy"] and verbs.keys() & _LEAVING:
            return True
        closed = verbs.get("close") or verbs.get("shut")
        return closed is not None and any(
            child.dep_ == "obj" and child.lemma_.lower() in _MISSIONS for child in closed.children
        )

    def _fitting(
        self, entry: Entry, clause: Clause, words: list[Token], actors: list[Filler], reader: Reader
    ) -> list[Filler]:
        """The actors of the kind that the entry asks for, or those that the clause leaves unsaid."""
        if entry.is_force:
            actors = [filler for filler in actors if is_force(filler)]
        elif entry.is_armed:
            actors = [filler for filler in actors if is_armed(filler)]
        if entry.is_crowd:
            actors = [filler for filler in actors if is_crowd(filler)]
        if entry.is_inverse:
            return [filler for token in clause.subjects for filler in reader.read(token)]
        if not actors and clause.is_passive and not clause.agents:
            return self.sides.unnamed(entry, clause, words, reader)
        return actors

    def _others(
        self, entry: Entry, clause: Clause, words: list[Token], actors: list[Filler], many: bool, reader: Reader
    ) -> "_Others | None":
        """Who fills the slots for parties, or None when one that must be filled is empty. many: several actors."""
        others = _Others()
        own = own_codes(entry, actors)
        has_bare = any(slot.role in "RBO" and not slot.prepositions for slot in entry.slots)
        for slot in entry.slots:
            if slot.role == "_" and not is_filled(slot, clause, words, has_bare):
                return None
            if slot.role not in "RBO":
                continue
            if many and not slot.words and any(is_reciprocal(token) for token in tokens_at(slot, clause, words)):
                others.is_mutual = True
                continue
            found = without(self.sides.party(slot, entry, clause, words, reader, own), own)
            if slot.role == "O":
                found = [filler for filler in found if bases([filler]) & self.lexicon.classes["organisation"]]
                if found and others.recipients:
                    continue  # "welcomed Finland to NATO": NATO is where to, not whom
            if entry.triggers[0][0] == "call" and entry.mode == "phone" and not words:  # offices phone, states do not
                found = [f for f in found if f.via != "nmod:poss" and any(":" in code for code in f.codes)]
            if slot.role == "B":
                others.partners = found
                if not found and not (slot.is_bare and many and all(token in words for token in clause.objects)):
                    return None
                continue
            if not found and actors and slot.role == "R" and entry.type in VICTIM_REPORTS:
                found = without(self.sides.reporter(slot, clause, words, reader), own)
            others.recipients = found
            others.points_back = "" if found else self.sides.points_back(slot, entry, clause)
            to_nobody = any(is_nobody(token, clause.verb) for token in clause.objects)
            is_open = slot.is_optional or to_nobody or self._has_open_victim(slot, entry, clause, actors)
            if not found and not is_open and not others.points_back:
                return None
        return others

    def _is_struck(self, clause: Clause) -> bool:
        """Whether a passive tells of force without saying whose: not "was hit by **sanctions**", "by a quake"."""
        weapons = self.lexicon.classes["attack"] | self.lexicon.classes["arms"] | self.lexicon.classes["harm"]
        return clause.is_passive and all(forms_of(token) & weapons for token in clause.agents)

    def _has_open_victim(self, slot: Slot, entry: Entry, clause: Clause, actors: list[Filler]) -> bool:
        """Whether armed forces, a group or a state did it to people or places that nobody names as anyone's."""
        is_force_act = entry.type is EventType.ASSAULT or entry.cameo == "171"
        if not is_force_act or slot.prepositions or slot.words or not actors or clause.is_passive:
            return False
        return all(is_force(filler) for filler in actors) and self.sides.is_harmed(clause.objects)


@dataclass(slots=True)
class _Others:
    """The parties of an act beside its actors, as the slots give them."""

    recipients: list[Filler] = field(default_factory=list)
    partners: list[Filler] = field(default_factory=list)
    points_back: str = ""
    is_mutual: bool = False


def _is_ruled_out(
    entry: Entry, clause: Clause, words: list[Token], actors: list[Filler], recipients: list[Filler]
) -> bool:
    """Whether the clause, though its slots are filled, tells of something else."""
    has_bare = any(slot.role in "RBO" and not slot.prepositions for slot in entry.slots)
    is_call = entry.triggers[0][0] == "call"
    is_plain = not entry.slots and not entry.complement and not any(particle for _, particle in entry.triggers)
    is_clash = entry.type is EventType.ASSAULT and clause.verb.lemma_.lower() == "clash"
    if is_clash and all(is_office(filler) for filler in actors):
        return True  # "the presidents clashed"
    if entry.mode == "beat" and any(is_team(filler) for filler in recipients):
        return True  # they lost a match
    if entry.complement == "to" and not any(has_infinitive(token) for token in (clause.verb, *words)):
        return True
    if entry.is_inverse and any(token.lemma_.lower() in _ORDERS for token in clause.objects):
        return True  # "won an order worth nine million dollars"
    if (entry.is_generic or not entry.slots) and any(
        child.tag_ == "VB" and child.lemma_ in _TELLING for child in clause.verb.children
    ):
        return True  # "declined to comment"
    if is_plain and clause.verb.lemma_ != "resign" and has_object(clause):
        return True
    if entry.mode == "weapons" and not has_bare and (is_aimed(clause) or clause.verb.dep_ == "acl"):
        return True  # "a missile fired at ...", "a missile fired by A hit ..."
    if is_call and not has_bare and clause.objects and not words:
        return True  # "what it called a base on ..." is no call
    if entry.cameo == "061" and any(token.lemma_.lower() in _FIRMS for token in clause.objects):
        return True  # business among firms
    named = [token for token in clause.complements if token.dep_ == "xcomp" and token not in clause.objects]
    is_name = len(clause.objects) > 1 or bool(named)
    return entry.is_joint and is_call and is_name  # "called the statement a lie"
