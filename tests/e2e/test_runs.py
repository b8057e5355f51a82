"""`collect runs`: what is kept, and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

from e2e.command import collect
from unit.compare.samples import first_day, second_day


def test_the_runs_that_are_kept_and_those_that_did_not_finish(here: Path) -> None:
    assert collect("runs").out.splitlines() == [
        "run  started  state  devices  failed  changed  violated  seconds  size"
    ]
    assert "no runs in output" in collect("runs").err
    first = first_day(here / "output")
    second = second_day(here / "output")
    (here / "output/runs/20261125T000000Z-0000").mkdir()
    (here / "output/runs/20261126T000000Z-0000").mkdir()
    (here / "output/runs/20261126T000000Z-0000/manifest.json").write_text("{")
    done = collect("runs")
    assert done.status == 0
    damaged, unfinished, newer, older = done.out.splitlines()[1:]
    assert damaged.split()[:3] == ["20261126T000000Z-0000", "-", "damaged:"]
    assert unfinished.split() == ["20261125T000000Z-0000", "-", "unfinished", *"------"]
    assert newer.split()[:8] == [second.name, "2026-11-24", "15:11", "failed", "6", "1", "3", "-"]
    assert older.split()[:7] == [first.name, "2026-11-23", "15:11", "ok", "6", "0", "0"]
    rows = json.loads(collect("runs", "--format", "json").out)
    assert [row["run"] for row in rows][2:] == [second.name, first.name]
    assert rows[2]["bytes"] == sum(
        entry.bytes or 0 for row in second.document.devices for entry in row.commands
    )
