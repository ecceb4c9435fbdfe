"""A document's tokens as plain lists, read once, so that the rules never touch spaCy objects in a loop."""

import re

from spacy.attrs import DEP, HEAD, IDX, ORTH, POS, SENT_START, TAG
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc

_POS_NAME = {number: name for name, number in POS_IDS.items()}
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")
_CLAUSE_LINKS = frozenset({"and", "but", ",", "while", "as"})
_ENDS = frozenset(".!?")
# A longer run of tokens is no sentence; it is cut, so that work per sentence stays bounded.
_LONGEST_SENTENCE = 250


def pieces_of(text: str) -> tuple[str, ...]:
    """The words and marks inside one token: `al-Qaeda` -> al - Qaeda. Names match however tokens are split."""
    return (text,) if text.isalnum() else tuple(_PIECE.findall(text))


# Text, lower case and pieces of every word form met, by spaCy's hash; emptied when it grows past the limit.
_LEXEMES: dict[int, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {}
_MOST_LEXEMES = 200_000


def _lexeme(orth: int, text: str) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    if len(_LEXEMES) > _MOST_LEXEMES:
        _LEXEMES.clear()
    plain = text.replace("’", "'")
    pieces = pieces_of(plain)
    return _LEXEMES.setdefault(orth, (plain, plain.lower(), pieces, tuple(piece.lower() for piece in pieces)))


class Words:
    """Text, lower case, part of speech, Penn tag, relation, head, sentence number of every token; all pieces in order.

    Without a parse `deps` are empty strings, `heads` point to the token itself, sentences end at . ! ? or a line break.
    """

    __slots__ = (
        "_headlines", "deps", "heads", "lower_pieces", "lowers", "parsed", "piece_token", "pieces", "pos",
        "sent_starts", "sents",
        "size", "starts", "tagged", "tags", "texts", "title",
    )  # fmt: skip

    def __init__(self, doc: Doc, title_end: int = 0) -> None:
        self.size = len(doc)
        table = doc.to_array([ORTH, POS, DEP, TAG, HEAD, SENT_START, IDX])
        orths, parts, deps, tags = (table[:, column].tolist() for column in range(4))
        signed = table[:, 4:].astype("int64").T.tolist() if self.size else [[], [], []]
        strings = doc.vocab.strings
        known = [_LEXEMES.get(orth) or _lexeme(orth, strings[orth]) for orth in orths]
        self.texts = [lexeme[0] for lexeme in known]
        self.lowers = [lexeme[1] for lexeme in known]
        names = {number: strings[number] if number else "" for number in {*deps, *tags}}
        self.deps = [names[number] for number in deps]
        self.tags = [names[number] for number in tags]
        self.parsed = any(self.deps)
        self.pos = [_POS_NAME.get(number, "") for number in parts]
        self.tagged = any(self.pos)
        self.heads = (
            [index + offset for index, offset in enumerate(signed[0])] if self.parsed else list(range(self.size))
        )
        self.starts = signed[2]
        self.title = sum(1 for start in signed[2] if start < title_end)
        self.sents = self._sentence_numbers(signed[1])
        self.sent_starts: list[int] = []
        for index, number in enumerate(self.sents):
            if number == len(self.sent_starts):
                self.sent_starts.append(index)
        self.pieces = [piece for lexeme in known for piece in lexeme[2]]
        self.lower_pieces = [piece for lexeme in known for piece in lexeme[3]]
        self._headlines: dict[int, bool] = {}
        self.piece_token = [index for index, lexeme in enumerate(known) for _ in lexeme[2]]

    def _sentence_numbers(self, starts: list[int]) -> list[int]:
        number = length = 0
        numbers = []
        for index in range(self.size):
            if self.parsed:
                begins = starts[index] == 1
            else:
                before = self.texts[index - 1] if index else ""
                begins = before in _ENDS or "\n" in before or index == self.title
            if index and (begins or length >= _LONGEST_SENTENCE):
                number, length = number + 1, 0
            length += 1
            numbers.append(number)
        return numbers

    def sentence(self, index: int) -> tuple[int, int]:
        """First token and end (exclusive) of the sentence that token `index` is in."""
        number = self.sents[index]
        end = self.sent_starts[number + 1] if number + 1 < len(self.sent_starts) else self.size
        return self.sent_starts[number], end

    def head_of(self, start: int, end: int, fallback: int) -> int:
        """The token of the span whose head lies outside it; `fallback` without a parse."""
        if self.parsed:
            for index in range(start, end):
                head = self.heads[index]
                if (head == index or not start <= head < end) and self.deps[index] not in ("punct", "case"):
                    return index
        return fallback

    def is_capital(self, index: int) -> bool:
        """Whether the token starts with a capital letter."""
        return self.texts[index][:1].isupper()

    def is_headline_case(self, index: int) -> bool:
        """Whether nearly every longer word of the sentence is capitalised, so that capitals say nothing."""
        number = self.sents[index]
        known = self._headlines.get(number)
        if known is None:
            start, end = self.sentence(index)
            capitals = [text[0].isupper() for text in self.texts[start:end] if len(text) > 3 and text.isalpha()]
            known = self._headlines[number] = len(capitals) > 2 and sum(capitals) >= 0.75 * len(capitals)
        return known

    def opens_clause(self, start: int, end: int) -> bool:
        """Whether a phrase is the subject of the finite verb after it, though the parse joined it to what came before.

        'shelled an island and Seoul returned fire': after 'and' and before a verb that has no subject of its own.
        """
        if start == 0 or end >= self.size or self.lowers[start - 1] not in _CLAUSE_LINKS:
            return False
        if self.tags[end] not in ("VBD", "VBZ", "MD"):
            return False
        verb = self.heads[end] if self.tags[end] == "MD" else end
        first = self.sentence(end)[0]
        return not any(self.heads[spot] == verb and self.deps[spot].startswith("nsubj") for spot in range(first, start))
