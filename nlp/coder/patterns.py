"""Candidates: places in a parse where an entry of the lexicon fits, with the actors in its slots.

Only structure and words are looked at here; what stands around a candidate (negation, promises, speakers) is
`operators.py`'s business.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from core.actors import base_of, sector_of
from core.plover import EventType, Sector, Status
from nlp.coder.clauses import (
    TIME_WORDS,
    Clause,
    is_reciprocal,
    is_verbal,
    may_be_active,
    own_subjects,
    preposition_of,
    read_clause,
    subjects_of,
)
from nlp.coder.fillers import BASIC, CARRYING, Filler, Reader
from nlp.coder.lexicon import Entry, Lexicon, Slot
from nlp.coder.words import word_set
from nlp.mentions import Mention

BROAD = BASIC | {"with", "between", "to", "against", "on", "at", "over", "toward", "towards", "near", "into"}
PLACES = BASIC | {"at", "near", "inside", "outside", "along", "around", "across", "off", "on", "over"}
OWNED = BASIC | {"to", "at", "with"}
_JOINT_TYPES = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SUPPORT})
_PLACE_TYPES = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.RETREAT, EventType.AID,
                          EventType.PROTEST})  # fmt: skip
_VICTIM_TYPES = frozenset({EventType.ACCUSE, EventType.ASSAULT, EventType.COERCE, EventType.AID})
"""Types whose recipient must not be looked for behind "on" or "against": that is somebody else's victim."""
_QUANTITY = word_set("patterns.quantity")
_APART = frozenset({Sector.OPP, Sector.CVL, Sector.REB, Sector.LEG, Sector.JUD, Sector.MED})
"""Sectors that can be the other party of their own state."""
_STATE_ACTS: dict[str | None, frozenset[str]] = {
    "arrest": frozenset({"in", "by"}),
    "convict": frozenset({"in", "by"}),
    "deport": frozenset({"from"}),
    "expel": frozenset({"from"}),
}
"""What only a state does on its own soil, by mode, with the prepositions before that soil."""
_MOVES = frozenset({EventType.MOBILIZE, EventType.RETREAT, EventType.AID})
_AGAINST_OTHERS = frozenset({EventType.ACCUSE, EventType.THREATEN, EventType.ASSAULT, EventType.COERCE})
"""Types that nobody does to his own: "its villages" are another's."""
_ANSWERS = frozenset({EventType.ACCUSE, EventType.SUPPORT, EventType.REJECT})
_VICTIM_REPORTS = frozenset({EventType.ASSAULT, EventType.COERCE})
"""Types whose victim is most often the one that tells of them ("Kyiv said Russia shelled three villages")."""
_PRESS = frozenset({"agency", "newspaper", "daily", "paper", "radio", "television", "magazine", "report", "source"})
_STRUCK = ("territory", "infrastructure", "troops", "fleet", "prisoner")
_AT_WHOM = frozenset({"to", "against", "at", "over"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "such"})
_GOVERNED = frozenset({"obj", "nsubj:pass", "obl", "obl:agent", "nsubj", "nsubj:outer", "xcomp", "iobj"})
_WORD_DEPS = frozenset(
    {"xcomp", "compound:prt", "advmod", "compound", "obl:unmarked", "obl", "nsubj:pass", "ccomp", "advcl", "appos"}
)
_PHRASE_DEPS = frozenset(
    {"nmod", "flat", "compound", "amod", "conj", "appos", "nmod:poss", "nmod:desc", "nmod:unmarked"}
)


@dataclass(slots=True)
class Candidate:
    """An entry that fits: its trigger, who stands where, and what was concluded about it so far.

    scope: the token whose surroundings decide its status. kind: `verb`, `phrase` or `noun`. trace: words for
    `--explain`.
    """

    entry: Entry
    trigger: Token
    scope: Token
    kind: str
    actors: list[Filler]
    recipients: list[Filler]
    is_joint: bool
    type: EventType
    mode: str | None
    cameo: str
    status: Status = Status.ASSERTED
    speakers: list[Filler] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    is_alive: bool = True
    is_passive: bool = False
    is_self_reported: bool = False
    used: set[int] = field(default_factory=set)
    path: set[int] = field(default_factory=set)
    partners: int = 0
    points_back: bool = False
    background: bool = False


def bases(fillers: Iterable[Filler]) -> frozenset[str]:
    """States, alliances and groups of the fillers, sectors dropped."""
    return frozenset(base_of(code) for filler in fillers for code in filler.codes)


def _codes(fillers: Iterable[Filler]) -> frozenset[str]:
    return frozenset(code for filler in fillers for code in filler.codes)


def _own_codes(entry: Entry, actors: list[Filler]) -> frozenset[str]:
    """Codes of the actors; people that protest are a sector of their own, so that their government can be meant."""
    if entry.type is not EventType.PROTEST:
        return _codes(actors)
    return frozenset(code if ":" in code else f"{code}:{Sector.CVL}" for code in _codes(actors))


def _without(fillers: list[Filler], taken: frozenset[str]) -> list[Filler]:
    """Fillers that are not among the parties `taken` (codes). A part of the same state counts as another party only
    when it
    has a sector of its own ("the government" and "the opposition").
    """
    whole = {base_of(code) for code in taken}
    return [
        filler
        for filler in fillers
        if not all(code in taken or (base_of(code) in whole and not _is_apart(code, taken)) for code in filler.codes)
    ]


def _is_apart(code: str, taken: frozenset[str]) -> bool:
    sector = sector_of(code)
    others = {sector_of(other) for other in taken if base_of(other) == base_of(code)}
    return sector is not None and sector not in others and (sector in _APART or bool(others & _APART))


_TERMS = word_set("patterns.terms")
_STANDING = word_set("patterns.standing")
_TITLES = frozenset({"president", "premier", "minister", "chancellor"})
_FIRMS = word_set("patterns.firm")
_OPEN_TARGETS = word_set("patterns.open_targets")
_EACH = frozenset({"each", "both", "all"})


def forms_of(token: Token) -> set[str]:
    """The lemma of a word and the two-word terms it ends ("phone_call", "air_strike")."""
    lemma = token.lemma_.lower()
    forms = {lemma, token.lower_}
    if token.i > 1 and token.nbor(-1).text == "-":
        before = token.nbor(-2).lower_
        if f"{before}-{lemma}" in _TERMS:  # a "cease-fire" is no fire
            return {f"{before}-{lemma}", before + lemma}
        forms.add(before + lemma)
    for child in token.children:
        if child.dep_ in ("compound", "amod") and child.i < token.i:
            term = f"{child.lower_}_{lemma}"
            if term in _TERMS:  # a "hunger strike" is no strike
                return {term}
            forms.add(term)
    return forms


def _fits_words(token: Token, words: frozenset[str]) -> Token | None:
    """The token, or what a quantity before it counts ("a series of **talks**"), when its lemma is one of `words`."""
    if forms_of(token) & words or token.lower_ == "nothing":  # "signed **nothing**"
        return token
    for child in token.children:
        if (
            child.dep_ in ("nmod:desc", "flat", "appos", "compound")
            and token.pos_ == "PROPN"
            and forms_of(child) & words
        ):
            return token
    if token.lemma_.lower() in _QUANTITY or token.pos_ in ("NUM", "SYM"):
        for child in token.children:
            if child.dep_ == "nmod" and preposition_of(child) in ("of", "in"):
                return _fits_words(child, words)
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN") and forms_of(child) & words:
            return child
    return None


def _has_infinitive(verb: Token) -> bool:
    is_let = verb.lemma_.lower() == "let"
    return any(
        child.dep_ in ("xcomp", "ccomp", "advcl", "acl")
        and child.lower_ != "according"
        and child.tag_ in ("VB", "VBP" if is_let else "VB")
        and (is_let or any(mark.lower_ == "to" and mark.dep_ in ("mark", "aux") for mark in child.children))
        for child in verb.children
    )


def _is_force(filler: Filler) -> bool:
    """Whether a party can march: armed forces and groups, or a state by its name; not its people."""
    is_whole = any(sector_of(code) is None for code in filler.codes)
    return _is_armed(filler) or (is_whole and filler.mention.rule not in ("national", "adjective"))


def _is_armed(filler: Filler) -> bool:
    """Whether a party is armed forces or an armed group."""
    return bool({sector_of(code) for code in filler.codes} & {Sector.MIL, Sector.REB})


def _is_crowd(filler: Filler) -> bool:
    """Whether a party is people that can take to the streets: nationals, students, workers; no state, no office."""
    sectors = {sector_of(code) for code in filler.codes}
    return bool(sectors & {Sector.CVL, Sector.OPP, Sector.REB}) or (
        None in sectors and filler.mention.rule == "national"
    )


def _is_team(filler: Filler) -> bool:
    """Whether a party is named as teams are: the bare name of a state."""
    return filler.via == "head" and all(":" not in code for code in filler.codes)


class Matcher:
    """Finds candidates in sentences of a parsed document."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.struck = frozenset[str]().union(*(lexicon.classes[name] for name in _STRUCK))

    # --- verbs ---

    def match_verb(self, verb: Token, reader: Reader) -> Candidate | None:
        """The most specific entry of the verb whose slots are all filled, or None."""
        entries = self.lexicon.verbs.get(verb.lemma_.lower())
        if not entries:
            return None
        clause = read_clause(verb)
        found = self._first(entries, clause, reader)
        if (found is None or not found.actors) and may_be_active(clause):
            return self._first(entries, read_clause(verb, is_passive=False), reader) or found
        return found

    def _first(self, entries: list[tuple[str, Entry]], clause: Clause, reader: Reader) -> Candidate | None:
        possible = [pair for pair in entries if not any(need.isdisjoint(reader.words) for need in pair[1].needs)]
        if not possible:
            return None
        actors = self._actors(clause, reader)
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

    def _actors(self, clause: Clause, reader: Reader) -> list[Filler]:
        if not clause.is_passive:
            found = [filler for token in clause.subjects for filler in reader.read(token)]
            return found or self._left_of(clause, reader)
        found = [filler for token in clause.agents for filler in reader.read(token)]
        if found:
            return found
        for child in clause.verb.children:  # "were rammed and captured **by** ..."
            if child.dep_ == "conj" and is_verbal(child):
                by = [c for c in child.children if c.dep_ in ("obl:agent", "obl") and preposition_of(c) == "by"]
                found = [filler for token in by for filler in reader.read(token)]
                if found:
                    return found
        attacks = self.lexicon.classes["attack"]
        for preposition, token in clause.obliques:
            if preposition in ("in", "by", "during", "after") and forms_of(token) & attacks:
                for child in token.children:
                    if child.dep_ in ("amod", "compound", "nmod:poss") or (
                        child.dep_ == "nmod" and preposition_of(child) == "by"
                    ):
                        found += reader.read(child)
        return found

    def _left_of(self, clause: Clause, reader: Reader) -> list[Filler]:
        """The phrase that stands right before a finite verb whose subject the parse lost ("Kenya **today** accused
        ...").
        """
        verb = clause.verb
        if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN", "VB") or verb.dep_ in ("xcomp", "acl", "acl:relcl", "conj"):
            return []
        for token in verb.sent:  # "Mali and Niger, long at odds, signed ...", with "at odds" as a clause
            is_lost = token.dep_ == "nsubj" and token.i < token.head.i < verb.i and token.head.head == verb
            if is_lost and not token.head.tag_.startswith("VB"):
                return reader.read(token)
        if any(
            token.lower_ not in TIME_WORDS | _EACH and token.dep_ != "expl"
            for token in clause.subjects
            if token.i < verb.i
        ):
            return []
        position = verb.i - 1
        start = verb.sent.start
        while position >= start:
            token = verb.doc[position]
            if (
                token.lower_ in TIME_WORDS | _EACH
                or token.pos_ in ("ADV", "AUX", "PART")
                or token.lower_ in ("on", "has", "have", "had")
            ):
                position -= 1
            else:
                break
        if position < start:
            return []
        token = verb.doc[position]
        for _ in range(6):
            if token.dep_ in _PHRASE_DEPS and token.head.i < verb.i and not is_verbal(token.head):
                token = token.head
        if preposition_of(token) or token.i >= verb.i:
            return []
        return [Filler(filler.mention, "adjacent", filler.depth) for filler in reader.read(token)]

    def _right_of(self, clause: Clause, reader: Reader) -> list[Filler]:
        """The phrase that stands right after a verb whose object the parse lost."""
        verb = clause.verb
        for position in range(verb.i + 1, min(verb.i + 7, verb.sent.end)):
            token = verb.doc[position]
            mention = reader.mention_at(token)
            if mention is not None:
                is_owner = mention.end < len(verb.doc) and verb.doc[mention.end].tag_ == "POS"
                return [Filler(mention, "nmod:poss" if is_owner else "adjacent", 1)]
            if (
                token.pos_ not in ("DET", "NUM", "ADJ", "ADV")
                and token.tag_ != "VBN"
                and token.lower_
                not in (
                    "up",
                    "to",
                    "least",
                    "at",
                    "than",
                    "more",
                )
            ):
                return []
            if token.lower_ in ("to", "at") and verb.doc[position - 1].lower_ not in ("up", verb.lower_):
                return []
        return []

    def _bind(self, entry: Entry, clause: Clause, actors: list[Filler], reader: Reader) -> Candidate | None:
        words: list[Token] = []
        for slot in entry.slots:
            if slot.role == "W":
                token = self._word(slot, clause, words)
                if token is None:
                    return None
                words.append(token)
        if entry.is_force:
            actors = [filler for filler in actors if _is_force(filler)]
        elif entry.is_armed:
            actors = [filler for filler in actors if _is_armed(filler)]
        if entry.is_crowd:
            actors = [filler for filler in actors if _is_crowd(filler)]
        if entry.is_inverse:
            actors = [filler for token in clause.subjects for filler in reader.read(token)]
        elif not actors and clause.is_passive and not clause.agents:
            actors = self._unnamed(entry, clause, words, reader)
        recipients: list[Filler] = []
        partners: list[Filler] = []
        own = _own_codes(entry, actors)
        many = len(bases(actors)) > 1 or any(self._has_members(filler, clause.verb.doc) for filler in actors)
        points_back = False
        has_party = False
        is_mutual = False
        has_bare = any(slot.role in "RBO" and not slot.prepositions for slot in entry.slots)
        for slot in entry.slots:
            if slot.role == "_" and not self._any(slot, clause, words, has_bare):
                return None
            if slot.role in "RBO":
                has_party = True
                if many and not slot.words and any(is_reciprocal(token) for token in self._at(slot, clause, words)):
                    is_mutual = True
                    continue
                found = _without(self._party(slot, entry, clause, words, reader, own), own)
                if slot.role == "O":
                    found = [filler for filler in found if bases([filler]) & self.lexicon.classes["organisation"]]
                if (
                    entry.triggers[0][0] == "call" and entry.mode == "phone" and not words
                ):  # offices phone, states do not
                    found = [filler for filler in found if any(":" in code for code in filler.codes)]
                if slot.role == "B":
                    partners = found
                    if not found and not (slot.is_bare and many and all(token in words for token in clause.objects)):
                        return None
                else:
                    if not found and actors and slot.role == "R" and entry.type in _VICTIM_REPORTS:
                        found = _without(self._reporter(slot, clause, words, reader), own)
                    recipients = found
                    points_back = not found and self._points_back(slot, entry, clause)
                    is_nobody = any(self._is_nobody(token, clause.verb) for token in clause.objects)
                    if not found and not slot.is_optional and not points_back and not is_nobody:
                        return None
        if entry.mode == "beat" and any(_is_team(filler) for filler in recipients):
            return None
        if entry.complement == "to" and not any(_has_infinitive(token) for token in (clause.verb, *words)):
            return None
        is_plain = not entry.slots and not entry.complement and not any(particle for _, particle in entry.triggers)
        if is_plain and entry.mode != "resign" and self._has_object(clause):
            return None
        if entry.mode == "weapons" and not has_bare and self._is_aimed(clause):
            return None
        if entry.triggers[0][0] == "call" and not has_bare and clause.objects and not words:
            return None  # "what it called a base on ..." is no call
        if entry.cameo == "061" and any(token.lemma_.lower() in _FIRMS for token in clause.objects):
            return None  # business among firms
        is_name = len(clause.objects) > 1 or any(token.dep_ == "xcomp" for token in clause.complements)
        if entry.is_joint and entry.triggers[0][0] == "call" and is_name:
            return None  # "called the statement a lie"
        if entry.is_generic:
            recipients = _without(self._in_complement(clause, reader), own)
            if not recipients and (clause.is_passive or clause.verb.dep_ not in ("ROOT", "conj", "ccomp")):
                return None
        elif not has_party:
            is_talk = entry.type is EventType.CONSULT
            if entry.type in _JOINT_TYPES and not many and (is_talk or all(slot.role != "_" for slot in entry.slots)):
                return None
            is_together = many and entry.type in (EventType.AGREE, EventType.COOPERATE)
            recipients = [] if is_talk or is_together else _without(self._loose(entry, clause, words, reader), own)
            roles = {slot.role for slot in entry.slots}
            if ("_" in roles and "W" not in roles and not recipients and entry.type is not EventType.REJECT
                    and not (entry.type in _JOINT_TYPES and many)):  # fmt: skip
                return None
        if not actors and not (clause.is_passive and recipients and entry.type is EventType.ASSAULT):
            return None
        is_joint = (
            entry.is_joint
            or is_mutual
            or (
                not has_party
                and not entry.is_generic
                and entry.type in _JOINT_TYPES
                and len(own) > 1
                and not recipients
            )
        )
        if not has_party and not recipients and entry.type in _ANSWERS | {EventType.CONCEDE}:
            points_back = any(child.lower_ in _POINTING for token in words for child in token.children)
        used = {token.i for token in words} | {filler.mention.head for filler in recipients + partners}
        for token in [
            *clause.objects,
            *(t for slot in entry.slots if slot.role in "RO" for t in self._at(slot, clause, [])),
        ]:
            used.add(token.i)
        if entry.is_inverse or (entry.cameo == "043" and clause.is_passive):  # who "was received by" them visited them
            actors, recipients = recipients, actors
        return Candidate(
            entry, clause.verb, clause.verb, entry.kind, actors + partners if is_joint else actors,
            [] if is_joint else recipients, is_joint, entry.type, entry.mode, entry.cameo,
            is_passive=clause.is_passive, used=used, partners=len(partners) if is_joint else 0,
            points_back=points_back and not recipients,
        )  # fmt: skip

    def _has_members(self, filler: Filler, doc: Doc) -> bool:
        """Whether a party is an organisation, or several people of one, that can meet and agree by itself."""
        head = doc[filler.mention.head]
        is_several = filler.mention.rule == "organisation" or head.tag_ in ("NNS", "NNPS")
        return is_several and bool(bases([filler]) & self.lexicon.classes["organisation"])

    def _is_aimed(self, clause: Clause) -> bool:
        """Whether a missile was fired at something: no test, then."""
        return clause.verb.lemma_.lower() in ("fire", "launch") and any(
            preposition in ("at", "on", "against") and token.lemma_.lower() not in _OPEN_TARGETS | TIME_WORDS
            for preposition, token in clause.obliques
        )

    def _has_object(self, clause: Clause) -> bool:
        """Whether something is done to somebody or something: not when they just met, withdrew or surrendered."""
        return not clause.is_passive and any(token.i > clause.verb.i for token in clause.objects)

    def _is_nobody(self, token: Token, verb: Token) -> bool:
        """Whether an object says that it was done to nobody ("accused nobody", "has not accused anyone")."""
        if token.lower_ in ("nobody", "nothing", "none"):
            return True
        return token.lower_ in ("anyone", "anybody", "anything") and any(
            child.lower_ in ("not", "n't", "never") for child in verb.children
        )

    def _word(self, slot: Slot, clause: Clause, taken: list[Token]) -> Token | None:
        for token in self._at(slot, clause, taken):
            if token not in taken:
                fitting = _fits_words(token, slot.words)
                if fitting is not None:
                    return fitting
        if not slot.prepositions:
            for child in clause.verb.children:
                if child.dep_ in _WORD_DEPS and child not in taken and forms_of(child) & slot.words:
                    return child
        return None

    def _at(self, slot: Slot, clause: Clause, words: list[Token]) -> list[Token]:
        """Tokens that stand in the slot's place: objects, or what follows its prepositions under verb or object."""
        if not slot.prepositions:
            return [token for token in clause.objects if token not in words]
        found = [token for preposition, token in clause.obliques if preposition in slot.prepositions]
        if slot.prepositions & clause.particles:  # "put **on** alert", parsed as a verb with its particle
            found += [token for token in clause.objects if token.i > clause.verb.i]
        for holder in clause.objects + words + [token for preposition, token in clause.obliques]:
            for child in holder.children:
                if (
                    child.dep_ in ("nmod", "obl", "acl", "conj")
                    and preposition_of(child) in slot.prepositions
                    and child not in found
                ):
                    found.append(child)
                elif child.dep_ in ("nmod", "flat", "appos", "conj", "nmod:unmarked"):
                    found += [inner for inner in child.children if inner.dep_ in ("nmod", "obl")
                              and preposition_of(inner) in slot.prepositions and inner not in found]  # fmt: skip
        if slot.is_bare:
            found += clause.objects
        return found

    def _any(self, slot: Slot, clause: Clause, words: list[Token], taken: bool) -> bool:
        if slot.prepositions:
            return bool(self._at(slot, clause, words)) or any(
                child.dep_ == "advcl" and any(mark.lower_ in slot.prepositions for mark in child.children)
                for child in clause.verb.children
            )
        objects = [token for token in clause.objects if token not in words]
        return len(objects) > (1 if taken else 0) or any(token.dep_ == "xcomp" for token in clause.complements)

    def _unnamed(self, entry: Entry, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """Who did what a passive without "by" tells: the state that sentenced or expelled somebody, the owner of what
        was moved, whose guns fired "when **Turkish** jets bombed ...".
        """
        soil = _STATE_ACTS.get(entry.mode, frozenset({"to"}) if entry.triggers[0][0] == "summon" else None)
        if soil:
            places = [token for preposition, token in clause.obliques if preposition in soil]
            return [filler for token in places for filler in reader.read(token, PLACES)]
        if entry.type in _MOVES and words:
            found = [filler for token in clause.objects for filler in reader.read(token) if _is_force(filler)]
            owners = [filler for filler in found if filler.via in ("amod", "compound", "nmod:poss", "head", "by")]
            sayer = clause.verb.head
            if owners or clause.verb.dep_ != "ccomp" or "say" not in self.lexicon.kinds_of(sayer.lemma_.lower()):
                return owners
            return [filler for token in own_subjects(sayer) for filler in reader.read(token)]  # "said **its** troops"
        if entry.type is EventType.ASSAULT:
            for child in clause.verb.children:
                if child.dep_ == "advcl" and is_verbal(child) and self._is_assault(child):
                    return [filler for token in own_subjects(child) for filler in reader.read(token)]
        return []

    def _is_assault(self, verb: Token) -> bool:
        if not any(child.lower_ in ("when", "after", "as", "while") for child in verb.children):
            return False
        return any(entry.type is EventType.ASSAULT for _, entry in self.lexicon.verbs.get(verb.lemma_.lower(), ()))

    def _party(
        self, slot: Slot, entry: Entry, clause: Clause, words: list[Token], reader: Reader, own: frozenset[str]
    ) -> list[Filler]:
        """Actors that fill the slot; `own`: those that stand for the other side already."""
        if "that" in slot.prepositions:
            if clause.objects:
                return []
            return [f for token in clause.complements for subject in subjects_of(token) for f in reader.read(subject)]
        reach = PLACES if entry.type in _PLACE_TYPES or entry.mode == "visit" else BASIC
        if slot.words or slot.is_any:
            is_against = entry.type in _AGAINST_OTHERS or entry.type is EventType.MOBILIZE
            return self._owners(slot, clause, words, reader, own if is_against else frozenset())
        tokens = [token for token in self._at(slot, clause, words) if token not in words]
        if entry.mode == "visit" and not slot.prepositions:  # one welcomes guests; "it" is news
            tokens = [token for token in tokens if token.lower_ != "it"]
        for token in tokens:
            done = (
                entry.type in (EventType.ACCUSE, EventType.PROTEST)
                and forms_of(token) & self.lexicon.classes["done_to"]
            )
            found = reader.read_other(token, reach - {"of"} if done else reach, own, entry.type in _AGAINST_OTHERS)
            if found and (entry.mode != "visit" or slot.prepositions or found[0].via in ("head", "place", "adjacent")):
                return found
        for token in tokens:
            found = reader.read(token, BROAD) if entry.mode != "visit" else []
            if found and entry.type not in _VICTIM_TYPES:
                return found
        if not slot.prepositions and entry.kind == "verb" and not clause.is_passive:
            found = self._right_of(clause, reader)
            if found and (entry.mode != "visit" or found[0].via == "adjacent"):
                return found
        if not tokens and not slot.prepositions and entry.type is EventType.ACCUSE:
            for preposition, token in clause.obliques:  # "condemned **as** unjust Kenya's decision"
                found = reader.read(token) if preposition == "as" else []
                if found:
                    return found
        for child in clause.verb.children if entry.type in _AGAINST_OTHERS else ():
            if child.dep_ == "advcl" and child.lower_ in CARRYING:  # "sank a boat **carrying Indian fishermen**"
                found = [filler for inner in child.children if inner.dep_ == "obj" for filler in reader.read(inner)]
                if found:
                    return found
        if entry.type in _VICTIM_REPORTS or entry.mode in ("convict", "expel"):
            found = self._domestic(tokens, own)
            if found:
                return found
        if not tokens and not slot.prepositions:  # "gave Ukraine howitzers", parsed as one phrase
            for token in words:
                for child in token.children:
                    if child.dep_ in ("compound", "amod"):
                        found = reader.read(child, frozenset())
                        if found:
                            return found
        return []

    def _reporter(self, slot: Slot, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """The state that tells of the act, where what was struck is named without an owner."""
        if not any(forms_of(token) & self.struck for token in self._at(slot, clause, words)):
            return []
        node = clause.verb
        for _ in range(5):
            sayers = [child for child in node.children if child.dep_ == "parataxis"]
            if node.dep_ in ("ccomp", "parataxis"):
                sayers.append(node.head)
            for sayer in sayers:
                if "say" in self.lexicon.kinds_of(sayer.lemma_.lower()):
                    tellers = [token for token in own_subjects(sayer) if not forms_of(token) & _PRESS]
                    found = [filler for token in tellers for filler in reader.read(token)]
                    if found and not bases(found) & self.lexicon.classes["organisation"]:
                        return [Filler(filler.mention, "speaker", filler.depth + 1) for filler in found]
            for child in node.children:
                is_source = any(inner.lower_ == "according" for inner in child.children)
                if child.dep_ in ("obl", "advcl", "nmod") and is_source:
                    found = reader.read(child)
                    if not bases(found) & self.lexicon.classes["organisation"]:
                        return [Filler(filler.mention, "speaker", filler.depth + 1) for filler in found]
            if node.dep_ not in ("ccomp", "parataxis", "conj", "xcomp"):
                return []
            node = node.head
        return []

    def _domestic(self, tokens: list[Token], own: frozenset[str]) -> list[Filler]:
        """People of the actor's own state, where its police, courts or troops act on people of no named state."""
        states = {base_of(code) for code in own}
        if len(states) != 1 or states & self.lexicon.classes["organisation"]:
            return []
        for token in tokens:
            forms = forms_of(token) | {child.lower_ for child in token.children if child.dep_ == "compound"}
            titles = {child.lower_ for child in token.children if child.dep_ == "nmod:desc"}
            if titles & _TITLES and not any(code.endswith(f":{Sector.GOV}") for code in own):
                codes = (f"{states.pop()}:{Sector.GOV}",)
                mention = Mention(token.i, token.i + 1, token.i, codes, "domestic", "head of the actor's own state")
                return [Filler(mention, "domestic", 1)]
            if forms & self.lexicon.classes["domestic"] and token.lemma_.lower() not in self.lexicon.classes["fleet"]:
                sector = Sector.OPP if "opposition" in forms else Sector.CVL
                codes = (f"{states.pop()}:{sector}",)
                mention = Mention(token.i, token.i + 1, token.i, codes, "domestic", "people of the actor's own state")
                return [Filler(mention, "domestic", 1)]
        return []

    def _owners(
        self, slot: Slot, clause: Clause, words: list[Token], reader: Reader, own: frozenset[str] = frozenset()
    ) -> list[Filler]:
        for token in self._at(slot, clause, words):
            fitting = token if slot.is_any else _fits_words(token, slot.words)
            if fitting is not None:
                found = reader.read(token if fitting.dep_ == "conj" else fitting, OWNED)
                if own and found and all(set(filler.codes) <= own for filler in found):  # "entered **its** zone"
                    found = reader.read_owner(fitting, own) or found
                if not found:
                    for preposition, oblique in clause.obliques:
                        if preposition in ("of", "from", "to"):
                            found = reader.read(oblique, BASIC)
                            if found:
                                break
                if found:
                    return found
        return []

    def _points_back(self, slot: Slot, entry: Entry, clause: Clause) -> bool:
        """Whether the object is an act told before ("condemned **the decision**"): its actors are the recipients."""
        if (
            entry.type not in _ANSWERS
            or slot.prepositions
            or slot.role != "R"
            or not clause.subjects
            or clause.is_passive
        ):
            return False
        nouns = self.lexicon.classes["act"]
        return any(
            forms_of(token) & nouns and any(child.lower_ in _POINTING for child in token.children)
            for token in clause.objects
        )

    def _loose(self, entry: Entry, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """Recipients of a pattern that names none: whoever its object speaks of ("closed the Libyan border")."""
        own = _codes(self._actors(clause, reader))
        for slot in entry.slots:
            if slot.role == "_":
                for token in self._at(slot, clause, []):
                    found = _without(reader.read_other(token, BROAD, own), own)
                    if found:
                        return found
        if entry.type in _JOINT_TYPES:
            return []
        for token in words:
            found = _without(reader.read(token, BROAD), own)
            if found:
                return found
        for preposition, token in clause.obliques:
            if preposition in ("in", "with", "between", "against", "from", "to"):
                found = _without(reader.read(token, BASIC), own)
                if found and entry.slots:
                    return found
        if entry.type is EventType.PROTEST:
            own = _own_codes(entry, self._actors(clause, reader))
            for _, token in clause.obliques:  # "in fury at the government's plan"
                found = _without(reader.read(token, BROAD), own)
                if found:
                    return found
        if entry.type in (EventType.MOBILIZE, EventType.PROTEST):
            return _without(self._meant(clause, reader), own)
        if entry.type in (EventType.CONCEDE, EventType.COERCE):
            return self._domestic([inner for token in words for inner in (token, *token.children)], own)
        return []

    def _meant(self, clause: Clause, reader: Reader) -> list[Filler]:
        """Whom a show of force is meant for, told by its purpose: "sent a carrier to **deter Iran**"."""
        for child in clause.verb.children:
            if child.dep_ in ("advcl", "xcomp") and child.tag_ == "VB":
                lower = read_clause(child)
                for token in [*lower.objects, *(t for preposition, t in lower.obliques if preposition in _AT_WHOM)]:
                    found = reader.read(token, BASIC | {"to", "against"})
                    if found:
                        return found
            elif child.dep_ == "advcl" and any(mark.lower_ in ("as", "after") for mark in child.children):
                found = [filler for token in own_subjects(child) for filler in reader.read(token)]
                if found:  # "put its navy on alert as a **Turkish** ship entered"
                    return found
        return []

    def _in_complement(self, clause: Clause, reader: Reader) -> list[Filler]:
        """Whoever the complement of a verb speaks of ("threatened to deal with **Iraq**")."""
        for verb in clause.complements:
            lower = read_clause(verb)
            for token in lower.objects + [token for preposition, token in lower.obliques if preposition in BROAD]:
                found = reader.read(token, BROAD)
                if found:
                    return found
        return []

    # --- nouns ---

    def match_noun(self, noun: Token, reader: Reader) -> Candidate | None:
        """The most specific entry of the noun whose slots are filled, or None."""
        for form in forms_of(noun):
            for entry in self.lexicon.nouns.get(form, ()):
                if any(need.isdisjoint(reader.words) for need in entry.needs):
                    continue
                candidate = self._bind_noun(entry, noun, reader)
                if candidate is not None:
                    return candidate
        return None

    def _bind_noun(self, entry: Entry, noun: Token, reader: Reader) -> Candidate | None:
        governor = self.governor_of(noun)
        stands = governor is not None and noun.dep_ == "nsubj" and governor.lemma_.lower() in _STANDING
        if stands and entry.type in _JOINT_TYPES:
            return None  # "the treaty between A and B dates from ..."
        clause = read_clause(governor) if governor is not None else None
        partners: list[Filler] = []
        recipients: list[Filler] = []
        prepositions: set[str] = set()
        is_between = False
        for slot in entry.slots:
            prepositions |= slot.prepositions
            found: list[Filler] = []
            places = PLACES if entry.type in _PLACE_TYPES else BASIC
            if slot.role == "W":
                if not any(child.dep_ == "nmod" and preposition_of(child) in slot.prepositions
                           and _fits_words(child, slot.words) for child in noun.children):  # fmt: skip
                    return None
                continue
            if slot.role == "_":
                if not any(
                    child.dep_ == "nmod" and preposition_of(child) in slot.prepositions for child in noun.children
                ):
                    return None
                continue
            if "that" in slot.prepositions:
                found = [f for child in noun.children if child.dep_ in ("acl", "ccomp")
                         for subject in subjects_of(child) for f in reader.read(subject)]  # fmt: skip
            for holder in [noun, *[child for child in noun.children if child.dep_ == "nmod"]]:
                for child in holder.children:
                    if not found and child.dep_ in ("nmod", "obl") and preposition_of(child) in slot.prepositions:
                        found = reader.read(child, places)
            if not found and clause is not None:
                for preposition, token in clause.obliques:
                    if preposition in slot.prepositions and token != noun:
                        found = reader.read(token, places)
                        if found:
                            break
            if not found and governor is not None and "between" in slot.prepositions:
                apart = [token for token in governor.subtree if preposition_of(token) == "between"]
                found = [filler for token in apart[:1] for filler in reader.read(token, places)]
                is_between = bool(found)
            if slot.role == "B":
                partners = found
            else:
                recipients = found
        actors = self._noun_actors(noun, clause, prepositions, entry, reader)
        if not entry.is_joint and not recipients and actors and clause is not None and not clause.is_passive:
            subject = [f for token in clause.subjects for f in reader.read(token)] if noun in clause.objects else []
            close = [f for f in actors if f.via in ("amod", "compound")]
            if subject and close and not bases(subject) & bases(close):
                actors, recipients = subject, close
        recipients = _without(recipients, _codes(actors))
        partners = _without(partners, _codes(actors))
        if entry.is_joint:
            if len(bases(actors) | bases(partners)) < 2:
                return None
            between = is_between or any(preposition_of(child) in ("between", "of", "among") for child in noun.children)
            if not actors and not between and clause is not None and clause.subjects:
                return None  # somebody unnamed opened talks with them
        elif not actors or not recipients:
            return None
        used = {noun.i} | {filler.mention.head for filler in recipients + partners}
        return Candidate(
            entry, noun, noun, "noun", actors + partners if entry.is_joint else actors,
            [] if entry.is_joint else recipients, entry.is_joint, entry.type, entry.mode, entry.cameo, used=used,
            partners=len(partners) if entry.is_joint and actors else 0,
        )  # fmt: skip

    def governor_of(self, noun: Token) -> Token | None:
        """The verb the noun hangs on as object or oblique, through conjuncts and "of" ("a series of attacks")."""
        token = noun
        for _ in range(3):
            head = token.head
            if head == token:
                return None
            if token.dep_ in _GOVERNED and is_verbal(head):
                return head
            if token.dep_ == "conj" or (token.dep_ == "nmod" and head.lemma_.lower() in _QUANTITY):
                token = head
                continue
            return None
        return None

    def _noun_actors(
        self, noun: Token, clause: Clause | None, taken: set[str], entry: Entry, reader: Reader
    ) -> list[Filler]:
        subjects = [filler for child in noun.children if child.dep_ == "nsubj" for filler in reader.read(child)]
        if subjects and preposition_of(noun) in ("on", "in", "at", "under"):
            return subjects
        close = [
            filler
            for child in noun.children
            if child.dep_ in ("nmod:poss", "amod", "compound", "nmod:unmarked", "nmod:desc")
            for filler in reader._close(child, 0)
        ]
        owners = [filler for filler in close if filler.via == "nmod:poss" or filler.via == "pronoun"]
        by = [filler for child in noun.children if child.dep_ in ("nmod", "obl") and preposition_of(child) == "by"
              for filler in reader.read(child)]  # fmt: skip
        if owners or by:
            return owners + by
        if (
            clause is not None
            and noun.dep_ in ("obj", "obl", "conj", "xcomp")
            and noun in clause.objects + [t for _, t in clause.obliques]
        ):
            kinds = self.lexicon.kinds_of(clause.verb.lemma_.lower())
            verbs = {f"{clause.verb.lemma_.lower()}+{particle}" for particle in clause.particles}
            for name in verbs:
                kinds |= self.lexicon.kinds_of(name)
            if kinds & {
                "light",
                "begin",
                "promise",
                "plan",
                "threaten",
                "refuse",
                "stop",
                "ask",
                "hypothetical",
                "fail",
                "bid",
            }:
                subject = [filler for token in clause.subjects for filler in reader.read(token)]
                if clause.is_passive:
                    subject = [filler for token in clause.agents for filler in reader.read(token)]
                if subject:
                    return subject if not (close and not entry.is_joint and bases(close) <= bases(subject)) else close
        if clause is not None and noun.dep_ == "nsubj:pass":
            agents = [filler for token in clause.agents for filler in reader.read(token)]
            if agents:
                return agents
        if close:
            return close
        for preposition in ("from", "of", "in"):
            if preposition not in taken:
                phrases = [c for c in noun.children if c.dep_ == "nmod" and preposition_of(c) == preposition]
                found = [filler for child in phrases for filler in reader.read(child)]
                if found and preposition != "in":
                    return found
        return []
