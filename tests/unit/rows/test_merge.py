"""Several templates, one table: as textfsm's clitable makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textfsm import clitable

from netcollect.rows import parse
from unit.rows.texts import directory

FIRST = "Value {key}PORT (\\d+)\nValue STATE (up|down)\n\nStart\n  ^${{PORT}} is ${{STATE}} -> Record\n"
SECOND = "Value {key}PORT (\\d+)\nValue List VLANS (\\d+)\n\nStart\n  ^${{PORT}} vlan ${{VLANS}} -> Record\n"
TEXTS = {
    "each has a partner": "1 is up\n2 is down\n2 vlan 7\n1 vlan 9\n",
    "some have none": "1 is up\n2 is down\n3 is up\n3 vlan 7\n",
    "one has two": "1 is up\n1 vlan 7\n1 vlan 8\n",
    "too many": "1 is up\n1 vlan 7\n2 vlan 8\n",
}


@pytest.mark.parametrize("key", ["Key ", ""])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_rows_are_joined_as_clitable_joins_them(tmp_path: Path, key: str, text: str) -> None:
    where = directory(tmp_path, "a.textfsm:b.textfsm, .*, cisco_ios, show x\n")
    (where / "a.textfsm").write_text(FIRST.format(key=key))
    (where / "b.textfsm").write_text(SECOND.format(key=key))
    peer = clitable.CliTable("index", str(where))
    peer.ParseCmd(text, {"Platform": "cisco_ios", "Command": "show x"})
    found = parse("cisco_ios", "show x", text, templates=where)
    assert [list(row.values()) for row in found.rows] == [list(row) for row in peer]
    assert list(found.columns) == [name.lower() for name in peer.header.values]


def test_a_line_is_stray_if_no_template_knows_it(tmp_path: Path) -> None:
    where = directory(tmp_path, "a.textfsm:b.textfsm, .*, cisco_ios, show x\n")
    (where / "a.textfsm").write_text(FIRST.format(key="Key "))
    (where / "b.textfsm").write_text(SECOND.format(key="Key "))
    found = parse("cisco_ios", "show x", "1 is up\n1 vlan 7\nhello\n", templates=where)
    assert found.unmatched_lines == ((3, "hello"),)
    assert found.template == "a.textfsm:b.textfsm"
