"""Headlines made readable to the parser: Title Case and ALL CAPS turned to sentence case, character for character.

Only words known to be ordinary (words of the lexicon, function words, common words) are lowered; names keep their
capitals.
"""

import re
from collections.abc import Collection

from nlp.coder.words import word_set

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_FUNCTION = word_set("headlines.function")


def to_sentence_case(title: str, known: Collection[str], names: Collection[str]) -> str:
    """`title` with its ordinary words in lower case, of the same length; unchanged when it is no Title Case.

    known: ordinary words, lower case. names: first words of names, lower case, which keep their capitals.
    """
    words = list(_WORD.finditer(title))
    ordinary = [match for match in words if len(match.group()) > 3]
    if len(ordinary) < 3:
        return title
    capitals = sum(match.group()[0].isupper() for match in ordinary)
    if capitals < 0.75 * len(ordinary):
        return title
    all_caps = all(match.group().isupper() for match in ordinary)
    out = list(title)
    for match in words:
        word = match.group()
        lower = word.lower()
        if lower in names and lower not in _FUNCTION:
            if all_caps and len(word) > 3:
                out[match.start() : match.end()] = list(word[0] + lower[1:])
            continue
        if word.isupper() and len(word) > 1 and not all_caps:
            continue
        if lower in known or lower in _FUNCTION:
            if match.start() > 0:
                out[match.start() : match.end()] = list(lower)
        elif all_caps and len(word) > 1:
            out[match.start() : match.end()] = list(word[0] + lower[1:])
    return "".join(out)
