"""When it happened: the day of an act from the article's date and the words for time in its clause.

"on Tuesday" is the last Tuesday (the next one, when the act lies ahead); "in 2014" or "three decades ago" is history.
Days are calendar days at the place of publication, taken as UTC.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.coder.words import word_lists

WEEKDAYS = {name: number for number, name in enumerate(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}  # fmt: skip
WEEKDAYS |= {name[:3]: number for name, number in list(WEEKDAYS.items())} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
    "weds": 2,
}
MONTHS = {name: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december"),
    start=1)}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in list(MONTHS.items())} | {"sept": 9}
_NUMBERS = {name: int(next(iter(words))) for name, words in word_lists("numbers.txt").items()}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650, "century": 36500, "hour": 0, "minute": 0}
_LONG_AGO = timedelta(days=60)
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_UNTIL = re.compile(r"\b(?:by|until|till|before|from)\s+(?:the\s+)?$", re.IGNORECASE)
_BY = ("by ", "until ")
_NTH = "(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:({_MONTH})\s+(\d{{1,2}}){_NTH}|(\d{{1,2}}){_NTH}\s+(?:of\s+)?({_MONTH}))\b(?:,?\s+(\d{{4}}))?"
)
_MONTH_ONLY = re.compile(
    rf"\b(?i:in|since|of|last|early|late|mid-?|by|until|from)\s*({_MONTH})(?:\s+(?:of\s+)?(\d{{4}}))?\b"
)
_YEAR = re.compile(
    r"\b(?:in|since|of|from|during|by|until|back in|early|late|around|the|between|after|before)\s+"
    r"(1[6-9]\d\d|20\d\d)\b(?!-)|\b(?:its|their|his|'s)\s+(1[6-9]\d\d|20\d\d)\b",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"\b(?:the\s+)?(?:early\s+|late\s+|mid-)?(1[6-9]\d0|20\d0)s\b|\b(?:19|18)th century\b", re.IGNORECASE
)
_AGO = re.compile(
    r"\b(\w+(?:-\w+)?)\s+(?:(\w+)\s+)?(day|week|month|year|decade|century|hour|minute|centurie)s?\s+(ago|earlier|before)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:decades|centuries|years|(?:a )?generations?)\s+ago\b|\bfor\s+decades\b|\b(?:on this day in|anniversary)\b"
    r"|\bduring (?:the )?(?:World War|Cold War|Second World War|First World War|Soviet era|Vietnam War"
    r"|Gulf War|Korean War)"
    r"|\bin (?:World War|the Cold War)|\b(?:World War (?:II|I|Two|One)"
    r"|Cold War(?! (?:thinking|mentality|mindset|logic|style|relic))"
    r"|Soviet-era|wartime|colonial-era)\b"
    r"|\bthen[- ](?:president|prime minister|premier|chancellor|king|leader|foreign|defen[cs]e|soviet|u\.?s\.?)\b"
    r"|\bin (?:the war of|his youth|her youth|those days|colonial times|ancient times|the middle ages)\b"
    r"|\bas a young (?:man|woman|soldier|officer|lieutenant|captain|diplomat|student|recruit|conscript)\b"
    r"|\b(?:under|since) the (?:shah|tsars?|kaiser|soviets|nazis|colonels)\b"
    r"|\b\w+(?:teenth|tieth|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ]century\b"
    r"|\bin the (?:\w+teenth|\d+th) century\b|\b(?:the|that) (?:1[6-9]\d\d|20[01]\d) (?:war|invasion|conflict|raid)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(today|yesterday|tonight|tomorrow|overnight|this (?:morning|afternoon|evening)|last night"
    r"|(?:last|next|this|previous|earlier this|later this|past) (?:week|month|year|weekend|decade|century))\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:(last|next|this|on|early|late|since|by|until)\s+)?"
    r"(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b(?=\.))\b"
)

_ON_WEEKDAY = re.compile(r"\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


@dataclass(frozen=True, slots=True)
class TimeSense:
    """What a stretch of text says of time: the day (None when unknown) and whether it is long past or lies ahead."""

    day: date | None
    is_historical: bool = False
    is_future: bool = False
    words: str = ""


def _number(word: str) -> int | None:
    word = word.lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def _near(published: date, month: int, day: int | None, is_future: bool) -> date | None:
    """The month (and day) nearest to publication: before it, or after it when the act lies ahead."""
    for year in (published.year, published.year - 1, published.year + 1):
        try:
            found = date(year, month, day or 1)
        except ValueError:
            return None
        gap = (found - published).days
        if (-330 <= gap <= 3 and not is_future) or (is_future and 0 <= gap <= 360):
            return found
    return None


def read_time(text: str, published: date | None, *, is_future: bool = False) -> TimeSense:
    """The time that `text` (a clause or sentence) speaks of.

    Without any words for time: publication day, with `words` empty. Without a publication date the day stays None,
    and only plain history ("decades ago", a year before 2000) is told.
    """
    found = _explicit(text, published, is_future)
    if found is None or (found.is_historical and found.day is None):
        found = _this_week(text, published, is_future) or found or _loose(text, published, is_future)
    return found if found is not None else TimeSense(published)


def _this_week(text: str, published: date | None, is_future: bool) -> TimeSense | None:
    """The weekday something was done on, whatever it speaks of: "**on Monday** condemned the invasion of 1968"."""
    match = _ON_WEEKDAY.search(text)
    weekday = _WEEKDAY.search(text, match.start()) if match and published else None
    return _weekday(weekday, published, is_future) if weekday and published else None


def _past(day: date, published: date, words: str, exact: bool = True) -> TimeSense:
    if day > published:
        return TimeSense(day if exact else None, is_future=True, words=words)
    return TimeSense(day if exact else None, is_historical=published - day > _LONG_AGO, words=words)


def _is_deadline(text: str, match: re.Match[str]) -> bool:
    """Whether a date without a year says until when something is to be: "called for its end **by July 1**"."""
    return match.group(5) is None and _UNTIL.search(text[: match.start()]) is not None


def _explicit(text: str, published: date | None, is_future: bool) -> TimeSense | None:
    match = _PERIOD.search(text) or _DECADE.search(text)
    if match:
        return TimeSense(None, is_historical=True, words=match.group())
    match = next((one for one in _DATE.finditer(text) if is_future or not _is_deadline(text, one)), None)
    if match:
        month = MONTHS[(match.group(1) or match.group(4)).rstrip(".").lower()]
        day = int(match.group(2) or match.group(3))
        year = int(match.group(5)) if match.group(5) else None
        try:
            found = date(year, month, day) if year else (_near(published, month, day, is_future) if published else None)
        except ValueError:
            found = None
        if found is not None:
            if year is None and published is not None and published - found > _LONG_AGO:
                return TimeSense(None, words=match.group())
            return _past(found, published, match.group()) if published else TimeSense(found, words=match.group())
    months = _MONTH_ONLY.finditer(text)
    match = next((one for one in months if is_future or one.group(2) or not one.group().lower().startswith(_BY)), None)
    if match:
        month = MONTHS[match.group(1).rstrip(".").lower()]
        if match.group(2) and published:
            return _past(date(int(match.group(2)), month, 28), published, match.group(), exact=False)
        found = _near(published, month, 28, is_future) if published else None
        if found is not None and published is not None:
            return TimeSense(None, is_future=found > published, words=match.group())
    match = _YEAR.search(text)
    if match:
        year = int(match.group(1) or match.group(2))
        if published is None:
            return TimeSense(None, is_historical=year < 2000, words=match.group())
        if year < published.year:
            return TimeSense(None, is_historical=True, words=match.group())
        if year > published.year:
            return TimeSense(None, is_future=True, words=match.group())
    return None


def _loose(text: str, published: date | None, is_future: bool) -> TimeSense | None:
    match = _AGO.search(text)
    if match:
        count = _number(match.group(2) or match.group(1))
        if count is None:
            count = _number(match.group(1))
        unit = match.group(3).lower()
        count = 3 if count is None else min(count, 10_000)  # more is as long ago
        span = timedelta(days=count * _UNITS.get(unit, 36500))
        if span > _LONG_AGO:
            return TimeSense(None, is_historical=match.group(4).lower() == "ago", words=match.group())
        if published and match.group(4).lower() == "ago":
            return TimeSense(published - span, words=match.group())
    match = _RELATIVE.search(text)
    if match and published:
        return _relative(match.group().lower(), published)
    match = _WEEKDAY.search(text)
    if match and published:
        return _weekday(match, published, is_future)
    return None


def _relative(words: str, published: date) -> TimeSense:
    if words in ("yesterday", "last night", "overnight"):
        return TimeSense(published - timedelta(days=1), words=words)
    if words == "tomorrow":
        return TimeSense(published + timedelta(days=1), is_future=True, words=words)
    if words.startswith(("next", "later this")):
        return TimeSense(None, is_future=True, words=words)
    if words.endswith(("last year", "last decade", "last century", "past decade", "previous year")):
        return TimeSense(None, is_historical=True, words=words)
    if words.startswith(("last", "previous", "earlier")):
        return TimeSense(None, words=words)
    return TimeSense(published, words=words)


def _weekday(match: re.Match[str], published: date, is_future: bool) -> TimeSense:
    wanted = WEEKDAYS[match.group(2).rstrip(".").lower()]
    back = (published.weekday() - wanted) % 7
    if is_future or (match.group(1) or "").lower() == "next":
        ahead = (wanted - published.weekday()) % 7 or 7
        return TimeSense(published + timedelta(days=ahead), is_future=True, words=match.group())
    if (match.group(1) or "").lower() == "last" and back == 0:
        back = 7
    return TimeSense(published - timedelta(days=back), words=match.group())
