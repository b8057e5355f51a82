"""Whether rows that changed tell all that their lines do: a template does not capture every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from netcollect.compare.groups import text_of
from netcollect.compare.result import RowChange

#: Words, and everything else that is seen.
_TOKEN = re.compile(r"\w+|[^\w\s]")
#: Among how many lines one is looked for that does not name its row.
_FEW = 20
_Tokens = list[str]
_Pair = tuple[_Tokens, _Tokens]


def tell_all(rows: Iterable[RowChange], removed: Sequence[str], added: Sequence[str]) -> bool:
    """Whether each row has lines of its own, which are other ones in nothing but what it tells.

    Several rows may tell one line, such as a heading whose words all rows below it have: they leave the
    others out.
    """
    old, new = _Lines(removed), _Lines(added)
    return all(_claims(row, old, new) for row in rows)


def _claims(row: RowChange, old: _Lines, new: _Lines) -> bool:
    """Whether there are lines for a row among those that are left; takes them."""
    if row.change != "changed":
        lines = new if row.change == "new" else old
        return next(map(lines.take, lines.named(row.key)), False)
    pairs = _pairs(row)
    return any(
        old.take(one) and new.take(other)
        for one in old.of(row.key)
        for other in new.of(row.key)
        if _became(old.left[one], new.left[other], pairs)
    )


class _Lines:
    """Lines that no row has taken yet, by their numbers and by what stands in them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.left = {number: _TOKEN.findall(line) for number, line in enumerate(lines)}
        self._with: dict[str, dict[int, int]] = {}
        for number, line in self.left.items():
            for at, token in enumerate(line):
                self._with.setdefault(token, {}).setdefault(number, at)

    def take(self, number: int) -> bool:
        """Leaves a line to the row that asks, and to no other one."""
        return self.left.pop(number, None) is not None

    def of(self, key: Mapping[str, Any]) -> list[int]:
        """The lines that a row with this name may stand in; in JSON the name is on another one."""
        rarest: Mapping[int, int] = min(
            (self._with.get(token, {}) for token in _name(key)), key=len, default={}
        )
        if rarest:  # a name mostly stands in front
            return sorted(rarest.keys() & self.left.keys(), key=lambda number: (rarest[number], number))
        return [*self.left] if len(self.left) <= _FEW else []

    def named(self, key: Mapping[str, Any]) -> Iterator[int]:
        """The lines with the whole name of a row."""
        name = {*_name(key)}
        return (number for number in self.of(key) if name and name <= {*self.left[number]})


def _name(key: Mapping[str, Any]) -> list[str]:
    return [token for value in key.values() for token in _TOKEN.findall(text_of(value))]


def _pairs(row: RowChange) -> list[_Pair]:
    """The old and the new words of each cell, without those that both begin or end with."""
    both = [[_TOKEN.findall(text_of(value)) for value in cells] for cells in row.columns.values()]
    return [pair for old, new in both if any(pair := _trimmed(old, new))]


def _trimmed(old: _Tokens, new: _Tokens) -> _Pair:
    begin = _same(old, new)
    old, new = old[begin:], new[begin:]
    end = _same(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _same(old: _Tokens, new: _Tokens) -> int:
    """How many words both begin with."""
    differ = (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    return next(differ, min(len(old), len(new)))


def _became(old: _Tokens, new: _Tokens, pairs: Sequence[_Pair]) -> bool:
    """Whether a line became the other one by these pairs, each used once."""
    begin = _same(old, new)
    old, new = old[begin:], new[begin:]
    if not pairs:
        return not old and not new
    return any(
        old[: len(before)] == before
        and new[: len(after)] == after
        and _became(old[len(before) :], new[len(after) :], [*pairs[:at], *pairs[at + 1 :]])
        for at, (before, after) in enumerate(pairs)
        if (before, after) not in pairs[:at]
    )
