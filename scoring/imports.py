"""Coded events from elsewhere -> our events: ICEWS rows, GDELT 2.0 exports, our own CSV. Pure and streaming.

A reader takes lines and yields an ImportedEvent for each row it understands and a SetAside, with its line and reason,
for each it does not; nothing is dropped silently. Rows of ICEWS and GDELT carry no probability: what they are given is
documented here (editorial) and in docs/methodology.md.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import urlsplit

from core.actors import base_of, to_actor_code
from core.errors import InvalidActorCode, InvalidInput
from core.events import CodedEvent, Gist
from core.plover import CONTEXTS, MODES, Dimension, EventType, Status
from scoring.actor_names import code_of_country, code_on, sector_of_list, timeless_code
from scoring.facts import regions, rows_of

ICEWS_CONFIDENCE, ICEWS_RELIABILITY = 0.7, 0.8
GDELT_ROOT_CONFIDENCE, GDELT_OTHER_CONFIDENCE, GDELT_RELIABILITY = 0.5, 0.35, 0.7
CSV_RELIABILITY = 0.8


class ImportedEvent(NamedTuple):
    """A row read as an event. key: its own number in the file, None when it has none. day: the UTC day of the act."""

    line: int
    key: str | None
    gist: Gist
    day: date

    @property
    def coded(self) -> CodedEvent:
        """The event with its day, made anew at each call."""
        return replace(self.gist.coded, event_day=self.day)

    @property
    def publisher(self) -> str:
        """Who reported it."""
        return self.gist.publisher

    @property
    def region(self) -> str | None:
        """UN subregion of where it happened."""
        return self.gist.region


class SetAside(NamedTuple):
    """A row not read, and why. unknown: the unknown actor or code, when that is the reason."""

    line: int
    row: str
    reason: str
    unknown: str | None = None


class _Cameo(NamedTuple):
    code: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float


@cache
def cameo_codes() -> dict[str, _Cameo]:
    """CAMEO code -> PLOVER type, mode, contexts, and Goldstein's value (only the back-test's baseline uses it)."""
    return {
        row["code"]: _Cameo(
            row["code"],
            EventType(row["type"]),
            row["mode"] or None,
            tuple(context for context in row["contexts"].split(";") if context),
            float(row["goldstein"] or 0.0),
        )
        for row in rows_of("cameo.tsv")
    }


@cache
def _cameo_names() -> dict[str, str]:
    """Relation name as ICEWS writes it, lower case -> CAMEO code; of a root and its first sub-code the longer wins."""
    return {row["name"].lower(): row["code"] for row in rows_of("cameo.tsv")}


@lru_cache(maxsize=4096)
def cameo_of(code: str) -> _Cameo | None:
    """The CAMEO entry of a code; an unknown last digit falls back to the code without it. None for no CAMEO code."""
    known = cameo_codes()
    code = code.strip()
    if len(code) in (1, 2, 3) and code.isdigit() and code not in known and f"0{code}" in known:
        code = f"0{code}"
    while len(code) >= 2:
        if code in known:
            return known[code]
        code = code[:-1]
    return None


@lru_cache(maxsize=65536)
def _day(text: str) -> date:
    return date.fromisoformat(text)


class _Refused(Exception):
    """Why a row is set aside."""

    def __init__(self, reason: str, unknown: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.unknown = reason, unknown


Row = list[str]
Outcome = ImportedEvent | SetAside


def read_icews(lines: Iterable[str]) -> Iterator[Outcome]:
    """Events of an ICEWS file: raw rows (tab or comma separated, with a header) or `source,relation,target,date`."""
    rows = _rows(lines)
    first = next(rows, None)
    if first is None:
        return
    header = {name.strip().lower(): place for place, name in enumerate(first[1])}
    if "cameo code" in header:
        yield from _read(rows, lambda line, row: _raw_icews(line, row, header), minimum=len(header))
    elif {"source", "relation", "target", "date"} <= set(header):
        yield from _read(rows, _short_icews(header), minimum=4)
    else:
        raise InvalidInput(
            "line 1 is no ICEWS header: expected the raw columns (with 'CAMEO Code') or source,relation,target,date"
        )


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, Row]]:
    """Numbered rows; the separator is a tab when the first line has one, else a comma."""
    source = iter(lines)
    first = next(source, None)
    if first is None:
        return
    reader = csv.reader(chain([first.removeprefix("\ufeff")], source), delimiter="\t" if "\t" in first else ",")
    for row in reader:
        yield reader.line_num, row


def _read(
    rows: Iterable[tuple[int, Row]], read: Callable[[int, Row], ImportedEvent], minimum: int
) -> Iterator[Outcome]:
    for line, row in rows:
        if not row:
            continue
        if len(row) < minimum:
            yield SetAside(line, "\t".join(row), f"{len(row)} columns instead of {minimum}")
            continue
        try:
            yield read(line, row)
        except _Refused as error:
            yield SetAside(line, "\t".join(row), error.reason, error.unknown)
        except ValueError as error:
            yield SetAside(line, "\t".join(row), str(error))


def _raw_icews(line: int, row: Row, header: dict[str, int]) -> ImportedEvent:
    day = _day(row[header["event date"]][:10])
    cameo = cameo_of(row[header["cameo code"]])
    if cameo is None:
        raise _Refused(f"no CAMEO code: {row[header['cameo code']]!r}", row[header["cameo code"]])
    actor = _icews_actor(row[header["source name"]], row[header["source sectors"]], row[header["source country"]], day)
    recipient = _icews_actor(
        row[header["target name"]], row[header["target sectors"]], row[header["target country"]], day
    )
    place = code_of_country(row[header["country"]])
    publisher = row[header["publisher"]].strip() or "unknown"
    region = _region(place or base_of(recipient))
    gist = _gist(actor, recipient, cameo.code, ICEWS_CONFIDENCE, publisher, ICEWS_RELIABILITY, region)
    return ImportedEvent(line, row[header["event id"]] or None, gist, day)


def _icews_actor(name: str, sectors: str, country: str, day: date) -> str:
    base = code_of_country(country) if country else None
    if base is None:
        return _actor(name, day)
    sector = sector_of_list(sectors)
    return f"{base}:{sector}" if sector else base


def _short_icews(header: dict[str, int]) -> Callable[[int, Row], ImportedEvent]:
    cells = itemgetter(*(header[name] for name in ("source", "relation", "target", "date")))

    def read(line: int, row: Row) -> ImportedEvent:
        source, relation, target, on = cells(row)
        day = _day(on)
        cameo = _relation(relation)
        # Most names stand for the same actor on every day; asked here, not in a call, as the rows are many.
        actor = timeless_code(source) or _actor(source, day)
        recipient = timeless_code(target) or _actor(target, day)
        return ImportedEvent(line, None, _short_gist(cameo, actor, recipient), day)

    return read


@lru_cache(maxsize=4096)
def _relation(name: str) -> str:
    code = _cameo_names().get(name.lower())
    if code is None:
        raise _Refused(f"no CAMEO relation: {name!r}", name)
    return code


@lru_cache(maxsize=131072)
def _short_gist(cameo: str, actor: str, recipient: str) -> Gist:
    region = _region(base_of(recipient))
    return _gist(actor, recipient, cameo, ICEWS_CONFIDENCE, "icews", ICEWS_RELIABILITY, region)


def _actor(name: str, day: date) -> str:
    code = timeless_code(name) or code_on(name, day)
    if code is None:
        raise _Refused(f"actor not known: {name!r}", name)
    return code


@lru_cache(maxsize=131072)
def _gist(
    actor: str, recipient: str, cameo: str, confidence: float, publisher: str, reliability: float, region: str | None
) -> Gist:
    """The gist of a row of two actors and a known CAMEO code."""
    _, type_, mode, contexts, _ = cameo_codes()[cameo]
    coded = CodedEvent(
        (actor,), (recipient,), type_, mode, contexts, Status.ASSERTED, None, confidence, None, cameo
    )  # fmt: skip
    return Gist(coded, publisher, reliability, region)


def _region(code: str) -> str | None:
    return regions().get(code)


# GDELT 2.0 event export: 61 columns, tab separated, no header.
_GDELT_COLUMNS = 61
_GDELT_TYPES = {
    "GOV": "GOV", "MIL": "MIL", "LEG": "LEG", "JUD": "JUD", "SPY": "SPY", "OPP": "OPP", "CVL": "CVL", "BUS": "BUS",
    "MED": "MED", "REB": "REB", "INS": "REB", "SEP": "REB", "UAF": "REB", "RAD": "REB", "COP": "GOV", "ELI": "CVL",
    "EDU": "CVL", "LAB": "CVL", "CRM": "CVL", "REF": "CVL", "HLH": "CVL", "ENV": "CVL", "HRI": "CVL", "MOD": "CVL",
    "NGO": "CVL", "AGR": "BUS", "MNC": "BUS",
}  # fmt: skip
_GDELT_COUNTRIES = {"ROM": "ROU", "PAL": "PSE", "TMP": "TLS", "ZAR": "COD", "KSV": "XKX", "KOS": "XKX", "MNT": "MNE"}
# CAMEO's codes of international organisations (its manual, table 3.4, and those GDELT added) -> ours. What is part of
# the United Nations and is an actor of its own comes first.
_GDELT_GROUPS = {
    "IAE": "IAEA", "ICJ": "ICJ", "WBK": "WB", "WHO": "WHO", "NAT": "NATO", "EEC": "EU", "ASN": "ASEAN", "OAU": "AU",
    "AFU": "AU", "PAP": "AU", "GCC": "GCC", "SCE": "OSCE", "OSC": "OSCE", "ARL": "ARAB_LEAGUE", "WAS": "ECOWAS",
    "SOT": "SEATO", "IMF": "IMF", "WTO": "WTO", "ICC": "ICC", "ITP": "INTERPOL", "IRC": "ICRC", "OAS": "OAS",
    "OIC": "OIC", "OPC": "OPEC", "NON": "NAM", "COE": "COE", "CIS": "CIS", "SAD": "SADC", "IAD": "IGAD",
    "ECA": "ECCAS", "AMU": "AMU", "EFT": "EFTA", "SAA": "SAARC", "CWN": "COMMONWEALTH", "GOS": "G7", "GOE": "G8",
    "UNO": "UN",
}  # fmt: skip


def read_gdelt(lines: Iterable[str]) -> Iterator[Outcome]:
    """Events of a GDELT 2.0 event export. Rows without two actors, each of a state or organisation, are set aside."""
    return _read(
        enumerate((line.rstrip("\r\n").split("\t") for line in lines), start=1), _gdelt, minimum=_GDELT_COLUMNS
    )


def _gdelt(line: int, row: Row) -> ImportedEvent:
    cameo = cameo_of(row[26])
    if cameo is None:
        raise _Refused(f"no CAMEO code: {row[26]!r}", row[26])
    day = _day(f"{row[1][:4]}-{row[1][4:6]}-{row[1][6:8]}")
    confidence = GDELT_ROOT_CONFIDENCE if row[25] == "1" else GDELT_OTHER_CONFIDENCE
    actor, recipient = _gdelt_actor(row[5:15]), _gdelt_actor(row[15:25])
    host = urlsplit(row[60]).hostname or row[60].strip() or "unknown"
    publisher, region = host.removeprefix("www."), _region(base_of(recipient))
    gist = _gist(actor, recipient, cameo.code, confidence, publisher, GDELT_RELIABILITY, region)
    return ImportedEvent(line, row[0] or None, gist, day)


def _gdelt_actor(columns: Row) -> str:
    code, name, country = columns[:3]
    base = _GDELT_COUNTRIES.get(country, country)
    if base not in regions():  # nobody's, or that of a part of the world
        base = _gdelt_group(columns[3], code)
    if not base:
        reason = f"actor of no state or organisation: {name or code!r}" if name or code else "an actor is missing"
        raise _Refused(reason, name or code or None)
    sector = _GDELT_TYPES.get(columns[7], "")
    return f"{base}:{sector}" if sector else base


@lru_cache(maxsize=4096)
def _gdelt_group(known: str, code: str) -> str:
    """The organisation in an actor's known group, or in its code, which is made of threes: `IGOUNOHCR` -> UN."""
    threes = {known, *(code[place : place + 3] for place in range(0, len(code), 3))}
    return next((ours for theirs, ours in _GDELT_GROUPS.items() if theirs in threes), "")


def read_events(lines: Iterable[str]) -> Iterator[Outcome]:
    """Events of our own CSV: `actor,recipient,day` and `cameo` or `type`; the other columns are optional.

    Optional: publisher, confidence (0..1), mode, contexts, status, dimension, region, id. Several actors, recipients or
    contexts are separated by `;`. Raises InvalidInput when a needed column is missing.
    """
    rows = _rows(lines)
    first = next(rows, None)
    if first is None:
        return
    header = {name.strip().lower(): place for place, name in enumerate(first[1])}
    missing = {"actor", "recipient", "day"} - set(header)
    if missing or not {"cameo", "type"} & set(header):
        raise InvalidInput(f"line 1: columns missing: {', '.join(sorted(missing) or ['cameo or type'])}")
    names = tuple(header)
    yield from _read(rows, lambda line, row: _own(line, row, names), minimum=len(header))


def _own(line: int, row: Row, names: tuple[str, ...]) -> ImportedEvent:
    cells = dict(zip(names, map(str.strip, row), strict=False))
    day, key = cells.pop("day"), cells.pop("id", "")
    gist = _own_gist(*cells.items())
    return ImportedEvent(line, key or None, gist, _day(day))


@lru_cache(maxsize=131072)
def _own_gist(*cells: tuple[str, str]) -> Gist:
    of = dict(cells)

    def cell(name: str) -> str:
        return of.get(name, "")

    def codes(name: str) -> tuple[str, ...]:
        try:
            return tuple(to_actor_code(code.strip()) for code in cell(name).split(";") if code.strip())
        except InvalidActorCode as error:
            raise _Refused(str(error), cell(name)) from error

    cameo = cameo_of(cell("cameo")) if cell("cameo") else None
    if cell("cameo") and cameo is None:
        raise _Refused(f"no CAMEO code: {cell('cameo')!r}", cell("cameo"))
    if cameo is None and cell("type") not in EventType.__members__:
        raise _Refused(f"no PLOVER type: {cell('type')!r}", cell("type"))
    type_ = cameo.type if cameo else EventType(cell("type"))
    mode = cell("mode") or (cameo.mode if cameo else None)
    if mode and mode not in MODES[type_]:
        raise _Refused(f"{mode!r} is no mode of {type_}", mode)
    contexts = tuple(context for context in cell("contexts").split(";") if context) or (cameo.contexts if cameo else ())
    if unknown := [context for context in contexts if context not in CONTEXTS]:
        raise _Refused(f"no PLOVER context: {unknown[0]!r}", unknown[0])
    confidence = float(cell("confidence") or ICEWS_CONFIDENCE)
    if not 0.0 <= confidence <= 1.0:
        raise _Refused(f"confidence {confidence} is not within 0..1")
    actors, recipients = codes("actor"), codes("recipient")
    if not actors:
        raise _Refused("no actor")
    coded = CodedEvent(
        actors, recipients, type_, mode, contexts, Status(cell("status") or "asserted"), None, confidence,
        None, cameo.code if cameo else None, None, Dimension(cell("dimension")) if cell("dimension") else None,
    )  # fmt: skip
    region = cell("region") or _region(base_of(recipients[0] if recipients else actors[0]))
    return Gist(coded, cell("publisher") or "unknown", CSV_RELIABILITY, region)
