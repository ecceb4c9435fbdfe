"""From a parsed document to its acts: match every trigger, then read each candidate upwards."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from core.plover import EventType
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import is_verbal, own_subjects, preposition_of, subjects_of
from nlp.coder.fillers import BASIC, PLACES, Reader
from nlp.coder.lexicon import Entry, Lexicon
from nlp.coder.nouns import NounMatcher
from nlp.coder.operators import Climber, is_deontic
from nlp.coder.parties import bases
from nlp.coder.patterns import VerbMatcher
from nlp.coder.sides import VICTIM_REPORTS, Sides
from nlp.coder.turns import REQUEST_MODE
from nlp.mentions import Mention

DEONTIC = Entry(
    "A say that R must", "deontic", (), (), "", EventType.REQUEST, "change", ("diplomatic",), "100",
    "Kenya said Somalia must hold elections.", (("KEN",), ("SOM",)), "operators.py",
)  # fmt: skip


JUDGED = Entry(
    "A say that R is {wrong}", "judged", (), (), "", EventType.ACCUSE, "disapprove", (), "111",
    "Kenya said Somalia's decision was a mistake.", (("KEN",), ("SOM",)), "extract.py",
)  # fmt: skip


REPENTED = Entry(
    "A condemn A's {act} of R", "repented", (), (), "", EventType.SUPPORT, None, ("diplomatic",), "055",
    "Kenya condemned its invasion of Somalia.", (("KEN",), ("SOM",)), "extract.py",
)  # fmt: skip
_REPENTING = frozenset({"condemn", "denounce", "deplore", "regret", "disavow", "repudiate", "renounce", "lament"})
BLAMED = Entry(
    "A say that R is responsible", "blamed", (), (), "", EventType.ACCUSE, "allege", (), "112",
    "Kenya said Somalia was behind the raid.", (("KEN",), ("SOM",)), "extract.py",
)  # fmt: skip
_GUILTY = frozenset({"responsible", "guilty", "culpable", "complicit", "liable"})
_UNSURE = frozenset({"not", "n't", "no", "may", "might", "could", "would", "if", "whether"})


class Extractor:
    """Reads candidates out of parsed documents whose mentions are set."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.verbs = VerbMatcher(lexicon, Sides(lexicon))
        self.nouns = NounMatcher(lexicon)
        self.climber = Climber(lexicon)
        self.noun_ends = frozenset(noun.rpartition("_")[2] for noun in lexicon.nouns)

    def extract(self, doc: Doc) -> list[Candidate]:
        """Every candidate that stays alive, in the order of the text. `doc` needs tags, lemmas, a parse and
        `doc._.mentions`.
        """
        self._set_lemmas(doc)
        reader = Reader(doc._.mentions, Antecedents(doc), self._places(doc))
        found: list[Candidate] = []
        for sentence in doc.sents:
            if any(position in reader.by_token for position in range(sentence.start, sentence.end)):
                found += self._sentence(sentence, reader)
        return found

    def _places(self, doc: Doc) -> dict[int, Mention]:
        """Towns and regions by token, the longest name first."""
        found: dict[int, Mention] = {}
        table = self.lexicon.places
        starts = self.lexicon.place_starts
        words = [token.text for token in doc]
        for start, word in enumerate(words):
            if word in starts and start not in found:
                for length in (3, 2, 1):
                    code = table.get(" ".join(words[start : start + length]))
                    if code is not None:
                        inside = range(start, min(start + length, len(words)))
                        head = next((i for i in inside if doc[i].head.i not in inside), start)
                        mention = Mention(start, inside.stop, head, (code,), "place", f"{word} lies in {code}")
                        found.update(dict.fromkeys(inside, mention))
                        break
        return found

    def _set_lemmas(self, doc: Doc) -> None:
        """Give the lexicon's own words their lemma, whatever the lemmatiser made of them."""
        verbs, nouns = self.lexicon.verb_forms, self.lexicon.noun_forms
        for token in doc:
            form = token.lower_
            as_verb, as_noun = verbs.get(form), nouns.get(form)
            if as_verb is None and as_noun is None:
                continue
            lemma = as_verb if is_verbal(token) else as_noun
            if (
                lemma is None
                and form.endswith("ed")
                and any(child.dep_ in ("nsubj", "nsubj:pass") for child in token.children)
            ):
                lemma = as_verb
            if form in self.lexicon.verbs and token.tag_ in ("VB", "VBP"):
                lemma = form  # "to found", not the past of "find"
            if lemma is not None and lemma != token.lemma_:
                token.lemma_ = lemma

    def _sentence(self, sentence: Span, reader: Reader) -> list[Candidate]:
        fired: dict[int, Candidate] = {}
        candidates: list[Candidate] = []
        tokens = list(sentence)
        reader.words = {token.lower_ for token in tokens} | {token.lemma_.lower() for token in tokens}
        for token in tokens:
            if is_verbal(token) or self._is_hidden_verb(token):
                if token.i > sentence.start and token.nbor(-1).text == "-":
                    continue  # half of a word like "flood-hit"
                candidate = self.verbs.match(token, reader) or self._deontic(token, reader)
                candidate = candidate or self._judged(token, reader) or self._repented(token, reader)
                if candidate is not None:
                    if not candidate.entry.is_generic:
                        fired[token.i] = candidate
                    candidates.append(candidate)
        for token in tokens:
            if token.pos_ in ("NOUN", "PROPN", "VERB") and token.i not in fired and self._is_noun_trigger(token):
                candidate = self.nouns.match(token, reader)
                if candidate is not None:
                    candidates.append(candidate)
        for candidate in candidates:
            self._take_headline_speaker(candidate, sentence, reader)
            self.climber.climb(candidate, reader, fired)
        asked = {candidate.trigger.i for candidate in candidates if candidate.entry is DEONTIC and candidate.is_alive}
        candidates = [c for c in candidates if not c.path & asked]
        passed = {position for candidate in candidates if candidate.is_alive for position in candidate.path}
        candidates = [c for c in candidates if not (c.entry.is_generic and c.trigger.i in passed)]
        candidates = [c for c in candidates if c.is_alive and self._is_sound(c)]
        for candidate in candidates:
            _aim(candidate, candidates)
        return sorted((c for c in candidates if not _is_part(c, candidates)), key=lambda c: c.trigger.i)

    def _take_headline_speaker(self, candidate: Candidate, sentence: Span, reader: Reader) -> None:
        """Who stands before a colon at the start says it and did not do it ("Seoul: North Korea fires missile")."""
        label = next((token for token in sentence.root.children if token.dep_ == "parataxis"), None)
        if (
            label is not None
            and label.left_edge.i == sentence.start
            and sentence.doc[label.i : label.i + 2][-1].text == ":"
        ):
            candidate.speakers = reader.read(label, PLACES)
            return
        said = [filler for filler in candidate.actors if filler.mention.start == sentence.start]
        if len(candidate.actors) < 2 or not said or said[0].mention.end >= sentence.end:
            return
        if sentence.doc[said[0].mention.end].text == ":":
            candidate.actors = [filler for filler in candidate.actors if filler is not said[0]]
            candidate.speakers = said

    def _is_hidden_verb(self, token: Token) -> bool:
        """Whether a word tagged as a noun is a verb of the lexicon after all: it heads a clause and has arguments."""
        return (
            token.dep_ in ("ROOT", "conj", "ccomp", "advcl")
            and token.lemma_.lower() in self.lexicon.verbs
            and any(child.dep_ in ("nsubj", "nsubj:pass", "obj") for child in token.children)
        )

    def _is_noun_trigger(self, token: Token) -> bool:
        if token.pos_ == "VERB" and token.tag_ not in ("VBG", "NN", "NNS"):
            return False
        if token.lemma_.lower() in self.lexicon.nouns:
            return True
        if token.lemma_.lower() not in self.noun_ends:
            return False
        return any(f"{child.lower_}_{token.lemma_.lower()}" in self.lexicon.nouns for child in token.children)

    def _deontic(self, verb: Token, reader: Reader) -> Candidate | None:
        if "say" not in self.lexicon.kinds_at(verb):
            return None
        clause = is_deontic(verb)
        if clause is None:
            return None
        speakers = [filler for token in subjects_of(verb) for filler in reader.read(token)]
        addressed = [filler for token in subjects_of(clause) for filler in reader.read(token)]
        if not speakers or not addressed or bases(speakers) & bases(addressed):
            return None
        mode = "change"
        for child in (clause, *clause.children):
            lower = self.verbs.match(child, reader) if is_verbal(child) else None
            if lower is not None:
                mode = REQUEST_MODE.get(lower.type, "change")
                break
        return Candidate(DEONTIC, verb, verb, "deontic", speakers, addressed, False, EventType.REQUEST, mode, "100")

    def _judged(self, verb: Token, reader: Reader) -> Candidate | None:
        """Blame: "said Kenya's decision was **a mistake**", "said Kenya was **to blame**"."""
        if "say" not in self.lexicon.kinds_at(verb):
            return None
        wrong, done = self.lexicon.classes["wrong"], self.lexicon.classes["done_to"]
        for clause in verb.children:
            is_guilt = _is_guilt(clause)
            is_blame = clause.dep_ in ("ccomp", "parataxis") and (is_guilt or clause.lemma_.lower() in wrong)
            if not is_blame or any(child.lower_ in _UNSURE for child in clause.children):
                continue
            speakers = [filler for token in own_subjects(verb) for filler in reader.read(token)]
            blamed = []
            for token in own_subjects(clause):
                blamed += reader.read(token, BASIC - {"of"} if token.lemma_.lower() in done else BASIC)
            if speakers and blamed and not bases(speakers) & bases(blamed):
                entry = BLAMED if is_guilt else JUDGED
                return Candidate(
                    entry, verb, verb, "judged", speakers, blamed, False, entry.type, entry.mode, entry.cameo
                )
        return None

    def _repented(self, verb: Token, reader: Reader) -> Candidate | None:
        """Regret of what one did oneself: "condemned **their invasion** of Kenya"."""
        if verb.lemma_.lower() not in _REPENTING:
            return None
        actors = [filler for token in own_subjects(verb) for filler in reader.read(token)]
        for deed in verb.children:
            if deed.dep_ != "obj" or deed.lemma_.lower() not in self.lexicon.classes["done_to"]:
                continue
            if not any(child.dep_ == "nmod:poss" and child.lower_ in ("its", "their") for child in deed.children):
                continue
            victims = [
                filler
                for child in deed.children
                if child.dep_ == "nmod" and preposition_of(child) in ("of", "in", "on", "against")
                for filler in reader.read(child)
            ]
            if actors and victims and not bases(actors) & bases(victims):
                return Candidate(
                    REPENTED, verb, verb, "repented", actors, victims, False, EventType.SUPPORT, None, "055"
                )
        return None

    def _is_habit(self, candidate: Candidate) -> bool:
        trigger = candidate.trigger
        if candidate.kind == "noun":
            return trigger.dep_ in ("nsubj", "nsubj:pass", "ROOT", "nmod")
        return trigger.tag_ in ("VBZ", "VBP") and trigger.idx >= (trigger.doc._.title_end or 0)

    def _is_sound(self, candidate: Candidate) -> bool:
        """Whether somebody does something to somebody else, and it is news: trade as a habit or a figure is none."""
        if candidate.entry.cameo == "061" and self._is_habit(candidate):
            return False
        actors, recipients = bases(candidate.actors), bases(candidate.recipients)
        if candidate.is_joint:
            return len(actors) > 1 or bool(recipients) or bool(actors & self.lexicon.classes["organisation"])
        return bool(actors | recipients) and not (recipients and actors == recipients and _codes(candidate) < 2)


def _is_guilt(clause: Token) -> bool:
    """Whether a clause says who did it: "was **responsible**", "was **behind** the raid", "was **to blame**"."""
    if clause.lemma_.lower() in _GUILTY or (preposition_of(clause) == "behind" and own_subjects(clause)):
        return True
    return clause.lower_ == "blame" and any(child.dep_ == "cop" for child in clause.children)


def _aim(candidate: Candidate, others: list[Candidate]) -> None:
    """Whom an envoy was recalled from, where the sentence blames them besides ("condemning Kenya's raid, ...")."""
    if candidate.type is not EventType.SANCTION or candidate.mode != "withdraw" or candidate.recipients:
        return
    for other in others:
        if other.type is EventType.ACCUSE and other.recipients and bases(other.actors) == bases(candidate.actors):
            candidate.recipients = other.recipients
            return


def _is_part(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether an act of force against nobody named is a part or a result of another that names its victim ("fired on a
    Kenyan patrol, **killing** two people").
    """
    if candidate.recipients or candidate.is_joint or candidate.type not in VICTIM_REPORTS:
        return False
    return any(other.type in VICTIM_REPORTS and other.recipients and bases(other.actors) & bases(candidate.actors)
               for other in others)  # fmt: skip


def _codes(candidate: Candidate) -> int:
    """How many different codes, sectors included, take part."""
    return len({code for filler in candidate.actors + candidate.recipients for code in filler.codes})


class Antecedents:
    """What a pronoun of the document stands for: subjects before it, the nearest clause first."""

    def __init__(self, doc: Doc):
        self.doc = doc

    def __call__(self, pronoun: Token) -> list[Token]:
        """Tokens the pronoun may stand for, the likeliest first."""
        return list(self._candidates(pronoun))

    def _candidates(self, pronoun: Token) -> Iterator[Token]:
        owned = pronoun.head
        if pronoun.dep_ == "nmod:poss" and owned.dep_ == "conj" and owned.head.i < pronoun.i:
            yield owned.head  # "**the Soviet Union** and its partners"
        node = pronoun
        while node.head != node:
            node = node.head
            if is_verbal(node) or node.dep_ == "ROOT":
                for subject in own_subjects(node):
                    if subject.i < pronoun.i and pronoun.i not in (t.i for t in subject.subtree):
                        yield subject
        sentence = pronoun.sent
        if sentence.start > 0:
            previous = self.doc[sentence.start - 1].sent
            yield from own_subjects(previous.root)
