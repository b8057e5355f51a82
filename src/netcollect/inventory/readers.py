"""Readers of values that have bounds, which a schema shows too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from netcollect.inventory.source import Source
from netcollect.inventory.tree import Node, ScalarNode

#: Reads a node, notes what is wrong with it under the key, and gives the value, or None.
Reader: TypeAlias = Callable[[Source, Node, str], Any]


@dataclass(frozen=True, slots=True)
class Number:
    """Reads a whole number between two bounds."""

    low: int
    high: int

    def __call__(self, source: Source, node: Node, key: str) -> int | None:
        """The number, or None."""
        return source.number(node, key, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Choice:
    """Reads one of some words."""

    words: tuple[str, ...]

    def __call__(self, source: Source, node: Node, key: str) -> str | None:
        """The word, or None for an empty value."""
        value = source.text(node, key)
        if value is not None and value not in self.words:
            source.note(node, key, f"{value[:60]!r} is none of {', '.join(self.words)}")
        return value


@dataclass(frozen=True, slots=True)
class Choices:
    """Reads several of some words, or one of them."""

    words: tuple[str, ...]

    def __call__(self, source: Source, node: Node, key: str) -> tuple[str, ...]:
        """The words, without those that are none of them."""
        values = source.texts(node, key)
        for value in values:
            if value not in self.words:
                hint = source.meant(value, self.words)
                source.note(node, key, f"{value[:60]!r} is none of {', '.join(self.words)}", hint)
        return tuple(value for value in values if value in self.words)


def patterns(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """Reads patterns for what is left out when outputs are compared."""
    from netcollect.comparable import objection  # noqa: PLC0415 (only where there are any)

    found = source.texts(node, key)
    for part in [node] if isinstance(node, ScalarNode) else source.elements(node, key):
        text = getattr(part, "value", "")
        if text in found and (why := objection(text)):
            source.note(part, key, f"{text[:60]!r} {why}", "narrow it down")
    return found
