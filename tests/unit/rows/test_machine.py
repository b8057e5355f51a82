"""Templates as machines: the same records as textfsm's own, and what it keeps quiet about."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import textfsm

from netcollect.errors import InputError
from netcollect.rows.machine import Machine, Stopped, compiled
from unit.rows.texts import PORTS

#: Every option and operator of textfsm.
RICH = r"""# A comment.
Value Filldown CHASSIS (\S+)
Value Required,Key PORT (\S+)
Value Fillup SPEED (\d+)
Value List VLANS (\d+)
Value List NEIGHBORS ((?P<name>\S+) at (?P<port>\S+))
Value NOTE (.*)

Start
  ^chassis ${CHASSIS}
  ^port ${PORT} -> Continue
  ^port \S+ speed ${SPEED}
  ^ vlan ${VLANS}
  ^ sees ${NEIGHBORS}
  ^note -> Notes
  ^end -> Record
  ^clear -> Clear
  ^forget -> Clearall
  ^stop -> End
  ^!.* -> Error "no such line"

Notes
  ^${NOTE}$$ -> Record Start
"""
TEXT = """\
chassis A
port 1 speed 10
 vlan 3
 vlan 4
 sees R2 at Gi0/1
end
what is this

port 2
end
port 3 speed 100
note
first
 text
clear
port 4
forget
end
port 5
end
stop
port 6
end
"""


def written(path: Path, text: str) -> Path:
    (path / "a.textfsm").write_text(text)
    return path / "a.textfsm"


def test_it_gives_the_records_of_textfsm(tmp_path: Path) -> None:
    machine = Machine(written(tmp_path, RICH))
    peer = textfsm.TextFSM(io.StringIO(RICH))
    assert machine.read(TEXT).records == peer.ParseText(TEXT)
    assert machine.columns == tuple(name.lower() for name in peer.header)
    assert machine.keys == ("port",)


def test_it_starts_afresh_with_every_text(tmp_path: Path) -> None:
    machine = Machine(written(tmp_path, RICH))
    first = machine.read(TEXT)
    with pytest.raises(Stopped):
        machine.read("chassis B\nport 1\n!\n")
    assert machine.read(TEXT) == first


def test_it_tells_lines_that_no_rule_matched(tmp_path: Path) -> None:
    """Empty lines aside, and those behind the end that the template itself sees."""
    assert Machine(written(tmp_path, RICH)).read(TEXT).stray == {7: "what is this", 14: " text"}


def test_a_line_is_known_if_only_a_rule_that_continues_matched(tmp_path: Path) -> None:
    machine = Machine(written(tmp_path, "Value A (a)\n\nStart\n  ^${A} -> Continue\n  ^b\n"))
    assert machine.read("a\nb\nc\n").stray == {3: "c"}


def test_a_line_that_stops_it_is_told_with_the_rule(tmp_path: Path) -> None:
    with pytest.raises(Stopped) as caught:
        Machine(written(tmp_path, RICH)).read("port 1\n\n!boom\nend\n")
    assert (caught.value.number, caught.value.line, caught.value.rule) == (3, "!boom", 20)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Value Key PORT \\S+\n\nStart\n", ":1: Value '\\S+' must be contained"),
        ("Value PORT (\\S+)\n\nStart\n  ^${PART}\n", ":4: Duplicate or invalid variable"),
        ("Value PORT (\\S+)\n\nStart\n  ^(${PORT}\n", ":4: Invalid regular expression"),
        ("Value PORT (\\S+)\n\nStart\n^${PORT}\n", ":4: Missing white space or carat"),
        ("Value PORT (\\S+)\n\nStart\n  ^${PORT} -> Gone\n", ": State 'Gone' not found"),
        ("Value Wrong PORT (\\S+)\n\nStart\n", ':1: Unknown option "Wrong"'),
        ("", ": Missing state 'Start'"),
        ("Value Key PORT \n\nStart\n", ": a Value has no pattern"),
    ],
)
def test_a_template_that_is_none_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        compiled(written(tmp_path, text))
    assert f"a.textfsm{told}" in str(caught.value)


def test_a_template_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        compiled(tmp_path / "a.textfsm")


def test_a_template_without_keys_has_none(tmp_path: Path) -> None:
    assert compiled(written(tmp_path, PORTS.replace("Key ", ""))).keys == ()
