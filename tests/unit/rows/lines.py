"""Lines that a regular expression matches, made by chance."""

from __future__ import annotations

import random
import re
import string

# The parser of the standard library's own expressions; typeshed does not know it.
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CLASSES = {
    op.CATEGORY_DIGIT: string.digits,
    op.CATEGORY_NOT_DIGIT: "ab-/ ",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a0-:/.",
    op.CATEGORY_WORD: "aZ09_",
    op.CATEGORY_NOT_WORD: "-/ .",
}
_ANY = "aB1 ./:-"


def line(pattern: str, chance: random.Random) -> str:
    """A line that the pattern probably matches: what stands around it is not looked at."""
    return "".join(_text(parser.parse(pattern), chance))


def _text(parsed: Any, chance: random.Random) -> list[str]:
    return [_part(kind, value, chance) for kind, value in parsed]


def _part(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.IN:
        return _one_of(value, chance)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, inner = value
        times = chance.randint(least, min(most, least + 3))
        return "".join("".join(_text(inner, chance)) for _ in range(times))
    if kind is op.SUBPATTERN:
        return "".join(_text(value[-1], chance))
    if kind is op.BRANCH:
        return "".join(_text(chance.choice(value[1]), chance))
    return chance.choice(_ANY) if kind in (op.ANY, op.NOT_LITERAL) else ""


def _one_of(items: Any, chance: random.Random) -> str:
    kind, value = chance.choice(items)
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.RANGE:
        return chr(chance.randint(*value))
    return chance.choice(_CLASSES.get(value, _ANY))


def matched(pattern: re.Pattern[str], chance: random.Random) -> str:
    """A line for a compiled pattern; never more than one."""
    return " ".join(line(pattern.pattern, chance).splitlines())
