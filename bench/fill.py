"""Fill a scratch ledger with many generated events in minutes: Postgres writes the tables itself.

What is made has the shape of life: events spread over ten years, a few countries making most of the news, claims with
the series that they would really write to, buckets of every series. It is for measuring only: the numbers in the
buckets are not what the claims add up to.
"""

from datetime import date, timedelta

from sqlalchemy import Connection, text

from core.claims import Claim, ClaimKey, Micro
from scoring.series import MembershipIndex, plain_series_of, threat_groups_of
from store import ledger

FIRST, DAYS = date(2010, 1, 1), 3652
_MICRO = Micro(0, 100_000, 50_000, 560_000, 31_000, 0, 1)
_ACTS = (("CONSULT", "-", 0.1), ("AGREE", "-", 0.3), ("SUPPORT", ">", 0.3), ("COOPERATE", "-", 0.5), ("AID", ">", 0.5),
         ("REQUEST", ">", 0.05), ("ACCUSE", ">", -0.3), ("REJECT", ">", -0.3), ("THREATEN", ">", -0.5),
         ("SANCTION", ">", -0.6), ("COERCE", ">", -0.7), ("ASSAULT", ">", -0.9), ("STATE", "-", 0.1))  # fmt: skip

_MADE = """
create unlogged table made as
select n, cast(:first as date) + cast(n * :days / :count as int) as day, i.code as actor, j.code as recipient,
    least(i.code, j.code) as a, greatest(i.code, j.code) as b, act.type,
    case when act.direction = '-' then '-' when i.code < j.code then '>' else '<' end as direction,
    act.x, 'publisher ' || publisher as publisher, 0.3 + 0.4 * chance as p
from (
    select n, least(floor(-ln(1 - random()) / 0.06), :countries - 1) as i,
        least(floor(-ln(1 - random()) / 0.06), :countries - 1) as j,
        floor(random() * :acts) as act, floor(random() * 40) as publisher, random() as chance
    from generate_series(1, cast(:count as bigint)) as n
) drawn
join country_at i on i.place = drawn.i join country_at j on j.place = drawn.j join act on act.place = drawn.act
"""
_EVENTS = """
insert into event (id, key, publisher, reliability, origin, actors, recipients, type, contexts, status, event_day,
    confidence, region, known_at, scored_revision) overriding system value
select n, 'filled-' || lpad(n::text, 9, '0'), publisher, 0.8, 'bench', array[actor], array[recipient], type, '{}',
    'asserted', day, p, 'Europe', day + interval '12 hours', 1
from made order by n
"""
_REPORTS = """
insert into report (event_id, a, b, direction, type, day, publisher, p, x, role, dimension, region, known_from)
select n, a, b, direction, type, day, publisher, p, x, 1.0, 'political_solidarity', 'Europe', day + interval '12 hours'
from made where a <> b order by n
"""
_CLAIMS = """
insert into claim (a, b, direction, type, day, x, weight, echo, publishers, reports, dimension, region, series, part,
    parts)
select a, b, direction, type, day, x, 0.56, 1.0, publishers, reports, 'political_solidarity', 'Europe',
    case when x < 0 then plain || threat else plain end,
    case when x < 0 then array_fill(0::smallint, array[cardinality(plain)])
        || array_fill(1::smallint, array[cardinality(threat)])
        else array_fill(0::smallint, array[cardinality(plain)]) end,
    case when x < 0 then array[0, 280000, 140000, 560000, 78400, 0, 1, 0, 0, 140000, 560000, 19600, 0, 1]::bigint[]
        else array[280000, 0, 0, 560000, 78400, 100000, 1]::bigint[] end
from (
    select a, b, direction, type, day, min(x) as x, array_agg(distinct publisher) as publishers, count(*) as reports
    from made where a <> b group by a, b, direction, type, day
) told join pair using (a, b)
order by a, b, direction, type, day
"""
_DYADS = """
insert into bucket (series_id, day, x, y, q, n, s, g, claims)
select pair.dyad, day, 280000 * count(*), 0, 0, 560000 * count(*), 78400, 0, count(*)
from claim join pair using (a, b) group by pair.dyad, day order by pair.dyad, day
"""
_OTHERS = """
insert into bucket (series_id, day, x, y, q, n, s, g, claims)
select id, cast(:first as date) + one, 280000, 280000, 140000, 560000, 78400, 100000, 1
from series cross join generate_series(0, :days - 1) as one
where name not like 'dyad:%' order by id, one
"""

_NUMBERS = "select setval(pg_get_serial_sequence('event', 'id'), :count)"
_TIDY = ("drop table made, pair, act, country_at",)


def fill(tx: Connection, count: int, countries: list[str], index: MembershipIndex) -> None:
    """Fill the empty tables of events, reports, claims and buckets with what `count` events amount to.

    tx: commits by itself; its server may be one that does not wait for the disk. Indexes that are no keys are made
    anew afterwards.
    """
    given = {"first": FIRST, "days": DAYS, "count": count, "countries": len(countries), "acts": len(_ACTS)}
    for statement in ("set statement_timeout = 0", "set work_mem = '512MB'", "set maintenance_work_mem = '1GB'"):
        tx.execute(text(statement))
    _put_lists(tx, countries, index)
    indexes = _drop_indexes(tx)
    tx.execute(text("select setseed(0.5)"))
    for statement in (_MADE, "analyze made", _EVENTS, _REPORTS, _CLAIMS, _DYADS, _OTHERS, _NUMBERS, *_TIDY, *indexes):
        tx.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})
    tx.execute(text("vacuum analyze"))


def _put_lists(tx: Connection, countries: list[str], index: MembershipIndex) -> None:
    tx.execute(text("create table country_at (place int primary key, code text)"))
    tx.execute(text("create table act (place int primary key, type text, direction text, x float)"))
    tx.execute(text("create table pair (a text, b text, dyad int, plain int[], threat int[], primary key (a, b))"))
    insert = text("insert into country_at values (:place, :code)")
    tx.execute(insert, [{"place": place, "code": code} for place, code in enumerate(countries)])
    insert = text("insert into act values (:place, :type, :direction, :x)")
    tx.execute(
        insert, [{"place": n, "type": type_, "direction": way, "x": x} for n, (type_, way, x) in enumerate(_ACTS)]
    )
    pairs = [(a, b) for a in countries for b in countries if a < b]
    names = {pair: _series_of(*pair, index) for pair in pairs}
    numbers = ledger.series_numbers(tx, {name for plain, threat in names.values() for name in plain + threat})
    insert = text("insert into pair values (:a, :b, :dyad, :plain, :threat)")
    tx.execute(
        insert,
        [
            {
                "a": a, "b": b, "dyad": numbers[f"dyad:{a}|{b}"], "plain": [numbers[name] for name in plain],
                "threat": [numbers[name] for name in threat],
            }
            for (a, b), (plain, threat) in names.items()
        ],
    )  # fmt: skip


def _series_of(a: str, b: str, index: MembershipIndex) -> tuple[tuple[str, ...], tuple[str, ...]]:
    key = ClaimKey(a, b, ">", "ASSAULT", FIRST + timedelta(DAYS // 2))
    one = Claim(key, -0.5, 0.56, 1.0, ("p",), 1, "political_solidarity", (), "Europe", _MICRO)
    threat = threat_groups_of(one, index.alliances_of)
    return plain_series_of(one, index.alliances_of), tuple(name for names, _ in threat for name in names)


def _drop_indexes(tx: Connection) -> list[str]:
    """Drop the indexes of the big tables that are no keys; returns what makes them again."""
    query = """
        select indexname, indexdef from pg_indexes join pg_class on relname = indexname
        where tablename in ('event', 'report', 'claim', 'bucket')
            and not exists (select from pg_constraint where conindid = pg_class.oid)
    """
    found = [(name, definition) for name, definition in tx.execute(text(query))]
    for name, _ in found:
        tx.execute(text(f"drop index {name}"))
    return [definition for _, definition in found]
