import gzip
import os
import random
import signal
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from core.claims import Micro
from core.errors import Busy, InvalidInput
from core.settings import Settings
from scoring.imports import ImportedEvent, SetAside, read_events
from scoring.series import MembershipIndex
from store import alliances, bulk, events, imports, ledger
from workers import importing, reading, settling
from workers.context import Context
from workers.importing import ImportReport, import_events, import_file
from workers.steps.score_events import apply_events

pytestmark = pytest.mark.services
NOW = datetime(2015, 1, 1, tzinfo=UTC)
HEADER = "actor,recipient,day,cameo,publisher,confidence,id\n"
_CODES = ("USA", "GBR", "DEU", "FRA", "RUS", "UKR", "SAU", "QAT", "RUS:MIL", "UKR:REB", "NATO", "GBR;FRA", "USA:LEG")
_CAMEO = ("010", "042", "036", "051", "0612", "112", "130", "138", "152", "163", "190", "195", "202")


def rows(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        day = date(2014, 1, 1) + timedelta(chance.randrange(90))
        actor, recipient = chance.sample(_CODES, 2)
        publisher = chance.choice(["Reuters", "Xinhua", 'O"Brien\\Press', "Tab\tPress"])
        quoted = publisher.replace('"', '""')
        made.append(
            f'{actor},{recipient},{day},{chance.choice(_CAMEO)},"{quoted}",{chance.uniform(0.2, 1):.3f},'
            f"{seed}-{number}\n"
        )
    return made


def bring(engine: Engine, lines: list[str], mark: str = "m") -> ImportReport:
    return import_events(engine, read_events([HEADER, *lines]), origin="events", mark=mark, now=NOW)


def state(engine: Engine) -> tuple[dict[tuple[str, date], Micro], list[tuple[Any, ...]]]:
    """Buckets, and claims with the names of what they wrote."""
    query = """
        select c.a, c.b, c.direction, c.type, c.day, c.x, c.weight, c.echo, c.publishers, c.reports, c.dimension,
            c.threats::text, c.region, c.parts,
            (select array_agg(s.name || ':' || w.part order by w.place) from unnest(c.series, c.part) with ordinality
             as w(id, part, place) join series s on s.id = w.id)
        from claim c order by 1, 2, 3, 4, 5
    """
    with engine.connect() as tx:
        return ledger.all_buckets(tx), [tuple(row) for row in tx.execute(text(query))]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 40)


def score_online(engine: Engine, *, at_once: int) -> None:
    """Score every stored event again through the step's own function, in random order."""
    ctx = Context(settings=Settings(), engine=engine, now=lambda: NOW, wall=lambda: NOW)
    with engine.begin() as tx:
        tx.execute(text("truncate report, claim, bucket"))
        stored = events.latest(tx, before=None, limit=10_000)
        index = MembershipIndex(alliances.all_memberships(tx))
    random.Random(5).shuffle(stored)
    for start in range(0, len(stored), at_once):
        with engine.begin() as tx:
            apply_events(tx, stored[start : start + at_once], index.alliances_of, ctx)


def test_bulk_and_online_scoring_give_the_same_claims_and_buckets_to_the_bit(engine: Engine) -> None:
    found = bring(engine, rows(300))
    in_bulk = state(engine)
    assert found.added == 300
    assert len(in_bulk[1]) == found.claims > 100
    score_online(engine, at_once=17)
    assert state(engine) == in_bulk


def test_two_imports_give_what_one_of_both_gives(engine: Engine) -> None:
    lines = rows(240)
    bring(engine, lines[::2], "a")
    bring(engine, lines[1::2], "b")
    in_two = state(engine)
    with engine.begin() as tx:
        tx.execute(text("truncate event, report, claim, bucket, import_run cascade"))
    bring(engine, lines)
    assert state(engine) == in_two


def test_importing_again_adds_nothing(engine: Engine) -> None:
    bring(engine, rows(100))
    before = state(engine)
    found = bring(engine, rows(100))
    assert (found.added, found.known) == (0, 100)
    assert state(engine) == before


def test_a_number_that_occurs_twice_counts_once(engine: Engine) -> None:
    lines = rows(60)
    found = bring(engine, [*lines, *lines[:50], *lines])
    assert (found.added, found.known) == (60, 110)


def test_rows_without_a_number_are_known_by_file_and_line(engine: Engine) -> None:
    plain = [line.rsplit(",", 1)[0] + "\n" for line in rows(90)]
    header = HEADER.replace(",id", "")

    def bring_plain(mark: str) -> ImportReport:
        return import_events(engine, read_events([header, *plain]), origin="events", mark=mark, now=NOW)

    assert bring_plain("one").added == 90
    assert bring_plain("one").added == 0
    assert bring_plain("another").added == 90


class Killed(BaseException):
    """Stands for the end of the process."""


def test_an_import_that_was_killed_goes_on_where_it_stopped(engine: Engine) -> None:
    lines = rows(200)

    def dying() -> Iterator[str]:
        yield HEADER
        yield from lines[:130]
        raise Killed

    with suppress(Killed):
        import_events(engine, read_events(dying()), origin="events", mark="m", now=NOW)
    with engine.connect() as tx:
        assert ledger.all_buckets(tx) == {}
        assert imports.first_unsettled(tx) is not None
    found = bring(engine, lines)
    assert found.added + found.known == 200
    assert found.known >= 80
    resumed = state(engine)
    score_online(engine, at_once=50)
    assert state(engine) == resumed


def test_an_import_that_was_killed_while_settling_settles_at_the_next(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rows(120)
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "add_to_buckets", lambda *_, **__: (_ for _ in ()).throw(Killed()))
        with suppress(Killed):
            bring(engine, lines[:100])
    with engine.connect() as tx:
        assert ledger.all_buckets(tx) == {}
        assert bulk.is_empty(tx)
    bring(engine, lines[100:], "next")
    settled = state(engine)
    score_online(engine, at_once=50)
    assert state(engine) == settled


def test_an_import_beside_scored_events_gives_what_all_of_them_amount_to(engine: Engine) -> None:
    lines = rows(150)
    bring(engine, lines[:70])
    score_online(engine, at_once=30)
    bring(engine, lines[70:], "late")
    late = state(engine)
    score_online(engine, at_once=50)
    assert state(engine) == late


def test_one_import_at_a_time(engine: Engine) -> None:
    with imports.alone(engine), pytest.raises(Busy):
        bring(engine, rows(1))
    assert bring(engine, rows(1)).added == 1


def test_rows_that_cannot_be_read_are_set_aside_and_the_rest_is_imported(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    bad = ["USA,GBR,not-a-day,042,p,0.5,b1\n", "USA,GBR,2014-01-01,999,p,0.5,b2\n", "short,row\n"]
    path.write_bytes(gzip.compress("".join([HEADER, *rows(20)[:10], *bad, *rows(20)[10:]]).encode()))
    aside: list[SetAside] = []
    found = import_file(engine, path, "events", now=NOW, aside=aside.append)
    assert (found.added, found.aside) == (20, 3)
    assert [row.line for row in aside] == [12, 13, 14]


def test_a_file_that_breaks_off_keeps_what_came_before(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    whole = gzip.compress("".join([HEADER, *rows(3000)]).encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidInput, match="cannot be read beyond line"):
        import_file(engine, path, "events", now=NOW)
    buckets, claims = state(engine)
    assert claims
    assert buckets


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("icews", "no,icews,header\n1,2,3\n"),
        ("gdelt", HEADER + "".join(rows(3))),
        ("events", "actor,day\nUSA,2014-01-01\n"),
    ],
)
def test_a_file_of_another_kind_is_unusable(engine: Engine, tmp_path: Path, kind: str, content: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(content)
    with pytest.raises(InvalidInput):
        import_file(engine, path, kind, now=NOW)


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_one_file_is_read_and_of_several_refused(engine: Engine, tmp_path: Path) -> None:
    content = "".join([HEADER, *rows(30)]).encode()
    assert import_file(engine, zipped(tmp_path / "one.zip", a=content), "events", now=NOW).added == 30
    with pytest.raises(InvalidInput, match="a zip of 2 files"):
        import_file(engine, zipped(tmp_path / "two.zip", a=content, b=content), "events", now=NOW)


def test_a_zip_that_was_cut_off_is_unusable(engine: Engine, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "rows.zip", a="".join([HEADER, *rows(3000)]).encode())
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(InvalidInput, match="zip"):
        import_file(engine, whole, "events", now=NOW)


def test_a_missing_file_is_unusable(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No such file"):
        import_file(engine, tmp_path / "nothing.csv", "events", now=NOW)


def test_what_was_imported_is_read_back_as_it_was(engine: Engine) -> None:
    lines = rows(50)
    bring(engine, lines)
    read = [one for one in read_events([HEADER, *lines]) if isinstance(one, ImportedEvent)]
    with engine.connect() as tx:
        stored = events.latest(tx, before=None, limit=100)
    assert [one.coded for one in reversed(stored)] == [one.coded for one in read]
    assert [one.publisher for one in reversed(stored)] == [one.publisher for one in read]


def test_claims_worked_out_by_several_processes_are_the_same(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = rows(300)
    bring(engine, lines)
    alone = state(engine)
    with engine.begin() as tx:
        tx.execute(text("truncate event, report, claim, bucket, series, import_run cascade"))
    monkeypatch.setattr(settling, "_WORTH_A_PROCESS", 100)
    monkeypatch.setattr(settling, "_CLAIMS_AT_ONCE", 25)
    monkeypatch.setattr(settling, "cores", lambda: 3)
    bring(engine, lines)
    assert state(engine) == alone


def killed(*_: object) -> Iterator[settling.Batch]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


def test_an_import_of_which_a_process_was_killed_settles_at_the_next(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rows(300)
    with monkeypatch.context() as patch:
        patch.setattr(settling, "_WORTH_A_PROCESS", 100)
        patch.setattr(settling, "cores", lambda: 2)
        patch.setattr(settling, "_apart", killed)
        with pytest.raises(RuntimeError, match="before its work was done"):
            bring(engine, lines)
    with engine.connect() as tx:
        assert bulk.is_empty(tx)
        assert imports.first_unsettled(tx) is not None
    bring(engine, lines[:1])
    settled = state(engine)
    score_online(engine, at_once=50)
    assert state(engine) == settled


def test_a_file_of_many_pieces_reads_as_its_lines_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows pass from the reading process in batches, gists by number, and the numbers start anew now and then."""
    path = tmp_path / "rows.csv"
    lines = [HEADER, *rows(200)[:120], "USA,GBR,not-a-day,042,p,0.5,b1\n", *rows(200)[120:]]
    path.write_text("".join(lines))
    monkeypatch.setattr(reading, "_ROWS_AT_ONCE", 30)
    monkeypatch.setattr(reading, "_LINES_AT_ONCE", 7)
    monkeypatch.setattr(reading, "_REMEMBERED", 40)
    moved: list[int] = []
    with reading.outcomes_of(path, "events", moved.append) as outcomes:
        found = sorted(outcomes, key=lambda one: one.line)
    expected = list(read_events(lines))
    assert [told(one) for one in found] == [told(one) for one in expected]
    assert sum(moved) == path.stat().st_size


def told(one: ImportedEvent | SetAside) -> object:
    if isinstance(one, SetAside):
        return one
    return one.line, one.key, one.coded, one.publisher, one.gist.reliability, one.region


def test_names_with_any_sign_are_stored_as_they_are(engine: Engine) -> None:
    publisher = "Ünïcode\u2028 ✓ {},\"'\\N \t|"
    line = f'USA,GBR,2014-01-05,042,"{publisher.replace(chr(34), chr(34) * 2)}",0.5,k\0ey\n'
    assert bring(engine, [line]).added == 1
    assert bring(engine, [line]).known == 1
    with engine.connect() as tx:
        (stored,) = events.latest(tx, before=None, limit=1)
        assert tx.execute(text("select publishers from claim")).scalar_one() == [publisher.strip()]
    assert stored.publisher == publisher.strip()
