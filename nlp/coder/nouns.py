"""Nouns that name an act ("talks", "an attack on ..."): where an entry fits, with the actors around it."""

from spacy.tokens import Token

from core.plover import EventType
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import Clause, is_verbal, preposition_of, read_clause, subjects_of
from nlp.coder.fillers import BASIC, PLACES, Filler, Reader
from nlp.coder.lexicon import Entry, Lexicon
from nlp.coder.parties import bases, codes_of, has_members, without
from nlp.coder.sides import JOINT_TYPES, PLACE_TYPES
from nlp.coder.slots import QUANTITY, fits_words, forms_of
from nlp.coder.words import word_set

_STANDING = word_set("patterns.standing")
_MEETING = frozenset({"after", "following", "at", "during"})
_WHERE = frozenset({"in", "at", "on", "near"})
_GOVERNED = frozenset({"obj", "nsubj:pass", "obl", "obl:agent", "nsubj", "nsubj:outer", "xcomp", "iobj"})


class NounMatcher:
    """Finds candidates at nouns of a parsed document."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon

    def match(self, noun: Token, reader: Reader) -> Candidate | None:
        """The most specific entry of the noun whose slots are filled, or None."""
        for form in forms_of(noun):
            for entry in self.lexicon.nouns.get(form, ()):
                if any(need.isdisjoint(reader.words) for need in entry.needs):
                    continue
                candidate = self._bind(entry, noun, reader)
                if candidate is not None:
                    return candidate
        return None

    def _bind(self, entry: Entry, noun: Token, reader: Reader) -> Candidate | None:
        governor = governor_of(noun)
        stands = governor is not None and noun.dep_ == "nsubj" and governor.lemma_.lower() in _STANDING
        if governor is not None and governor.lemma_.lower() == "have" and noun.dep_ == "obj":
            stands = governor.tag_ in ("VBZ", "VBP") and entry.type in (EventType.SUPPORT, EventType.AGREE)
        if stands and entry.type in JOINT_TYPES:
            return None  # "the treaty between A and B dates from ..."
        clause = read_clause(governor) if governor is not None else None
        partners: list[Filler] = []
        recipients: list[Filler] = []
        prepositions: set[str] = set()
        is_between = False
        for slot in entry.slots:
            prepositions |= slot.prepositions
            found: list[Filler] = []
            places = PLACES if entry.type in PLACE_TYPES else BASIC
            if slot.role == "W":
                if not any(child.dep_ == "nmod" and preposition_of(child) in slot.prepositions
                           and fits_words(child, slot.words) for child in noun.children):  # fmt: skip
                    return None
                continue
            if slot.role == "_":
                if not any(
                    child.dep_ == "nmod" and preposition_of(child) in slot.prepositions for child in noun.children
                ):
                    return None
                continue
            if "that" in slot.prepositions:
                found = [f for child in noun.children if child.dep_ in ("acl", "ccomp", "acl:relcl")
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
            if slot.role == "O":
                found = [filler for filler in found if bases([filler]) & self.lexicon.classes["organisation"]]
            if slot.role == "B":
                partners = found
            else:
                recipients = found
        actors = self._actors(noun, clause, prepositions, entry, reader)
        if not entry.is_joint and not recipients and actors and clause is not None and not clause.is_passive:
            subject = [f for token in clause.subjects for f in reader.read(token)] if noun in clause.objects else []
            close = [f for f in actors if f.via in ("amod", "compound")]
            if subject and close and not bases(subject) & bases(close):
                actors, recipients = subject, close
        if entry.type is EventType.REQUEST and preposition_of(noun) == "at":  # "at Kenya's request, ..."
            owners = [child for child in noun.children if child.dep_ == "nmod:poss" or preposition_of(child) == "of"]
            actors = [filler for token in owners for filler in reader.read(token)]
            recipients = [filler for token in clause.subjects for filler in reader.read(token)] if clause else []
        recipients = without(recipients, codes_of(actors))
        partners = without(partners, codes_of(actors))
        present = [] if actors or partners else self._present(entry, noun, clause, reader)
        if present:
            actors = present
        elif entry.is_joint:
            if len(bases(actors) | bases(partners)) < 2:
                return None
            between = is_between or any(preposition_of(child) in ("between", "of", "among") for child in noun.children)
            if not actors and not between and clause is not None and any(token != noun for token in clause.subjects):
                return None  # somebody unnamed opened talks with them
        elif not actors or (not recipients and any(slot.role in "RO" for slot in entry.slots)):
            return None
        used = {noun.i} | {filler.mention.head for filler in recipients + partners}
        return Candidate(
            entry, noun, noun, "noun", actors + partners if entry.is_joint else actors,
            [] if entry.is_joint else recipients, entry.is_joint, entry.type, entry.mode, entry.cameo, used=used,
            partners=len(partners) if entry.is_joint and actors else 0,
        )  # fmt: skip

    def _present(self, entry: Entry, noun: Token, clause: Clause | None, reader: Reader) -> list[Filler]:
        """Who met, when several did something "**after** a two-day **meeting** in Warsaw" that names nobody itself."""
        if entry.type is not EventType.CONSULT or not entry.is_joint or clause is None or clause.is_passive:
            return []
        phrase = noun.head if noun.dep_ == "nmod" and noun.head.lemma_.lower() in QUANTITY else noun  # "hours of talks"
        if phrase.dep_ != "obl" or phrase.head != clause.verb or preposition_of(phrase) not in _MEETING:
            return []
        if any(child.dep_ in ("nmod", "acl", "acl:relcl") and preposition_of(child) not in _WHERE
               for child in noun.children):  # fmt: skip
            return []
        found = [filler for token in clause.subjects for filler in reader.read(token)]
        organisations = self.lexicon.classes["organisation"]
        is_several = len(bases(found)) > 1 or any(has_members(filler, noun.doc, organisations) for filler in found)
        return found if is_several else []

    def _actors(
        self, noun: Token, clause: Clause | None, taken: set[str], entry: Entry, reader: Reader
    ) -> list[Filler]:
        subjects = [filler for child in noun.children if child.dep_ == "nsubj" for filler in reader.read(child)]
        if subjects and preposition_of(noun) in ("on", "in", "at", "under"):
            return subjects
        if noun.dep_ == "obl" and entry.type is EventType.CONSULT and preposition_of(noun) in _MEETING | {"on"}:
            guests = [filler for token in clause.subjects for filler in reader.read(token)] if clause else []
            beside = {"'s" if child.dep_ == "nmod:poss" else preposition_of(child) for child in noun.children}
            if guests and beside & taken and not beside & {"'s", "by"}:
                return guests  # "**on a visit** to Oman, the Kenyan president praised ..."
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
                if found and (preposition != "in" or entry.mode in ("arrest", "convict")):
                    return found
        return []


def governor_of(noun: Token) -> Token | None:
    """The verb the noun hangs on as object or oblique, through conjuncts and "of" ("a series of attacks")."""
    token = noun
    for _ in range(3):
        head = token.head
        if head == token:
            return None
        if token.dep_ in _GOVERNED and is_verbal(head):
            return head
        if token.dep_ == "conj" or (token.dep_ == "nmod" and head.lemma_.lower() in QUANTITY):
            token = head
            continue
        return None
    return None
