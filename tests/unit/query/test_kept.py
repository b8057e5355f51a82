"""A choice of outputs is kept until what it is made of changes, and no answer depends on it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from netcollect.archive import Run, finished
from netcollect.errors import InputError
from netcollect.query import Choice, Scope, asking, choice, index, query
from unit.archive.samples import edit
from unit.query.samples import BRIEF, FLEET, ONE, TWO, asked_once, good, rows_of, run

SQL = "SELECT run, device, site, interface FROM show_ip_interface_brief"
SEEN = "SELECT device, command, state, run FROM parsed"
#: Two tables, and a command asked in two ways.
WIDE: dict[str, Any] = {
    **FLEET,
    "R9": (
        {"facts": {"site": "lhr"}},
        [
            good("show clock", "15:11:00.123 UTC Mon Nov 23 2026\n"),
            good(BRIEF, ONE),
            good("sh ip int br", ONE),
        ],
    ),
}


def kept(output: Path) -> list[str]:
    with closing(sqlite3.connect(output / index.NAME)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM _choice")]


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An item for each choice that was made."""
    made = list[int]()

    def counting(*given: Any) -> list[str]:
        made.append(1)
        return choice.choose(*given)

    monkeypatch.setattr(asking, "choose", counting)
    return made


def test_a_choice_that_is_kept_is_not_made_again(tmp_path: Path, chosen: list[int]) -> None:
    stored = run(tmp_path, WIDE)
    before = [asked_once(tmp_path, sql, stored) for sql in (SQL, SEEN)]
    chosen.clear()
    assert [asked_once(tmp_path, sql, stored) for sql in (SQL, SEEN)] == before
    assert (chosen, len(kept(tmp_path))) == ([], 1)


def test_a_small_one_is_not_kept_nor_one_in_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = run(tmp_path, day=23), run(tmp_path, day=24)
    monkeypatch.setattr("netcollect.query.kept.LARGE", 5)
    asked_once(tmp_path, SQL, first)
    assert kept(tmp_path) == []
    asked_once(tmp_path, SQL, first, second)
    before = kept(tmp_path)
    assert len(before) == 1
    monkeypatch.setattr("netcollect.query.kept.LARGE", 0)
    asked_once(tmp_path, SQL, first)
    assert kept(tmp_path) == before


def test_the_same_names_are_free_whether_one_is_kept(tmp_path: Path) -> None:
    stored = run(tmp_path)
    for name in ("_some_commands", "_kept", "_choice", "_chosen", "_of_tables"):
        sql = f"WITH {name} AS (SELECT 5 AS x) SELECT x FROM {name}"
        said = []
        for output in (tmp_path, tmp_path, None):
            scope = Scope(runs=[Run(stored.path)], output=output, choice=Choice(commands=(BRIEF,)))
            try:
                said.append(str(rows_of(query(sql, scope))))
            except InputError as error:
                said.append(str(error))
        assert len({*said}) == 1, said


def test_what_a_file_names_is_read_each_time(tmp_path: Path) -> None:
    stored, names = run(tmp_path), tmp_path / "names"
    for wanted in (["R1"], ["R2", "S3"]):
        names.write_text("\n".join(wanted))
        for part in (Choice(limit=[f"@{names}"]), Choice(limit=["*", f"!@{names}"])):
            found = {name for name, *_ in rows_of(asked_once(tmp_path, SEEN, stored, choice=part))}
            assert found == (set(wanted) if len(part.limit) == 1 else {*FLEET} - set(wanted))
    assert kept(tmp_path) == []


def test_where_there_is_no_memory_for_it_the_answer_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("netcollect.query.kept._keep", none)
    assert asked_once(tmp_path, SQL, run(tmp_path)).tables[0].rows
    assert kept(tmp_path) == []


def test_while_it_is_written_others_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then SQLite has room for some rows only, and would shut others out when that is full."""
    seen, add_index = list[int](), choice.add_index

    def looking(connection: sqlite3.Connection, schema: str) -> None:
        add_index(connection, schema)
        if schema == "main":
            with closing(sqlite3.connect(tmp_path / index.NAME, timeout=0)) as other:
                seen.append(other.execute("SELECT count(*) FROM _runs").fetchone()[0])

    monkeypatch.setattr("netcollect.query.kept.add_index", looking)
    monkeypatch.setattr("netcollect.query.index.sqlite3.connect", partial(_narrow, sqlite3.connect))
    asked_once(tmp_path, SQL, *(run(tmp_path, {**WIDE, **_many(200)}, day=day) for day in range(1, 6)))
    assert seen == [5]


def _narrow(connect: Any, *given: Any, **more: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = connect(*given, **more)
    connection.execute("PRAGMA cache_size = 5")
    return connection


def _many(number: int) -> dict[str, Any]:
    return {f"Z{place}": FLEET["R1"] for place in range(number)}


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE _chosen",
        "ALTER TABLE _chosen DROP COLUMN twice",
        "UPDATE _choice SET facts = 'x'",
        "UPDATE _choice SET facts = '{}'",
        'UPDATE _choice SET facts = \'["a", "b", "c"]\'',
    ],
)
def test_one_that_is_damaged_costs_no_answer(tmp_path: Path, damage: str) -> None:
    stored = run(tmp_path)
    before = asked_once(tmp_path, f"{SQL} JOIN devices USING (device, site, run)", stored)
    with closing(sqlite3.connect(tmp_path / index.NAME)) as connection, connection:
        connection.execute(damage)
    for _ in range(2):
        assert asked_once(tmp_path, f"{SQL} JOIN devices USING (device, site, run)", stored) == before


def test_an_answer_does_not_wait_for_those_who_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = run(tmp_path)
    monkeypatch.setattr("netcollect.query.kept.LARGE", 10)
    before = asked_once(tmp_path, SQL, stored)
    monkeypatch.setattr("netcollect.query.kept.LARGE", 0)
    monkeypatch.setattr(index, "WAIT", 1000)  # seconds: longer than a test may take
    with closing(sqlite3.connect(tmp_path / index.NAME, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM _runs").fetchall()
        assert asked_once(tmp_path, SQL, stored) == before
    assert kept(tmp_path) == []
    assert asked_once(tmp_path, SQL, stored) == before
    assert len(kept(tmp_path)) == 1


def test_it_ends_with_what_it_is_made_of(tmp_path: Path) -> None:
    runs = [run(tmp_path, WIDE, day=day) for day in (21, 22, 23)]
    asked_once(tmp_path, SQL, *runs)
    edit(runs[1].path, partial(_moved, site="elsewhere"))
    assert [row[2] for row in rows_of(asked_once(tmp_path, SQL, *runs)) if row[1] == "R2"] == [
        "fra",
        "elsewhere",
        "fra",
    ]
    (runs[2].path / "R1.txt").write_text("of somebody else\n")
    found = rows_of(asked_once(tmp_path, SEEN, *runs))
    assert [state for name, _, state, _ in found if name == "R1"] == ["parsed", "parsed", "unreadable"]


def changes(output: Path, chance: random.Random) -> Iterator[str]:
    """Changes of what a choice is made of, one at a time, without an end."""
    day = 1
    while True:
        runs = list(finished(output))
        what = chance.choice(["another run", "a run less", "a run edited", "another text", "nothing"])
        if what == "another run" or len(runs) < 2:
            day += 1
            run(output, {**WIDE, "R1": ({}, [good(BRIEF, chance.choice([ONE, TWO]))])}, day=day)
        elif what == "a run less":
            shutil.rmtree(chance.choice(runs).path)
        elif what == "a run edited":
            edit(chance.choice(runs).path, partial(_moved, site=f"site {chance.random()}"))
        elif what == "another text":
            (chance.choice(runs).path / "R2.txt").write_text("of somebody else\n")
        yield what


def _moved(document: dict[str, Any], *, site: str) -> None:
    document["devices"][1]["facts"]["site"] = site


@pytest.mark.parametrize("seed", range(4))
def test_whatever_changes_answers_are_those_of_an_index_without_one(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    used = False
    for _, what in zip(range(9), changes(tmp_path, chance), strict=False):
        runs = sorted(finished(tmp_path), key=lambda each: each.name)
        some = runs[: chance.randrange(len(runs)) + 1]
        for chosen in (runs, some, runs):
            limit = chance.choice([(), (), (), ("R*",), ("S3",)])
            part = Choice(limit=limit, commands=chance.choice([(), (), (), ("sh*ip*",)]))
            for sql in (SQL, SEEN) if "S3" not in limit else (SEEN,):
                found = asked_once(tmp_path, sql, *chosen, choice=part)
                fresh = query(sql, Scope(runs=[Run(each.path) for each in chosen], choice=part))
                assert (found.tables, found.coverage) == (fresh.tables, fresh.coverage), what
        used = used or len(kept(tmp_path)) == 1
    assert used
