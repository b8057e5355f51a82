"""Patterns that may take for ever: those that can match one text in ever more ways the longer it grows.

`re` tries all ways before it gives up. A loop is one of these if two different walks through it read the same
text and end where they began. The walks go over positions, a pattern's characters as they are written
(Glushkov's automaton); two walks are followed as pairs of positions.

`re` has no public way to its own reading of a pattern. The two private modules are the same in Python 3.11 to
3.13, and tests/unit/comparable/test_ambiguity.py fails where they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

#: Inside a loop, a repetition that goes on longer counts as endless; one of a fixed length may go on longer.
_FEW, _MANY = 8, 64
#: What is repeated more often than this is looked at: the ways through it multiply.
_OFTEN = 4
#: A loop with more positions than this is not looked at, and refused.
_MOST = 500
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_LOOKS = (ops.ASSERT, ops.ASSERT_NOT)
#: Sets of characters are bits: one for each of these, of which the last stand for all others of their class.
_LATIN = tuple(map(chr, range(256)))
_OTHERS = ("\u2003", "\u0661", "\u0430", "\u2014")
_ALL = {each: 1 << at for at, each in enumerate((*_LATIN, *_OTHERS))}
_ANY, _FIRST = (1 << len(_ALL)) - 1, (1 << len(_LATIN)) - 1
_CLASSES = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_NOT_WORD: r"\W",
}


def may_take_for_ever(pattern: str, flags: int = 0, *, whole: bool = False) -> bool:
    """Whether a valid pattern may try more and more ways for each further character of a text.

    `whole` says that more must match behind the pattern, if only the end of the text.

    >>> may_take_for_ever("(a+)+$"), may_take_for_ever("(a|aa)+$"), may_take_for_ever("(?:a+ )+$")
    (True, True, False)
    """
    parsed = _parser.parse(pattern, flags)
    try:
        _look(parsed, parsed.state.flags, is_last=not whole)
    except _AmbiguousError:
        return True
    return False


class _AmbiguousError(Exception):
    """There are two ways."""


class _Part(NamedTuple):
    """A part of a loop: the positions that it can begin and end at, and in how many ways it can be empty."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    empty: int = 1


def _look(items: Iterable[tuple[Any, Any]], flags: int, *, is_last: bool, times: int = 1) -> None:
    """Looks at every loop. One behind which nothing can fail is never left for another way: it is fine.

    `times` is how often all this is repeated: the ways through what it repeats multiply.
    """
    for op, value in reversed(list(items)):
        least, most = value[:2] if op in _REPEATS else (1, 1)
        # What looks ahead is not looked at again once it has matched.
        is_end = op in _LOOKS or (is_last and least <= 1)
        if op in _REPEATS and not is_end and times * most > _OFTEN:
            _Loop(flags).check(op, (least, ops.MAXREPEAT, value[-1]))
        for inner in _inside(op, value):
            _look(inner, _flags_of(op, value, flags), is_last=is_end, times=times * most)
        is_last = is_last and least == 0


def _flags_of(op: Any, value: Any, flags: int) -> int:
    """The flags within an item: those of `(?i:…)` hold there only."""
    return (flags | value[1]) & ~value[2] if op is ops.SUBPATTERN else flags


def _is_loop(least: int, most: int, body: Any) -> bool:
    shortest, longest = body.getwidth()
    return bool(most > (_MANY if least == most and shortest == longest else _FEW))


def _inside(op: Any, value: Any) -> list[Any]:
    """The patterns within an item."""
    if op is ops.BRANCH:
        return list(value[1])
    if op is ops.GROUPREF_EXISTS:
        return [each for each in value[1:] if each is not None]
    if op in _REPEATS or op is ops.SUBPATTERN or op in _LOOKS:
        return [value[-1]]
    return [value] if op is ops.ATOMIC_GROUP else []


class _Loop:
    """The positions of a loop, the characters of each, and which follows which."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._characters: list[int] = []
        self._follows: list[set[int]] = []

    def check(self, op: Any, value: Any) -> None:
        """Follows two walks through a loop from where they part to where they meet.

        Raises:
            _AmbiguousError: there are such walks.
        """
        self.part([(op, value)])
        waiting = [pair for after in self._follows for pair in combinations(sorted(after), 2)]
        seen: set[tuple[int, int]] = set()
        while waiting:
            one, other = pair = waiting.pop()
            if pair in seen or not self._characters[one] & self._characters[other]:
                continue
            seen.add(pair)
            after, beside = self._follows[one], self._follows[other]
            if any(self._characters[each] for each in after & beside):
                raise _AmbiguousError
            waiting += [(min(x, y), max(x, y)) for x in after for y in beside]

    def part(self, items: Iterable[tuple[Any, Any]]) -> _Part:
        """A sequence."""
        whole = _Part()
        for item in items:
            whole = self._then(whole, self._item(*item))
        return whole

    def _then(self, one: _Part, other: _Part) -> _Part:
        if (one.empty > 1 and other.first) or (other.empty > 1 and one.last):
            raise _AmbiguousError
        self._join(one.last, other.first)
        first = one.first + other.first if one.empty else one.first
        last = one.last + other.last if other.empty else other.last
        return _Part(first, last, min(2, one.empty * other.empty))

    def _join(self, before: Iterable[int], after: Iterable[int]) -> None:
        for each in before:
            if self._follows[each].intersection(after):
                raise _AmbiguousError
            self._follows[each].update(after)

    def _item(self, op: Any, value: Any) -> _Part:
        if op in _REPEATS:
            return self._repeat(*value)
        if op is ops.BRANCH or op is ops.GROUPREF_EXISTS:
            return self._choice([self.part(each) for each in _inside(op, value)])
        if op is ops.SUBPATTERN or op is ops.ATOMIC_GROUP:
            return self._group(op, value)
        if op is ops.AT or op in _LOOKS:
            return _Part()
        if op is ops.GROUPREF:
            return self._repeat(0, ops.MAXREPEAT, [(ops.IN, [(ops.NEGATE, None)])])
        return self._position(_characters(op, value, self._flags))

    def _group(self, op: Any, value: Any) -> _Part:
        before, self._flags = self._flags, _flags_of(op, value, self._flags)
        part = self.part(_inside(op, value)[0])
        self._flags = before
        return part

    @staticmethod
    def _choice(parts: Sequence[_Part]) -> _Part:
        # Without another one, it is nothing.
        parts = [*parts, _Part()] if len(parts) == 1 else parts
        first = tuple(at for part in parts for at in part.first)
        last = tuple(at for part in parts for at in part.last)
        return _Part(first, last, min(2, sum(part.empty for part in parts)))

    def _position(self, characters: int) -> _Part:
        self._characters.append(characters)
        self._follows.append(set())
        at = len(self._characters) - 1
        if at > _MOST:
            raise _AmbiguousError
        return _Part((at,), (at,), 0)

    def _repeat(self, least: int, most: int, body: Any) -> _Part:
        if isinstance(body, list) or _is_loop(least, most, body):
            part = self.part(body)
            if part.empty and least > 1:
                # Each of so many may be empty: which are is a choice.
                raise _AmbiguousError
            self._join(part.last, part.first)
            return part._replace(empty=min(2, part.empty + (not least)))
        whole = _Part()
        for number in range(most, 0, -1):
            part = self._then(self.part(body), whole) if number < most else self.part(body)
            whole = part._replace(empty=min(2, part.empty + 1)) if number > least else part
        return whole


def _characters(op: Any, value: Any, flags: int) -> int:
    """The characters that an item takes."""
    ignore_case = bool(flags & re.IGNORECASE)
    if op is ops.ANY:
        return _ANY if flags & re.DOTALL else _ANY & ~_ALL["\n"]
    if op is not ops.IN:
        found, exact = _range(value, value, ignore_case)
        return _ANY & ~exact if op is ops.NOT_LITERAL else found
    found = exact = 0
    for kind, each in value:
        if kind is ops.CATEGORY:
            taken = surely = _class(_CLASSES[each])
        elif kind is ops.NEGATE:
            continue
        else:
            first, last = each if kind is ops.RANGE else (each, each)
            taken, surely = _range(first, last, ignore_case)
        found, exact = found | taken, exact | surely
    return _ANY & ~exact if value[0][0] is ops.NEGATE else found


@cache
def _class(pattern: str) -> int:
    matching = re.compile(pattern).match
    return sum(bit for each, bit in _ALL.items() if matching(each))


def _range(first: int, last: int, ignore_case: bool) -> tuple[int, int]:
    """The characters of a range: those that may be in it, and those that surely are."""
    cases = {case for at in range(first, min(last, 255) + 1) for case in _cases(chr(at), ignore_case)}
    exact = sum(_ALL[each] for each in cases if each in _LATIN)
    return exact | _others(first, last), exact


def _cases(character: str, ignore_case: bool) -> tuple[str, ...]:
    return (character, *character.swapcase()) if ignore_case else (character,)


def _others(first: int, last: int) -> int:
    """What stands for the characters of a range that are none of the first 256."""
    like = [
        each
        for each in _OTHERS
        if first < last or all(_is_alike(name, each, first) for name in (r"\d", r"\s", r"\w"))
    ]
    return sum(_ALL[each] for each in like) if last > 255 else 0


def _is_alike(name: str, one: str, other: int) -> bool:
    return bool(re.match(name, one)) == bool(re.match(name, chr(other)))
