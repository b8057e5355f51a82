"""What a statement may do, and how an error of it is told."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from itertools import count

import pytest

from netcollect.errors import InputError
from netcollect.query.guard import Bounds, Guarded
from netcollect.query.views import View, define

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "


#: In the order of the first table, as the rows of an answer stand in that of the outputs.
ONE_BY_ONE = "SELECT b.device FROM main._kept AS a CROSS JOIN main._kept AS b ON b.rowid = a.rowid"
VIEWS = {
    "ports": View("ports", ("device", "speed"), select="SELECT device, speed FROM main._kept"),
    "others": View("others", ("device",), select="SELECT device FROM main._kept"),
}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute("CREATE TABLE _kept (device TEXT, speed)")
    made.executemany("INSERT INTO _kept VALUES (?, ?)", [("R1", 9), ("R2", 10)])
    for view in VIEWS.values():
        define(made, view)
    yield made
    made.close()


@pytest.fixture
def guarded(connection: sqlite3.Connection) -> Guarded:
    return Guarded(connection, VIEWS)


def wrong(guarded: Guarded, sql: str) -> str:
    with pytest.raises(InputError) as caught:
        guarded.ask(sql)
    return str(caught.value)


def test_an_answer_has_columns_rows_and_what_it_was_made_of(guarded: Guarded) -> None:
    found = guarded.ask("SELECT max(speed) AS most FROM ports")
    assert found == (("most",), [(10,)], frozenset({"ports"}))
    assert guarded.ask("SELECT count(*) FROM others").read == {"others"}
    assert guarded.ask("WITH x AS (SELECT device FROM ports) SELECT count(*) FROM x").read == {"ports"}
    assert guarded.ask("SELECT p.device FROM ports p JOIN others USING (device)").read == {"ports", "others"}
    assert guarded.ask("SELECT 1;").read == frozenset()
    assert guarded.ask("SELECT value FROM json_each('[1,2]')").rows == [(1,), (2,)]
    assert guarded.ask(
        "SELECT device FROM ports WHERE device REGEXP '^R1' AND in_network('192.0.2.1', '192.0.2.0/24')"
    ).rows == [("R1",)]
    assert guarded.ask("SELECT x'ff41'").rows == [("\\xffA",)]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM ports",
        "DELETE FROM _kept",
        "INSERT INTO _kept VALUES (1, 2)",
        "UPDATE _kept SET device = 'x'",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x (a)",
        "DROP VIEW ports",
        "ATTACH 'x' AS y",
        "DETACH main",
        "PRAGMA user_version = 5",
        "PRAGMA writable_schema",
        "BEGIN",
        "COMMIT",
        "VACUUM",
        "VACUUM INTO 'x'",
        "ANALYZE",
        "REINDEX",
        "SELECT load_extension('x')",
        "SELECT zeroblob(1000000000)",
        "SELECT * FROM _kept",
        "SELECT count(*) FROM _kept",
        "SELECT count(*) FROM main.[_KEPT]",
        "SELECT (SELECT count(*) FROM '_kept') FROM ports",
        "SELECT * FROM sqlite_master",
        *(
            f"WITH ports AS (SELECT * FROM {name}) SELECT * FROM ports"
            for name in ("sqlite_master", "main.sqlite_schema", "sqlite_temp_master", "pragma_table_list")
        ),
        "SELECT ports.sql FROM (SELECT * FROM sqlite_temp_schema) AS ports",
        "SELECT count(*) FROM sqlite_temp_master",
        "SELECT * FROM pragma_table_info('ports')",
        "SELECT count(*) FROM pragma_database_list",
        "SELECT * FROM dbstat",
        "EXPLAIN DELETE FROM _kept",
        "WITH x AS (SELECT 1) DELETE FROM _kept",
        "SELECT 1; SELECT 2",
        "SELECT ?",
        "",
        "-- nothing",
    ],
)
def test_a_statement_can_only_read(guarded: Guarded, connection: sqlite3.Connection, sql: str) -> None:
    assert wrong(guarded, sql)
    assert connection.execute("SELECT * FROM _kept").fetchall() == [("R1", 9), ("R2", 10)]
    assert not connection.in_transaction


def test_a_statement_ends_in_time(connection: sqlite3.Connection) -> None:
    seconds = count()
    guarded = Guarded(connection, {}, bounds=Bounds(seconds=3), clock=lambda: float(next(seconds)))
    assert "gave up after 3 s" in wrong(guarded, ENDLESS + "SELECT count(*) FROM c")
    assert guarded.ask("SELECT 1").rows == [(1,)]


def test_a_statement_of_slow_steps_ends_in_time(connection: sqlite3.Connection) -> None:
    """Each of them compares megabytes, so that the clock is hardly ever looked at."""
    guarded = Guarded(connection, {}, bounds=Bounds(seconds=0.01), clock=lambda: 0.0)
    slow = (
        "WITH c(x) AS (SELECT printf('%.*c', 1000000, 'a') UNION SELECT x || 1 FROM c) SELECT count(*) FROM c"
    )
    assert "gave up after 0.01 s" in wrong(guarded, slow)
    assert guarded.ask("SELECT 1").rows == [(1,)]


@pytest.mark.parametrize("each", ["", " WHERE regexp('a', x)"])
def test_an_interruption_is_one(connection: sqlite3.Connection, each: str) -> None:
    """A signal in the midst of a statement: what it raises goes no further than SQLite."""
    guarded = Guarded(connection, {})
    before = signal.signal(signal.SIGVTALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            guarded.ask(f"{ENDLESS}SELECT count(*) FROM c{each}")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert guarded.ask("SELECT 1").rows == [(1,)]


def test_an_answer_is_bounded(connection: sqlite3.Connection) -> None:
    guarded = Guarded(connection, {}, bounds=Bounds(size=10**6))
    assert "larger than 1 MB" in wrong(guarded, ENDLESS + "SELECT x FROM c")
    guarded = Guarded(connection, {})
    assert connection.execute("PRAGMA hard_heap_limit").fetchall() == [(10**9,)]
    assert "too long" in wrong(guarded, "SELECT replace(printf('%9000000d', 1), ' ', 'a text of its own')")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "SELECT sped FROM ports",
            "SQL:1:8: no such column: sped (did you mean speed?)\n    SELECT sped FROM ports\n"
            "           ^^^^",
        ),
        (
            "SELECT *\nFROM prts",
            "SQL:2:6: no such table: prts (did you mean ports?)\n    FROM prts\n         ^^^^",
        ),
        ("SELECT in_netwrk(1, 2)", "did you mean in_network?"),
        ("SELECT * FROM xyz", "there is ports, others"),
        ("SELECT device FROM ports WHERE device = R1", "texts stand in single quotes"),
        ("SELECT device FROM", "SQL:1:19: the statement ends too soon"),
        ("SELECT regexp('(', 'x')", "'(' is not a valid regular expression"),
        ("SELECT '\x1b', nope", r"    SELECT '\x1b', nope" + "\n" + " " * 19 + "^^^^"),
        ("DELETE FROM ports", "only SELECT is allowed"),
        ("SELECT speed FROM _kept", "the index's own table"),
        ("SELECT count(*) FROM _kept", "SQL:1:22: this is the index's own table"),
        ("SELECT 1; SELECT 2", "more than one statement"),
    ],
)
def test_an_error_is_told_with_its_place_and_the_nearest_name(guarded: Guarded, sql: str, said: str) -> None:
    assert said in wrong(guarded, sql)


def test_a_place_is_told_in_what_the_user_wrote(guarded: Guarded) -> None:
    sql = "SELECT device FROM ports WHERE (sped = 1\n)"
    with pytest.raises(InputError) as caught:
        guarded.ask(sql, where="--where", part=(32, 40))
    assert str(caught.value) == (
        "--where:1:1: no such column: sped (did you mean speed?)\n    sped = 1\n    ^^^^"
    )


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT a.device FROM ports a JOIN ports b ON a.speed < b.speed", [("R1",)]),
        ("SELECT count(*) FROM ports, others", [(4,)]),
        ("SELECT * FROM ports NATURAL JOIN others ORDER BY 1 DESC", [("R2", 10), ("R1", 9)]),
        ("SELECT device FROM ports WHERE device IN (SELECT device FROM others) AND speed > 9", [("R2",)]),
        ("WITH p AS (SELECT * FROM ports) SELECT p.speed FROM p JOIN others USING (device)", [(9,), (10,)]),
    ],
)
def test_views_that_are_joined_are_views_again_afterwards(
    guarded: Guarded, connection: sqlite3.Connection, sql: str, rows: list[object]
) -> None:
    def known() -> list[object]:
        return connection.execute("SELECT type, name FROM sqlite_temp_master ORDER BY 2").fetchall()

    before = known()
    assert guarded.ask(sql).rows == rows
    assert known() == before
    assert wrong(guarded, "SELECT ports.device, others.nope FROM ports, others")
    assert wrong(guarded, "SELECT regexp('(', ports.device) FROM ports, others")
    late = Guarded(connection, VIEWS, bounds=Bounds(seconds=3), clock=map(float, count()).__next__)
    assert "gave up" in wrong(late, f"{ENDLESS} SELECT count(*) FROM c, ports, others")
    assert known() == before


def test_a_join_of_many_rows_takes_no_more_than_it_must(connection: sqlite3.Connection) -> None:
    connection.executemany("INSERT INTO _kept VALUES (?, ?)", [(f"D{n}", n) for n in range(20_000)])
    define(connection, slow := View("slow", ("device",), select=ONE_BY_ONE))
    looks = count()
    guarded = Guarded(
        connection, {"slow": slow}, bounds=Bounds(seconds=100), clock=lambda: float(next(looks))
    )
    sql = "SELECT count(*) FROM slow a JOIN slow b ON a.device = b.device"
    assert guarded.ask(sql).rows == [(20_002,)]
