"""Old and new beside each other."""

from __future__ import annotations

from netcollect.compare import Hunk, RowChange
from netcollect.report.page.beside import hunk_beside, row_beside
from netcollect.report.page.model import Beside, Side
from unit.tables import each_row


def lines(*hunk: tuple[str, ...], around: tuple[str, ...] = ()) -> list[Beside]:
    removed, added = hunk
    return list(hunk_beside(Hunk("", 7, 9, removed, added, around, around)))


def test_lines_stand_in_pairs_between_those_around_them() -> None:
    before, first, second, after = lines(
        ("ntp server 192.0.2.1",), ("ntp server 192.0.2.9", "end"), around=("!",)
    )
    assert before == after == Beside("same", Side(None, "!"), Side(None, "!"))
    assert first.mark == "changed"
    assert first.old == Side(7, "ntp server 192.0.2.", "1")
    assert first.new == Side(9, "ntp server 192.0.2.", "9")
    assert second == Beside("added", None, Side(None, "end"))


MARKED = [
    (
        "ip address 10.0.0.1 255.0.0.0",
        "ip address 10.0.0.2 255.0.0.0",
        ("ip address 10.0.0.", "1", " 255.0.0.0"),
    ),
    # Half a number is no part that stayed the same.
    ("mtu 1500", "mtu 1518", ("mtu ", "1500", "")),
    ("vlan 10", "vlan 100", ("vlan ", "10", "")),
    # Nothing of the one is left in the other: no part of it is marked.
    ("shutdown", "description uplink", ("shutdown", "", "")),
    ("description a", "description a b", ("description a", "", "")),
]


@each_row("old, new, parts", MARKED)
def test_what_differs_inside_a_line_is_marked(old: str, new: str, parts: tuple[str, str, str]) -> None:
    (line,) = lines((old,), (new,))
    assert line.old is not None
    assert line.new is not None
    assert (line.old.head, line.old.mark, line.old.tail) == parts
    assert (line.old.text, line.new.text) == (old, new)


def test_a_row_that_changed_has_a_line_for_each_column() -> None:
    row = RowChange("changed", {"interface": "Gi0/3"}, {"status": ("up", "down"), "vlan": ("", ["1", "2"])})
    status, vlan = row_beside(row)
    assert status == Beside("changed", Side(None, "status: ", "up"), Side(None, "status: ", "down"))
    assert vlan == Beside("added", None, Side(None, "vlan: ", "1 2"))
