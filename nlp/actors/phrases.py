"""A table of surfaces, matched in one pass over the pieces of a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nlp.actors.words import Words, pieces_of


@dataclass(frozen=True, slots=True)
class Entry:
    """What a surface stands for: actor codes (none if it only looks like an actor) and the rule it falls under."""

    surface: str
    codes: tuple[str, ...]
    rule: str
    pieces: tuple[str, ...]


@dataclass(slots=True)
class Match:
    """An entry found at tokens `start` to `end` (exclusive). `partial`: only a part of a token.

    is_refused: the context showed that it is no actor here.
    """

    start: int
    end: int
    entry: Entry
    partial: bool = False
    is_refused: bool = False


def to_pieces(surface: str) -> tuple[str, ...]:
    """The pieces of a surface of several words."""
    return tuple(piece for word in surface.split() for piece in pieces_of(word))


class PhraseTable:
    """Surfaces in a trie over lower-cased pieces; the longest one whose capitals fit wins, from left to right."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._root: dict[str, Any] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add an entry; of two with the same surface the first is kept."""
        node = self._root
        for piece in entry.pieces:
            node = node.setdefault(piece.lower(), {})
        node.setdefault("", []).append(entry)

    def first_words(self) -> set[str]:
        """The first piece of every surface, lower case."""
        return set(self._root)

    def scan(self, words: Words) -> list[Match]:
        """All matches in text order, without overlap."""
        root, pieces, tokens = self._root, words.pieces, words.piece_token
        lowers = words.lower_pieces
        total, after, found = len(pieces), 0, []
        for index in [index for index, lower in enumerate(lowers) if lower in root]:
            if index < after:
                continue
            node = root[lowers[index]]
            best: Entry | None = None
            best_end = position = index + 1
            while True:
                for entry in node.get("", ()):
                    if fits_case(entry.pieces, pieces, index):
                        best, best_end = entry, position
                        break
                if position >= total:
                    break
                node = node.get(lowers[position])
                if node is None:
                    break
                position += 1
            if best is not None:
                after = best_end
                start, end = tokens[index], tokens[best_end - 1] + 1
                partial = (index > 0 and tokens[index - 1] == start) or (
                    best_end < total and tokens[best_end] == end - 1 and pieces[best_end] != "."
                )
                found.append(Match(start, end, best, partial))
        return found


def fits_case(entry: tuple[str, ...], pieces: list[str], start: int) -> bool:
    """Whether the text has the entry's capitals, or is all capitals where the entry has four letters or more."""
    for offset, piece in enumerate(entry):
        seen = pieces[start + offset]
        if seen == piece or not piece[0].isalpha() or (seen.isupper() and (len(seen) > 3 or len(entry) > 1)):
            continue
        # 'The Netherlands', 'Foreign minister': a capital where we wrote none is a sentence start or a headline
        if not (piece[0].islower() and seen[0].isupper() and seen[1:] == piece[1:]):
            return False
    return True
