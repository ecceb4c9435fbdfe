"""What an article is about, as far as it decides whether acts are read from it at all: sport, entertainment,
business, boilerplate.

A topic is told by how many of its words (`nlp/lexicon/topics.txt`) stand in a stretch of text; a title speaks louder.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

_WORD = re.compile(r"[A-Za-z][\w'-]*")
_SCORE = re.compile(
    r"\b\d{1,2}-\d{1,2}\b(?!\s*(?:vote|percent|year|day|hour|month|member|resolution|point))|\b\d-\d, \d-\d\b"
)
_CORRECTION = re.compile(
    r"^\s*(?:correction|corrected|clarification|erratum)\b"
    r"|\b(?:an earlier version of this|this story has been corrected)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"all rights reserved|sign up (?:for|to)|subscribe (?:to|now|for)|click here|cookies? policy|follow us on"
    r"|read more:"
    r"|terms of (?:use|service)|privacy policy|\((?:reporting|editing|writing) by\b|^(?:reporting|editing|writing) by\b"
    r"|newsletter|photo(?:graph)? by\b|image credit|advertisement",
    re.IGNORECASE,
)
_RETROSPECT = re.compile(
    r"^\s*(?:on this day|today in history|this day in history|obituary|from the archives?|timeline|factbox|explainer"
    r"|book review|review)\b",
    re.IGNORECASE,
)


class Topics:
    """Tells topics by the words of the lexicon."""

    def __init__(self, topics: Mapping[str, frozenset[str]]):
        self.words = topics

    def count(self, text: str, topic: str) -> int:
        """How many different words of the topic stand in `text`; singular and plural of one are one."""
        return self._among(_seen(text), topic)

    def _among(self, seen: set[str], topic: str) -> int:
        return len({word.removesuffix("s") for word in seen & self.words[topic]})

    def is_sport(self, sentence: str, *, is_hostile: bool = False) -> bool:
        """Whether a sentence is about sport: two of its words, or one and a score.

        is_hostile: an act of force was read from it; then one word that only sport uses is enough ("beat ... on
        penalties").
        """
        seen = _seen(sentence)
        count = self._among(seen, "sport")
        if is_hostile and self._among(seen, "sport_only"):
            return True
        return count >= 2 or (count >= 1 and bool(_SCORE.search(sentence)))

    def topic_of(self, title: str, body: str) -> str | None:
        """`sport`, `entertainment` or `business` when the article is about it, else None."""
        start = body[:1500]
        above, below = _seen(title), _seen(start)
        for topic, needed in (("sport", 4), ("entertainment", 5), ("business", 7)):
            scores = 2 if topic == "sport" and _SCORE.search(start) else 0
            if 2 * self._among(above, topic) + self._among(below, topic) + scores >= needed:
                return topic
        return "sport" if self._among(above, "sport") and _SCORE.search(title) else None


def _seen(text: str) -> set[str]:
    """The words of a text in lower case, with and without the plural's s, and pairs of them."""
    words = [word.lower() for word in _WORD.findall(text)]
    seen = set(words) | {word[:-1] for word in words if word.endswith("s")}
    return seen | {f"{a}_{b}" for a, b in pairwise(words)}


def is_correction(title: str, body: str) -> bool:
    """Whether the article corrects another one, so that its acts are not news."""
    return bool(_CORRECTION.search(title) or _CORRECTION.search(body[:300]))


def is_retrospect(title: str) -> bool:
    """Whether the title announces a look back, a list of facts or a review."""
    return bool(_RETROSPECT.search(title))


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence belongs to the page and not to the article."""
    return bool(_BOILERPLATE.search(sentence))
