"""Runs are taken as the index has them, and looked at meanwhile: what has changed is never in an answer."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from netcollect.archive import Run
from netcollect.errors import InputError
from netcollect.query import Choice, Scope, asking, choice, index, query, seals, write_parquet
from netcollect.query.seals import Sure, believed, seal_of
from unit.query.samples import BRIEF, ONE, TWO, Fleet, asked_once, good, rows_of, run

SQL = "SELECT device, interface FROM show_ip_interface_brief"
BEFORE: Fleet = {"R1": ({}, [good(BRIEF, ONE)])}
AFTER: Fleet = {"R2": ({"facts": {"site": "ams"}}, [good(BRIEF, TWO)])}


@pytest.fixture(autouse=True)
def _choices_are_made_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcollect.query.kept.LARGE", 10)


@pytest.fixture
def changed(tmp_path: Path) -> Run:
    """A run that the index has, and that was written again since."""
    stored = run(tmp_path, BEFORE)
    assert rows_of(asked_once(tmp_path, SQL, stored)) == [("R1", "Gi0/1"), ("R1", "Gi0/2")]
    for path in stored.path.iterdir():
        path.unlink()
    for path in run(tmp_path / "again", AFTER).path.iterdir():
        path.rename(stored.path / path.name)
    return Run(stored.path)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many runs each work was for: once for each time that it was begun."""
    begun: list[int] = []

    def counting(connection: sqlite3.Connection, runs: list[Run], *more: Any) -> list[str]:
        begun.append(len(runs))
        return choice.choose(connection, runs, *more)

    monkeypatch.setattr(asking, "choose", counting)
    return begun


def test_runs_that_have_not_changed_are_asked_once(tmp_path: Path, worked: list[int]) -> None:
    stored = run(tmp_path, BEFORE)
    asked_once(tmp_path, SQL, stored)
    worked.clear()
    assert len(rows_of(asked_once(tmp_path, SQL, stored))) == 2
    assert worked == [1]


def test_a_run_that_has_changed_is_asked_again(tmp_path: Path, changed: Run, worked: list[int]) -> None:
    assert rows_of(asked_once(tmp_path, SQL, changed)) == [("R2", "Gi0/1")]
    assert worked == [1, 1, 1]  # in vain, before its text is parsed, and then


def test_what_is_wrong_with_a_question_is_told_of_runs_as_they_are(tmp_path: Path, changed: Run) -> None:
    scope = Scope(runs=[changed], output=tmp_path, choice=Choice(limit=["R2"]))
    assert rows_of(query(f"{SQL} WHERE site = 'ams'", scope)) == [("R2", "Gi0/1")]
    with pytest.raises(InputError, match="R1"):
        query(SQL, Scope(runs=[changed], output=tmp_path, choice=Choice(limit=["R1"])))


def test_nothing_is_written_of_a_run_that_has_changed(
    tmp_path: Path, changed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[str]] = []

    def devices(connection: sqlite3.Connection) -> list[str]:
        written.append([name for (name,) in connection.execute("SELECT device FROM devices")])
        return []

    monkeypatch.setattr("netcollect.query.parquet._runs", devices)
    write_parquet(Scope(runs=[changed], output=tmp_path), tmp_path / "lake", "devices")
    assert written == [["R2"]]


def test_an_interruption_ends_it_whatever_has_changed(tmp_path: Path, changed: Run) -> None:
    presses = [KeyboardInterrupt]

    def work(*_: Any) -> None:
        if presses:
            raise presses.pop()

    with pytest.raises(KeyboardInterrupt):
        index.with_file(tmp_path, [changed], work, lambda _: None)


def test_work_that_never_asks_is_sure_all_the_same(tmp_path: Path, changed: Run) -> None:
    def work(connection: sqlite3.Connection, _runs: Any, _sure: Sure) -> list[Any]:
        return connection.execute("SELECT device FROM _devices").fetchall()

    assert index.with_file(tmp_path, [changed], work, lambda _: None) == [("R2",)]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    paths: list[Path] = []

    def counting(path: Path) -> str:
        paths.append(path)
        return seal_of(path)

    monkeypatch.setattr(seals, "seal_of", counting)
    return paths


def test_a_run_that_is_gone_is_not_as_it_was(tmp_path: Path, looked_at: list[Path]) -> None:
    here, gone = run(tmp_path, BEFORE, day=23), Run(tmp_path / "runs" / "20261124T151100Z-7f3a")
    known = {here.name: seal_of(here.path), gone.name: "x"}
    with believed([gone, here], known) as sure, pytest.raises(seals.ChangedError):
        sure()
    assert looked_at == [gone.path]
    with believed([here], known) as sure:
        sure()
        sure()
