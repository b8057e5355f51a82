"""Whether rows that changed tell all that their lines do: a template does not capture every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    """Whether each line with a row that changed is another one in nothing but what its row tells."""
    old, new = _Lines(removed), _Lines(added)
    return all(_tells(row, old, new) for row in rows if row.change == "changed")


def _tells(row: RowChange, old: _Lines, new: _Lines) -> bool:
    pairs = _pairs(row)
    return any(_became(one, other, pairs) for one in old.of(row.key) for other in new.of(row.key))


class _Lines:
    """Lines by what stands in them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [_TOKEN.findall(line) for line in lines]
        self._with: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines):
            for token in {*line}:
                self._with.setdefault(token, []).append(number)

    def of(self, key: Mapping[str, Any]) -> list[_Tokens]:
        """The lines that a row with this name may stand in; in JSON the name is on another one."""
        tokens = [token for value in key.values() for token in _TOKEN.findall(text_of(value))]
        numbers = min((self._with.get(token, []) for token in tokens), key=len, default=[])
        if numbers:
            return [self._lines[number] for number in numbers]
        return self._lines if len(self._lines) <= _FEW else []


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
