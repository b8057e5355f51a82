"""Hunks: what differs, and in which section."""

from __future__ import annotations

from netcollect.comparable import rules_of
from netcollect.compare.hunks import Edit, compared, edits, hunks

RULES = rules_of("cisco_ios", "show running-config")
OLD = """\
interface Gi0/1
 description a
!
interface Gi0/3
 mtu 1500
!
router bgp 1
 address-family ipv4
  network 1
"""


def test_a_line_stands_under_its_section_and_nested_ones_are_joined() -> None:
    sides = compared(OLD, OLD.replace("network 1", "network 2"), RULES)
    (hunk,) = hunks(sides, 1)
    assert hunk.heading == "router bgp 1 > address-family ipv4"
    assert (hunk.removed, hunk.added) == (("  network 1",), ("  network 2",))
    assert (hunk.old_line, hunk.new_line) == (9, 9)
    assert hunk.before == (" address-family ipv4",)
    assert hunk.after == ()


def test_a_new_section_is_told_as_a_whole_beside_a_change_next_to_it() -> None:
    new = OLD.replace("description a", "description b").replace(
        "interface Gi0/3", "interface Gi0/2\n shutdown\n!\ninterface Gi0/3"
    )
    inner, outer = hunks(compared(OLD, new, RULES))
    assert (inner.heading, inner.added) == ("interface Gi0/1", (" description b",))
    assert (outer.heading, outer.added) == ("", ("interface Gi0/2", " shutdown"))


def test_a_block_begins_where_a_section_does() -> None:
    """Both ways cost the same; the one that people mean begins with the heading."""
    old = "interface a\n mtu 1\ninterface b\n mtu 1\n"
    new = "interface a\n mtu 1\ninterface c\n mtu 1\ninterface b\n mtu 1\n"
    (hunk,) = hunks(compared(old, new, RULES))
    assert hunk.added == ("interface c", " mtu 1")


def test_edits_leave_comments_that_are_the_same() -> None:
    sides = compared(OLD, OLD.replace("description a", "description b"), RULES)
    assert edits(sides) == [Edit(1, 2, (" description b",))]


def test_an_empty_output() -> None:
    assert hunks(compared("", "", RULES)) == ()
    (hunk,) = hunks(compared("", "a\nb\n", RULES))
    assert (hunk.old_line, hunk.added) == (1, ("a", "b"))


def test_bytes_that_were_no_utf8_can_be_told() -> None:
    (hunk,) = hunks(compared("a\n", "a\udcff\n", RULES))
    assert hunk.added == ("a\\udcff",)
