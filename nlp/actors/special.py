"""Surfaces whose actor depends on the article or its day: Brussels, the two Congos, Korea, Moscow before 1991."""

from datetime import date

from nlp.actors.found import Article
from nlp.actors.phrases import Match
from nlp.actors.tables import word_list

# So many tokens back the nearer of NATO and the EU is looked for.
_REACH = 400
# Who a state's names stood for until a day: the Soviet Union and Czechoslovakia ended, and Belgrade's Yugoslavia.
_BEFORE = {"RUS": ("SUN", date(1991, 12, 26)), "CZE": ("CSK", date(1993, 1, 1))}
_BELGRADE = ("YUG", date(2003, 2, 4))


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
    return _of_its_day(match, article)


def _of_its_day(match: Match, article: Article) -> tuple[str, ...]:
    """The codes of the state that the name stood for when the article was published; today's without a day."""
    codes, day = match.entry.codes, article.published_on
    if day is None or day >= _BELGRADE[1]:
        return codes
    before = _BEFORE if match.entry.surface != "Belgrade" else {"SRB": _BELGRADE}
    found = []
    for code in codes:
        base, colon, sector = code.partition(":")
        gone, ended_on = before.get(base, (base, day))
        found.append(f"{gone if day < ended_on else base}{colon}{sector}")
    return tuple(found)


def _brussels(match: Match, article: Article) -> tuple[str, ...]:
    """NATO or the EU, whichever is named nearest before, or at all; the EU when neither is."""
    named = article.bases_beside("Brussels") & {"NATO", "EU"}
    if len(named) < 2:
        return (named.pop(),) if named else ("EU",)
    for back in range(match.start - 1, max(-1, match.start - _REACH), -1):
        known = article.match_at.get(back)
        if (
            known is not None
            and known.entry.codes
            and known.entry.codes[0] in named
            and known.entry.surface != "Brussels"
        ):
            return known.entry.codes
    return ("EU",)


def _korea(article: Article) -> tuple[str, ...]:
    """'Korea' is the South where the article names the South, and not the North."""
    named = article.bases_beside("Korea", "Korean", "Koreans")
    return ("KOR",) if "KOR" in named and "PRK" not in named else ()
