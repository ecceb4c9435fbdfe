"""From candidate to act: what the words above a candidate make of it.

A candidate is read upwards along the parse. Words on the way turn it into another act ("promised to help" is AGREE,
"threatened to bomb" THREATEN, "stopped helping" SANCTION), settle its status (negated, hypothetical, future), name its
speaker, or leave nothing of it ("urged Mali to attack" is Mali's act only when it comes).
What each kind of word does is in `turns.py`, what stands in the clause itself in `modifiers.py`.
"""

from spacy.tokens import Token

from core.plover import QUAD_OF, EventType, Status
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import is_relative, is_verbal, own_subjects, preposition_of
from nlp.coder.fillers import PLACES, Reader
from nlp.coder.lexicon import Lexicon
from nlp.coder.modifiers import LONG_UNITS, is_inverted, is_long_before, modifiers, noun_modifiers, opens_condition
from nlp.coder.turns import (
    HOSTILE,
    add_speaker,
    set_status,
    to_future,
    to_hint,
    to_promise,
    to_refusal,
    to_request,
    to_stop,
    to_threat,
    to_warning,
)
from nlp.coder.words import word_set

_HYPOTHETICAL_MARKS = frozenset({"if", "unless", "whether", "lest", "provided", "should", "until"})
_GERUND_ORDER = ("fail", "refuse", "stop", "hypothetical", "believe", "plan", "promise", "threaten")
_FALSE = frozenset({"false", "untrue", "wrong", "baseless", "unfounded", "groundless", "incorrect", "fabricated"})
_UNREAL_HEADS = word_set("operators.unreal_heads")
_BACKGROUND = frozenset(
    {"despite", "before", "over", "about", "because", "amid", "due", "regarding", "concerning", "on", "until"}
)
_ASIDE = frozenset({"at", "over", "about", "after", "against", "despite", "since", "before"})
"""Prepositions behind which a noun tells why, and takes nothing from the verb above."""
_PROMPTING = frozenset({"prompt", "trigger", "spark", "draw"})
_RESOLVING = frozenset({"agree", "resolve"})
_SENDING = frozenset({"send", "deploy", "dispatch", "fly", "rush", "airlift"})
"""What sends somebody "to help" is help already."""
_DONE_BY_SAYING = frozenset(
    {EventType.ACCUSE, EventType.REJECT, EventType.REQUEST, EventType.THREATEN, EventType.CONCEDE}
)
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

    def climb(self, candidate: Candidate, reader: Reader, fired: dict[int, Candidate]) -> None:
        """Settle the candidate's type, status and speaker. `fired`: candidates whose trigger stands higher, by
        token.
        """
        node = candidate.scope
        if opens_condition(candidate):
            set_status(candidate, Status.HYPOTHETICAL, node.sent[0].text)
        if candidate.kind == "noun":
            node = self._leave_noun(candidate, reader, fired)
        else:
            modifiers(self.lexicon, candidate, node)
            if is_long_before(node):
                set_status(candidate, Status.HISTORICAL, "years after")
        for _ in range(12):
            if not candidate.is_alive:
                return
            if candidate.kind == "noun" and node.tag_ == "VB" and _comes_before(candidate.trigger):
                break
            upper = self._step(candidate, node, reader, fired)
            if upper is None:
                break
            node = upper
            candidate.path.add(node.i)
        self._condition(candidate)
        self._side_speaker(candidate, reader)

    def _condition(self, candidate: Candidate) -> None:
        """What an actor will do to others **unless** they yield is a threat."""
        force = QUAD_OF[candidate.entry.type] is HOSTILE or candidate.entry.mode == "withdraw"
        if candidate.status is not Status.FUTURE or not force:
            return
        for node in (candidate.scope, candidate.scope.head):
            for child in node.children:
                if child.dep_ == "advcl" and any(mark.lower_ == "unless" for mark in child.children):
                    candidate.type = candidate.entry.type
                    to_threat(candidate)
                    return

    def _leave_noun(self, candidate: Candidate, reader: Reader, fired: dict[int, Candidate]) -> Token:
        noun = candidate.trigger
        noun_modifiers(candidate, noun)
        token = noun
        is_aside = False
        for _ in range(4):
            head = token.head
            if token.dep_ == "conj" and not is_verbal(head):
                token = head
            elif token.dep_ in ("nmod", "appos", "compound") and not is_verbal(head) and head != token:
                if head.lemma_.lower() in _UNREAL_HEADS and preposition_of(token) in ("of", "for"):
                    set_status(candidate, Status.HYPOTHETICAL, head.text)
                elif "stop" in self.lexicon.kinds_at(head) or head.lemma_.lower() in (
                    "end",
                    "halt",
                    "suspension",
                    "cancellation",
                    "collapse",
                ):
                    to_stop(candidate, head)
                elif head.i in fired:
                    candidate.is_alive = False
                    return noun
                else:
                    candidate.background = True
                    is_aside = is_aside or preposition_of(token) in _ASIDE
                token = head
            else:
                break
        head = token.head
        if head == token:
            return token
        if not is_verbal(head) and head.pos_ not in ("ADJ",):
            candidate.background = True
            if token.dep_ == "nsubj":  # "an apology **is not** on the table"
                modifiers(self.lexicon, candidate, head, from_noun=True)
            return token
        if head.i in fired and token.dep_ in ("obl", "nmod") and preposition_of(token) in _BACKGROUND:
            candidate.is_alive = False  # why or when the main act was done
            return token
        if head.i in fired and (token.dep_ in ("obj", "nsubj:pass", "ccomp") or token.i in fired[head.i].used):
            candidate.is_alive = False
            candidate.trace.append(f"part of {head.text}")
            return token
        preposition = preposition_of(token)
        kinds = self.lexicon.kinds_at(head)
        if is_aside:  # who "withdrew in protest **at** the invasion" did not withdraw from it
            kinds = frozenset()
        if token.dep_ in ("obj", "nsubj:pass", "xcomp", "iobj") and not (
            token.dep_ == "nsubj:pass" and "future" in kinds
        ):
            self._apply(candidate, head, _pick(kinds, _NOMINAL_ORDER), reader, fired, nominal=True)
            if not kinds:
                candidate.background = True
        elif token.dep_ in ("nsubj", "nsubj:pass") and "future" in kinds and not kinds & {"say", "begin"}:
            to_future(candidate, head.text)  # "talks are **set** for Tuesday"
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
                self._apply(candidate, head, _pick(kinds, _NOMINAL_ORDER), reader, fired, nominal=True)
            elif self.lexicon.kinds_of(f"{head.lemma_.lower()}+{preposition}") & {"fail", "refuse"}:
                set_status(candidate, Status.NEGATED, f"{head.text} {preposition}")
            elif preposition in ("without",):
                set_status(candidate, Status.NEGATED, preposition)
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
        modifiers(self.lexicon, candidate, head, from_noun=True)
        return head

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
                set_status(candidate, Status.HYPOTHETICAL, head.text)
            elif any(child.dep_ == "det" and child.lower_ in ("no", "little") for child in head.children):
                set_status(candidate, Status.NEGATED, f"no {head.text}")
            else:
                self._belie(candidate, head)
        if dep == "acl:relcl" and self._is_content(node, head):
            dep = "acl"  # what a noun says is no relative clause, whatever the parse calls it
        elif is_relative(node):
            return None
        if dep == "conj":
            if is_verbal(head):
                own = any(child.dep_ in ("aux", "aux:pass") for child in node.children) or bool(own_subjects(node))
                if not own and (node.tag_ in ("VB", "VBG") or node.tag_ == head.tag_ == "VBN"):
                    modifiers(self.lexicon, candidate, head)
            return head
        if dep == "ccomp" and _is_after(node):
            candidate.background = True
            return None
        if dep == "ccomp" and node.i < head.i and is_inverted(node, head):
            set_status(candidate, Status.HYPOTHETICAL, head.text)
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
            ) or self._is_content(node, head)
            if head.lemma_.lower() in LONG_UNITS and any(c.lower_ in ("after", "since") for c in node.children):
                set_status(candidate, Status.HISTORICAL, f"{head.text} after")
            if not infinitive:
                return None
            if head.lemma_.lower() in _UNREAL_HEADS and "threaten" not in self.lexicon.kinds_at(head):
                set_status(candidate, Status.HYPOTHETICAL, head.text)
                return None
            self._apply(candidate, head, _pick(self.lexicon.kinds_at(head), _OPEN_ORDER), reader, fired)
            if head.head.i in fired and fired[head.head.i] is not candidate and head.i in fired[head.head.i].used:
                candidate.is_alive = False
            if head.dep_ in ("obj", "nsubj:pass", "obl") and is_verbal(head.head):
                self._drop(candidate, head, head.head)
                if head.dep_ != "obl":
                    modifiers(self.lexicon, candidate, head.head)
                    return head.head
            return None
        elif dep in ("advcl", "advcl:relcl"):
            return self._leave_adverbial(candidate, node, reader, fired)
        else:
            return None
        kind = _pick(self.lexicon.kinds_at(head), order)
        if dep == "ccomp":
            kind = self._said_noun(head, node) or kind
            self._belie(candidate, head)
        self._apply(candidate, head, kind, reader, fired)
        if kind is not None or dep != "parataxis":
            modifiers(self.lexicon, candidate, head)
        return head

    def _is_content(self, node: Token, noun: Token) -> bool:
        """Whether a clause tells what the noun says, and is about no noun: "its demand **that Kenya withdraw**"."""
        for child in node.children:
            if child.lower_ == "that" and child.i < node.i:
                is_demand = "ask" in self.lexicon.kinds_at(noun) and node.tag_ in ("VB", "VBP")
                return child.dep_ == "mark" or (is_demand and bool(own_subjects(node)))
        return False

    def _said_noun(self, head: Token, node: Token) -> str | None:
        """What is said when the clause belongs to the verb's object ("repeated its **demand** that ...")."""
        for child in head.children:
            if child.dep_ == "obj" and child.i < node.i and any(mark.lower_ == "that" for mark in node.children):
                return _pick(self.lexicon.kinds_at(child), ("ask", "deny", "accuse"))
        return None

    def _leave_adverbial(
        self, candidate: Candidate, node: Token, reader: Reader, fired: dict[int, Candidate]
    ) -> Token | None:
        marks = {child.lower_ for child in node.children if child.dep_ in ("mark", "case", "advmod")}
        head = node.head
        if marks & _HYPOTHETICAL_MARKS or (marks & {"case"}):
            set_status(candidate, Status.HYPOTHETICAL, next(iter(marks & _HYPOTHETICAL_MARKS), "if"))
            return None
        if "without" in marks:
            set_status(candidate, Status.NEGATED, "without")
            return None
        is_object = (
            not marks
            and node.i > head.i
            and all(between.dep_ == "compound:prt" for between in node.doc[head.i + 1 : node.i])
        )
        is_gerund = node.tag_ == "VBG" or (node.tag_ == "NN" and node.lower_.endswith("ing"))
        if is_gerund and (is_object or marks & {"of", "from", "about", "on", "against", "to", "in", "at"}):
            upper = self._gerund(candidate, node, head, reader, fired)
            if upper is not None or not candidate.is_alive:
                return upper
        if is_inverted(node, head):
            set_status(candidate, Status.HYPOTHETICAL, head.text)
            return None
        reasons = marks & {"of", "for", "with", "over", "from"}
        if reasons and (
            self.lexicon.kinds_at(head) & {"accuse", "ask", "deny"} or (head.i in fired and "for" in reasons)
        ):
            candidate.is_alive = False
            return None
        above = fired.get(head.i)
        if "after" in marks and node.tag_ == "VBG" and above is not None and above.type is EventType.ACCUSE:
            candidate.is_alive = False  # "summoned the envoy **after ramming** ...": what the other side did
            return None
        if "to" in marks:
            order = ("promise", "threaten", "refuse", "plan", "ask", "future")
            before = [c for c in head.children if c.dep_ == "obj" and c.i + 1 == node.left_edge.i]
            kinds = [self.lexicon.kinds_at(noun) for noun in before]  # "repeated its **threat** to attack"
            kind = next((found for one in kinds if (found := _pick(one, order))), None)
            if node.i > head.i:  # one before its verb is a purpose or a condition
                kind = kind or _pick(self.lexicon.kinds_at(head), order)
            if head.lemma_.lower() in _SENDING and candidate.type is EventType.AID and head.i not in fired:
                modifiers(self.lexicon, candidate, head)
                return head
            if head.i in fired or kind == "ask":
                candidate.is_alive = False
                candidate.trace.append(f"purpose of {head.text}")
                return None
            if kind is not None:
                self._apply(candidate, head, kind, reader, fired)
            elif candidate.status is Status.ASSERTED:  # a purpose is not yet done, and nobody has promised it
                set_status(candidate, Status.FUTURE, f"purpose of {head.text}")
            modifiers(self.lexicon, candidate, head)
            return head
        if "before" in marks:
            candidate.background = True
            return None
        if candidate.status is Status.HISTORICAL:
            return None
        if not marks and node.tag_ == "VBG":
            if not _is_said_now(candidate, node) and node.lemma_.lower() not in _PROMPTING:
                modifiers(self.lexicon, candidate, head)
        elif marks:
            candidate.background = True
        upper = head
        for _ in range(4):
            if upper.dep_ in ("ccomp", "parataxis") and "say" in self.lexicon.kinds_at(upper.head):
                add_speaker(candidate, upper.head, reader)
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
            set_status(candidate, status, head.text)
            return None
        if any(child.lower_ == "against" and child.dep_ in ("mark", "case") for child in node.children):
            set_status(candidate, Status.NEGATED, f"{head.text} against")  # "decided **against** sending"
            return head
        if head.i in fired and any(child.lower_ == "from" for child in node.children):
            candidate.is_alive = False  # "barred them **from** landing": what others were kept from
            return None
        kind = _pick(self.lexicon.kinds_at(head), _GERUND_ORDER)
        if kind is None:
            return None
        self._apply(candidate, head, kind, reader, fired)
        modifiers(self.lexicon, candidate, head)
        return head

    def _belie(self, candidate: Candidate, noun: Token) -> None:
        """What is told only to say that it is not so: "reports that it had sent troops are **false**"."""
        if noun.dep_ == "nsubj" and noun.head.lemma_.lower() in _FALSE:
            set_status(candidate, Status.NEGATED, noun.head.text)

    def _drop(self, candidate: Candidate, noun: Token, verb: Token) -> None:
        """What the verb does to a plan, an offer or a threat to act: "**dropped** plans to buy", "**weighed** a plan to
        send".
        """
        kinds = self.lexicon.kinds_at(verb)
        if kinds & {"stop", "fail", "refuse"} and "threaten" not in self.lexicon.kinds_at(noun):
            set_status(candidate, Status.NEGATED, verb.text)
        elif "hypothetical" in kinds and noun.dep_ != "obl":
            set_status(candidate, Status.HYPOTHETICAL, verb.text)

    def _headline_infinitive(self, candidate: Candidate, node: Token) -> None:
        if node.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ in ("mark", "aux") for child in node.children):
            to_future(candidate, "to")

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
            add_speaker(candidate, head, reader)
        elif kind == "promise":
            if candidate.type is not EventType.SANCTION or head.lemma_.lower() not in _RESOLVING:
                to_promise(candidate)  # who agrees on sanctions imposes them
        elif kind == "threaten":
            to_threat(candidate)
        elif kind == "refuse" and head.i in fired and any(child.dep_ == "obj" for child in head.children):
            candidate.is_alive = False  # "rejected an offer **to host** ...": what was offered is no act
        elif kind == "refuse":
            to_refusal(candidate, head, reader)
        elif kind in ("plan", "future"):
            to_future(candidate, head.text)
        elif kind == "warn":
            to_warning(candidate, head, reader)
        elif kind in ("hypothetical", "believe"):
            set_status(candidate, Status.HYPOTHETICAL, head.text)
        elif kind == "hint":
            to_hint(candidate, head, reader)
        elif kind == "stop":
            to_stop(candidate, head)
        elif kind == "fail":
            set_status(candidate, Status.NEGATED, head.text)
        elif kind in ("ask", "bid"):
            to_request(candidate, head, reader, fired, nominal or kind == "bid")
        else:
            candidate.is_alive = False

    def _side_speaker(self, candidate: Candidate, reader: Reader) -> None:
        """Speakers beside the clause: "..., Kyiv said", "according to the ministry"."""
        if candidate.speakers:
            return
        node = candidate.scope
        for _ in range(8):
            for child in node.children:
                if child.dep_ == "parataxis" and "say" in self.lexicon.kinds_at(child):
                    add_speaker(candidate, child, reader)
                elif (child.dep_ in ("obl", "nmod", "advcl") and preposition_of(child) == "according") or (
                    child.dep_ in ("obl", "advcl") and any(c.lower_ == "according" for c in child.children)
                ):
                    candidate.speakers = candidate.speakers or reader.read(child, PLACES)
            if candidate.speakers or node.head == node or node.dep_ == "acl:relcl":
                return
            node = node.head


def _comes_before(noun: Token) -> bool:
    """Whether a noun names what was over when the main act was done: "agreed to return **after talks**"."""
    return noun.dep_ == "obl" and preposition_of(noun) in ("after", "following")


def _is_after(node: Token) -> bool:
    """Whether what the parse took for something said tells when: "agreed to leave, **a day after** Mali fell"."""
    first = node.left_edge
    while first.pos_ in ("PUNCT", "DET", "NUM") and first.i < node.i:
        first = first.nbor(1)
    if first.lemma_.lower() in ("hour", "day", "week", "month", "year") and first.i < node.i:
        first = first.nbor(1)
    return first.lower_ in ("after", "since")


def _is_said_now(candidate: Candidate, node: Token) -> bool:
    """Whether a participle after a comma tells what is done by saying so: "said it would stay, **rejecting** calls"."""
    first = node.left_edge
    return candidate.type in _DONE_BY_SAYING and node.i > node.head.i and "," in (first.text, first.nbor(-1).text)


def _pick(kinds: frozenset[str], order: tuple[str, ...]) -> str | None:
    return next((kind for kind in order if kind in kinds), None)


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
