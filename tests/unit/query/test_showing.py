"""The rows of a run's outputs, with what became of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.query import Choice, Picture, Scope, show
from unit.query.samples import BRIEF, FLEET, ONE, TWO, good, run

CLOCK = "15:11:00.123 UTC Mon Nov 23 2026\n"


def scope(output: Path, *commands: str) -> Scope:
    fleet = {**FLEET, "R2": (FLEET["R2"][0], [good("sh ip int br", TWO), good("show clock", CLOCK)])}
    return Scope(runs=[run(output, fleet)], output=output, choice=Choice(commands=commands))


def test_device_and_fields_stand_under_one_head_for_each_table(tmp_path: Path) -> None:
    brief, clock = show(scope(tmp_path)).tables
    assert (brief.name, clock.name) == ("show_ip_interface_brief", "show_clock")
    assert brief.columns == ("device", "interface", "ip_address", "status", "proto")
    assert [row[:2] for row in brief.rows] == [("R1", "Gi0/1"), ("R1", "Gi0/2"), ("R2", "Gi0/1")]
    assert clock.columns[0] == "device"


def test_what_became_of_each_output_is_told_with_its_rows(tmp_path: Path) -> None:
    answer = show(scope(tmp_path))
    assert answer.outputs is not None
    found = [(each.device, each.command, each.state, len(each.rows)) for each in answer.outputs]
    assert found == [
        ("R1", BRIEF, "parsed", 2),
        ("R2", "sh ip int br", "parsed", 1),
        ("R2", "show clock", "parsed", 1),
        ("S3", BRIEF, "no_template", 0),
        ("R7", BRIEF, "not_collected", 0),
    ]
    first = answer.outputs[0]
    assert (first.template, first.unmatched) == ("cisco_ios_show_ip_interface_brief.textfsm", 1)
    assert answer.coverage.line().startswith("2 of 4 devices; not collected: R7")


def test_columns_rows_and_their_order_are_chosen(tmp_path: Path) -> None:
    picture = Picture(columns=["SITE", "device", "interface"], where="status = 'up'", sort=["-device"])
    (table,) = show(scope(tmp_path, BRIEF, "sh ip int br"), picture).tables
    assert table.columns == ("site", "device", "interface")
    assert table.rows == [("fra", "R2", "Gi0/1"), ("ams", "R1", "Gi0/1")]


def test_a_column_of_one_table_is_enough(tmp_path: Path) -> None:
    brief, clock = show(scope(tmp_path), Picture(columns=["device", "dayweek"])).tables
    assert (brief.columns, clock.columns) == (("device",), ("device", "dayweek"))
    answer = show(scope(tmp_path / "none"), Picture(columns=["dayweek"]))
    assert [(table.name, table.rows) for table in answer.tables] == [("show_clock", [("Mon",)])]
    assert [len(each.rows) for each in answer.outputs or ()] == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (Picture(columns=["sit"]), "--columns: there is no column 'sit' .did you mean site"),
        (Picture(sort=["-statu"]), "--sort: there is no column 'statu' .did you mean status"),
        (Picture(where="statu = 1"), "--where:1:1: no such column: statu .did you mean status"),
        (Picture(where="1) UNION SELECT 'x', 1, 1, 1, 1, 1 --"), "--where:1:2: this closes nothing"),
        (Picture(where="status LIKE"), "--where:1:12: it ends too soon"),
        (Picture(where="(status = 'up'"), "--where:1:15: it ends too soon"),
        (Picture(where="status = 'up"), "--where:1:10: this is not closed, or no part of SQL"),
        (Picture(where="device IN (SELECT device FROM _kept)"), "--where"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, picture: Picture, said: str) -> None:
    with pytest.raises(InputError, match=said):
        show(scope(tmp_path, BRIEF), picture)


def test_a_condition_that_a_table_has_no_column_for_names_the_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"status.*, in show_clock: choose commands with --command"):
        show(scope(tmp_path), Picture(where="status = 'up'"))


def test_without_an_index_the_rows_are_the_same(tmp_path: Path) -> None:
    stored = Scope(runs=[run(tmp_path, {"R1": ({}, [good(BRIEF, ONE)])})])
    assert len(show(stored).tables[0].rows) == 2
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "latest", "runs"}
