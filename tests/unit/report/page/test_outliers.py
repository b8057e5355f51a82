"""Who differs from the rest, where there is a rest."""

from __future__ import annotations

from netcollect.compare import Alike, Comparison, Equality, Hunk
from netcollect.report.page.model import Outliers, Uneven
from netcollect.report.page.outliers import outliers_of
from netcollect.report.page.room import Room


def compared(*sizes: int, command: str = "show run") -> Comparison:
    """A comparison of groups of these sizes, the largest first."""
    names = iter(f"R{n}" for n in range(1, 1000))
    groups = [tuple(next(names) for _ in range(size)) for size in sizes]
    hunk = Hunk("", 3, 3, ("ntp server 192.0.2.1",), ("ntp server 192.0.2.9",))
    return Comparison(
        command=command,
        by={"platform": "cisco_ios"},
        groups=(
            Alike(devices=groups[0]),
            *(Alike(devices=each, hunks=(hunk,), since="20261101T020000Z-0001") for each in groups[1:]),
        ),
        missing={"R99": "refused"},
    )


def outliers(*comparisons: Comparison, room: int = 10**6) -> Outliers:
    return outliers_of(Equality(run="a", comparisons=comparisons), Room(room))


def test_only_who_differs_from_most_is_told() -> None:
    found = outliers(compared(4), compared(3, 2), compared(2, 1, 1), compared(1, 1), compared(1))
    assert (found.comparisons, found.equal) == (5, 2)
    (told,) = found.told
    assert (told.rest, told.devices, told.by) == (3, 5, "platform cisco_ios")
    (group,) = told.groups
    assert (group.devices, group.since) == (("R4", "R5"), "20261101T020000Z-0001")
    assert (group.removed, group.added, len(group.lines)) == (1, 1, 1)
    assert [each.device for each in told.absent] == ["R99"]
    assert found.uneven == (
        Uneven("show run", "platform cisco_ios", 3, 4),
        Uneven("show run", "platform cisco_ios", 2, 2),
    )


def test_what_nobody_answered_is_not_equal() -> None:
    nobody = Comparison(command="show x", by={}, groups=(), missing={"R1": "refused"})
    found = outliers(compared(4), nobody)
    assert (found.comparisons, found.equal) == (1, 1)


def test_groups_for_which_there_is_no_room_are_counted() -> None:
    (told,) = outliers(compared(100, *[1] * 30)).told
    assert (len(told.groups), told.more) == (20, 10)
    (told,) = outliers(compared(100, *[1] * 30), room=3000).told
    assert (len(told.groups), told.more) == (2, 28)
