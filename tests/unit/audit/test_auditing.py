"""A run and rules → the audit."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from netcollect.audit import Line
from netcollect.document import encode_any
from unit.audit.samples import NOW, audited, make_run, rules_of, verdicts
from unit.compare.samples import CREDENTIALS, NEW, OLD
from unit.tables import each_row

NTP = """\
rules:
  - {id: ntp, severity: high, command: show running-config, expect: [{contains: ntp server 192.0.2.1}]}
"""
GOOD, BAD = "hostname R\nntp server 192.0.2.1\n", "hostname R\nntp server 192.0.2.9\n"


def test_the_verdicts_of_a_run_with_their_evidence(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": GOOD, "R2": BAD, "R3": None, "R4": {"show clock": "x\n"}})
    found = audited(run, rules_of(tmp_path, NTP))
    assert verdicts(found) == {"R1": "passed", "R2": "violated", "R3": "unknown", "R4": "unknown"}
    one, two, three, four = found.verdicts
    entry = run.devices["R2"].commands[0]
    (evidence,) = two.evidence
    assert (evidence.command, evidence.file, evidence.sha256) == (entry.command, entry.file, entry.sha256)
    assert evidence.said == "lacks 'ntp server 192.0.2.1'"
    assert one.evidence[0].lines == (Line(2, "ntp server 192.0.2.1"),)
    assert three.reason == "not collected: incomplete"
    assert four.reason == "it was not asked 'show running-config'"
    counts = found.counts
    assert (counts.passed, counts.violated, counts.unknown, counts.new) == (1, 1, 2, 1)
    assert found.rules[0].counts == counts
    assert found.rules[0].place == f"{tmp_path}/rules.yaml:2:5"
    assert found.status == 3


def test_a_rule_that_fits_no_device_says_so(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": GOOD})
    text = """\
rules:
  - {id: a, devices: ["group:lab", "S*"], command: show running-config, expect: [{contains: x}]}
  - {id: b, command: {arista_eos: show running-config}, expect: [{contains: x}]}
"""
    found = audited(run, rules_of(tmp_path, text))
    assert [(each.rule, each.device, each.verdict) for each in found.verdicts] == [
        ("a", "", "not_applicable"),
        ("b", "", "not_applicable"),
    ]
    assert found.status == 0


def test_waivers_hold_to_the_end_of_their_day_and_are_told_before_and_after(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": BAD, "R2": BAD, "R3": GOOD})
    rules = rules_of(
        tmp_path, NTP + "waivers:\n  - {rule: ntp, devices: [R1, R3], until: 2026-11-30, reason: late}\n"
    )
    (one, two, three) = audited(run, rules).verdicts
    assert (one.verdict, one.until, one.waiver, one.since) == ("waived", "2026-11-30", "late", run.name)
    assert (two.verdict, three.verdict) == ("violated", "passed")
    assert audited(run, rules).warnings[0].endswith("the waiver of ntp for R1, R3 ends on 2026-11-30")
    after = audited(run, rules, now=NOW + timedelta(days=1))
    assert verdicts(after)["R1"] == "violated"
    assert after.warnings[0].endswith("the waiver of ntp for R1, R3 ended on 2026-11-30")
    assert audited(run, rules, now=NOW - timedelta(days=15)).warnings == ()


def test_evidence_holds_no_secret_and_every_byte_of_a_device_can_be_told(tmp_path: Path) -> None:
    text = "username lab secret 9 $9$NobodysSalt000$Nobody0\nsnmp-server community canary RO\nd \udcff\n"
    run = make_run(tmp_path / "output", 1, {"R1": text})
    rules = "rules: [{id: a, command: show running-config, expect: [{lacks_match: '^[usd]'}]}]"
    found = audited(run, rules_of(tmp_path, rules))
    lines = [line.text for line in found.verdicts[0].evidence[0].lines]
    assert lines == [
        "username lab secret 9 <redacted>",
        "snmp-server community <redacted> RO",
        "d \\udcff",
    ]
    assert b"canary" not in encode_any(found)
    assert audited(run, rules_of(tmp_path, rules)) == found


SHOWN = """\
rules:
  - {{id: lines, command: "{0}", expect: [{{lacks_match: '\\S'}}, {{lacks_match: '^ *.e.*'}}]}}
  - {{id: below, command: "{0}", expect: [{{under: '.*', contains: nowhere}}]}}
  - {{id: rows, command: "{0}", expect: [{{no_row: "1"}}]}}
  - {{id: before, command: "{0}", expect: [{{unchanged: 20261101}}]}}
  - {{id: peers, command: "{0}", expect: [{{same_by: [platform]}}]}}
"""
ASKED = """\
  - {{id: sql, sql: "SELECT device, group_concat(name) AS said FROM {1} GROUP BY device"}}
"""


@each_row("platform, command, text", CREDENTIALS)
def test_evidence_holds_no_secret_that_only_the_whole_output_tells(
    tmp_path: Path, platform: str, command: str, text: str
) -> None:
    output = tmp_path / platform / command.replace("/", "_") / "output"
    device = f"R1:{platform}"
    make_run(output, 1, {device: {command: text.format(OLD, "operator")}})
    new = {device: text.format(NEW, "admin"), f"R2:{platform}": text.format(OLD, "admin")}
    run = make_run(output, 2, {name: {command: said} for name, said in new.items()})
    # NX-OS has no template for it.
    has_rows = command == "show snmp community" and platform != "cisco_nxos"
    rules = SHOWN + (ASKED if has_rows else "")
    table = command.replace(" ", "_")
    found = audited(run, rules_of(tmp_path, rules.format(command, table)), output=output)
    violated = {each.rule for each in found.verdicts if each.verdict == "violated"}
    assert {"lines", "before", "peers"} <= violated
    assert violated >= {"rows", "sql"} or not has_rows
    for verdict in found.verdicts:
        said = encode_any(verdict).decode()
        assert "S3CRET" not in said, said
    assert b"<redacted>" in encode_any(found)


NAMED = """\
rules:
  - {id: has, command: show running-config, expect: [{no_lines: [snmp-server community hunter2 RO]}]}
  - {id: text, command: show running-config, expect: [{lacks: community hunter2}]}
  - {id: pattern, command: show running-config, expect: [{lacks_match: "(?m)^.*hunter2 RO"}]}
  - {id: long, command: show running-config, expect: [{lacks_match: 'RO\\nenable secret abc'}]}
  - {id: lacks, command: show running-config, expect: [{lines: [snmp-server community sunshine RO]}]}
  - {id: short, command: show running-config, expect: [{contains: enable password abc}]}
  - {id: two, command: show running-config, expect: [{matches: 'x\\nusername lab password 0 sunshine'}]}
  - {id: where, command: show running-config, expect: [{under: line .*, lines: [password sunshine]}]}
  - {id: rows, command: show snmp community, expect: [{some_row: "access = 'hunter2'"}]}
"""
SNMP = "snmp-server community hunter2 RO\nenable secret abc\nline vty 0 4\n"


def test_a_secret_that_the_rule_names_is_not_told(tmp_path: Path) -> None:
    run = make_run(
        tmp_path / "output",
        1,
        {"R1:arista_eos": {"show running-config": SNMP, "show snmp community": IN_A_TABLE}},
    )
    found = audited(run, rules_of(tmp_path, NAMED), output=tmp_path / "output")
    assert {each.verdict for each in found.verdicts} == {"violated"}
    said = {each.rule: each.evidence[0].said for each in found.verdicts}
    assert said == {
        "has": "has 'snmp-server community <redacted> RO'",
        "text": "has 'community <redacted>'",
        "pattern": "has '(?m)^.*<redacted> RO'",
        "long": "has 'RO\\nenable secret <redacted>'",
        "lacks": "lacks 'snmp-server community <redacted> RO'",
        "short": "lacks 'enable password <redacted>'",
        "two": "lacks 'x\\nusername lab password 0 <redacted>'",
        "where": "lacks 'password <redacted>'",
        "rows": "none of 1 row with access = '<redacted>'",
    }
    assert not {"hunter2", "sunshine"} & set(re.findall(r"\w+", encode_any(found.verdicts).decode()))


def test_what_stands_for_a_secret_in_a_pattern_is_told(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": SNMP})
    patterns = (r"snmp-server community \S+ RW", "snmp-server community (public|private)", "password [57] .*")
    expect = "".join(f"\n      - matches: '{each}'" for each in patterns)
    rules = rules_of(tmp_path, f"rules:\n  - id: a\n    command: show running-config\n    expect:{expect}\n")
    (verdict,) = audited(run, rules).verdicts
    assert [each.said for each in verdict.evidence] == [f"lacks '{each}'" for each in patterns]


IN_A_TABLE = "Community name: hunter2\nCommunity access: read-only\n"
EVERYDAY = """\
username core password 0 core
snmp-server community down RO
enable password 1
aaa group server radius corp
 server-private 192.0.2.9 key abc
interface GigabitEthernet0/1
 description core abc downlink
 vlan 1
"""
BRIEF = """\
Interface                  IP-Address      OK? Method Status                Protocol
GigabitEthernet0/1         192.0.2.1       YES NVRAM  down                  down
"""
SHORT = """\
rules:
  - {id: lines, command: show running-config, expect: [{lacks: user}, {lacks: " R"}, {lacks_match: "^e| k"}]}
  - {id: harmless, command: show running-config, expect: [{under: interface .*, lacks_match: "^.*"}]}
  - {id: rows, command: show ip interface brief, expect: [{no_row: "status = 'down'"}]}
  - {id: sql, sql: "SELECT device, interface, status FROM show_ip_interface_brief"}
  - {id: table, sql: "SELECT device, name FROM show_snmp_community"}
"""


def test_a_short_secret_is_masked_in_its_place_and_the_same_word_elsewhere_stays(tmp_path: Path) -> None:
    outputs = {
        "show running-config": EVERYDAY,
        "show ip interface brief": BRIEF,
        "show snmp community": "Community name: down\nCommunity Index: cisco0\nCommunity SecurityName: down\n"
        "storage-type: nonvolatile        active\n",
    }
    run = make_run(tmp_path / "output", 1, {"R1": outputs})
    found = audited(run, rules_of(tmp_path, SHORT), output=tmp_path / "output")
    assert {each.rule for each in found.verdicts if each.verdict != "violated"} == set()
    lines = {
        each.rule: [line.text for part in each.evidence for line in part.lines] for each in found.verdicts
    }
    assert lines["lines"] == [
        "username core password 0 <redacted>",
        "snmp-server community <redacted> RO",
        "enable password <redacted>",
        " server-private 192.0.2.9 key <redacted>",
    ]
    assert [each.strip() for each in lines["harmless"]] == ["description core abc downlink", "vlan 1"]
    rows = {each.rule: [row for part in each.evidence for row in part.rows] for each in found.verdicts}
    assert rows["rows"][0]["status"] == "down"
    assert rows["table"] == [{"name": "<redacted>"}]


def test_a_rule_is_only_for_outputs_that_have_the_lines_it_names(tmp_path: Path) -> None:
    said = {
        "R1": "version 15.2\n",
        "R2": "version 17.3\n",
        "R3": "version 15.2\nip ssh version 2\n",
        "R4": "",
    }
    run = make_run(tmp_path / "output", 1, said)
    rules = rules_of(
        tmp_path,
        "rules: [{id: it, command: show running-config, when: 'version 15.*', expect: [{contains: ip ssh}]}]",
    )
    assert verdicts(audited(run, rules)) == {
        "R1": "violated",
        "R2": "not_applicable",
        "R3": "passed",
        "R4": "unknown",
    }
