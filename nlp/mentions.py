"""A mention: where a text names actors, which ones, and why we think so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` (exclusive) of a document that name one or more actors.

    head: the token that the rest of the sentence attaches to.
    codes: actor codes; several where the words name several ('the two countries', 'French and German ministers').
    rule: which rule resolved it: name, adjective, capital, organisation, group, role, title, office, coref and others.
    evidence: what supports it, for a reader.
    """

    start: int
    end: int
    head: int
    codes: tuple[str, ...]
    rule: str
    evidence: str
