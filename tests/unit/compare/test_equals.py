"""Who differs from the rest in a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netcollect.archive import Run, stored
from netcollect.comparable import Form
from netcollect.compare import Question, equality
from netcollect.compare.own import OwnForms, without_own
from netcollect.document import DeviceResult
from netcollect.errors import InputError
from unit.compare.samples import DAY, edit
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import manifests_read, run


def config(name: str, ntp: int = 1) -> str:
    return f"hostname {name}\nntp clock-period {len(name)}\nntp server 192.0.2.{ntp}\nend\n"


def test_the_largest_group_is_the_reference_and_own_names_do_not_count(tmp_path: Path) -> None:
    outputs = {f"R{n}": [ok("show run", config(f"R{n}", 9 if n == 3 else 1))] for n in range(1, 5)}
    outputs["R5"] = [rejected("show run")]
    found = equality(Run(run(tmp_path, outputs)), Question())
    (each,) = found.comparisons
    assert each.by == {"platform": "cisco_ios"}
    assert [group.devices for group in each.groups] == [("R1", "R2", "R4"), ("R3",)]
    (hunk,) = each.groups[1].hunks
    assert (hunk.removed, hunk.added) == (("ntp server 192.0.2.1",), ("ntp server 192.0.2.9",))
    assert not each.tie
    assert each.missing == {"R5": "rejected"}
    exact = equality(Run(run(tmp_path, outputs)), Question(exact=True))
    assert len(exact.comparisons[0].groups) == 4


def test_without_a_majority_nobody_s_differences_are_told(tmp_path: Path) -> None:
    outputs = {f"R{n}": [ok("show run", config(f"R{n}", 9 if n == 3 else 1))] for n in range(1, 4)}
    found = Run(run(tmp_path, outputs))
    for majority, told in ((0.6, True), (0.7, False)):
        ((_, other),) = (each.groups for each in equality(found, Question(majority=majority)).comparisons)
        assert other.devices == ("R3",)
        assert (bool(other.hunks), bool(other.since)) == (told, told)


def test_where_nobody_gave_an_output_all_are_missing(tmp_path: Path) -> None:
    outputs = {name: [ok("show run"), rejected("show x")] for name in ("R1", "R2")}
    found = equality(Run(run(tmp_path, outputs)), Question())
    assert [(each.command, len(each.groups), each.missing) for each in found.comparisons] == [
        ("show run", 1, {}),
        ("show x", 0, {"R1": "rejected", "R2": "rejected"}),
    ]


def test_an_output_that_cannot_be_read_is_missing_and_hides_no_other(tmp_path: Path) -> None:
    outputs = {f"R{n}": [ok("show run", config(f"R{n}", n % 2))] for n in range(1, 5)}
    path = run(tmp_path, outputs)
    (path / "R3/show_run.txt").unlink()
    (each,) = equality(Run(path), Question()).comparisons
    assert each.missing == {"R3": "unreadable"}
    assert [group.devices for group in each.groups] == [("R2", "R4"), ("R1",)]


def test_a_tie_is_told(tmp_path: Path) -> None:
    outputs = {f"R{n}": [ok("show run", config(f"R{n}", n % 2))] for n in range(1, 5)}
    (each,) = equality(Run(run(tmp_path, outputs)), Question()).comparisons
    assert each.tie
    assert each.groups[0].devices == ("R1", "R3")


def test_since_when_they_differ(tmp_path: Path) -> None:
    names = []
    for day, ntp in enumerate((1, 9, 1, 9, 9)):
        outputs = {f"R{n}": [ok("show run", config(f"R{n}", ntp if n == 3 else 1))] for n in range(1, 4)}
        if day == 3:
            outputs["R3"] = [rejected("show run")]
        names.append(run(tmp_path, outputs, START + day * DAY).name)
    extra = run(tmp_path, outputs, START + 5 * DAY)
    (each,) = equality(Run(extra), Question()).comparisons
    # The day on which R3 was not collected breaks nothing, the day on which it was equal does.
    assert each.groups[1].since == names[4]


def test_since_when_they_differ_by_what_each_run_leaves_out(tmp_path: Path) -> None:
    outputs = {f"R{n}": [ok("show run", config(f"R{n}", 9 if n == 3 else 1))] for n in range(1, 4)}
    first, second = (run(tmp_path, outputs, START + day * DAY) for day in range(2))
    document = json.loads((first / "manifest.json").read_text()) | {"ignore": ["^ntp server .*"]}
    (first / "manifest.json").write_text(json.dumps(document))
    (each,) = equality(Run(second), Question()).comparisons
    assert each.groups[1].since == second.name


def test_since_when_is_judged_by_the_patterns_of_the_run_that_is_compared_in(tmp_path: Path) -> None:
    for day, ntp in enumerate((9, 1, 9)):
        outputs = {f"R{n}": [ok("show run", config("R", ntp if n == 3 else 1))] for n in range(1, 4)}
        path = run(tmp_path, outputs, START + day * DAY)
        if day == 0:
            edit(path, ignore=["^ntp server .*"])
    (each,) = equality(Run(path), Question()).comparisons
    assert each.groups[1].since == path.name
    (each,) = equality(Run(path), Question(ignore=("^ntp server .*",))).comparisons
    assert len(each.groups) == 1


def test_a_form_is_known_by_the_patterns_and_by_what_was_the_device_s_own(tmp_path: Path) -> None:
    outputs = {"R1": [ok("show run", "site ams\nntp server 192.0.2.1\n")]}
    paths = [run(tmp_path, outputs, START + day * DAY) for day in range(3)]
    edit(paths[0], ignore=["^ntp server .*"])
    edit(paths[1], facts={"site": "ams"})
    forms = OwnForms()
    found = [forms.of(next(iter(stored(Run(path))))).lines for path in paths]
    assert [lines[0] for lines in found] == ["site ams", "site <site>", "site ams"]
    assert [lines[1:] for lines in found] == [[], ["ntp server 192.0.2.1"], ["ntp server 192.0.2.1"]]


def test_each_run_before_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(3):
        outputs = {f"R{n}": [ok("show run", config(f"R{n}", n if n > 3 else 1))] for n in range(1, 7)}
        path = run(tmp_path, outputs, START + day * DAY)
    read = manifests_read(monkeypatch)
    (each,) = equality(Run(path), Question()).comparisons
    assert len(each.groups) == 4
    assert sorted(read) == sorted((tmp_path / "runs").iterdir())


def test_keys_that_no_device_has(tmp_path: Path) -> None:
    found = Run(run(tmp_path, {"R1": [ok("show run")]}))
    with pytest.raises(InputError, match="no device has 'rack'"):
        equality(found, Question(by=("rack",)))
    assert equality(found, Question(by=("group",))).comparisons[0].by == {"group": "-"}


def test_facts_are_own_as_whole_words() -> None:
    row = DeviceResult(
        "R1", "10.0.0.1", 22, "x", (), "ok", None, 1, 0.0, (), facts={"site": "ams", "rack": 7}
    )
    lines = ["hostname R1", "R12", "ip 10.0.0.1 10.0.0.11", "amsterdam ams-core", "rack 7"]
    assert without_own(Form(lines, []), row).lines == [
        "hostname <name>",
        "R12",
        "ip <host> 10.0.0.11",
        "amsterdam <site>-core",
        "rack 7",
    ]
