"""Headlines made readable to the parser: Title Case and ALL CAPS turned to sentence case, character for character.

Only words known to be ordinary (words of the lexicon, function words, common words) are lowered; names keep their capitals.
"""

import re
from collections.abc import Collection

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_FUNCTION = frozenset(
    "a an the and or but nor of in on at to for with from by as over after amid against into onto near off out up down about before "
    "during under between through than that this these those its their his her our your is are was were be been being has have had "
    "will would could should may might must can not no new first more most amid despite without within ahead says say said set may "
    "joint military nuclear major top big key two three four five six ten more dozens hundreds thousands million billion former "
    "foreign minister president defence defense prime leader leaders officials official troops forces soldiers army navy talks deal "
    "war peace border strikes attack attacks missile missiles sanctions drills oil gas trade tariffs summit support aid ties crisis "
    "security envoy ambassador diplomats rebels militants civilians refugees weapons arms warships jets drone drones ceasefire truce "
    "it he she they we you who which what when where why how if while".split()
)


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
