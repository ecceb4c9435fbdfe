"""What the back-test looks for: dated shocks and expected values. Facts of public record, chosen before the runs."""

from datetime import date
from typing import NamedTuple


class Shock(NamedTuple):
    """A hostile turn between two states. delay: days until the alarm that is expected, None when none is."""

    name: str
    day: date
    dyad: str
    what: str
    delay: int | None


SHOCKS = (
    Shock("GEO08", date(2008, 8, 7), "GEO|RUS", "Russia-Georgia war", 2),
    Shock("COL08", date(2008, 3, 1), "COL|ECU", "raid on a FARC camp in Ecuador", 0),
    Shock("SEN10", date(2010, 9, 7), "CHN|JPN", "boat collision off the Senkakus", 9),
    Shock("SEN12", date(2012, 9, 11), "CHN|JPN", "Senkaku nationalisation", 5),
    Shock("PRV08", date(2008, 7, 15), "KHM|THA", "Preah Vihear stand-off", 0),
    Shock("PRV11", date(2011, 2, 4), "KHM|THA", "Preah Vihear fighting", 1),
    Shock("HYS14", date(2014, 5, 4), "CHN|VNM", "oil rig HD-981", 3),
    Shock("CRI14", date(2014, 2, 27), "RUS|UKR", "Crimea", 5),
    Shock("LEB06", date(2006, 7, 12), "ISR|LBN", "Israel-Lebanon war", 3),
    Shock("GAZ08", date(2008, 12, 27), "ISR|PSE", "Gaza war 2008", None),
    Shock("GAZ12", date(2012, 11, 14), "ISR|PSE", "Gaza war 2012", None),
    Shock("GAZ14", date(2014, 7, 8), "ISR|PSE", "Gaza war 2014", None),
    Shock("HEG12", date(2012, 4, 10), "SDN|SSD", "Heglig crisis", None),
    Shock("YEM15", date(2015, 3, 26), "SAU|YEM", "Saudi-led air war in Yemen", 0),
)
WINDOW = (-2, 30)
TOLERANCE_DAYS = 2

# Score of relations by year, from quad counts of full coverage.
RELATIONS: dict[str, dict[int, float]] = {
    "KOR|PRK": {2007: 75.0, 2010: 8.7},
    "RUS|UKR": {2010: 85.3, 2014: 21.1},
    "QAT|SAU": {2013: 79.4, 2014: 17.4},
    "KHM|THA": {2006: 83.3, 2011: 10.8},
    "CHN|JPN": {2009: 76.6, 2010: 35.4, 2011: 76.7, 2012: 32.0},
    "COL|ECU": {2007: 35.5, 2008: 8.8},
    "LBY|USA": {2008: 69.6, 2011: 22.5, 2012: 15.0},
    "IND|PAK": {2002: 13.5, 2004: 62.9},
    "GEO|RUS": {2005: 53.5, 2008: 25.4},
}
POOLED = {"GCC": {2013: 71.6, 2014: 21.4}, "ASEAN": {2010: 49.9, 2011: 27.0}}
TOLERANCE_POINTS = 3.0


class Drop(NamedTuple):
    """A fall of a dyad's score from the day before a shock to 14 days after it."""

    dyad: str
    day: date
    before: float
    after: float


DROPS = (
    Drop("CAN|CHN", date(2018, 12, 6), 63.8, 21.8),
    Drop("MYS|SGP", date(2018, 12, 4), 68.8, 48.0),
    Drop("RUS|UKR", date(2018, 11, 25), 19.9, 9.9),
)
RAISES = (("RUS|UKR", date(2018, 11, 27)), ("CAN|CHN", date(2018, 12, 10)))

ALLIANCES = (
    "NATO", "EU_CSDP", "US_JPN", "US_KOR", "US_PHL", "ANZUS", "FVEY", "ASEAN", "GCC", "CSTO", "SCO", "AU",
)  # fmt: skip
