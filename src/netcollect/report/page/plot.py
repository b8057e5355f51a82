"""The timeline as a picture: where each bar stands, in the units of an SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from netcollect.report.page.model import Moment

#: The picture's width, and the fewest columns it has; the newest run stands at the right.
WIDTH, COLUMNS = 900, 15
_LEFT, _RIGHT, _GAP, _AXIS = 112, 4, 14, 18
#: How much of a column is its bar.
_BAR = 0.72
#: The least that a bar which is not nothing is high.
_LEAST = 2.0


class Bar(NamedTuple):
    """A rectangle; `kind` says what it counts."""

    kind: str
    x: float
    y: float
    width: float
    height: float


class Lane(NamedTuple):
    """One row of the picture: what it counts, its largest value, and its bars, from `top` to `bottom`."""

    name: str
    largest: str
    top: float
    bottom: float
    bars: tuple[Bar, ...]


class Place(NamedTuple):
    """Where a run stands: the left end of its column."""

    moment: Moment
    x: float


class Plot(NamedTuple):
    """The whole picture; `slot` is the width of a column."""

    height: float
    slot: float
    lanes: tuple[Lane, ...]
    places: tuple[Place, ...]
    left: float = _LEFT
    width: float = WIDTH


class _Kind(NamedTuple):
    """What a lane stacks, from the bottom up: a name and a value for each; None is not known."""

    name: str
    height: float
    parts: Sequence[tuple[str, Callable[[Moment], float | None]]]
    unit: str = ""


_KINDS = (
    _Kind("devices", 64, (("ok", lambda each: each.ok), ("failed", lambda each: each.failed))),
    _Kind("violations", 36, (("violations", lambda each: each.violations),)),
    _Kind("seconds", 36, (("seconds", lambda each: each.seconds),), " s"),
)


def plot(moments: Sequence[Moment]) -> Plot:
    """The runs, the oldest first; a lane of which nothing is known is left out."""
    columns = max(COLUMNS, len(moments))
    slot = round((WIDTH - _LEFT - _RIGHT) / columns, 2)
    first = columns - len(moments)
    places = tuple(
        Place(each, round(_LEFT + (first + number) * slot, 1)) for number, each in enumerate(moments)
    )
    lanes: list[Lane] = []
    top = 4.0
    for kind in _KINDS:
        if any(_total(kind, each) is not None for each in moments):
            lanes.append(_lane(kind, places, slot, top))
            top += kind.height + _GAP
    return Plot(round(top - _GAP + _AXIS, 1), slot, tuple(lanes), places)


def _total(kind: _Kind, moment: Moment) -> float | None:
    known = [value for _, value_of in kind.parts if (value := value_of(moment)) is not None]
    return sum(known) if known else None


def _lane(kind: _Kind, places: Sequence[Place], slot: float, top: float) -> Lane:
    largest = max(_total(kind, each.moment) or 0 for each in places)
    bottom = top + kind.height
    bars = [bar for place in places for bar in _bars(kind, place, slot, (bottom, largest or 1))]
    figure = f"{largest:,.0f}" if largest == int(largest) else f"{largest:,.3g}"
    return Lane(kind.name, f"{figure}{kind.unit}", top, bottom, tuple(bars))


def _bars(kind: _Kind, place: Place, slot: float, scale: tuple[float, float]) -> Iterator[Bar]:
    bottom, largest = scale
    at, width = bottom, round(slot * _BAR, 1)
    left = round(place.x + (slot - width) / 2, 1)
    for name, value_of in kind.parts:
        value = value_of(place.moment)
        if value:
            height = max(_LEAST, value / largest * kind.height)
            at -= height
            yield Bar(name, left, round(at, 1), width, round(height, 1))
        elif value is None:
            yield Bar("unknown", left, bottom - 1, width, 1)
