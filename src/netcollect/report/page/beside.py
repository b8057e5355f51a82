"""Old and new beside each other, line by line, with what differs inside a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from netcollect.compare import Hunk, RowChange
from netcollect.report.page.model import Beside, Mark, Side
from netcollect.report.page.room import weight

#: Two lines are one that changed when they share this part of the shorter one at their ends.
_ALIKE = 0.34
#: What a line costs in the page on each side, beside its text.
_MARKUP = 80


def hunk_beside(hunk: Hunk) -> tuple[Beside, ...]:
    """The lines of a hunk, those around it included."""
    return (
        *_context(hunk.before),
        *_differing(hunk.removed, hunk.added, hunk.old_line, hunk.new_line),
        *_context(hunk.after),
    )


def row_beside(row: RowChange) -> tuple[Beside, ...]:
    """A row that changed, a line for each column."""
    return tuple(
        Beside(
            "changed" if _is_there(old) and _is_there(new) else "removed" if _is_there(old) else "added",
            _cell(column, old),
            _cell(column, new),
        )
        for column, (old, new) in row.columns.items()
    )


def size_of(lines: Iterable[Beside]) -> int:
    """How many bytes lines take in the page."""
    return sum(_MARKUP + weight(side.text) for line in lines for side in (line.old, line.new) if side)


def _is_there(value: object) -> bool:
    return value not in (None, "", [])


def _cell(column: str, value: object) -> Side | None:
    if not _is_there(value):
        return None
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return Side(None, f"{column}: ", text)


def _context(lines: Sequence[str]) -> Iterator[Beside]:
    return (Beside("same", Side(None, line), Side(None, line)) for line in lines)


def _differing(old: Sequence[str], new: Sequence[str], old_line: int, new_line: int) -> Iterator[Beside]:
    """Lines in pairs; only the first of each side has a number, since volatile ones may stand between."""
    for place, (one, other) in enumerate(zip_longest(old, new)):
        numbers = (None, None) if place else (old_line, new_line)
        if one is None or other is None:
            mark: Mark = "added" if one is None else "removed"
            yield Beside(mark, _whole(numbers[0], one), _whole(numbers[1], other))
        else:
            yield Beside("changed", *_sides(one, other, numbers))


def _whole(number: int | None, text: str | None) -> Side | None:
    return None if text is None else Side(number, text)


def _sides(one: str, other: str, numbers: tuple[int | None, int | None]) -> tuple[Side, Side]:
    """Two lines in the same place; the middle that differs is marked where they are one line that changed."""
    head = _shared(one, other)
    tail = _shared(one[head:][::-1], other[head:][::-1])
    words = len((one[:head] + one[len(one) - tail :]).strip())
    if words < _ALIKE * min(len(one.strip()), len(other.strip())):
        return Side(numbers[0], one), Side(numbers[1], other)
    parts = ((text[:head], text[head : len(text) - tail], text[len(text) - tail :]) for text in (one, other))
    left, right = parts
    return Side(numbers[0], *left), Side(numbers[1], *right)


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike; never half a word's worth of digits."""
    pairs = zip(one, other, strict=False)
    same = next((place for place, (left, right) in enumerate(pairs) if left != right), None)
    if same is None:
        same = min(len(one), len(other))
    while same and one[same - 1].isalnum() and _goes_on(one, same) + _goes_on(other, same):
        same -= 1
    return same


def _goes_on(text: str, place: int) -> bool:
    """Whether a word that reaches to this place goes on behind it."""
    return place < len(text) and text[place].isalnum()
