"""One output over many runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from netcollect.archive import runs
from netcollect.compare import Choice, histories, newest
from netcollect.model import CommandResult
from unit.compare.samples import DAY, config
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run

COMMAND = "show run"


def week(output: Path) -> list[str]:
    """A week of one router: its clock goes on every day, its NTP server changes twice; one day it says no."""
    days: list[CommandResult] = [
        ok(COMMAND, config(1, clock=1)),
        ok(COMMAND, config(1, clock=2)),
        ok(COMMAND, config(2, clock=3)),
        rejected(COMMAND),
        ok(COMMAND, config(2, clock=5)),
        ok(COMMAND, config(1, clock=6)),
        ok(COMMAND, config(1, clock=7)),
    ]
    return [run(output, {"R1": [each]}, START + n * DAY).name for n, each in enumerate(days)]


def test_the_moments_are_those_of_the_comparable_form(tmp_path: Path) -> None:
    names = week(tmp_path)
    (found,) = histories(runs(tmp_path), Choice())
    assert (found.device, found.command, found.runs, found.is_current) == ("R1", COMMAND, 6, True)
    assert [(each.run, each.until) for each in found.moments] == [
        (names[5], names[6]),
        (names[2], names[4]),
        (names[0], names[1]),
    ]
    assert [(gap.run, gap.reason) for gap in found.gaps] == [(names[3], "rejected")]
    first = found.moments[0].difference
    assert first is not None
    assert [(hunk.removed, hunk.added) for hunk in first.hunks] == [
        (("ntp server 192.0.2.2",), ("ntp server 192.0.2.1",))
    ]
    assert found.moments[-1].difference is None


def test_each_character_counts_when_somebody_asks_for_it(tmp_path: Path) -> None:
    names = week(tmp_path)
    (found,) = histories(runs(tmp_path), Choice(exact=True))
    assert [each.run for each in found.moments] == [name for name in reversed(names) if name != names[3]]


def test_an_output_that_the_newest_run_did_not_get_is_not_current(tmp_path: Path) -> None:
    week(tmp_path)
    run(tmp_path, {"R1": [rejected(COMMAND)], "R2": [rejected(COMMAND)]}, START + 7 * DAY)
    one, never = histories(runs(tmp_path), Choice())
    assert not one.is_current
    assert not never.is_current
    assert (never.runs, never.moments, len(never.gaps)) == (0, (), 1)


def test_what_is_damaged_is_a_gap_and_no_change(tmp_path: Path) -> None:
    names = week(tmp_path)
    (tmp_path / "runs" / names[2] / "R1/show_run.txt").write_text("something else\n")
    (found,) = histories(runs(tmp_path), Choice())
    assert [(each.run, each.until) for each in found.moments] == [
        (names[5], names[6]),
        (names[2], names[4]),
        (names[0], names[1]),
    ]
    (tmp_path / "runs" / names[1] / "R1/show_run.txt").write_text("something else\n")
    (found,) = histories(runs(tmp_path), Choice(exact=True))
    assert [each.run for each in found.moments] == [names[6], names[5], names[4], names[0]]
    assert "is not what the run stored" in found.gaps[-1].reason


def test_the_newest_good_output_and_the_runs_without_one(tmp_path: Path) -> None:
    names = week(tmp_path)
    until = [each for each in runs(tmp_path) if each.document.started <= _stamp(3)]
    (found,) = newest(until, lambda _row, _command: True)
    assert found.stored is not None
    assert found.stored.run.name == names[2]
    assert [gap.run for gap in found.gaps] == [names[3]]
    assert newest(until, lambda row, _command: row.device == "R2") == []


def _stamp(day: int) -> str:
    return f"{START + timedelta(days=day, minutes=1):%Y-%m-%dT%H:%M}"
