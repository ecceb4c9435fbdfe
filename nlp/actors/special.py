"""Surfaces whose actor depends on the article: Brussels, the two Congos, Korea."""

from nlp.actors.found import Article
from nlp.actors.phrases import Match
from nlp.actors.tables import word_list


def special_codes(match: Match, article: Article) -> tuple[str, ...]:
    """The codes a match stands for in this article; empty when the article does not tell."""
    surface = match.entry.surface
    if not article.is_world:
        return match.entry.codes
    if surface == "Brussels":
        return _brussels(match, article)
    if surface in ("Congo", "Congolese"):
        signs = word_list("congo_brazzaville")
        return ("COG",) if any(lower in signs for lower in article.words.lowers) else ("COD",)
    if surface in ("Korea", "Korean", "Koreans"):
        return _korea(article)
    return match.entry.codes


def _brussels(match: Match, article: Article) -> tuple[str, ...]:
    """NATO or the EU, whichever is named nearest before; the EU when neither is."""
    nearest = "EU"
    for other in article.matches:
        if other.entry.codes and other.entry.codes[0] in ("NATO", "EU") and other.entry.surface != "Brussels":
            nearest = other.entry.codes[0]
            if other.start > match.start:
                break
    return (nearest,)


def _korea(article: Article) -> tuple[str, ...]:
    """'Korea' is the South where the article names the South, and not the North."""
    codes = {
        code
        for match in article.matches
        if match.entry.surface not in ("Korea", "Korean", "Koreans")
        for code in match.entry.codes
    }
    return ("KOR",) if "KOR" in codes and "PRK" not in codes else ()
