"""The rows on a page: their room, of whom they are, and what stays text."""

from __future__ import annotations

from typing import Any

from netcollect.query import Answer, Coverage, OutputRows, Table
from netcollect.redaction import without_run
from netcollect.report.page.model import Absent, Untabled
from netcollect.report.page.room import Room
from netcollect.report.page.tables import grids_of, untabled_of

BRIEF = Table(
    "brief",
    ("device", "interface", "vlans"),
    [("R1", 9, '["1","2"]'), ("R2", 10, None)],
    frozenset({"vlans"}),
)


def answer(*tables: Table, outputs: tuple[OutputRows, ...] = ()) -> Answer:
    return Answer(
        tables=tables, coverage=Coverage(devices=3, runs=1, asked=3, answered=2), runs=("a",), outputs=outputs
    )


def output(device: str, state: str = "parsed", **more: Any) -> OutputRows:
    return OutputRows(**{"device": device, "command": "sh br", "state": state, "table": "brief", **more})


def test_a_table_says_of_whom_it_is() -> None:
    outputs = (
        output("R1", unmatched=2),
        output("R2", state="empty"),
        output("R3", state="not_collected", table=None, reason="refused: no"),
        output("R4", state="no_template", command="show x", table=None),
    )
    (grid,) = grids_of(answer(BRIEF, outputs=outputs), Room(10**6))
    assert (grid.asked, grid.answered, grid.unmatched) == (3, 2, 2)
    assert grid.absent == (Absent("R3", "refused: no", "sh br"),)
    assert grid.commands == ("sh br",)
    assert grid.rows == (("R1", "9", "1, 2"), ("R2", "10", ""))
    assert grid.right == (1,)
    assert untabled_of(answer(BRIEF, outputs=outputs)) == (Untabled("show x", "no template", ("R4",)),)


def test_small_tables_are_whole_and_large_ones_share_the_room() -> None:
    large = Table("large", ("device", "text"), [(f"R{n}", "x" * 50) for n in range(100)])
    small, first, second = grids_of(
        answer(BRIEF, large, Table("other", large.columns, large.rows)), Room(4000)
    )
    assert len(small.rows) == small.total == 2
    assert (first.total, second.total) == (100, 100)
    assert 20 < len(first.rows) < 40
    assert abs(len(first.rows) - len(second.rows)) <= 1
    assert first.rows[0] == ("R0", "x" * 50)


def test_a_column_of_secrets_is_masked() -> None:
    table = Table(
        "show_snmp_community", ("device", "community", "acl"), [("R1", "s3cret", "10"), ("R2", None, "")]
    )
    (grid,) = grids_of(answer(table), Room(10**6))
    assert grid.rows == (("R1", "<redacted>", "10"), ("R2", "", ""))


def test_a_short_secret_is_masked_as_a_cell_and_the_same_word_in_a_text_stays() -> None:
    table = Table("x", ("device", "name", "text"), [("R1", "core", "core 1"), ("R1", "1", "to hunter2")])
    secrets = {("R1", "x"): frozenset(["core", "hunter2"])}
    (grid,) = grids_of(answer(table), Room(10**6), secrets, b"key")
    rows = [tuple(map(without_run, row)) for row in grid.rows]
    assert rows == [("R1", "<redacted>", "core 1"), ("R1", "1", "to <redacted>")]
