"""`collect show`: outputs as they are, as they were at a moment, and as they changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from unit.compare.samples import DAY, config, first_day, second_day
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run


@pytest.fixture
def days(here: Path) -> list[str]:
    """Three days; on the last one R5 says no again, and R1 changes."""
    third = {"R1": [ok("show run", config(7, clock=3))], "R5": [rejected("show run")]}
    output = here / "output"
    return [first_day(output).name, second_day(output).name, run(output, third, START + 2 * DAY).name]


def test_an_output_as_it_was_at_a_moment(days: list[str]) -> None:
    for moment, ntp in (("2026-11-23", 1), ("2026-11-25 00:00Z", 9), ("2026-11-25T16:20+01:00", 7)):
        done = collect("show", "--at", moment, "-l", "R1", "-c", "show run")
        assert (done.status, done.out) == (0, config(ntp, clock={1: 1, 9: 2, 7: 3}[ntp]))
    done = collect("show", "--at", "2026-11-25", "-l", "R5", "-l", "R1", "-c", "show r*")
    assert (done.status, done.out.count("show run (")) == (0, 2)
    assert f"R5: show run: from {days[0]}; not collected since (rejected)" in done.err
    found = collect("show", "--at", "2026-11-25", "-l", "R5", "-c", "show run", "--format", "json").document
    assert found["outputs"][0]["output"] == config()
    assert found["outputs"][0]["gaps"] == [{"run": run, "reason": "rejected"} for run in (days[2], days[1])]


def test_when_an_output_changed(days: list[str]) -> None:
    done = collect("show", "--log", "-l", "R1", "-c", "show run", "--patch")
    assert done.status == 0
    assert done.out == (
        "R1: show run\n"
        f"  2026-11-25T15:11:00.123Z  {days[2]}  +1 -1\n"
        "      line 17\n"
        "      - ntp server 192.0.2.9\n"
        "      + ntp server 192.0.2.7\n"
        f"  2026-11-24T15:11:00.123Z  {days[1]}  +1 -1\n"
        "      line 17\n"
        "      - ntp server 192.0.2.1\n"
        "      + ntp server 192.0.2.9\n"
        f"  2026-11-23T15:11:00.123Z  {days[0]}  first\n"
        "  2 changes in 3 runs\n"
    )
    assert "\n  1 change in 2 runs\n" in collect("show", "latest~1", "--log", "-l", "R1").out
    assert "+3 -3" in collect("show", "--log", "--show-volatile", "-l", "R1", "-c", "show run").out
    done = collect("show", "--log", "-l", "R5", "-c", "show run")
    assert done.status == 1
    assert f"not collected in 2 runs, last in {days[2]} (rejected)" in done.out
    assert "not collected: R5 (rejected)" in done.err
    (history,) = collect("show", "--log", "-l", "R1", "-c", "show run", "--format", "json").document[
        "histories"
    ]
    assert [moment["run"] for moment in history["moments"]] == days[::-1]


def test_a_run_that_is_damaged_is_told_once(here: Path, days: list[str]) -> None:
    (here / "output/runs" / days[1] / "manifest.json").write_text("x")
    for words in (("--log",), ("--at", "2026-11-25"), ("--at", "2026-11-24")):
        done = collect("show", *words, "-l", "R1", "-c", "show run")
        assert (done.status, done.err.count("left out: ")) == (1, 1), words
        assert f"{days[1]}/manifest.json" in done.err
    # It began later, and has no part in what was there by then.
    done = collect("show", "--at", "2026-11-23", "-l", "R1", "-c", "show run")
    assert (done.status, "left out" in done.err) == (0, False)


def test_what_cannot_be_shown_is_told(days: list[str]) -> None:
    for words, told in (
        (("--at", "2020-01-01"), "no run had finished by 2020-01-01"),
        (("--at", "2026-11-25", "--log"), "exclude each other"),
        (("--at", "2026-11-25", days[0]), "exclude each other"),
        (("--patch",), "--patch: is for --log"),
        (("--log", "-c", "show foo"), "no device was asked show foo"),
        (("--log", "-l", "R99"), "matches no device"),
        (("--log", "--format", "csv"), "for rows, name a run"),
        (("--log", "--columns", "device"), "shows texts, not rows"),
    ):
        done = collect("show", *words)
        assert (done.status, done.out) == (2, ""), words
        assert told in done.err


def test_whoever_reads_only_the_first_line_gets_it(days: list[str]) -> None:
    done = subprocess.run(
        f"{COLLECT} show --log --patch | head -1", shell=True, capture_output=True, text=True, check=True
    )
    assert (done.stdout, "Traceback" in done.stderr) == ("R1: show run\n", False)
