"""Where two texts differ, line by line.

Lines that are unique on both sides are anchors (patience diff), because people see a text by them. Between
them the fewest edits are looked for (E. W. Myers, "An O(ND) Difference Algorithm", 1986), and over the whole
text as well: anchors that cost more than a fifth of edits above the fewest are dropped. Both are bounded.
difflib is not used: it takes the longest match first, which in repetitive texts costs many more edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

#: The most edits that are looked for at once: the effort grows with their square.
_EDITS = 400
#: How many times the fewest edits the anchors may cost.
_WORTH = 1.2


class Block(NamedTuple):
    """Lines `old_begin` to `old_end` of the old text, from 0, became lines `new_begin` to `new_end`."""

    old_begin: int
    old_end: int
    new_begin: int
    new_end: int


class _Match(NamedTuple):
    """So many equal lines from these places on."""

    old: int
    new: int
    length: int


class _Part(NamedTuple):
    """A part of both texts."""

    old_begin: int
    old_end: int
    new_begin: int
    new_end: int


def differing(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The parts that differ, in order; what lies between them is equal on both sides."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]
    part, ends = _trimmed(a, b, _Part(0, len(a), 0, len(b)))
    matches = _anchored(a, b, part)
    edits = _edits(part, matches)
    fewest, (x, y) = _shortest(a, b, part, min(_EDITS, int(edits / _WORTH)))
    if (x, y) == (part.old_end, part.new_end) and _edits(part, fewest) * _WORTH < edits:
        matches = fewest
    return _between(sorted([*ends, *matches]), len(a), len(b))


def _edits(part: _Part, matches: Sequence[_Match]) -> int:
    size = part.old_end - part.old_begin + part.new_end - part.new_begin
    return size - 2 * sum(match.length for match in matches)


def _between(matches: Sequence[_Match], old_size: int, new_size: int) -> list[Block]:
    """What lies between matches."""
    blocks, old, new = [], 0, 0
    for match in [*matches, _Match(old_size, new_size, 0)]:
        if match.old > old or match.new > new:
            blocks.append(Block(old, match.old, new, match.new))
        old, new = match.old + match.length, match.new + match.length
    return blocks


def _trimmed(a: Sequence[int], b: Sequence[int], part: _Part) -> tuple[_Part, list[_Match]]:
    """A part without the lines that are equal at its begin and its end, and those lines."""
    begin, begin_b, end, end_b = part.old_begin, part.new_begin, part.old_end, part.new_end
    while begin < end and begin_b < end_b and a[begin] == b[begin_b]:
        begin, begin_b = begin + 1, begin_b + 1
    while begin < end and begin_b < end_b and a[end - 1] == b[end_b - 1]:
        end, end_b = end - 1, end_b - 1
    head = _Match(part.old_begin, part.new_begin, begin - part.old_begin)
    tail = _Match(end, end_b, part.old_end - end)
    return _Part(begin, end, begin_b, end_b), [match for match in (head, tail) if match.length]


def _anchored(a: Sequence[int], b: Sequence[int], whole: _Part) -> list[_Match]:
    """Matches by anchors, and by the fewest edits where there are none."""
    found: list[_Match] = []
    left = [whole]
    while left:
        part, ends = _trimmed(a, b, left.pop())
        found += ends
        if part.old_begin == part.old_end or part.new_begin == part.new_end:
            continue
        anchors = _anchors(a, b, part)
        if anchors:
            left += _around(anchors, part)
            found += anchors
        else:
            found += _filled(a, b, part)
    return found


def _around(anchors: Sequence[_Match], part: _Part) -> list[_Part]:
    """The parts between the anchors."""
    parts, old, new = [], part.old_begin, part.new_begin
    for anchor in [*anchors, _Match(part.old_end, part.new_end, 0)]:
        parts.append(_Part(old, anchor.old, new, anchor.new))
        old, new = anchor.old + 1, anchor.new + 1
    return parts


def _anchors(a: Sequence[int], b: Sequence[int], part: _Part) -> list[_Match]:
    """The longest series of lines that are unique on both sides and stand in the same order."""
    old = Counter(a[part.old_begin : part.old_end])
    new = Counter(b[part.new_begin : part.new_end])
    places = {b[at]: at for at in range(part.new_begin, part.new_end) if new[b[at]] == 1 and old[b[at]] == 1}
    pairs = [(at, places[a[at]]) for at in range(part.old_begin, part.old_end) if a[at] in places]
    return [_Match(pairs[at][0], pairs[at][1], 1) for at in _rising([new for _, new in pairs])]


def _rising(numbers: Sequence[int]) -> list[int]:
    """The places of a longest rising series (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        piles[pile : pile + 1] = [at]
    series, at = [], piles[-1] if piles else -1
    while at >= 0:
        series.append(at)
        at = below[at]
    return series[::-1]


def _filled(a: Sequence[int], b: Sequence[int], part: _Part) -> list[_Match]:
    """Matches by few edits: the fewest, or, where they are many, those of one stretch after the other."""
    found: list[_Match] = []
    while part.old_begin < part.old_end and part.new_begin < part.new_end:
        matches, (old, new) = _shortest(a, b, part, _EDITS)
        found += matches
        part = part._replace(old_begin=old, new_begin=new)
    return found


def _shortest(
    a: Sequence[int], b: Sequence[int], part: _Part, limit: int
) -> tuple[list[_Match], tuple[int, int]]:
    """The matches of the shortest way through a part, and how far it leads with at most `limit` edits.

    Where that is not to the end, the way that leads furthest is taken.
    """
    goal = (part.old_end - part.old_begin, part.new_end - part.new_begin)
    trace: list[list[int]] = []
    best, best_edits = (0, 0), 0
    for edits in range(limit + 1):
        trace.append(_reached(a, b, part, trace[-1] if trace else []))
        x, k = max((2 * x - k, x, k) for k, x in zip(range(-edits, edits + 1, 2), trace[-1], strict=True))[1:]
        if x >= 0 and 2 * x - k > sum(best):
            best, best_edits = (x, x - k), edits
        if best == goal:
            break
    end = (part.old_begin + best[0], part.new_begin + best[1])
    return _walked(trace[: best_edits + 1], best, part), end


def _reached(a: Sequence[int], b: Sequence[int], part: _Part, before: Sequence[int]) -> list[int]:
    """How far each diagonal is reached with one edit more than `before`, equal lines and all."""
    n, m = part.old_end - part.old_begin, part.new_end - part.new_begin
    edits, reached = len(before), []
    for k in range(-edits, edits + 1, 2):
        x = _step(before, k, n, m)[0] if before else 0
        y = x - k
        while 0 <= x < n and y < m and a[part.old_begin + x] == b[part.new_begin + y]:
            x, y = x + 1, y + 1
        reached.append(x)
    return reached


#: Of a diagonal that leads nowhere.
_NOWHERE = -2


def _step(before: Sequence[int], k: int, n: int, m: int) -> tuple[int, bool]:
    """How far the diagonal `k` (old minus new) is reached by one edit, and whether by removing a line.

    `before` is how far its neighbours were reached: those from `1 - len(before)`, in steps of two.
    """
    at = (k + len(before)) // 2
    removing = before[at - 1] + 1 if at and before[at - 1] >= 0 else _NOWHERE
    adding = before[at] if at < len(before) else _NOWHERE
    if removing > n:
        removing = _NOWHERE
    if adding - k > m:
        adding = _NOWHERE
    return (removing, True) if removing > adding else (adding, False)


def _walked(trace: Sequence[Sequence[int]], end: tuple[int, int], part: _Part) -> list[_Match]:
    """The matches on the way that a trace took to its end."""
    n, m = part.old_end - part.old_begin, part.new_end - part.new_begin
    found, x, k = [], end[0], end[0] - end[1]
    for edits in range(len(trace) - 1, -1, -1):
        begin, removed = _step(trace[edits - 1], k, n, m) if edits else (0, False)
        if x > begin:
            found.append(_Match(part.old_begin + begin, part.new_begin + begin - k, x - begin))
        x, k = (begin - 1, k - 1) if removed else (begin, k + 1)
    return found
