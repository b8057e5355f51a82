"""Rules in words."""

from __future__ import annotations

import io
import json
from pathlib import Path

from netcollect.report.audits.rulebook import write_explanation, write_list
from unit.audit.samples import rules_of

RULES = """\
rules:
  - id: one
    title: The first
    severity: high
    command: {cisco_ios: show run, "arista_*": show running-config}
    when: ["router bgp .*", "!shutdown"]
    expect:
      - {contains: a, lacks: b, matches: "^c", lacks_match: d}
      - {under: interface .*, where: switchport, lines: [x], no_lines: [y], only: z.*, ordered: true}
    why: Because.
    fix: Do it.
    reference: A manual
    passes: a
    fails: "b \\e[2J"
  - id: two
    command: show ip interface brief
    expect:
      - {no_row: "a = 1", some_row: "b", every_row: "c"}
      - {count: {min: 2}, unchanged: latest~1, same_by: site}
  - {id: three, sql: "SELECT device FROM devices"}
"""


def test_a_list_has_one_line_a_rule(tmp_path: Path) -> None:
    stream = io.StringIO()
    write_list(stream, rules_of(tmp_path, RULES).rules, "text")
    assert stream.getvalue() == ("high      one    The first\nmedium    two\nmedium    three\n3 rules\n")


def test_an_explanation_says_what_is_asked_of_whom(tmp_path: Path) -> None:
    stream = io.StringIO()
    for rule in rules_of(tmp_path, RULES).rules:
        write_explanation(stream, rule, "text")
    assert (
        stream.getvalue()
        == """\
one [high]
The first

devices    all
asks       show run (cisco_ios)
           show running-config (arista_*)
only if    a line like /router bgp .*/
           no line like /shutdown/
expects    there is 'a'
           there is no 'b'
           /^c/ is found
           /d/ is not found
           there is the line 'x', in each section /interface .*/ that has a line like /switchport/
           there is no line 'y', in each section /interface .*/ that has a line like /switchport/
           no other line is like /z.*/, in each section /interface .*/ that has a line like /switchport/
           the lines are in this order
why        Because.
fix        Do it.
reference  A manual

This passes:
    a

This does not:
    b \\x1b[2J
two [medium]

devices    all
asks       show ip interface brief
expects    there is no row with a = 1
           there is a row with b
           it is so in every row that c
           there are 2 to any number of rows
           the output is what it was in latest~1
           the output is that of most devices with the same site
three [medium]

devices    all
asks       rows of the whole run
expects    no row of: SELECT device FROM devices
"""
    )


def test_programs_get_a_document(tmp_path: Path) -> None:
    stream = io.StringIO()
    write_list(stream, rules_of(tmp_path, RULES).rules, "json")
    first, _, third = json.loads(stream.getvalue())
    assert first["command"] == {"cisco_ios": "show run", "arista_*": "show running-config"}
    assert third["sql"] == "SELECT device FROM devices"
