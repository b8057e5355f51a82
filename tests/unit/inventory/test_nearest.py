"""What was probably meant."""

from __future__ import annotations

import pytest

from netcollect.inventory.nearest import MAX_HINTS, Nearest, nearest


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cisco_iso", "did you mean cisco_ios"),
        ("ios", "did you mean cisco_ios?"),
        ("CISCO_IOS", "did you mean cisco_ios?"),
        ("zzz", ""),
        ("i", ""),
    ],
)
def test_what_may_have_been_meant(name: str, hint: str) -> None:
    assert nearest(name, {"cisco_ios", "arista_eos"}).startswith(hint)
    assert bool(hint) == bool(nearest(name, {"cisco_ios", "arista_eos"}))


def test_there_are_only_so_many_hints() -> None:
    hints = Nearest()
    given = [hints.of("cisco_iso", {"cisco_ios"}) for _ in range(MAX_HINTS + 2)]
    assert [bool(hint) for hint in given] == [True] * MAX_HINTS + [False] * 2
