"""The index in its file: never worth more than the runs, never in the way."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from netcollect.archive import Run, finished
from netcollect.errors import InputError
from netcollect.query import Answer, Choice, Condition, Scope, hits, index, query
from netcollect.query import parses as parsing
from netcollect.rows import Rows, parse_many
from unit.archive.samples import edit
from unit.query.samples import BRIEF, FLEET, ONE, TWO, asked, asked_once, good, rows_of, run

SQL = "SELECT run, device, interface FROM show_ip_interface_brief"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were parsed."""
    texts: list[str] = []

    def counting(items: list[tuple[str, str, str]], **more: object) -> Iterator[Rows]:
        texts.extend(text for *_, text in items if text)
        return parse_many(items, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "parse_many", counting)
    return texts


def tables_of(output: Path) -> dict[str, int]:
    with closing(sqlite3.connect(output / index.NAME)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def test_each_distinct_text_is_parsed_once(tmp_path: Path, parsed: list[str]) -> None:
    first, second = run(tmp_path, day=23), run(tmp_path, day=24)
    before = asked(tmp_path, SQL, first)
    assert sorted(parsed) == sorted([ONE, TWO, "a text of its own\n"])
    assert asked(tmp_path, SQL, first) == before
    asked(tmp_path, SQL, first, second)
    assert len(parsed) == 3


def test_an_output_that_was_written_over_in_silence_is_noticed(tmp_path: Path) -> None:
    stored = run(tmp_path)
    before = asked(tmp_path, SQL, stored)
    path = stored.path / "R1.txt"
    seen = path.stat()
    path.write_text(path.read_text().replace(" up ", " UP "))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    after = asked(tmp_path, SQL, stored)
    assert after != before
    (tmp_path / index.NAME).unlink()
    assert asked(tmp_path, SQL, stored) == after


def test_the_file_is_nobody_else_s(tmp_path: Path) -> None:
    asked(tmp_path, SQL, run(tmp_path))
    assert (tmp_path / index.NAME).stat().st_mode & 0o777 == 0o600


GARBAGE = {
    "text": b"no database at all, and long enough to have a head of a hundred bytes" * 10,
    "empty": b"",
    "half": None,
}


@pytest.mark.parametrize("what", [*GARBAGE, "other version", "other database"])
def test_what_is_no_index_of_ours_is_replaced(tmp_path: Path, what: str) -> None:
    stored = run(tmp_path)
    before = asked(tmp_path, SQL, stored)
    path = tmp_path / index.NAME
    if what == "other version":
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE _meta SET version = 'older'")
            connection.execute("DELETE FROM _outputs")
    elif what == "other database":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE x (a)")
    else:
        data = GARBAGE[what]
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if data is None else data)
    assert asked(tmp_path, SQL, stored) == before
    assert tables_of(tmp_path)["_outputs"] == 4


@pytest.mark.no_cover
def test_a_page_that_was_damaged_costs_no_answer(tmp_path: Path) -> None:
    stored = run(tmp_path)
    before = asked(tmp_path, SQL, stored)
    path = tmp_path / index.NAME
    whole = path.read_bytes()
    for place in range(4096, len(whole), 4096):
        path.write_bytes(whole[:place] + b"\xff" * 4096 + whole[place + 4096 :])
        assert asked(tmp_path, SQL, stored).tables == before.tables


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM _columns",
        "DELETE FROM _tables",
        "DELETE FROM _shapes",
        "DELETE FROM _facts",
        "UPDATE _shapes SET columns = 'x' || id",
        "DROP TABLE _texts",
        "UPDATE _runs SET facts = 'x'",
        "UPDATE _devices SET groups = 'x'",
    ],
)
def test_what_does_not_fit_together_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr("netcollect.query.kept.LARGE", 10)  # a choice that is kept does not need all of it
    stored = run(tmp_path)
    outputs = frozenset({("R1", BRIEF), ("S3", BRIEF)})

    def said() -> list[object]:
        scope = Scope(runs=[Run(stored.path)], output=tmp_path, choice=Choice(limit=["R*", "S*"]))
        condition = Condition("status = 'up'", outputs, "")
        return [query(SQL, scope), query("show_ip_interface_brief", scope), hits([condition], scope)]

    before, whole = said(), tables_of(tmp_path)
    with closing(sqlite3.connect(tmp_path / index.NAME)) as connection, connection:
        connection.execute(damage)
    assert said() == before
    assert tables_of(tmp_path) == whole


def test_a_defect_of_ours_is_no_fault_of_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, tried = run(tmp_path), list[int]()
    asked(tmp_path, SQL, stored)

    def wrong(*_: object) -> None:
        tried.append(1)
        raise KeyError("ours")

    monkeypatch.setattr("netcollect.query.asking.question_views", wrong)
    with pytest.raises(KeyError, match="ours"):
        asked(tmp_path, SQL, stored)
    assert len(tried) == 3  # twice with the file, and without it
    monkeypatch.undo()
    assert len(asked(tmp_path, SQL, stored).tables[0].rows) == 3


def test_runs_that_are_not_kept_leave_the_index(tmp_path: Path) -> None:
    first, second = run(tmp_path, day=23), run(tmp_path, {"R1": FLEET["R1"]}, day=24)
    asked(tmp_path, SQL, first, second)
    assert tables_of(tmp_path)["_rows_1"] == 3
    for path in sorted(first.path.rglob("*")):
        path.unlink()
    first.path.rmdir()
    asked(tmp_path, SQL, second)
    found = tables_of(tmp_path)
    assert (found["_runs"], found["_devices"], found["_outputs"], found["_texts"]) == (1, 1, 1, 1)
    assert found["_facts"] == 1
    assert (found["_parses"], found["_rows_1"]) == (1, 2)


def test_rows_of_other_templates_stay_apart_and_few(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = run(tmp_path, {"R1": FLEET["R1"]})
    for version in ("a", "b", "a", "c", "d", "a"):
        templates = Scope(runs=[]).templates
        monkeypatch.setitem(vars(templates), "version", version)
        query(SQL, Scope(runs=[stored], output=tmp_path, templates=templates))
    assert len(parsed) == 4
    assert tables_of(tmp_path)["_parses"] == 3


def from_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture, before: Answer) -> None:
    with caplog.at_level("INFO", "netcollect.query"):
        assert asked_once(tmp_path, SQL, *_runs(tmp_path)) == before
    assert "working from memory" in caplog.text


def _runs(output: Path) -> list[Run]:
    return sorted(finished(output), key=lambda each: each.name)


@pytest.mark.parametrize("name", [index.NAME, index.LOCK])
def test_what_cannot_be_written_is_done_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    before = query(SQL, Scope(runs=[run(tmp_path)]))
    (tmp_path / name).mkdir()
    from_memory(tmp_path, caplog, before)


def test_an_index_that_somebody_replaces_is_waited_for_and_then_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(tmp_path, SQL, run(tmp_path))
    monkeypatch.setattr(index, "WAIT", 0.0)
    held = os.open(tmp_path / index.LOCK, os.O_RDWR)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        from_memory(tmp_path, caplog, before)
    finally:
        os.close(held)


def test_an_index_that_somebody_writes_is_waited_for_and_then_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path)
    monkeypatch.setattr(index, "WAIT", 0.0)
    asked(tmp_path, SQL, *_runs(tmp_path))
    run(tmp_path, {"R1": ({}, [good(BRIEF, ONE)])}, day=24)
    before = query(SQL, Scope(runs=_runs(tmp_path)))
    with closing(sqlite3.connect(tmp_path / index.NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        from_memory(tmp_path, caplog, before)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM _runs",
        "INSERT INTO _texts VALUES (99, 'of', 'a', 'renewed run'); UPDATE _outputs SET text = 99",
    ],
)
def test_who_changes_a_run_while_texts_are_parsed_changes_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before, changes = query(SQL, Scope(runs=[run(tmp_path)])), [change]

    def meanwhile(connection: sqlite3.Connection, *what: Any) -> None:
        parsing.parse_texts(connection, *what)
        if changes:
            connection.executescript(changes.pop())

    monkeypatch.setattr("netcollect.query.asking.parse_texts", meanwhile)
    from_memory(tmp_path, caplog, before)


def test_rows_of_a_run_that_is_removed_while_it_is_parsed_are_not_those_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(tmp_path, {"R1": ({}, [good(BRIEF, ONE)])}, day=23)
    others: list[Run] = []

    def meanwhile(*items: Any, **more: Any) -> Iterator[Rows]:
        """Somebody prunes the run, and takes in the next one, whose text is the index's only one then."""
        if not others:
            shutil.rmtree(first.path)
            others.append(run(tmp_path, {"R2": ({}, [good(BRIEF, TWO)])}, day=24))
            index.with_file(tmp_path, others, lambda *_: None, lambda _: None)
        return parse_many(*items, **more)

    monkeypatch.setattr(parsing, "parse_many", meanwhile)
    with pytest.raises(InputError):
        asked(tmp_path, SQL, first)
    assert asked(tmp_path, SQL, *others).tables == query(SQL, Scope(runs=others)).tables


def test_rows_of_a_run_that_is_written_again_while_it_is_parsed_are_not_those_of_its_former_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(tmp_path, {"R1": ({}, [good(BRIEF, ONE)])}, day=23)
    again = run(tmp_path / "again", {"R1": ({}, [good(BRIEF, TWO)])}, day=23)

    def meanwhile(*what: Any) -> None:
        if again.path.exists():
            shutil.rmtree(first.path)
            again.path.rename(first.path)
        parsing.parse_texts(*what)

    monkeypatch.setattr("netcollect.query.asking.parse_texts", meanwhile)
    assert rows_of(asked_once(tmp_path, "SELECT state FROM parsed", first)) == [("unreadable",)]
    assert len(rows_of(asked_once(tmp_path, SQL, first))) == 1
    # Another run has the former text.
    another = run(tmp_path, {"R1": ({}, [good(BRIEF, ONE)])}, day=24)
    assert len(rows_of(asked_once(tmp_path, SQL, another))) == 2


def test_what_was_read_of_a_run_before_it_was_edited_is_not_kept(tmp_path: Path) -> None:
    held = run(tmp_path)
    assert held.document.devices[0].facts["site"] == "ams"
    edit(held.path, lambda document: document["devices"][0]["facts"].update(site="lhr"))
    sql = "SELECT site FROM devices WHERE device = 'R1'"
    for stored in (held, Run(held.path)):
        assert rows_of(query(sql, Scope(runs=[stored], output=tmp_path))) == [("lhr",)]


def test_a_run_of_another_place_is_read_from_memory(tmp_path: Path) -> None:
    stored = run(tmp_path / "there")
    assert len(asked(tmp_path, SQL, stored).tables[0].rows) == 3
    assert not (tmp_path / index.NAME).exists()


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    stored = run(tmp_path / "output")
    (tmp_path / "output" / index.LOCK).symlink_to(tmp_path / "elsewhere")
    assert len(asked(tmp_path / "output", SQL, stored).tables[0].rows) == 3
    assert not (tmp_path / "elsewhere").exists()
