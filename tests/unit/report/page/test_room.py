"""How much may stand on a page."""

from __future__ import annotations

from netcollect.report.page.room import Room


def test_what_a_part_takes_the_whole_has_less() -> None:
    whole = Room(100)
    part = whole.part(60)
    assert part.take(40)
    assert (whole.left, part.left) == (60, 20)
    assert not part.take(21)
    assert (whole.left, part.left) == (60, 20)


def test_a_part_is_never_larger_than_what_is_left() -> None:
    whole = Room(100)
    assert whole.take(90)
    assert whole.part(60).left == 10
