"""What changed between runs: who, what, and who is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.compare import Choice, Difference, before, difference, last_good
from netcollect.document import Change
from unit.compare.samples import DAY, config, edit, first_day, second_day
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run


def days(output: Path) -> Difference:
    first_day(output)
    return difference(second := second_day(output), last_good(second))


def status(found: Difference) -> dict[str, str]:
    return {each.device: each.status for each in found.devices}


def test_new_gone_and_not_collected_are_told_apart(tmp_path: Path) -> None:
    found = days(tmp_path)
    assert status(found) == {
        "R1": "changed",
        "R2": "changed",
        "R3": "changed",
        "R5": "not_collected",
        "R7": "new",
        "R9": "gone",
    }
    reasons = {each.device: each.reason for each in found.devices if each.reason}
    assert reasons["R5"] == "rejected"
    assert reasons["R7"] == "in no earlier run"
    counts = found.counts
    assert (counts.devices, counts.changed, counts.same, counts.outputs) == (7, 3, 1, 8)
    assert (counts.new, counts.gone, counts.not_collected) == (1, 1, 1)


def test_the_same_change_on_many_devices_is_told_once_and_rows_by_key(tmp_path: Path) -> None:
    ntp, description, rows = days(tmp_path).groups
    assert ntp == Change(
        "show run", ("R1", "R2", "R3"), "", ("ntp server 192.0.2.1",), ("ntp server 192.0.2.9",)
    )
    assert description.devices == ("R2",)
    assert description.heading == "interface GigabitEthernet0/1"
    assert rows.row == "GigabitEthernet0/3 status: up → down, proto: up → down"


def test_a_device_that_failed_is_compared_with_its_last_good_output(tmp_path: Path) -> None:
    days(tmp_path)
    third = Run(run(tmp_path, {"R5": [ok("show run", config(5))]}, START + 2 * DAY))
    found = difference(third, last_good(third))
    assert status(found)["R5"] == "changed"
    assert found.groups[0].added == ("ntp server 192.0.2.5",)
    # Between the two runs themselves there was nothing to compare with.
    second = next(each for each in (tmp_path / "runs").iterdir() if "20261124" in each.name)
    direct = difference(third, before(third, Run(second)))
    assert direct.counts.outputs == 0
    assert direct.devices[0].status == "not_collected"
    assert "rejected in 20261124" in direct.devices[0].reason


def test_what_only_the_older_of_two_named_runs_has_is_gone(tmp_path: Path) -> None:
    both = [ok("show run", config()), ok("show x"), rejected("show y")]
    older = Run(run(tmp_path, {"R1": both, "R2": both}))
    newer = Run(run(tmp_path, {"R1": both[:1], "R2": [ok("show run", config(9))]}, START + DAY))
    found = difference(newer, before(newer, older))
    assert status(found) == {"R1": "gone", "R2": "changed"}
    for device in found.devices:
        (gone,) = (each for each in device.commands if each.status == "gone")
        assert (gone.command, gone.reason) == ("show x", f"not asked in {newer.name}")
    assert found.devices[0].reason == f"show x: not asked in {newer.name}"
    # That a night's run asked less than one before says nothing of the devices.
    assert status(difference(newer, last_good(newer))) == {"R2": "changed"}


def test_devices_that_a_limit_left_out_are_not_gone(tmp_path: Path) -> None:
    first_day(tmp_path)
    path = run(tmp_path, {"R1": [ok("show run", config())]}, START + DAY)
    manifest = path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema": 1,', '"schema": 1, "limit": ["R1"],'))
    found = difference(limited := Run(path), last_good(limited))
    assert found.devices == ()
    assert found.counts.devices == 1


def test_everything_counts_when_somebody_asks_for_it(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show run", config(clock=1))]})
    newer = Run(run(tmp_path, {"R1": [ok("show run", config(clock=2))]}, START + DAY))
    assert difference(newer, last_good(newer)).devices == ()
    (device,) = difference(newer, last_good(newer), Choice(exact=True)).devices
    assert [each.added[0][:12] for each in device.commands[0].hunks] == ["! Last confi", "ntp clock-pe"]


def test_the_patterns_of_a_run_hold_for_later_comparisons(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show x", "rate 1\n")]})
    path = run(tmp_path, {"R1": [ok("show x", "rate 2\n")]}, START + DAY)
    assert difference(Run(path), last_good(Run(path))).counts.changed == 1
    given = Choice(ignore=(r"rate (\d+)",))
    assert difference(Run(path), last_good(Run(path)), given).counts.same == 1
    manifest = path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema": 1,', '"schema": 1, "ignore": ["rate .*"],'))
    assert difference(Run(path), last_good(Run(path))).counts.same == 1


def test_the_patterns_of_another_run_hide_no_change(tmp_path: Path) -> None:
    path = run(tmp_path, {"R1": [ok("show x", "rate 1\n")]})
    edit(path, ignore=["rate .*"])
    run(tmp_path, {"R2": [ok("show x", "rate 1\n")]}, START + DAY)
    both = {name: [ok("show x", "rate 2\n")] for name in ("R1", "R2")}
    newer = Run(run(tmp_path, both, START + 2 * DAY))
    assert status(difference(newer, last_good(newer))) == {"R2": "changed"}


def test_a_damaged_output_is_not_the_same(tmp_path: Path) -> None:
    first = first_day(tmp_path)
    second = second_day(tmp_path)
    (first.path / "R1.txt").write_text("edited")
    found = difference(second, last_good(second))
    (device,) = (each for each in found.devices if each.device == "R1")
    assert device.status == "not_collected"
    assert "is not what the run stored" in device.reason


def test_an_output_whose_file_is_gone_or_cut_is_not_the_same(tmp_path: Path) -> None:
    said = {name: [ok("show run", config(1))] for name in ("R1", "R2", "R3")}
    first, second = Run(run(tmp_path, said, START)), Run(run(tmp_path, said, START + DAY))
    (first.path / "R1" / "show_run.txt").unlink()
    (second.path / "R2" / "show_run.txt").write_text("hostname\n")
    found = difference(second, last_good(second))
    assert status(found) == {"R1": "not_collected", "R2": "not_collected"}
    assert (found.counts.same, found.counts.outputs) == (1, 1)
    assert ["cannot be read" in each.reason for each in found.devices] == [True, False]
    assert "is not what the run stored" in found.devices[1].reason


def test_a_file_that_is_gone_has_not_the_change_of_another_with_its_text(tmp_path: Path) -> None:
    run(tmp_path, {name: [ok("show run", config(1))] for name in ("R1", "R2")}, START)
    second = Run(run(tmp_path, {name: [ok("show run", config(9))] for name in ("R1", "R2")}, START + DAY))
    (second.path / "R2" / "show_run.txt").unlink()
    assert status(difference(second, last_good(second))) == {"R1": "changed", "R2": "not_collected"}


def test_secrets_that_are_salted_anew_are_told(tmp_path: Path) -> None:
    text = "set password ENC {}\n"
    outputs = [{"R1": [ok("show", text.format(number))]} for number in (1, 2)]
    paths = [run(tmp_path, each, START + number * DAY) for number, each in enumerate(outputs)]
    for path in paths:
        manifest = path / "manifest.json"
        manifest.write_text(
            manifest.read_text()
            .replace('"platform":"cisco_ios"', '"platform":"fortinet"')
            .replace('"hidden":0', '"hidden":1,"secrets":1')
        )
    newer = Run(paths[1])
    found = difference(newer, last_good(newer))
    assert (found.counts.same, found.counts.secrets) == (1, 1)


def test_the_first_run_has_nothing_before_it(tmp_path: Path) -> None:
    first = first_day(tmp_path)
    found = difference(first, last_good(first))
    assert found.counts.outputs == 0
    assert set(status(found).values()) == {"new"}


@pytest.mark.parametrize("command", ["show run", "sh ip int br"])
def test_only_what_is_wanted_is_compared(tmp_path: Path, command: str) -> None:
    first_day(tmp_path)
    second = second_day(tmp_path)
    choice = Choice(wanted=lambda row, each: row.device == "R1" and each == command)
    found = difference(second, last_good(second), choice)
    assert [each.command for device in found.devices for each in device.commands] == [command]


def test_a_command_that_failed_beside_others(tmp_path: Path) -> None:
    first_day(tmp_path)
    second = second_day(tmp_path, R4=[ok("show run", config(3)), rejected("sh ip int br")])
    (device,) = (each for each in difference(second, last_good(second)).devices if each.device == "R4")
    assert {each.command: each.status for each in device.commands} == {
        "show run": "changed",
        "sh ip int br": "not_collected",
    }


def test_a_redacted_run_beside_one_that_is_not(tmp_path: Path) -> None:
    first = first_day(tmp_path)
    second = second_day(tmp_path)
    manifest = second.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema": 1,', '"schema": 1, "redacted": true,'))
    found = difference(Run(second.path), before(Run(second.path), first))
    assert found.notes == (f"only {second.name} is redacted: every secret differs",)


def test_what_cannot_be_read_of_one_device_says_nothing_of_others_with_the_same_text(tmp_path: Path) -> None:
    run(tmp_path, {name: [ok("show run", config(1))] for name in ("R1", "R2")}, START)
    second = Run(run(tmp_path, {name: [ok("show run", config(9))] for name in ("R1", "R2")}, START + DAY))
    (second.path / "R1" / "show_run.txt").unlink()
    assert status(difference(second, last_good(second))) == {"R1": "not_collected", "R2": "changed"}
