"""A run and its audit, of some devices and commands only."""

from __future__ import annotations

from pathlib import Path

from netcollect.app.chosen import chosen
from netcollect.app.narrowing import narrowed, narrowed_audit
from netcollect.archive import Run
from netcollect.audit import Counts
from unit.audit.samples import audited, make_run, rules_of
from unit.fakes import ok, rejected
from unit.store.test_history import run

RULES = """\
rules:
  - {id: clock, command: show clock, expect: [{contains: UTC}]}
  - {id: ntp, command: show running-config, expect: [{contains: ntp}]}
"""


def test_a_device_is_as_good_as_the_commands_that_are_left(tmp_path: Path) -> None:
    document = Run(run(tmp_path, {"R1": [ok("show a"), rejected("show b")], "R2": [ok("show a")]})).document
    assert [row.status for row in document.devices] == ["partial", "ok"]
    for commands, statuses in ((["show a"], ["ok", "ok"]), (["show b"], ["failed", "ok"])):
        found = narrowed(document, chosen(document.devices, [], commands))
        assert [row.status for row in found.devices] == statuses
        assert found.counts.ok == statuses.count("ok")
    assert narrowed(document, chosen(document.devices, ["R2"], [])).counts.devices == 1


def test_an_audit_keeps_the_verdicts_by_these_outputs_of_these_devices(tmp_path: Path) -> None:
    said = {name: {"show clock": "UTC\n", "show running-config": "end\n"} for name in ("R1", "R2")}
    made = make_run(tmp_path / "output", 1, said)
    audit = audited(made, rules_of(tmp_path, RULES))
    assert (audit.counts.violated, audit.counts.passed) == (2, 2)
    found = narrowed_audit(audit, made.document, chosen(made.document.devices, ["R1"], ["show run"]))
    assert [(each.rule, each.device) for each in found.verdicts] == [("ntp", "R1")]
    assert [rule.id for rule in found.rules] == ["ntp"]
    assert found.counts == found.rules[0].counts == Counts(violated=1, new=audit.counts.new // 2)
