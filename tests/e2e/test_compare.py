"""`collect compare`: who differs from the rest."""

from __future__ import annotations

from pathlib import Path

from e2e.command import collect
from unit.compare.samples import second_day


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
