"""Tables that would have more columns than SQLite takes."""

from __future__ import annotations

import json
from pathlib import Path

from netcollect.query import Choice, Scope, show
from netcollect.query.schema import PLACES
from unit.query.samples import BRIEF, ONE, Fleet, asked, good, rows_of, run

WIDE = PLACES + 200
COMMAND = "show running-config | json"


def printed(letter: str) -> str:
    """A device's JSON with a column for each of many names, as a configuration's has; some values are odd."""
    odd = {f"{letter}{WIDE - 1}": "a\x00b'\"é😀", f"{letter}{WIDE - 2}": ["x"], f"{letter}{WIDE - 3}": 2**63}
    return json.dumps({f"{letter}{number}": number for number in range(WIDE)} | odd)


def test_who_would_make_a_table_too_wide_is_told_and_harms_nobody_else(tmp_path: Path) -> None:
    fleet: Fleet = {
        "R1": ({}, [good(COMMAND, printed("a")), good(BRIEF, ONE)]),
        "R2": ({}, [good(COMMAND, printed("b"))]),
        "R3": ({}, [good(COMMAND, printed("a"))]),
    }
    stored = run(tmp_path, fleet)
    sql = f"SELECT device, a0, a{WIDE - 4}, a{WIDE - 3}, a{WIDE - 2}, a{WIDE - 1} FROM show_running_config"
    # Whoever was asked for first: what the index has seen changes no answer.
    only = Choice(limit=["R2"])
    assert rows_of(asked(tmp_path, "SELECT b0 FROM show_running_config", stored, choice=only)) == [(0,)]
    answer = asked(tmp_path, sql, stored)
    assert rows_of(answer) == [
        (name, 0, WIDE - 4, str(2**63), '["x"]', "a\x00b'\"é😀") for name in ("R1", "R3")
    ]
    assert answer.coverage.line() == "2 of 3 devices; no template: R2"
    (missing,) = answer.coverage.missing
    assert missing.reason == f"with its {WIDE} new columns the table would have more than 1995"
    assert len(rows_of(asked(tmp_path, "SELECT * FROM show_ip_interface_brief", stored))) == 2
    assert answer == asked(tmp_path / "nowhere", sql, stored)
    shown = show(Scope(runs=[stored], output=tmp_path))
    assert [len(table.rows) for table in shown.tables] == [2, 2]
