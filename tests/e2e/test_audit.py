"""`collect audit`: verdicts, files for other programs, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from stat import S_IMODE

from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from e2e.command import collect
from unit.compare.samples import first_day, second_day

RULES = """\
rules:
  - {id: ntp, severity: high, command: show running-config, expect: [{lines: [ntp server 192.0.2.1]}]}
  - {id: up, command: show ip interface brief, expect: [{no_row: "status = 'down'"}]}
"""


def test_verdicts_files_and_exit_statuses(here: Path) -> None:
    first_day(here / "output")
    run = second_day(here / "output")
    (here / "rules.yaml").write_text(RULES)
    done = collect("audit", "--rules", "rules.yaml", "--junit", "j.xml", "--metrics", "m.prom")
    assert done.status == 3
    assert "New violations (4)\n  ntp [high]\n    3 devices: R1, R2, R3: since 2026-11-24 15:11" in done.out
    assert "Unknown (3)" in done.out
    assert "\x1b" not in done.out
    suites = etree.parse(here / "j.xml").getroot()
    assert (suites.get("failures"), suites.get("errors")) == ("4", "3")
    names = {family.name for family in text_string_to_metric_families((here / "m.prom").read_text())}
    assert "netcollect_audit_verdicts" in names
    modes = {name: S_IMODE((here / name).stat().st_mode) for name in ("j.xml", "m.prom")}
    assert modes == {"j.xml": 0o600, "m.prom": 0o644}
    found = json.loads(collect("audit", "--rules", "rules.yaml", "--format", "json").out)
    assert found["run"] == run.name
    assert [each["device"] for each in found["verdicts"] if each.get("transition") == "new"] == [
        "R1",
        "R2",
        "R3",
        "R1",
    ]
    # Its history is there at once: the day before, all held.
    assert {each["last_held"] for each in found["verdicts"] if "last_held" in each} == {
        next(path.name for path in (here / "output/runs").iterdir() if "20261123" in path.name)
    }
    assert collect("audit", "latest~1", "--rules", "rules.yaml").status == 1  # R9 was not asked for `up`
    assert collect("audit", "latest~1", "--rules", "rules.yaml", "-l", "R1").status == 0
    assert collect("audit", "--rules", "rules.yaml", "-l", "R5").status == 1
    assert collect("audit", "--rules", "rules.yaml", "-c", "show clock").status == 2
    (here / "rules.yaml").write_text(RULES.replace("status =", "stat ="))
    wrong = collect("audit", "--rules", "rules.yaml")
    assert wrong.status == 2
    assert "rules.yaml:3:5: up: no_row:1:1: no such column: stat (did you mean status?)" in wrong.err


def test_the_rules_that_come_with_it_are_listed_explained_and_judged(here: Path) -> None:
    first_day(here / "output")
    listed = collect("audit", "--list")
    assert listed.status == 0
    assert "ios-vty-ssh-only" in listed.out
    explained = collect("audit", "--explain", "ios-vty-ssh-only")
    assert "transport input telnet ssh" in explained.out
    assert "did you mean ios-ntp" in collect("audit", "--explain", "ios-ntpp").err
    done = collect("audit", "--rules", "builtin:hygiene")
    assert done.status == 3
    assert "ios-aaa" in done.out


RUN_RULES = """\
rules:
  - {id: ssh, command: {cisco_ios: show run}, expect: [{under: line vty .*, lines: [transport input ssh]}]}
  - {id: release, severity: high, command: {cisco_ios: show version}, expect: [{contains: WANTED}]}
"""


def test_a_run_with_rules_collects_what_they_need_judges_and_tells_it_first(
    inventory: Path, here: Path
) -> None:
    (here / "rules.yaml").write_text(RUN_RULES.replace("WANTED", "Version 99"))
    (here / "job.yaml").write_text(
        "inventory: devices.yaml\nlimit: platform:cisco_ios\nrules: rules.yaml\nlayout: command\n"
    )
    done = collect("--job", "job.yaml", "--junit", "j.xml", "--metrics", "m.prom")
    assert done.status == 3, done.err
    names = [
        row["device"] for row in json.loads((here / "output/latest/manifest.json").read_text())["devices"]
    ]
    assert done.out.startswith(f"new    release [high]: 2 devices ({', '.join(names)}): lacks 'Version 99'\n")
    latest = here / "output/latest"
    assert sorted(path.name for path in (latest / names[0]).iterdir()) == [
        "show_run.txt",
        "show_version.txt",
    ]
    document = json.loads((latest / "manifest.json").read_text())
    assert (document["audit"]["violated"], document["audit"]["passed"]) == (2, 2)
    assert json.loads((latest / "audit.json").read_text())["run"] == document["run"]
    assert collect("verify").status == 0
    (listed,) = json.loads(collect("runs", "--format", "json").out)
    assert (listed["failed"], listed["violated"]) == (0, 2)
    assert etree.parse(here / "j.xml").getroot().get("failures") == "2"
    assert "netcollect_audit_verdicts" in (here / "m.prom").read_text()
    # The second run knows the first; what the flags ask is run beside what rules need.
    (here / "rules.yaml").write_text(RUN_RULES.replace("WANTED", "Cisco IOS"))
    again = collect("--job", "job.yaml", "-c", "sh ver", "--format", "summary")
    assert (again.status, again.out.splitlines()[0]) == (
        0,
        f"rules: {(latest.readlink()).name}: nothing violated, 4 passed; 2 rules on 2 devices, by 2 runs",
    )
    assert sorted(path.name for path in (latest / names[0]).iterdir())[0] == "sh_ver.txt"


def test_what_is_wrong_with_rules_is_told_before_anyone_is_contacted(inventory: Path, here: Path) -> None:
    (here / "rules.yaml").write_text(RUN_RULES.replace("contains", "contians"))
    wrong = collect("-i", inventory, "--rules", "rules.yaml")
    assert (wrong.status, (here / "output").exists()) == (2, False)
    assert "rules.yaml:3:81: rules[1].expect[0].contians: unknown key (did you mean contains" in wrong.err
    none = "rules: [{id: a, command: {huawei: display x}, expect: [{contains: a}]}]"
    (here / "rules.yaml").write_text(none)
    assert "no rule is for any of these devices" in collect("-i", inventory, "--rules", "rules.yaml").err
    assert "--junit: there are no rules" in collect("-i", inventory, "-c", "show x", "--junit", "j.xml").err


def test_three_is_for_runs_that_collected_everything(inventory: Path, here: Path) -> None:
    (here / "rules.yaml").write_text(RUN_RULES.replace("WANTED", "Version 99"))
    done = collect("-i", inventory, "-l", "platform:cisco_ios", "--rules", "rules.yaml", "-c", "show nothing")
    assert done.status == 1
    assert json.loads((here / "output/latest/manifest.json").read_text())["audit"]["violated"] == 2
