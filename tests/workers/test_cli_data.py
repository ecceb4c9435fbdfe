import csv
import gzip
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from pyarrow import parquet
from sqlalchemy import text
from typer.testing import CliRunner, Result

from store.engine import connect
from workers.cli import build

pytestmark = pytest.mark.services
HEADER = "actor,recipient,day,cameo,publisher,confidence\n"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", database_url)


def entente(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(build((arguments[0],)), list(arguments), input=stdin)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Two friendly years of the world's news, then a quarrel inside the GCC and a war."""
    path = tmp_path / "history.csv"
    lines = []
    for place in range(730):
        day = date.fromordinal(date(2012, 3, 5).toordinal() + place)
        for actor, recipient in (("SAU", "QAT"), ("USA", "GBR"), ("RUS", "UKR"), ("DEU", "FRA")):
            if place % 3 == 0:
                lines.append(f"{actor},{recipient},{day},036,p{place % 5},0.8\n")
    for place in range(12):
        for publisher in ("p1", "p2", "p3"):
            lines.append(f"SAU,QAT,2014-03-{5 + place:02},161,{publisher},0.8\n")
            lines.append(f"RUS,UKR,2014-03-{5 + place:02},190,{publisher},0.8\n")
            lines.append(f"RUS,UKR,2014-03-{5 + place:02},182,{publisher},0.8\n")
    path.write_text(HEADER + "".join(lines))
    return path


def test_rows_set_aside_are_counted_and_written_down_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(HEADER + "USA,GBR,2014-01-01,042,p,0.5\nUSA,GBR,soon,042,p,0.5\nUSA,Narnia!,2014-01-01,042,p,0.5\n")
    done = entente("import", "events", str(path), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["added"], told["set_aside"], told["claims"]) == (1, 2, 1)
    rejected = Path(told["rejected"]).read_text().splitlines()
    assert [line.split("\t")[0] for line in rejected] == ["line", "3", "4"]
    assert "soon" in rejected[1]
    assert sum(told["reasons"].values()) == 2
    assert any("Narnia!" in reason for reason in told["reasons"])
    assert "'Narnia!' is not an actor code" in entente("import", "events", str(path)).stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.csv.gz", gzip.compress((HEADER + "USA,GBR,2014-01-01,042,p,0.5\n" * 9).encode())[:-20],
         "; what came before is kept"),
        ("empty.csv", b"", "there are no rows in it"),
        ("header.csv", HEADER.encode(), "there are no rows in it"),
        ("other.csv", b"a,b\n1,2\n", "line 1: columns missing"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = entente("import", "events", str(path))
    assert done.exit_code == 1
    assert str(path) in done.stderr
    assert said in done.stderr


def test_an_unusable_file_is_named_and_the_others_are_imported(tmp_path: Path, history: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("actor,day\nUSA,2014-01-01\n")
    done = entente("import", "events", str(wrong), str(history))
    assert done.exit_code == 1
    assert "columns missing" in done.stderr
    assert "events added" in done.stdout


def test_a_series_falls_with_the_quarrel_in_every_format(history: Path, tmp_path: Path) -> None:
    assert entente("import", "events", str(history)).exit_code == 0
    done = entente("series", "cohesion", "GCC", "--from", "2014-03-01", "--to", "2014-03-16")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert list(rows[0]) == ["day", "value", "lo", "hi", "claims", "coverage"]
    assert [rows[0]["day"], rows[-1]["day"]] == ["2014-03-01", "2014-03-16"]
    assert float(rows[0]["value"]) - float(rows[-1]["value"]) > 20
    as_json = json.loads(entente("series", "cohesion", "GCC", "--from", "2014-03-01", "--format", "json").stdout)
    assert [str(row["value"]) for row in as_json] == [row["value"] for row in rows]
    target = tmp_path / "series.parquet"
    assert entente("series", "relation", "UKR|RUS", "--format", "parquet", "--out", str(target)).exit_code == 0
    assert parquet.read_table(target).column_names == ["day", "value", "lo", "hi", "claims", "coverage"]


def test_as_of_before_the_import_nothing_was_known(history: Path) -> None:
    entente("import", "events", str(history))
    done = entente("series", "cohesion", "GCC", "--from", "2014-03-16", "--as-of", "2014-03-20", "--format", "json")
    assert [row["value"] for row in json.loads(done.stdout)] == [None]


def test_detection_raises_the_quarrel_and_the_war_with_their_claims(history: Path) -> None:
    entente("import", "events", str(history))
    told = [json.loads(line) for line in entente("alerts", "--from", "2014-03-01", "--json").stdout.splitlines()]
    found = {(one["index"], one["entity"]): one for one in told}
    assert ("cohesion", "GCC") in found
    war = found[("hostility", "RUS|UKR")]
    assert "2014-03-05" <= war["day"] <= "2014-03-12"
    assert all(claim["claim"].startswith("RUS|UKR:") for claim in war["claims"])
    assert not any(one["entity"] in ("GBR|USA", "DEU|FRA") for one in told)
    only = entente("alerts", "--index", "cohesion", "--json").stdout.splitlines()
    assert {json.loads(line)["index"] for line in only} == {"cohesion"}


def test_detection_takes_other_constants_for_other_histories(history: Path) -> None:
    entente("import", "events", str(history))
    usual = entente("alerts", "--index", "hostility", "--from", "2014-03-01").stdout
    assert "RUS|UKR" in usual
    assert entente("alerts", "--index", "hostility", "--from", "2014-03-01", "--warning", "24.99").stdout != usual
    assert "RUS|UKR" not in entente("alerts", "--index", "hostility", "--warm-up", "9999").stdout
    assert "GCC" not in entente("alerts", "--index", "cohesion", "--publishers", "4").stdout


_FAULTS = [
    ("update bucket set x = x + 1 where day = '2014-03-05'", "bucket "),
    ("delete from bucket where day = '2014-03-05'", "nothing"),
    ("update claim set weight = weight * 1.0000001 where day = '2014-03-05'", "weight is"),
    ("delete from claim where a = 'QAT' and day = '2014-03-05'", "is missing from the ledger"),
    ("insert into claim select 'AAA', b, direction, type, day, x, weight, echo, publishers, reports, dimension,"
     " threats, region, series, part, parts from claim where a = 'QAT' limit 1", "no event reports it"),
]  # fmt: skip


def test_verify_finds_each_planted_difference_and_recompute_mends_it(history: Path, database_url: str) -> None:
    entente("import", "events", str(history))
    assert entente("recompute", "--verify").exit_code == 0
    engine = connect(database_url)
    for fault, words in _FAULTS:
        with engine.begin() as tx:
            assert tx.execute(text(fault)).rowcount
        found = entente("recompute", "--verify")
        assert found.exit_code == 1
        assert words in found.stdout
        assert entente("recompute").exit_code == 0
    assert entente("recompute", "--verify").exit_code == 0
    engine.dispose()


def test_recompute_renews_reports_that_differ_and_keeps_the_old_ones_on_record(
    history: Path, database_url: str
) -> None:
    entente("import", "events", str(history))
    engine = connect(database_url)
    with engine.begin() as tx:
        changed = tx.execute(text("update event set confidence = 0.3 where publisher = 'p1' and type = 'ASSAULT'"))
        count = tx.execute(text("select count(*) from report")).scalar_one()
    assert entente("recompute", "--verify").exit_code == 1
    assert f"reports of {changed.rowcount} events renewed" in entente("recompute").stdout
    assert entente("recompute", "--verify").exit_code == 0
    with engine.begin() as tx:
        assert tx.execute(text("select count(*) from report")).scalar_one() == count + changed.rowcount
    engine.dispose()


def test_a_dyad_needs_two_sides() -> None:
    done = entente("series", "relation", "RUS")
    assert "is no dyad" in str(done.exception)


def test_bad_lines_are_reported_by_number_and_the_rest_is_coded() -> None:
    lines = [
        '{"id": 7, "text": "Germany on Monday imposed sanctions on Russia.", "date": "2022-03-01"}',
        "no json",
        '{"id": "c", "date": "2022-03-02"}',
        '{"id": "d", "title": "France recalls its ambassador", "text": "France recalled its ambassador to Australia."}',
    ]
    done = entente("code", "--in", "-", "--out", "-", "--explain", stdin="\n".join(lines) + "\n")
    assert done.exit_code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines() if line.startswith("line")] == [
        "line 2",
        "line 3",
    ]
    coded = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in coded] == [7, "d"]
    event = coded[0]["events"][0]
    assert (event["actors"], event["recipients"], event["type"], event["day"]) == (
        ["DEU"],
        ["RUS"],
        "SANCTION",
        "2022-02-28",
    )
    assert {"mode", "contexts", "status", "confidence", "sentence", "trigger"} <= event.keys()


def test_calibration_is_a_new_version_and_only_on_command(history: Path, database_url: str) -> None:
    entente("import", "events", str(history))
    dry = entente("calibrate", "--note", "first look", "--dry-run")
    assert "cohesion:GCC: psi" in dry.stdout
    assert "[DATA]" not in dry.stdout
    first = entente("calibrate", "--note", "first", "--through", "2013-12-31")
    assert first.exit_code == 0
    assert "(v0 -> v1)" in first.stdout
    assert "- `[DATA]` Recalibration" in first.stdout
    second = entente("calibrate", "--note", "again", "--series", "cohesion:GCC", "--series", "world")
    assert "cohesion:GCC v2" in second.stdout
    assert "cohesion:NATO" not in second.stdout
    engine = connect(database_url)
    with engine.connect() as tx:
        rows = tx.execute(text("select version, valid_from, note from series_param where series = 'world' order by 1"))
        found = [tuple(row) for row in rows]
    engine.dispose()
    assert [(version, day) for version, day, _ in found] == [(1, date(2014, 1, 1)), (2, date(2014, 3, 17))]
    assert found[0][2].startswith("first (")


def test_one_series_can_be_given_parameters_by_hand(history: Path) -> None:
    entente("import", "events", str(history))
    done = entente(
        "calibrate",
        "--note",
        "a shorter memory",
        "--series",
        "dyad:RUS|UKR",
        "--set",
        "half_life=21",
        "--set",
        "psi=1.5",
    )
    assert "dyad:RUS|UKR v1" in done.stdout
    assert "half_life 45.0000 -> 21.0000" in done.stdout
    rows = json.loads(entente("series", "relation", "RUS|UKR", "--to", "2014-03-30", "--format", "json").stdout)
    again = entente("calibrate", "--note", "back", "--series", "dyad:RUS|UKR", "--set", "half_life=45")
    assert "dyad:RUS|UKR v2" in again.stdout
    later = json.loads(entente("series", "relation", "RUS|UKR", "--to", "2014-03-30", "--format", "json").stdout)
    assert rows[-1]["value"] != later[-1]["value"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--series", "dyad:RUS|UKR", "--set", "half=2"], "half is no parameter"),
        (["--series", "dyad:RUS|UKR", "--set", "m=1"], "between 0 and 1"),
        (["--series", "dyad:RUS|UKR", "--set", "psi"], "like psi=1.5"),
        (["--series", "dyad:AAA|BBB", "--set", "psi=1"], "no series"),
        (["--series", "world", "--set", "psi=1"], "only cohesion"),
        (["--set", "psi=1"], "name it with --series"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(history: Path, options: list[str], words: str) -> None:
    entente("import", "events", str(history))
    assert words in str(entente("calibrate", "--note", "x", *options).exception)


def test_a_replayed_article_moves_its_series_on_its_own_day_and_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    lines = [
        {"id": 1, "title": "Germany imposes sanctions on Russia", "date": "2022-03-01", "publisher": "wire",
         "text": "Germany on Tuesday imposed sanctions on Russia over the fighting, the government said in Berlin."},
        {"id": 2, "title": "France recalls ambassador", "date": "2022-03-03T08:00:00Z", "publisher": "paper",
         "text": "France on Thursday recalled its ambassador to Russia, the foreign ministry said in a statement."},
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    first, again = (json.loads(entente("replay", str(path), "--json").stdout) for _ in range(2))
    assert first == {"articles": 2, "known": 0, "rejected": 0}
    assert again == {"articles": 0, "known": 2, "rejected": 0}
    rows = json.loads(entente("series", "relation", "DEU|RUS", "--format", "json").stdout)
    assert [row["day"] for row in rows] == ["2022-03-01", "2022-03-02", "2022-03-03"]
    assert rows[0]["value"] < 50
    then = entente("series", "relation", "FRA|RUS", "--as-of", "2022-03-02", "--format", "json")
    assert {row["value"] for row in json.loads(then.stdout)} == {None}
    assert entente("recompute", "--verify").exit_code == 0


def test_a_bad_line_stops_a_replay_before_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"id": 1, "text": "Undated."}\n')
    assert "line 1" in str(entente("replay", str(path)).exception)
