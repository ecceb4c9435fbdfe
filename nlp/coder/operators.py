"""From candidate to act: what the words above a candidate make of it.

A candidate is read upwards along the parse. Words on the way turn it into another act ("promised to help" is AGREE,
"threatened to bomb" THREATEN, "stopped helping" SANCTION), settle its status (negated, hypothetical, future), name its
speaker, or leave nothing of it ("urged Mali to attack" is Mali's act only when it comes).
Source: PLOVER and CAMEO read cooperation announced for the future as AGREE, hostile acts as THREATEN; a refusal as
REJECT.
"""

from spacy.tokens import Token

from core.plover import QUAD_OF, EventType, Quad, Status
from nlp.coder.clauses import is_relative, is_verbal, own_subjects, preposition_of, read_clause, subjects_of
from nlp.coder.fillers import Reader
from nlp.coder.lexicon import Lexicon
from nlp.coder.patterns import PLACES, Candidate, bases
from nlp.coder.words import word_set

COOPERATIVE = frozenset({Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION})
_HOSTILE = Quad.MATERIAL_CONFLICT
INTENT_CAMEO = {EventType.CONSULT: "036", EventType.SUPPORT: "032", EventType.COOPERATE: "031", EventType.AID: "033",
                EventType.RETREAT: "0356", EventType.CONCEDE: "035", EventType.AGREE: "030"}  # fmt: skip
REQUEST_MODE = {EventType.CONSULT: "meet", EventType.AGREE: "meet", EventType.SUPPORT: "assist", EventType.COOPERATE:
"assist",
                EventType.AID: "assist", EventType.RETREAT: "yield", EventType.CONCEDE: "yield"}  # fmt: skip
_REQUEST_CAMEO = {"meet": "026", "assist": "021", "yield": "025", "change": "024"}
_REJECT_CAMEO = {"meet": "125", "assist": "121", "yield": "124", "change": "123"}
_THREAT = {EventType.SANCTION: ("relations", "131"), EventType.COERCE: ("restrict", "132"), EventType.PROTEST:
("restrict", "133"),
           EventType.MOBILIZE: ("violence", "138"), EventType.ASSAULT: ("violence", "138"),
           EventType.REJECT: ("relations", "130"), EventType.ACCUSE: (None, "130")}  # fmt: skip
_STOPPED = {
    EventType.CONSULT: (EventType.SANCTION, "withdraw", "164"),
    EventType.AGREE: (EventType.SANCTION, "discontinue", "160"),
    EventType.SUPPORT: (EventType.SANCTION, "discontinue", "160"),
    EventType.COOPERATE: (EventType.SANCTION, "discontinue", "160"),
    EventType.AID: (EventType.SANCTION, "discontinue", "162"),
    EventType.SANCTION: (EventType.RETREAT, None, "085"),
    EventType.COERCE: (EventType.CONCEDE, None, "081"),
    EventType.ASSAULT: (EventType.RETREAT, "ceasefire", "0871"),
    EventType.MOBILIZE: (EventType.RETREAT, "withdraw", "087"),
    EventType.RETREAT: (EventType.REJECT, "yield", "124"),
    EventType.CONCEDE: (EventType.REJECT, "yield", "124"),
}
_NEGATIONS = frozenset({"not", "n't", "never", "hardly", "nor", "neither", "nothing", "nobody", "cannot"})
_PERHAPS = frozenset({"perhaps", "maybe", "possibly", "potentially", "reportedly_planned", "conceivably"})
_HYPOTHETICAL_MARKS = frozenset({"if", "unless", "whether", "lest", "provided", "should", "until"})
_HYPOTHETICAL_AUX = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
_UNREAL_ADJECTIVES = frozenset(
    {"possible", "potential", "hypothetical", "likely", "eventual", "imminent", "any", "feared", "further"}
)
_PLANNED_ADJECTIVES = frozenset(
    {"planned", "upcoming", "forthcoming", "proposed", "future", "scheduled", "next", "pending"}
)
_LOST_WITH_PARTICLE = frozenset({"future", "plan"})
"""Kinds a verb does not have with a particle: who "is set to" do it will, who "set up" a mission did."""
_GERUND_ORDER = ("fail", "refuse", "stop", "hypothetical", "believe", "plan", "promise", "threaten")
_OPENERS = frozenset({"if", "unless", "were", "had", "should", "suppose", "supposing", "imagine"})
_FALSE = frozenset({"false", "untrue", "wrong", "baseless", "unfounded", "groundless", "incorrect", "fabricated"})
_LONG_UNITS = frozenset({"year", "decade", "century", "generation"})
_UNREAL_HEADS = word_set("operators.unreal_heads")
_BACKGROUND = frozenset(
    {"despite", "before", "over", "about", "because", "amid", "due", "regarding", "concerning", "on", "until"}
)
_SENDING = frozenset({"send", "deploy", "dispatch", "fly", "rush", "airlift"})
"""What sends somebody "to help" is help already."""
_OFFICES = word_set("operators.offices")
_OPEN_ORDER = ("deny", "threaten", "refuse", "promise", "bid", "plan", "stop", "fail", "ask", "future",
"hypothetical", "cause",
               "accuse", "begin", "light", "say")  # fmt: skip
_FINITE_ORDER = (
    "deny",
    "warn",
    "hint",
    "hypothetical",
    "believe",
    "promise",
    "threaten",
    "say",
    "ask",
    "plan",
    "accuse",
    "begin",
)
_NOMINAL_ORDER = ("deny", "threaten", "refuse", "promise", "bid", "light", "begin", "plan", "stop", "fail", "ask",
                  "future", "hypothetical", "believe", "accuse", "cause")  # fmt: skip


class Climber:
    """Reads candidates upwards through their sentence."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon

    def kinds(self, token: Token) -> frozenset[str]:
        """Operator kinds of a word and its particle."""
        lemma = token.lemma_.lower()
        kinds = self.lexicon.kinds_of("going" if token.lower_ == "going" else lemma)
        if not kinds:  # "has so far refrained", read as an adjective
            kinds = self.lexicon.kinds_of(self.lexicon.verb_forms.get(token.lower_, lemma))
        for child in token.children:
            if child.dep_ in ("compound:prt", "advmod", "case") and child.i > token.i:
                own = self.lexicon.kinds_of(f"{lemma}+{child.lower_}")
                kinds = own or (kinds - _LOST_WITH_PARTICLE if child.dep_ == "compound:prt" else kinds)
        return kinds

    def climb(self, candidate: Candidate, reader: Reader, fired: dict[int, Candidate]) -> None:
        """Settle the candidate's type, status and speaker. `fired`: candidates whose trigger stands higher, by
        token.
        """
        node = candidate.scope
        if self._opens_condition(candidate):
            self._status(candidate, Status.HYPOTHETICAL, node.sent[0].text)
        if candidate.kind == "noun":
            node = self._leave_noun(candidate, reader, fired)
        else:
            self._modifiers(candidate, node)
            if self._is_long_before(node):
                self._status(candidate, Status.HISTORICAL, "years after")
        for _ in range(12):
            if not candidate.is_alive:
                return
            upper = self._step(candidate, node, reader, fired)
            if upper is None:
                break
            node = upper
            candidate.path.add(node.i)
        self._condition(candidate)
        self._side_speaker(candidate, reader)

    def _condition(self, candidate: Candidate) -> None:
        """What an actor will do to others **unless** they yield is a threat."""
        force = QUAD_OF[candidate.entry.type] is _HOSTILE or candidate.entry.mode == "withdraw"
        if candidate.status is not Status.FUTURE or not force:
            return
        for node in (candidate.scope, candidate.scope.head):
            for child in node.children:
                if child.dep_ == "advcl" and any(mark.lower_ == "unless" for mark in child.children):
                    candidate.type = candidate.entry.type
                    self._threaten(candidate)
                    return

    # --- nouns ---

    def _leave_noun(self, candidate: Candidate, reader: Reader, fired: dict[int, Candidate]) -> Token:
        noun = candidate.trigger
        self._noun_modifiers(candidate, noun)
        token = noun
        for _ in range(4):
            head = token.head
            if token.dep_ == "conj" and not is_verbal(head):
                token = head
            elif token.dep_ in ("nmod", "appos", "compound") and not is_verbal(head) and head != token:
                if head.lemma_.lower() in _UNREAL_HEADS and preposition_of(token) in ("of", "for"):
                    self._status(candidate, Status.HYPOTHETICAL, head.text)
                elif "stop" in self.kinds(head) or head.lemma_.lower() in (
                    "end",
                    "halt",
                    "suspension",
                    "cancellation",
                    "collapse",
                ):
                    self._stop(candidate, head)
                elif head.i in fired:
                    candidate.is_alive = False
                    return noun
                else:
                    candidate.background = True
                token = head
            else:
                break
        head = token.head
        if head == token:
            return token
        if not is_verbal(head) and head.pos_ not in ("ADJ",):
            candidate.background = True
            if token.dep_ == "nsubj":  # "an apology **is not** on the table"
                self._modifiers(candidate, head, from_noun=True)
            return token
        if head.i in fired and token.dep_ in ("obl", "nmod") and preposition_of(token) in _BACKGROUND:
            candidate.is_alive = False  # why or when the main act was done
            return token
        if head.i in fired and (token.dep_ in ("obj", "nsubj:pass", "ccomp") or token.i in fired[head.i].used):
            candidate.is_alive = False
            candidate.trace.append(f"part of {head.text}")
            return token
        preposition = preposition_of(token)
        kinds = self.kinds(head)
        if token.dep_ in ("obj", "nsubj:pass", "xcomp", "iobj") and not (
            token.dep_ == "nsubj:pass" and "future" in kinds
        ):
            self._apply(candidate, head, self._pick(kinds, _NOMINAL_ORDER), reader, fired, nominal=True)
            if not kinds:
                candidate.background = True
        elif token.dep_ in ("nsubj", "nsubj:pass") and "future" in kinds and not kinds & {"say", "begin"}:
            self._future(candidate, head.text)  # "talks are **set** for Tuesday"
        elif token.dep_ in ("obl", "advmod", "nmod"):
            if preposition in ("to", "for", "on", "in", "into", "with", "from", "against") and kinds & {
                "promise",
                "ask",
                "threaten",
                "refuse",
                "light",
                "plan",
                "stop",
            }:
                self._apply(candidate, head, self._pick(kinds, _NOMINAL_ORDER), reader, fired, nominal=True)
            elif self.lexicon.kinds_of(f"{head.lemma_.lower()}+{preposition}") & {"fail", "refuse"}:
                self._status(candidate, Status.NEGATED, f"{head.text} {preposition}")
            elif preposition in ("without",):
                self._status(candidate, Status.NEGATED, preposition)
            elif preposition in (
                "despite",
                "after",
                "since",
                "following",
                "before",
                "amid",
                "during",
                "over",
                "about",
                "because",
            ):
                candidate.background = True
            else:
                candidate.background = True
        elif token.dep_ == "nsubj" and head.lemma_.lower() in ("collapse", "fail", "end", "stall", "break", "founder"):
            candidate.background = True
        self._modifiers(candidate, head, from_noun=True)
        return head

    def _noun_modifiers(self, candidate: Candidate, noun: Token) -> None:
        for child in noun.children:
            word = child.lower_
            if child.dep_ == "det" and word in ("no", "neither"):
                self._status(candidate, Status.NEGATED, word)
            elif child.dep_ in ("amod", "det"):
                if word in _UNREAL_ADJECTIVES:
                    self._status(candidate, Status.HYPOTHETICAL, word)
                elif word in _PLANNED_ADJECTIVES:
                    self._future(candidate, word)
                elif word == "alleged":
                    candidate.background = True

    # --- steps ---

    def _step(self, candidate: Candidate, node: Token, reader: Reader, fired: dict[int, Candidate]) -> Token | None:
        """Apply what stands between `node` and its head; the head, or None when the climb ends."""
        head, dep = node.head, node.dep_
        if head == node:
            self._headline_infinitive(candidate, node)
            return None
        if dep in ("acl", "acl:relcl") and any(
            child.lower_ == "that" and child.dep_ == "mark" for child in node.children
        ):
            if head.lower_ in _UNREAL_HEADS or head.lemma_.lower() in _UNREAL_HEADS:
                self._status(candidate, Status.HYPOTHETICAL, head.text)
            elif any(child.dep_ == "det" and child.lower_ in ("no", "little") for child in head.children):
                self._status(candidate, Status.NEGATED, f"no {head.text}")
            else:
                self._belie(candidate, head)
        if dep == "acl:relcl" and any(child.dep_ == "mark" and child.lower_ == "that" for child in node.children):
            dep = "acl"  # what a noun says is no relative clause, whatever the parse calls it
        elif is_relative(node):
            return None
        if dep == "conj":
            if is_verbal(head):
                own = any(child.dep_ in ("aux", "aux:pass") for child in node.children) or bool(own_subjects(node))
                if not own and (node.tag_ in ("VB", "VBG") or node.tag_ == head.tag_ == "VBN"):
                    self._modifiers(candidate, head)
            return head
        if dep == "ccomp" and node.i < head.i and self._is_inverted(node, head):
            self._status(candidate, Status.HYPOTHETICAL, head.text)
            return None
        if dep in ("xcomp", "csubj"):
            order: tuple[str, ...] = _OPEN_ORDER
        elif dep == "ccomp":
            order = _FINITE_ORDER if any(c.dep_ in ("nsubj", "nsubj:pass") for c in node.children) else _OPEN_ORDER
        elif dep == "parataxis":
            order = _FINITE_ORDER
        elif dep == "acl":
            infinitive = any(
                c.dep_ == "mark" and c.lower_ in ("to", "of", "for", "that", "about", "in") for c in node.children
            )
            if head.lemma_.lower() in _LONG_UNITS and any(c.lower_ in ("after", "since") for c in node.children):
                self._status(candidate, Status.HISTORICAL, f"{head.text} after")
            if not infinitive:
                return None
            if head.lemma_.lower() in _UNREAL_HEADS:
                self._status(candidate, Status.HYPOTHETICAL, head.text)
                return None
            self._apply(candidate, head, self._pick(self.kinds(head), _OPEN_ORDER), reader, fired)
            if head.head.i in fired and fired[head.head.i] is not candidate and head.i in fired[head.head.i].used:
                candidate.is_alive = False
            if head.dep_ in ("obj", "nsubj:pass", "obl") and is_verbal(head.head):
                self._drop(candidate, head, head.head)
                if head.dep_ != "obl":
                    self._modifiers(candidate, head.head)
                    return head.head
            return None
        elif dep in ("advcl", "advcl:relcl"):
            return self._leave_adverbial(candidate, node, reader, fired)
        else:
            return None
        kind = self._pick(self.kinds(head), order)
        if dep == "ccomp":
            kind = self._said_noun(head, node) or kind
            self._belie(candidate, head)
        self._apply(candidate, head, kind, reader, fired)
        if kind is not None or dep != "parataxis":
            self._modifiers(candidate, head)
        return head

    def _said_noun(self, head: Token, node: Token) -> str | None:
        """What is said when the clause belongs to the verb's object ("repeated its **demand** that ...")."""
        for child in head.children:
            if child.dep_ == "obj" and child.i < node.i and any(mark.lower_ == "that" for mark in node.children):
                return self._pick(self.kinds(child), ("ask", "deny", "accuse"))
        return None

    def _leave_adverbial(
        self, candidate: Candidate, node: Token, reader: Reader, fired: dict[int, Candidate]
    ) -> Token | None:
        marks = {child.lower_ for child in node.children if child.dep_ in ("mark", "case", "advmod")}
        head = node.head
        if marks & _HYPOTHETICAL_MARKS or (marks & {"case"}):
            self._status(candidate, Status.HYPOTHETICAL, next(iter(marks & _HYPOTHETICAL_MARKS), "if"))
            return None
        if "without" in marks:
            self._status(candidate, Status.NEGATED, "without")
            return None
        if node.tag_ == "VBG" and marks & {"of", "from", "about", "on", "against", "to", "in", "at"}:
            upper = self._gerund(candidate, node, head, reader, fired)
            if upper is not None or not candidate.is_alive:
                return upper
        if self._is_inverted(node, head):
            self._status(candidate, Status.HYPOTHETICAL, head.text)
            return None
        reasons = marks & {"of", "for", "with", "over", "from"}
        if reasons and (self.kinds(head) & {"accuse", "ask", "deny"} or (head.i in fired and "for" in reasons)):
            candidate.is_alive = False
            return None
        if "to" in marks:
            kind = self._pick(self.kinds(head), ("promise", "threaten", "refuse", "plan", "ask", "future"))
            if head.lemma_.lower() in _SENDING and candidate.type is EventType.AID and head.i not in fired:
                self._modifiers(candidate, head)
                return head
            if head.i in fired or kind == "ask":
                candidate.is_alive = False
                candidate.trace.append(f"purpose of {head.text}")
                return None
            if kind is not None:
                self._apply(candidate, head, kind, reader, fired)
            elif candidate.status is Status.ASSERTED:  # a purpose is not yet done, and nobody has promised it
                self._status(candidate, Status.FUTURE, f"purpose of {head.text}")
            self._modifiers(candidate, head)
            return head
        if "before" in marks:
            candidate.background = True
            return None
        if candidate.status is Status.HISTORICAL:
            return None
        if not marks and node.tag_ == "VBG":
            self._modifiers(candidate, head)
        elif marks:
            candidate.background = True
        upper = head
        for _ in range(4):
            if upper.dep_ in ("ccomp", "parataxis") and "say" in self.kinds(upper.head):
                self._speak(candidate, upper.head, reader)
                break
            if upper.head == upper:
                break
            upper = upper.head
        return None

    def _gerund(
        self, candidate: Candidate, node: Token, head: Token, reader: Reader, fired: dict[int, Candidate]
    ) -> Token | None:
        """What the verb or adjective before "of ...ing", "from ...ing" makes of the act: "**refrained** from sending",
        "stopped **short** of condemning", "is **thinking** of leaving". None when it does nothing to it.
        """
        if head.lower_ in ("short", "close", "near"):
            status = Status.NEGATED if head.lower_ == "short" else Status.HYPOTHETICAL
            self._status(candidate, status, head.text)
            return None
        if any(child.lower_ == "against" and child.dep_ in ("mark", "case") for child in node.children):
            self._status(candidate, Status.NEGATED, f"{head.text} against")  # "decided **against** sending"
            return head
        kind = self._pick(self.kinds(head), _GERUND_ORDER)
        if kind is None:
            return None
        self._apply(candidate, head, kind, reader, fired)
        self._modifiers(candidate, head)
        return head

    def _opens_condition(self, candidate: Candidate) -> bool:
        """Whether the sentence opens as a condition and the act stands in it: "**Had** China attacked, ..."."""
        sentence = candidate.trigger.sent
        if sentence[0].lower_ not in _OPENERS or len(sentence) < 4 or sentence[-1].text == "?":
            return False
        comma = next((token.i for token in sentence if token.text == ","), sentence.end)
        return candidate.trigger.i < comma and (sentence[1].pos_ in ("PROPN", "DET", "NOUN", "PRON", "ADJ"))

    def _is_inverted(self, node: Token, head: Token) -> bool:
        """Whether the clause is a condition without "if": "**Were** China to attack", "**Had** China attacked"."""
        if head.lower_ == "were" and head.dep_ in ("advcl", "ccomp"):
            return any(child.i > head.i for child in own_subjects(head))
        subjects = own_subjects(node)
        return any(
            child.dep_ == "aux" and child.lower_ in ("had", "should") and all(child.i < token.i for token in subjects)
            for child in node.children
        ) and bool(subjects)

    def _is_long_before(self, node: Token) -> bool:
        """Whether the clause is told to lie years back ("ten years **after** ...", "years have passed **since**")."""
        for child in node.children:
            if child.lower_ in ("after", "since") and child.i > 0:
                before = child.nbor(-1).lower_
                if before in ("years", "decades", "centuries", "year", "decade", "generation", "century"):
                    return True
        head = node.head
        return head.lemma_.lower() in _LONG_UNITS or any(
            token.lemma_.lower() in _LONG_UNITS for token in own_subjects(head)
        )

    def _belie(self, candidate: Candidate, noun: Token) -> None:
        """What is told only to say that it is not so: "reports that it had sent troops are **false**"."""
        if noun.dep_ == "nsubj" and noun.head.lemma_.lower() in _FALSE:
            self._status(candidate, Status.NEGATED, noun.head.text)

    def _drop(self, candidate: Candidate, noun: Token, verb: Token) -> None:
        """What the verb does to a plan, an offer or a threat to act: "**dropped** plans to buy", "**weighed** a plan to
        send".
        """
        kinds = self.kinds(verb)
        if kinds & {"stop", "fail", "refuse"} and "threaten" not in self.kinds(noun):
            self._status(candidate, Status.NEGATED, verb.text)
        elif "hypothetical" in kinds and noun.dep_ != "obl":
            self._status(candidate, Status.HYPOTHETICAL, verb.text)

    def _headline_infinitive(self, candidate: Candidate, node: Token) -> None:
        if node.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ in ("mark", "aux") for child in node.children):
            self._future(candidate, "to")

    # --- what words do ---

    def _pick(self, kinds: frozenset[str], order: tuple[str, ...]) -> str | None:
        return next((kind for kind in order if kind in kinds), None)

    def _apply(
        self, candidate: Candidate, head: Token, kind: str | None, reader: Reader, fired: dict[int, Candidate],
        nominal: bool = False,
    ) -> None:  # fmt: skip
        if kind == "ask" and head.lemma_.lower() == "call" and candidate.trigger.dep_ == "nsubj:pass":
            return  # "the seizure was called piracy"
        if kind is None or kind in ("light", "begin", "cause"):
            if head.i in fired and kind is None and is_verbal(head):
                candidate.is_alive = False
            return
        candidate.trace.append(f"{kind}: {head.lemma_}")
        if kind == "say":
            self._speak(candidate, head, reader)
        elif kind == "promise":
            self._promise(candidate)
        elif kind == "threaten":
            self._threaten(candidate)
        elif kind == "refuse":
            self._refuse(candidate, head, reader)
        elif kind in ("plan", "future"):
            self._future(candidate, head.text)
        elif kind == "warn":
            self._warn(candidate, head, reader)
        elif kind in ("hypothetical", "believe"):
            self._status(candidate, Status.HYPOTHETICAL, head.text)
        elif kind == "hint":
            self._hint(candidate, head, reader)
        elif kind == "stop":
            self._stop(candidate, head)
        elif kind == "fail":
            self._status(candidate, Status.NEGATED, head.text)
        elif kind in ("ask", "bid"):
            self._request(candidate, head, reader, fired, nominal or kind == "bid")
        else:
            candidate.is_alive = False

    def _speak(self, candidate: Candidate, head: Token, reader: Reader) -> None:
        subjects = subjects_of(head)
        speakers = [filler for token in subjects for filler in reader.read(token, PLACES)]
        if not speakers and any(token.lemma_.lower() in _OFFICES for token in subjects):
            places = [c for c in head.children if c.dep_ in ("obl", "nmod") and preposition_of(c) == "in"]
            speakers = [filler for token in places for filler in reader.read(token, PLACES)]
        if speakers and not candidate.speakers:
            candidate.speakers = speakers
        if speakers and bases(speakers) & bases(candidate.actors):
            candidate.is_self_reported = True
            if candidate.status is Status.FUTURE and not (
                candidate.type is EventType.SANCTION and head.lemma_.lower() in ("announce", "decide", "declare")
            ):
                self._own_word(candidate)

    def _warn(self, candidate: Candidate, head: Token, reader: Reader) -> None:
        """Who warns of what it will do itself threatens; what others might do is a warning, no act."""
        speakers = [filler for token in subjects_of(head) for filler in reader.read(token)]
        if bases(speakers) & bases(candidate.actors) and QUAD_OF[candidate.type] is _HOSTILE:
            self._threaten(candidate)
        else:
            candidate.is_alive = False

    def _hint(self, candidate: Candidate, head: Token, reader: Reader) -> None:
        """Who hints at hostile acts of its own threatens; any other hint is a guess."""
        speakers = [filler for token in subjects_of(head) for filler in reader.read(token)]
        if bases(speakers) & bases(candidate.actors) and QUAD_OF[candidate.type] is _HOSTILE:
            self._threaten(candidate)
        else:
            self._status(candidate, Status.HYPOTHETICAL, head.text)

    def _own_word(self, candidate: Candidate) -> None:
        """An actor that says what it will do: announced hostility is a threat, and still to come."""
        if QUAD_OF[candidate.type] is _HOSTILE:
            self._threaten(candidate)
            candidate.status = Status.FUTURE

    def _status(self, candidate: Candidate, status: Status, word: str) -> None:
        candidate.trace.append(f"{status}: {word}")
        if status is Status.NEGATED and candidate.status is Status.NEGATED:
            candidate.status = Status.ASSERTED
        elif status is Status.NEGATED or candidate.status is not Status.NEGATED:
            candidate.status = status

    def _future(self, candidate: Candidate, word: str) -> None:
        if candidate.status in (Status.NEGATED, Status.HYPOTHETICAL):
            return
        candidate.trace.append(f"future: {word}")
        if QUAD_OF[candidate.type] in COOPERATIVE:
            self._to_agree(candidate)
        if candidate.status is Status.ASSERTED:
            candidate.status = Status.FUTURE

    def _to_agree(self, candidate: Candidate) -> None:
        candidate.cameo = INTENT_CAMEO[candidate.type]
        candidate.type, candidate.mode = EventType.AGREE, None

    def _promise(self, candidate: Candidate) -> None:
        quad = QUAD_OF[candidate.type]
        if candidate.status is Status.NEGATED:
            candidate.status = Status.ASSERTED
            if quad in COOPERATIVE:
                self._to_reject(candidate)
            else:
                candidate.type, candidate.mode, candidate.cameo = EventType.AGREE, None, "035"
        elif quad in COOPERATIVE:
            self._to_agree(candidate)
            self._split_partners(candidate)
            candidate.status = Status.ASSERTED
        elif quad is _HOSTILE:
            self._threaten(candidate)

    def _threaten(self, candidate: Candidate) -> None:
        if candidate.status is Status.NEGATED and QUAD_OF[candidate.type] in COOPERATIVE:
            candidate.mode, candidate.cameo = "relations", "131"
        else:
            candidate.mode, candidate.cameo = _THREAT.get(candidate.type, (None, "130"))
            if candidate.cameo == "132" and candidate.entry.mode == "seize":
                candidate.mode = "territory"
        candidate.type = EventType.THREATEN
        candidate.status = Status.ASSERTED
        self._split_partners(candidate)

    def _refuse(self, candidate: Candidate, head: Token, reader: Reader) -> None:
        refusers = [filler for token in subjects_of(head) for filler in reader.read(token)] if is_verbal(head) else []
        if refusers and not bases(refusers) & bases(candidate.actors):
            candidate.is_alive = False  # what others were not let do
            return
        if QUAD_OF[candidate.type] in COOPERATIVE:
            self._to_reject(candidate)
            candidate.status = Status.ASSERTED
        else:
            self._status(candidate, Status.NEGATED, "refuse")

    def _to_reject(self, candidate: Candidate) -> None:
        mode = REQUEST_MODE.get(candidate.type)
        candidate.type, candidate.mode, candidate.cameo = EventType.REJECT, mode, _REJECT_CAMEO.get(mode or "", "120")
        self._split_partners(candidate)

    def _split_partners(self, candidate: Candidate) -> None:
        """A joint act that one side refuses or asks for is directed: the others become recipients."""
        if candidate.is_joint and candidate.partners and len(candidate.actors) > candidate.partners:
            candidate.recipients = candidate.actors[-candidate.partners :]
            candidate.actors = candidate.actors[: -candidate.partners]
            candidate.is_joint = False

    def _stop(self, candidate: Candidate, head: Token) -> None:
        stopped = _STOPPED.get(candidate.type)
        if stopped is None:
            candidate.is_alive = False
            return
        candidate.type, candidate.mode, candidate.cameo = stopped
        self._split_partners(candidate)
        candidate.trace.append(f"stop: {head.lemma_}")

    def _request(
        self, candidate: Candidate, head: Token, reader: Reader, fired: dict[int, Candidate], converts: bool
    ) -> None:
        if head.i in fired or not converts:
            candidate.is_alive = False
            return
        askers = candidate.actors
        if is_verbal(head):
            askers = [filler for token in subjects_of(head) for filler in reader.read(token)]
        if not askers:
            candidate.is_alive = False
            return
        others = [f for f in candidate.actors + candidate.recipients if not bases([f]) <= bases(askers)]
        mode = REQUEST_MODE.get(candidate.type, "change")
        candidate.type, candidate.mode, candidate.cameo = EventType.REQUEST, mode, _REQUEST_CAMEO[mode]
        candidate.actors, candidate.recipients, candidate.is_joint = askers, others, False
        candidate.is_alive = bool(others)

    # --- the clause itself ---

    def _modifiers(self, candidate: Candidate, verb: Token, from_noun: bool = False) -> None:
        """Negation, auxiliaries and adverbs of one verb."""
        negated = False
        no_longer = False
        for child in verb.children:
            word = child.lower_
            if child.dep_ == "advmod":
                if word in _NEGATIONS:
                    negated = not negated
                elif word in _PERHAPS:
                    self._status(candidate, Status.HYPOTHETICAL, word)
                elif word == "longer":
                    no_longer = True
                elif word == "yet" and any(c.dep_ == "xcomp" for c in verb.children) and verb.lemma_ == "have":
                    negated = True
            elif child.dep_ in ("cc:preconj", "cc", "det") and word in ("neither", "nor"):
                negated = True
            elif child.dep_ in ("nsubj", "nsubj:pass", "obj"):
                if any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "cc:preconj") for c in child.children):
                    if not (from_noun and child == candidate.trigger):
                        negated = True
                elif word in ("nothing", "nobody", "none", "neither"):
                    negated = True
        if verb.i > 1 and verb.nbor(-1).lower_ == "to" and verb.nbor(-2).lower_ == "yet":
            negated = True
        if negated or no_longer:
            self._status(candidate, Status.NEGATED, "not")
        for child in verb.children:
            if child.dep_ in ("aux", "aux:pass", "cop"):
                self._auxiliary(candidate, verb, child)
        if verb.tag_ == "VB":
            self._is_to(candidate, verb)

    def _is_to(self, candidate: Candidate, verb: Token) -> None:
        """What "is to" be done lies ahead; what "was to" be done was planned once, and nothing says that it came."""
        words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "cop", "mark")}
        if "to" in words and words & {"is", "are"}:
            self._future(candidate, "is to")
        elif "to" in words and words & {"was", "were"}:
            self._status(candidate, Status.HYPOTHETICAL, "was to")

    def _auxiliary(self, candidate: Candidate, verb: Token, aux: Token) -> None:
        word = aux.lower_
        if aux.text == "May" and aux.i > aux.sent.start and aux.nbor(-1).pos_ == "PROPN":
            return  # "Theresa May welcomed ..."
        if word in ("will", "shall", "'ll", "wo"):
            if candidate.status is Status.NEGATED:
                candidate.trace.append("will not")
                if self._says_itself(candidate, verb) and QUAD_OF[candidate.type] in COOPERATIVE:
                    candidate.status = Status.ASSERTED
                    self._to_reject(candidate)
            else:
                self._future(candidate, word)
        elif word in ("would", "'d"):
            if verb.dep_ == "ccomp" or (verb.dep_ == "conj" and verb.head.dep_ == "ccomp"):
                if candidate.status is Status.NEGATED and self._says_itself(candidate, verb):
                    if QUAD_OF[candidate.type] in COOPERATIVE:
                        candidate.status = Status.ASSERTED
                        self._to_reject(candidate)
                else:
                    self._future(candidate, word)
            elif verb.lemma_.lower() not in ("be",):
                self._status(candidate, Status.HYPOTHETICAL, word)
        elif word in _HYPOTHETICAL_AUX or aux.lemma_.lower() in _HYPOTHETICAL_AUX:
            self._status(candidate, Status.HYPOTHETICAL, word)

    def _says_itself(self, candidate: Candidate, verb: Token) -> bool:
        """Whether the clause is its actor's own word ("X said it will not ...")."""
        clause = verb.head if verb.dep_ == "conj" and is_verbal(verb.head) else verb
        said = clause.head if clause.dep_ in ("ccomp", "parataxis") else None
        if said is None or not self.kinds(said) & {"say", "promise"}:
            return any(child.dep_ == "parataxis" and "say" in self.kinds(child) for child in clause.children)
        return True

    def _side_speaker(self, candidate: Candidate, reader: Reader) -> None:
        """Speakers beside the clause: "..., Kyiv said", "according to the ministry"."""
        if candidate.speakers:
            return
        node = candidate.scope
        for _ in range(8):
            for child in node.children:
                if child.dep_ == "parataxis" and "say" in self.kinds(child):
                    self._speak(candidate, child, reader)
                elif (child.dep_ in ("obl", "nmod", "advcl") and preposition_of(child) == "according") or (
                    child.dep_ in ("obl", "advcl") and any(c.lower_ == "according" for c in child.children)
                ):
                    candidate.speakers = candidate.speakers or reader.read(child, PLACES)
            if candidate.speakers or node.head == node or node.dep_ == "acl:relcl":
                return
            node = node.head


def is_deontic(verb: Token) -> Token | None:
    """The clause that must or should be done, of a verb of saying ("said Libya **must** hand over ..."), or None."""
    for child in verb.children:
        if child.dep_ in ("ccomp", "parataxis"):
            for aux in child.children:
                if aux.dep_ == "aux" and aux.lower_ in ("must", "should", "ought"):
                    return child
            if child.lemma_.lower() in ("need", "have") and any(c.dep_ == "xcomp" for c in child.children):
                return child
    return None


__all__ = ["COOPERATIVE", "INTENT_CAMEO", "REQUEST_MODE", "Climber", "is_deontic", "read_clause"]
