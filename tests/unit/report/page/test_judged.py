"""What an audit says on a page: worst first, the same evidence once, and a cell for each rule and device."""

from __future__ import annotations

from pathlib import Path

from netcollect.audit import Audit
from netcollect.report.page.judged import audited_of
from netcollect.report.page.room import Room
from netcollect.report.page.veil import Veil
from netcollect.report.page.verdicts import Audited, Cell
from unit.audit.samples import audited, make_run, rules_of

RULES = """\
rules:
  - {id: small, severity: low, command: show running-config, expect: [{contains: end}]}
  - id: ntp
    title: The clock
    severity: critical
    command: show running-config
    expect: [{lacks: "server 192.0.2.1"}]
  - {id: secret, command: show running-config, expect: [{lacks: enable}]}
  - {id: nobody, devices: [platform:arista_eos], command: show running-config, expect: [{contains: x}]}
waivers:
  - {rule: ntp, devices: [R4], until: 2026-12-31, reason: being replaced}
"""
OLD, NEW = "ntp server 192.0.2.9\nend\n", "ntp server 192.0.2.1\nend\n"
NAMES = ("R4", "R1", "R2", "R3", "R5")


def audit(path: Path) -> Audit:
    """R1 is violated since the second day, R2 since the first, R3 is fixed, R4 waived, R5 was lost."""
    secret = "enable secret 5 $1$abcd$efghijklmnopqrstuvwx01\n"
    make_run(path / "output", 1, {"R1": OLD, "R2": NEW, "R3": NEW, "R4": NEW, "R5": OLD})
    run = make_run(path / "output", 2, {"R1": NEW, "R2": NEW, "R3": OLD + secret, "R4": NEW, "R5": None})
    return audited(run, rules_of(path, RULES))


def on_page(path: Path, room: int = 10**6) -> Audited:
    return audited_of(audit(path), NAMES, Veil(b"key"), Room(room))


def test_the_worst_rule_comes_first_and_says_who_and_since_when(tmp_path: Path) -> None:
    found = on_page(tmp_path)
    assert [(rule.number, rule.id) for rule in found.rules] == [
        (1, "ntp"),
        (2, "secret"),
        (3, "nobody"),
        (4, "small"),
    ]
    first, second, unknown, waived, fixed = found.rules[0].findings
    assert [each.number for each in found.rules[0].findings] == [1, 2, 3, 4, 5]
    assert (first.devices, first.is_new, first.since) == (("R1",), True, "20261102T020000Z-0002")
    assert first.last_held == "20261101T020000Z-0001"
    assert (second.devices, second.is_new, second.since) == (("R2",), False, "20261101T020000Z-0001")
    assert (unknown.state, unknown.devices) == ("unknown", ("R5",))
    assert (waived.state, waived.until, waived.waiver) == ("waived", "2026-12-31", "being replaced")
    assert (fixed.state, fixed.devices, fixed.proofs) == ("fixed", ("R3",), ())


def test_a_violation_has_its_evidence_and_no_secret(tmp_path: Path) -> None:
    found = on_page(tmp_path)
    (proof,) = found.rules[0].findings[0].proofs
    assert (proof.device, proof.command, proof.lines) == (
        "R1",
        "show running-config",
        ((1, "ntp server 192.0.2.1"),),
    )
    (proof,) = found.rules[1].findings[0].proofs
    assert proof.lines[0][1].startswith("enable secret 5 <redacted:")


def test_the_matrix_has_the_devices_of_the_inventory_in_its_order(tmp_path: Path) -> None:
    found = on_page(tmp_path)
    assert found.columns == ("ntp", "secret", "small")
    assert [(row.device, row.violated) for row in found.rows] == [
        ("R4", 0),
        ("R1", 1),
        ("R2", 1),
        ("R3", 1),
        ("R5", 0),
    ]
    cells = {row.device: row.cells[0] for row in found.rows}
    assert cells["R1"] == Cell("violated", "new", 1)
    assert cells["R3"] == Cell("passed", "fixed", 5)
    assert found.rows[1].cells[2] == Cell("passed")


def test_a_rule_for_nobody_says_so_and_is_no_column(tmp_path: Path) -> None:
    nobody = next(rule for rule in on_page(tmp_path).rules if rule.id == "nobody")
    assert (nobody.devices, nobody.findings) == (0, ())
    assert nobody.reason == "it applies to no device of the run"


def test_evidence_that_does_not_fit_stays_behind_and_is_counted(tmp_path: Path) -> None:
    whole, found = on_page(tmp_path), on_page(tmp_path / "again", room=6600)
    assert (whole.bare, found.bare) == (0, 3)
    assert [len(each.proofs) for each in found.rules[0].findings] == [1, 0, 0, 0, 0]
    assert [each.devices for each in found.rules[0].findings] == [
        each.devices for each in whole.rules[0].findings
    ]
