"""Rows as Parquet: DuckDB gives the same answers."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from netcollect.errors import InputError, OutputError
from netcollect.query import Choice, Scope, write_parquet
from unit.query.samples import BRIEF, FLEET, asked, brief, good, rows_of, run

TABLE = "show_ip_interface_brief"
ARP = "Protocol  Address    Age (min)  Hardware Addr   Type  Interface\n" + "".join(
    f"Internet  192.0.2.{n}         {age}   0000.5e00.5301  ARPA  Gi0/1\n" for n, age in ((9, 9), (10, 10))
)


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    """Two runs; in the second a device has columns and values that the first has not."""
    second = {**FLEET, "R7": ({"facts": {"rack": "B2"}}, [good(BRIEF, brief(("Gi0/9", "192.0.2.9", "up")))])}
    second["R1"] = (FLEET["R1"][0], [*FLEET["R1"][1], good("show ip arp", ARP)])
    return Scope(runs=[run(tmp_path, day=23), run(tmp_path, second, day=24)], output=tmp_path)


def by_duckdb(directory: Path, sql: str, more: str = "") -> list[tuple[Any, ...]]:
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in sorted(path.name for path in directory.iterdir()):
            files = f"read_parquet('{directory}/{table}/*/*.parquet', hive_partitioning = true{more})"
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {files}")
        return connection.execute(sql).fetchall()


def test_the_table_of_a_question_is_written_too(scope: Scope, tmp_path: Path) -> None:
    rows = rows_of(asked(tmp_path, "SELECT device, address FROM arp", *scope.runs))
    assert rows
    write_parquet(scope, tmp_path / "lake", "arp")
    assert by_duckdb(tmp_path / "lake", "SELECT device, address FROM arp ORDER BY ALL") == sorted(rows)
    write_parquet(scope, tmp_path / "whole")
    assert by_duckdb(tmp_path / "whole", "SELECT count(*) FROM arp") == [(len(rows),)]


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT run, device, platform, site, interface, status FROM {TABLE} ORDER BY ALL",
        f"SELECT run, count(*) FROM {TABLE} GROUP BY run ORDER BY run",
        f"SELECT t.run, d.device, d.status FROM {TABLE} t JOIN devices d USING (run, device) ORDER BY ALL",
        "SELECT device, ip_address, age FROM show_ip_arp WHERE age < 10",
        "SELECT max(age) FROM show_ip_arp",
        "SELECT device, state, reason FROM parsed ORDER BY ALL",
        "SELECT run, devices, ok FROM runs ORDER BY run",
        "SELECT sum(bytes) FROM outputs",
    ],
)
def test_duckdb_gives_the_same_answer(scope: Scope, tmp_path: Path, sql: str) -> None:
    write_parquet(scope, tmp_path / "lake")
    found = by_duckdb(tmp_path / "lake", sql)
    answer = rows_of(asked(tmp_path, sql.replace(" ORDER BY ALL", ""), *scope.runs))
    if "ORDER BY ALL" in sql:
        assert sorted(map(str, found)) == sorted(map(str, answer))
    else:
        assert found == answer


def test_a_column_with_a_text_in_it_is_of_texts_in_every_file(scope: Scope, tmp_path: Path) -> None:
    write_parquet(scope, tmp_path / "lake", "devices")
    found = by_duckdb(tmp_path / "lake", "SELECT DISTINCT rack FROM devices ORDER BY rack NULLS FIRST")
    assert found == [(None,), ("9",), ("B2",)]


def test_a_file_for_each_table_and_run(scope: Scope, tmp_path: Path) -> None:
    answer = write_parquet(scope, tmp_path / "lake", TABLE.upper())
    first, second = (each.name for each in scope.runs)
    assert rows_of(answer) == [
        (TABLE, name, number, str(tmp_path / "lake" / TABLE / f"run={name}" / "part.parquet"))
        for name, number in ((first, 3), (second, 4))
    ]
    files = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert sorted(map(str, files)) == [row[3] for row in rows_of(answer)]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert write_parquet(scope, tmp_path / "lake", TABLE) == answer


def test_a_part_of_a_run_replaces_no_more_than_itself(scope: Scope, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    some = replace(scope, choice=Choice(limit=["R1"]))
    answer = write_parquet(some, lake, TABLE)
    assert write_parquet(some, lake, TABLE) == answer
    write_parquet(scope, lake, TABLE)
    before = {path: path.read_bytes() for path in lake.rglob("*.parquet")}
    for choice in (Choice(limit=["R1"]), Choice(commands=["sh ip int br"])):
        with pytest.raises(
            InputError, match=r"part.parquet: is there already, and some of the run's devices"
        ):
            write_parquet(replace(scope, choice=choice), lake, TABLE)
        assert {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()} == before


def test_runs_that_were_written_one_by_one_are_united_by_name(tmp_path: Path) -> None:
    other = ARP.replace("         9   ", "         -   ")
    runs = [
        run(tmp_path, {"R1": ({"facts": facts}, [good("show ip arp", text)])}, day=day)
        for day, (text, facts) in enumerate(((ARP, {"site": "ams"}), (other, {})), 23)
    ]
    for each in runs:
        write_parquet(Scope(runs=[each], output=tmp_path), tmp_path / "lake")
    sql = "SELECT run, site, age FROM show_ip_arp WHERE ip_address = '192.0.2.9' ORDER BY run"
    with pytest.raises(duckdb.Error):
        by_duckdb(tmp_path / "lake", sql)
    found = by_duckdb(tmp_path / "lake", sql, more=", union_by_name = true")
    assert found == [(runs[0].name, "ams", "9"), (runs[1].name, None, "-")]


def test_what_is_wrong_is_told(scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=f"did you mean {TABLE}"):
        write_parquet(scope, tmp_path / "lake", "show_ip_interfac_brief")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        write_parquet(scope, tmp_path / "file" / "below")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"pip install 'netcollect\[parquet\]'"):
        write_parquet(scope, tmp_path / "lake")
