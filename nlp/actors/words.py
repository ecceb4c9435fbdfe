"""A document's tokens as plain lists, read once, so that the rules never touch spaCy objects in a loop."""

import re
from functools import lru_cache

from spacy.attrs import DEP, HEAD, IDX, POS, SENT_START
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc

_POS_NAME = {number: name for name, number in POS_IDS.items()}
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")
_ENDS = frozenset(".!?")


@lru_cache(maxsize=65536)
def pieces_of(text: str) -> tuple[str, ...]:
    """The words and marks inside one token: `al-Qaeda` -> al - Qaeda. Names match however tokens are split."""
    return (text,) if text.isalnum() else tuple(_PIECE.findall(text))


class Words:
    """Text, lower case, part of speech, relation, head and sentence number of every token; and all pieces in order.

    Without a parse `deps` are empty strings, `heads` point to the token itself, sentences end at . ! ? or a line break.
    """

    __slots__ = (
        "deps", "heads", "lowers", "parsed", "piece_token", "pieces", "pos", "sent_starts", "sents", "size",
        "starts", "tagged", "texts", "title",
    )  # fmt: skip

    def __init__(self, doc: Doc, title_end: int = 0) -> None:
        self.size = len(doc)
        self.texts = [token.text for token in doc]
        if "’" in doc.text:
            self.texts = [text.replace("’", "'") for text in self.texts]
        self.lowers = [text.lower() for text in self.texts]
        self.parsed = bool(doc.has_annotation("DEP"))
        table = doc.to_array([POS, DEP, HEAD, SENT_START, IDX]).astype("int64")
        columns = table.T.tolist() if self.size else [[], [], [], [], []]
        strings = doc.vocab.strings
        names = {number: strings[number] if number else "" for number in set(table[:, 1].astype("uint64").tolist())}
        self.pos = [_POS_NAME.get(number, "") for number in columns[0]]
        self.tagged = any(self.pos)
        self.deps = [names[number] for number in table[:, 1].astype("uint64").tolist()]
        self.heads = (
            [index + offset for index, offset in enumerate(columns[2])] if self.parsed else list(range(self.size))
        )
        self.starts = columns[4]
        self.title = sum(1 for start in columns[4] if start < title_end)
        self.sents = self._sentence_numbers(columns[3])
        self.sent_starts: list[int] = []
        for index, number in enumerate(self.sents):
            if number == len(self.sent_starts):
                self.sent_starts.append(index)
        self.pieces: list[str] = []
        self.piece_token: list[int] = []
        for index, text in enumerate(self.texts):
            for piece in pieces_of(text):
                self.pieces.append(piece)
                self.piece_token.append(index)

    def _sentence_numbers(self, starts: list[int]) -> list[int]:
        number = 0
        numbers = []
        for index in range(self.size):
            if index and (
                starts[index] == 1
                if self.parsed
                else self.texts[index - 1] in _ENDS or "\n" in self.texts[index - 1] or index == self.title
            ):
                number += 1
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
        start, end = self.sentence(index)
        long_words = [text for text in self.texts[start:end] if len(text) > 3 and text.isalpha()]
        return len(long_words) > 2 and sum(text[0].isupper() for text in long_words) >= 0.75 * len(long_words)
