"""`collect compare`: who differs from the rest."""

from __future__ import annotations

from pathlib import Path

from e2e.command import collect
from unit.compare.samples import second_day
from unit.fakes import ok, rejected
from unit.store.test_history import run as stored_run


def test_who_differs_and_the_exit_status(here: Path) -> None:
    run = second_day(here / "output")
    done = collect("compare", "-c", "show running-config", "--by", "platform")
    assert done.status == 1
    assert "show run (platform cisco_ios)" in done.out
    assert "  reference: 2 of 5: a tie, another group is as large: R1, R3\n" in done.out
    assert f"  1 device: R2; differ since {run.name}\n" in done.out
    assert "    interface GigabitEthernet0/1:\n      -  description uplink\n" in done.out
    assert "not compared: R5 (rejected)" in done.out
    assert "\x1b" not in done.out
    assert collect("compare", "-c", "sh ip int br", "-l", "R3", "-l", "R4").status == 0
    assert collect("compare", "-c", "show clock").status == 2
    assert collect("compare", "--by", "rack").status == 2
    document = collect("compare", "-c", "sh ip int br", "--format", "json").document
    assert document["comparisons"][0]["groups"][0]["devices"] == ["R2", "R3", "R4"]


def test_a_command_that_nobody_answered_is_not_equal(here: Path) -> None:
    stored = stored_run(
        here / "output", {name: [ok("show run"), rejected("show x")] for name in ("R1", "R2")}
    )
    done = collect("compare")
    assert done.status == 1
    assert "show x (platform cisco_ios)\n  not compared: R1 (rejected), R2 (rejected)\n" in done.out
    assert done.out.endswith(f"0 of 1 comparison differ in {stored.name}; 1 without any output\n")
    alone = collect("compare", "-c", "show x")
    assert alone.status == 2
    assert "R1 (rejected), R2 (rejected)" in alone.out
    assert "nothing could be compared" in alone.err
