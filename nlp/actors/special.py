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
        return ("COG",) if signs & article.vocabulary else ("COD",)
    if surface in ("Korea", "Korean", "Koreans"):
        return _korea(article)
    return match.entry.codes


def _brussels(match: Match, article: Article) -> tuple[str, ...]:
    """NATO or the EU, whichever is named nearest before, or at all; the EU when neither is."""
    named = article.bases_beside("Brussels") & {"NATO", "EU"}
    if len(named) < 2:
        return (named.pop(),) if named else ("EU",)
    spots = [known for known in article.matches if known.entry.codes and known.entry.codes[0] in named]
    before = [known for known in spots if known.start < match.start and known.entry.surface != "Brussels"]
    return before[-1].entry.codes if before else ("EU",)


def _korea(article: Article) -> tuple[str, ...]:
    """'Korea' is the South where the article names the South, and not the North."""
    named = article.bases_beside("Korea", "Korean", "Koreans")
    return ("KOR",) if "KOR" in named and "PRK" not in named else ()
