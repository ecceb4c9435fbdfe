"""Sides: which actors fill the places of a clause, those left unsaid included."""

from spacy.tokens import Token

from core.actors import base_of, sector_of
from core.plover import EventType, Sector
from nlp.actors.tables import state_codes
from nlp.coder.clauses import Clause, is_verbal, own_subjects, preposition_of, read_clause, subjects_of
from nlp.coder.fillers import BASIC, BROAD, CARRYING, OWNED, PLACES, Filler, Reader
from nlp.coder.lexicon import Entry, Lexicon, Slot
from nlp.coder.parties import bases, codes_of, is_force, own_codes, without
from nlp.coder.slots import fits_words, forms_of, left_of, meant, right_of, tokens_at
from nlp.mentions import Mention

_VICTIM_TYPES = frozenset({EventType.ACCUSE, EventType.ASSAULT, EventType.COERCE, EventType.AID})
"""Types whose recipient must not be looked for behind "on" or "against": that is somebody else's victim."""
_STATE_ACTS: dict[str | None, frozenset[str]] = {
    "arrest": frozenset({"in", "by"}),
    "convict": frozenset({"in", "by"}),
    "deport": frozenset({"from"}),
    "expel": frozenset({"from", "of", "out_of"}),
}
"""What only a state does on its own soil, by mode, with the prepositions before that soil."""
_MOVES = frozenset({EventType.MOBILIZE, EventType.RETREAT, EventType.AID})
_AGAINST_OTHERS = frozenset({EventType.ACCUSE, EventType.THREATEN, EventType.ASSAULT, EventType.COERCE})
"""Types that nobody does to his own: "its villages" are another's."""
_PRESS = frozenset({"agency", "newspaper", "daily", "paper", "radio", "television", "magazine", "report", "source"})
_AIMED = frozenset({"target", "aim", "hit", "punish", "direct"})
_STRUCK = ("territory", "infrastructure", "troops", "fleet", "prisoner")
_TARGETS = frozenset({"target", "position"})
_HARMED = ("victim", "territory", "infrastructure")
_SITES = frozenset({"in", "near", "inside", "outside", "across", "along", "around"})
_PRIVATE = frozenset({Sector.CVL, Sector.BUS, Sector.MED})
_TITLES = frozenset({"president", "premier", "minister", "chancellor"})
JOINT_TYPES = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SUPPORT})
PLACE_TYPES = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.RETREAT, EventType.AID,
                          EventType.PROTEST})  # fmt: skip
ANSWERS = frozenset({EventType.ACCUSE, EventType.SUPPORT, EventType.REJECT})
VICTIM_REPORTS = frozenset({EventType.ASSAULT, EventType.COERCE})
"""Types whose victim is most often the one that tells of them ("Kyiv said Russia shelled three villages")."""
_OF_STEPS = frozenset({"defend", "welcome", "hail", "dismiss", "reject", "denounce", "condemn"})
_ON_SOIL = frozenset({"in", "near", "inside", "across", "along"})
_BEFORE_ACTS = frozenset({"against", "over", "at", "to"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "such"})


class Sides:
    """Fills the places of a clause with actors."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.struck = frozenset[str]().union(*(lexicon.classes[name] for name in _STRUCK))
        self.victims = frozenset[str]().union(*(lexicon.classes[name] for name in _HARMED))

    def actors(self, clause: Clause, reader: Reader) -> list[Filler]:
        """Who does it: the subjects of an active verb, of a passive whoever is named behind "by"."""
        if not clause.is_passive:
            found = [filler for token in clause.subjects for filler in reader.read(token)]
            return found or self._strikers(clause, reader) or left_of(clause, reader)
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

    def _strikers(self, clause: Clause, reader: Reader) -> list[Filler]:
        """Whose strikes they were that killed: "Kenya answered with **strikes** that killed two people"."""
        attacks = self.lexicon.classes["attack"]
        for token in clause.subjects if clause.verb.dep_ == "acl:relcl" else ():
            if forms_of(token) & attacks and is_verbal(token.head):
                return [filler for subject in subjects_of(token.head) for filler in reader.read(subject)]
        return []

    def unnamed(self, entry: Entry, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """Who did what a passive without "by" tells: the state that sentenced or expelled somebody, the owner of what
        was moved, whose guns fired "when **Turkish** jets bombed ...".
        """
        soil = _STATE_ACTS.get(entry.mode, frozenset({"to"}) if entry.triggers[0][0] == "summon" else None)
        if soil:
            places = [token for preposition, token in clause.obliques if preposition in soil]
            return [filler for token in places for filler in reader.read(token, PLACES)]
        if entry.mode == "restrict":  # "were barred from entering **Kenya**"
            ways = [child for child in clause.verb.children if child.lemma_.lower() in ("enter", "visit")]
            entered = [inner for child in ways for inner in child.children if inner.dep_ == "obj"]
            return [filler for token in entered for filler in reader.read(token)]
        if entry.mode == "release":  # "two sailors **held by Kenya** were released"
            holders = [inner for token in clause.objects for inner in token.children if inner.dep_ == "acl"]
            by = [token for holder in holders for token in holder.children if preposition_of(token) == "by"]
            return [filler for token in by for filler in reader.read(token)]
        if entry.type in _MOVES and words:
            found = [filler for token in clause.objects for filler in reader.read(token) if is_force(filler)]
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

    def party(
        self, slot: Slot, entry: Entry, clause: Clause, words: list[Token], reader: Reader, own: frozenset[str]
    ) -> list[Filler]:
        """Actors that fill the slot; `own`: those that stand for the other side already."""
        if "that" in slot.prepositions:
            if clause.objects:
                return []
            subjects = [subject for token in clause.complements for subject in subjects_of(token)]
            return [filler for token in subjects for filler in reader.read_other(token, BASIC, own)]
        reach = PLACES if entry.type in PLACE_TYPES or entry.mode == "visit" else BASIC
        if slot.words or slot.is_any:
            is_against = entry.type in _AGAINST_OTHERS or entry.type is EventType.MOBILIZE
            return self._owners(entry, slot, clause, words, reader, own if is_against else frozenset())
        tokens = [token for token in tokens_at(slot, clause, words) if token not in words]
        is_step = entry.mode == "visit" or clause.verb.lemma_.lower() in _OF_STEPS
        if is_step and not slot.prepositions and any(token.lower_ == "it" for token in tokens):
            return []  # one welcomes guests and defends steps: "it" is hardly a state
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
            found = right_of(clause, reader)
            if found and (entry.mode != "visit" or found[0].via == "adjacent"):
                return found
        if not tokens and not slot.prepositions and entry.type is EventType.ACCUSE:
            for preposition, token in clause.obliques:  # "condemned **as** unjust Kenya's decision"
                found = reader.read(token) if preposition == "as" else []
                for child in token.children:  # "deplored in strong words **Kenya's decision**", hung too low
                    is_object = child.dep_ in ("obj", "appos") or (child.dep_ == "acl:relcl" and child.pos_ == "NOUN")
                    found = found or (reader.read(child) if is_object else [])
                if found:
                    return found
        for child in clause.verb.children if entry.type in _AGAINST_OTHERS else ():
            if child.dep_ == "advcl" and child.lower_ in CARRYING:  # "sank a boat **carrying Indian fishermen**"
                found = [filler for inner in child.children if inner.dep_ == "obj" for filler in reader.read(inner)]
                if found:
                    return found
        if entry.type is EventType.ASSAULT and clause.verb.dep_ == "advcl" and clause.verb.tag_ == "VBG":
            # "struck a Kenyan town, **killing** two"
            above = [child for child in clause.verb.head.children if child.dep_ == "obj"]
            found = without([filler for token in above for filler in reader.read(token, reach)], own)
            if found:
                return found
        if (
            entry.type is EventType.ASSAULT
            and own
            and any(forms_of(t) & self.struck or t.lemma_ == "target" for t in tokens)
        ):
            # "bombed depots **in northern Syria**"
            spots = [token for preposition, token in clause.obliques if preposition in _ON_SOIL]
            found = without([filler for token in spots for filler in reader.read(token)], own)
            if found:
                return found
        if entry.type in VICTIM_REPORTS or entry.mode in ("convict", "expel"):
            found = self._domestic(tokens, own)
            if found:
                return found
        if entry.type in VICTIM_REPORTS and own and not slot.prepositions and self.is_victim(tokens):
            for preposition, token in clause.obliques:  # "killed two people **in Chad**"
                found = reader.read(token, PLACES) if preposition in _SITES else []
                if found:
                    return [Filler(filler.mention, "in", filler.depth + 1) for filler in found]
        if not tokens and not slot.prepositions:  # "gave Ukraine howitzers", parsed as one phrase
            for token in words:
                for child in token.children:
                    if child.dep_ in ("compound", "amod", "nmod:desc", "nmod:poss"):
                        found = reader.read(child, frozenset())
                        if found:
                            return found
        return []

    def is_no_visitor(self, clause: Clause, actors: list[Filler]) -> bool:
        """Whether whoever arrived is no official: private people, reporters, or a shipment."""
        sectors = {sector_of(code) for filler in actors for code in filler.codes}
        goods = self.lexicon.classes["aid"] | self.lexicon.classes["arms"]
        things = [token for token in clause.subjects if token.pos_ == "NOUN" and forms_of(token) & goods]
        return bool(things) or (bool(sectors) and sectors <= _PRIVATE)

    def is_victim(self, tokens: list[Token]) -> bool:
        """Whether people, places or things that are attacked stand here."""
        return any(forms_of(token) & (self.struck | self.victims | _TARGETS) for token in tokens)

    def is_harmed(self, tokens: list[Token]) -> bool:
        """Whether people or places stand here, so that the act is told even where nobody says whose they are."""
        return any(forms_of(token) & self.victims for token in tokens)

    def reporter(self, slot: Slot, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """The state that tells of the act, where what was struck is named without an owner."""
        if not any(forms_of(token) & self.struck for token in tokens_at(slot, clause, words)):
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
            if node.dep_ == "advcl" and self._complains(
                node.head
            ):  # "summoned the envoy after a cutter **rammed** ..."
                found = [filler for token in own_subjects(node.head) for filler in reader.read(token)]
                return [Filler(filler.mention, "speaker", filler.depth + 1) for filler in found]
            if node.dep_ not in ("ccomp", "parataxis", "conj", "xcomp"):
                return []
            node = node.head
        return []

    def _complains(self, verb: Token) -> bool:
        """Whether the verb is one of blame or protest."""
        return any(entry.type is EventType.ACCUSE for _, entry in self.lexicon.verbs.get(verb.lemma_.lower(), ()))

    def _domestic(self, tokens: list[Token], own: frozenset[str]) -> list[Filler]:
        """People of the actor's own state, where its police, courts or troops act on people of no named state."""
        states = {base_of(code) for code in own}
        if len(states) != 1 or not states <= state_codes():
            return []
        for token in tokens:
            forms = forms_of(token) | {child.lower_ for child in token.children if child.dep_ == "compound"}
            titles = {token.lower_} | {child.lower_ for child in token.children if child.dep_ == "nmod:desc"}
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
        self,
        entry: Entry,
        slot: Slot,
        clause: Clause,
        words: list[Token],
        reader: Reader,
        own: frozenset[str] = frozenset(),
    ) -> list[Filler]:
        for token in tokens_at(slot, clause, words):
            fitting = token if slot.is_any else fits_words(token, slot.words)
            if fitting is not None:
                reach = OWNED | {"near"} if entry.type in VICTIM_REPORTS else OWNED
                found = reader.read(token if fitting.dep_ == "conj" else fitting, reach)
                if own and found and all(set(filler.codes) <= own for filler in found):  # "entered **its** zone"
                    found = reader.read_owner(fitting, own) or found
                if not found:
                    for preposition, oblique in clause.obliques:
                        if preposition in ("of", "from", "to") or (preposition == "by" and not clause.is_passive):
                            found = reader.read(oblique, BASIC)
                            if found:
                                break
                if found:
                    return found
        return []

    def points_back(self, slot: Slot, entry: Entry, clause: Clause) -> str:
        """What the act is called that the object points back to ("condemned **the decision**"): its actors are the
        recipients. Empty when it points to none.
        """
        is_open = slot.role in "R_" and slot.prepositions <= _BEFORE_ACTS
        if entry.type not in ANSWERS or not is_open or not clause.subjects or clause.is_passive:
            return ""
        nouns = self.lexicon.classes["act"]
        for token in tokens_at(slot, clause, []):
            named = forms_of(token) & nouns
            if named and is_pointing(token):
                return token.lemma_.lower()
        return ""

    def loose(self, entry: Entry, clause: Clause, words: list[Token], reader: Reader) -> list[Filler]:
        """Recipients of a pattern that names none: whoever its object speaks of ("closed the Libyan border")."""
        own = codes_of(self.actors(clause, reader))
        for slot in entry.slots:
            if slot.role == "_":
                for token in tokens_at(slot, clause, []):
                    found = without(reader.read_other(token, BROAD, own), own)
                    if found:
                        return found
        if entry.type in JOINT_TYPES:
            return []
        for token in words:
            for child in token.children:  # "sanctions **targeting Russian banks**"
                if child.dep_ == "acl" and child.lemma_.lower() in _AIMED:
                    at = [inner for inner in child.children if inner.dep_ in ("obj", "obl")]
                    found = without([filler for inner in at for filler in reader.read(inner, BROAD)], own)
                    if found:
                        return found
        for token in words:
            found = without(reader.read(token, BROAD), own)
            if found:
                return found
            for verb in (token, *(child for child in token.children if child.dep_ == "acl")):
                inner = [t for t in verb.children if t.dep_ == "obj"] if verb.tag_ == "VB" else []
                found = without([filler for t in inner for filler in reader.read(t)], own)
                if found:  # "an invitation to join **NATO**", "vowed to punish **Iran**"
                    return found
        for token in words:  # "revoked the agreement that lets **American** troops stay"
            for child in token.children:
                inside = read_clause(child) if child.dep_ == "acl:relcl" else None
                for party in [*inside.objects, *inside.subjects] if inside is not None else ():
                    found = without(reader.read(party), own) if party != token else []
                    if found:
                        return found
        for preposition, token in clause.obliques:
            if preposition in ("in", "with", "between", "against", "from", "to"):
                found = without(reader.read(token, BASIC), own)
                if found and entry.slots:
                    return found
        if entry.type is EventType.PROTEST:
            own = own_codes(entry, self.actors(clause, reader))
            for _, token in clause.obliques:  # "in fury at the government's plan"
                found = without(reader.read(token, BROAD), own)
                if found:
                    return found
        if entry.type in (EventType.MOBILIZE, EventType.PROTEST):
            return without(meant(clause, reader), own)
        if entry.type in (EventType.CONCEDE, EventType.COERCE):
            return self._domestic([inner for token in words for inner in (token, *token.children)], own)
        return []


def is_pointing(noun: Token) -> bool:
    """Whether the noun speaks of something told before: "**the** raid", "**this** decision"."""
    return any(child.lower_ in _POINTING for child in noun.children)
