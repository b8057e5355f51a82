"""What each check says of a text, and its evidence."""

from __future__ import annotations

from pathlib import Path

from netcollect.audit import Line
from unit.audit.samples import COMMAND, audited, judged, make_run, rules_of, verdicts
from unit.query.samples import BRIEF, brief
from unit.tables import each_row

CONFIG = """\
hostname R1
banner motd ^C
 transport input telnet
^C
interface Gi0/1
 switchport mode access
 spanning-tree bpduguard enable
interface Gi0/2
 switchport mode access
 shutdown
interface Gi0/3
 description uplink
line vty 0 4
 transport input ssh
ntp server 192.0.2.1
ntp server 192.0.2.2
end
"""


@each_row(
    "expect, verdict",
    [
        ("[{contains: ntp server 192.0.2.1}]", "passed"),
        ("[{contains: [ntp server 192.0.2.1, ntp server 192.0.2.3]}]", "violated"),
        ("[{lacks: telnet}]", "passed"),  # it stands in a banner
        ("[{lacks: hostname}]", "violated"),
        ("[{matches: '^ntp server .*2$'}]", "passed"),
        ("[{matches: '^server'}]", "violated"),
        (r"[{lacks_match: '^ntp server \d{1,3}\.0\.2\.2$'}]", "violated"),
        ("[{lacks_match: '^snmp-server'}]", "passed"),
        ("[{matches: '(?s)vty 0 4.*ssh'}]", "passed"),
        ("[{lines: [transport input ssh, hostname R1]}]", "passed"),
        ("[{lines: [transport input]}]", "violated"),
        ("[{lines: [transport input telnet]}]", "violated"),
        ("[{no_lines: [transport input telnet]}]", "passed"),
        ("[{no_lines: [shutdown]}]", "violated"),
        ("[{under: line vty .*, lines: [transport input ssh], only: true}]", "passed"),
        (
            "[{under: interface .*, where: switchport mode access, lines: [spanning-tree bpduguard enable]}]",
            "violated",
        ),
        (
            "[{under: interface .*, where: [switchport mode access, '!shutdown'], "
            "lines: [spanning-tree bpduguard enable]}]",
            "passed",
        ),
        ("[{under: interface .*, where: no such line, lines: [x]}]", "not_applicable"),
        ("[{under: router bgp, lines: [x]}, {contains: hostname}]", "passed"),
        ("[{under: router bgp, lines: [x]}, {contains: nothing}]", "violated"),
        ("[{lines: [ntp server 192.0.2.1], only: ntp server .*}]", "violated"),
        ("[{lines: [ntp server 192.0.2.1, ntp server 192.0.2.2], only: ntp server .*}]", "passed"),
        ("[{lines: [ntp server 192.0.2.2, ntp server 192.0.2.1], ordered: true}]", "violated"),
        ("[{lines: [ntp server 192.0.2.1, ntp server 192.0.2.2], ordered: true}]", "passed"),
        ("[{under: line vty .*, matches: '^transport input (?!ssh)'}]", "violated"),
        ("[{under: line vty .*, lacks: telnet}]", "passed"),
    ],
)
def test_a_check_of_a_text(expect: str, verdict: str, tmp_path_factory: object) -> None:
    path = tmp_path_factory.mktemp("it")  # type: ignore[attr-defined]
    assert judged(path, expect, CONFIG).verdict == verdict


@each_row(
    "expect, verdict",
    [
        ("[{contains: x}]", "unknown"),
        ("[{lacks: x}]", "unknown"),
        ("[{lines: [x]}]", "unknown"),
        ("[{no_lines: [x]}]", "unknown"),
    ],
)
def test_an_empty_configuration_passes_nothing(expect: str, verdict: str, tmp_path_factory: object) -> None:
    path = tmp_path_factory.mktemp("it")  # type: ignore[attr-defined]
    assert judged(path, expect, "").verdict == verdict


def test_the_evidence_of_sections(tmp_path: Path) -> None:
    expect = "[{under: interface .*, lines: [description uplink], no_lines: [shutdown]}]"
    lacking, has = judged(tmp_path, expect, CONFIG).evidence
    assert lacking.said == "lacks 'description uplink' in 2 sections"
    assert lacking.lines == (Line(5, "interface Gi0/1"), Line(8, "interface Gi0/2"))
    assert (has.said, has.section, has.lines) == (
        "has 'shutdown'",
        "interface Gi0/2",
        (Line(10, "shutdown"),),
    )


def test_a_pattern_says_which_of_its_lines_is_shown(tmp_path: Path) -> None:
    expect = r"[{lacks_match: '^interface \S+$\n(?P<here> switchport mode access)$\n shutdown$'}]"
    (evidence,) = judged(tmp_path, expect, CONFIG).evidence
    assert evidence.lines == (Line(9, " switchport mode access"),)


def test_no_more_than_five_lines_are_evidence(tmp_path: Path) -> None:
    (evidence,) = judged(tmp_path, "[{lacks: a}]", "a\n" * 9).evidence
    assert (len(evidence.lines), evidence.more) == (5, 4)


ROWS = brief(("Te0/1", "192.0.2.1", "up"), ("Te0/2", "unassigned", "down"))


@each_row(
    "check, text, verdict",
    [
        ("no_row: \"interface LIKE 'Te%' AND status <> 'up'\"", ROWS, "violated"),
        ("no_row: \"interface LIKE 'Gi%'\"", ROWS, "passed"),
        ("some_row: \"ip_address = '192.0.2.1'\"", ROWS, "passed"),
        ("some_row: \"ip_address = '192.0.2.9'\"", ROWS, "violated"),
        ("every_row: \"interface LIKE 'Te%'\"", ROWS, "passed"),
        ("every_row: \"status = 'up'\"", ROWS, "violated"),
        ("count: {where: \"status = 'up'\", min: 1, max: 1}", ROWS, "passed"),
        ("count: {equals: 3}", ROWS, "violated"),
        ("no_row: \"in_network(ip_address, '192.0.2.0/24')\"", ROWS, "violated"),
        ("no_row: \"status = 'down'\"", "a text that no template knows\n", "unknown"),
    ],
)
def test_a_check_of_rows(check: str, text: str, verdict: str, tmp_path_factory: object) -> None:
    path: Path = tmp_path_factory.mktemp("it")  # type: ignore[attr-defined]
    run = make_run(path / "output", 1, {"R1": {BRIEF: text}})
    rules = rules_of(path, f"rules: [{{id: it, command: {BRIEF}, expect: [{{{check}}}]}}]")
    assert verdicts(audited(run, rules)) == {"R1": verdict}


def test_no_rows_are_no_violation_where_the_template_knows_the_text(tmp_path: Path) -> None:
    head = "Protocol  Address    Age (min)  Hardware Addr   Type  Interface\n"
    run = make_run(tmp_path / "output", 1, {"R1": {"show ip arp": head}})
    text = """\
rules:
  - {id: none, command: show ip arp, expect: [{no_row: "type = 'x'"}]}
  - {id: every, command: show ip arp, expect: [{every_row: "type = 'ARPA'"}]}
  - {id: some, command: show ip arp, expect: [{some_row: "1"}]}
"""
    found = [each.verdict for each in audited(run, rules_of(tmp_path, text)).verdicts]
    assert found == ["passed", "not_applicable", "violated"]


def test_the_rows_are_the_evidence(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": {BRIEF: ROWS}})
    rules = rules_of(
        tmp_path, f"rules: [{{id: it, command: {BRIEF}, expect: [{{no_row: \"status = 'down'\"}}]}}]"
    )
    (verdict,) = audited(run, rules).verdicts
    (evidence,) = verdict.evidence
    assert evidence.said == "1 of 2 rows with status = 'down'"
    assert [row["interface"] for row in evidence.rows] == ["Te0/2"]
    assert evidence.file == "R1/show_ip_interface_brief.txt"


INTENT = f"""\
rules:
  - id: it
    command: {COMMAND}
    expect:
      - lines: ["ntp server {{ntp}}"]
      - matches: '^hostname {{name}}$'
"""


def test_what_the_inventory_states_is_checked_against_the_device(tmp_path: Path) -> None:
    text = "hostname {}\nntp server 192.0.2.1\nntp server 192.0.2.2\n"
    said = {name: text.format(name) for name in ("R1", "R2", "R3", "R4")} | {"R5": text.format("R9")}
    facts: dict[str, dict[str, object]] = {
        "R1": {"ntp": ["192.0.2.1", "192.0.2.2"]},
        "R2": {"ntp": ["192.0.2.1", "192.0.2.3"]},
        "R3": {"ntp": "192.0.2.1"},
        "R5": {"ntp": []},
    }
    found = audited(make_run(tmp_path / "output", 1, said, facts=facts), rules_of(tmp_path, INTENT))
    assert verdicts(found) == {
        "R1": "passed",
        "R2": "violated",
        "R3": "passed",
        "R4": "unknown",
        "R5": "unknown",
    }
    assert found.verdicts[3].reason == "the inventory says no 'ntp' of R4"
    assert found.verdicts[1].evidence[0].said == "lacks 'ntp server 192.0.2.3'"


def test_a_value_is_a_text_in_a_pattern_and_in_sql(tmp_path: Path) -> None:
    run = make_run(
        tmp_path / "output", 1, {"R1": {COMMAND: "name a+b'c\n", BRIEF: ROWS}}, facts={"R1": {"n": "a+b'c"}}
    )
    text = f"""\
rules:
  - {{id: a, command: {COMMAND}, expect: [{{matches: "^name {{n}}$"}}]}}
  - {{id: b, command: {BRIEF}, expect: [{{no_row: "interface = {{n}} OR interface LIKE '%{{n}}%'"}}]}}
"""
    assert [each.verdict for each in audited(run, rules_of(tmp_path, text)).verdicts] == ["passed", "passed"]


def test_unchanged_and_same_by(tmp_path: Path) -> None:
    config = "hostname {}\nntp clock-period {}\nlogging host 192.0.2.{}\n"
    facts = {name: {"role": "core"} for name in ("R1", "R2", "R3")} | {"S1": {"role": "edge"}}
    said = {name: config.format(name, 1, 1) for name in ("R1", "R2", "R3", "S1", "S2")}
    make_run(tmp_path / "output", 1, said, facts=facts)
    said |= {"R1": config.format("R1", 2, 1), "R2": config.format("R2", 2, 9)}
    run = make_run(tmp_path / "output", 2, said | {"S3": "x\n"}, facts=facts)
    text = f"""\
rules:
  - {{id: base, command: {COMMAND}, expect: [{{unchanged: "2026-11-01"}}]}}
  - {{id: alike, command: {COMMAND}, expect: [{{same_by: role}}]}}
"""
    found = audited(run, rules_of(tmp_path, text), output=tmp_path / "output")
    by_rule = {rule: {v.device: v for v in found.verdicts if v.rule == rule} for rule in ("base", "alike")}
    assert {name: each.verdict for name, each in by_rule["base"].items()} == {
        "R1": "passed", "R2": "violated", "R3": "passed", "S1": "passed", "S2": "passed", "S3": "unknown",
    }  # fmt: skip
    (evidence,) = by_rule["base"]["R2"].evidence
    assert evidence.lines == (Line(3, "- logging host 192.0.2.1"), Line(3, "+ logging host 192.0.2.9"))
    assert {name: each.verdict for name, each in by_rule["alike"].items()} == {
        "R1": "passed", "R2": "violated", "R3": "passed", "S1": "not_applicable", "S2": "unknown",
        "S3": "unknown",
    }  # fmt: skip
    assert by_rule["alike"]["R2"].evidence[0].said == "differs from R1, R3"


UNIQUE = f"""\
rules:
  - id: unique
    command: {BRIEF}
    sql: >
      SELECT device, interface, ip_address FROM show_ip_interface_brief WHERE ip_address IN
      (SELECT ip_address FROM show_ip_interface_brief WHERE ip_address <> 'unassigned'
      GROUP BY ip_address HAVING count(*) > 1)
"""


def test_each_row_of_a_statement_is_a_violation_of_its_device(tmp_path: Path) -> None:
    said = {
        "R1": {BRIEF: ROWS},
        "R2": {BRIEF: ROWS},
        "R3": {BRIEF: brief(("Te0/1", "192.0.2.3", "up"))},
        "R4": None,
        "R5": {"show clock": "x\n"},
        "S6:linux": {BRIEF: "a text of its own\n"},
    }
    found = audited(make_run(tmp_path / "output", 1, said, asked=[BRIEF]), rules_of(tmp_path, UNIQUE))
    assert verdicts(found) == {
        "R1": "violated",
        "R2": "violated",
        "R3": "passed",
        "R4": "unknown",
        "R5": "unknown",
        "S6": "unknown",
    }
    (evidence,) = found.verdicts[0].evidence
    assert evidence.rows == ({"interface": "Te0/1", "ip_address": "192.0.2.1"},)
