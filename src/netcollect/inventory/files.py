"""An input file → its text, or its tree; what is wrong with it as a file."""

from __future__ import annotations

import codecs
from pathlib import Path

from netcollect.inventory.characters import odd_in_lines
from netcollect.inventory.foreign import foreign
from netcollect.inventory.source import Source
from netcollect.inventory.syntax import Flaw, place_of
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, compose, is_null


def read(path: str | Path, example: str = "key: value") -> tuple[Source, Node | None]:
    """The root node of a YAML file, None where it cannot be read; problems are in the source.

    `example` is a line of such a file, for the hint that goes with another format.
    Never raises for what is in the file.
    """
    source = Source(str(path))
    data = _bytes(source, path)
    if data is None:
        return source, None
    text = _decoded(source, data)
    root, flaws = (None, []) if text is None else compose(text)
    if not isinstance(root, MappingNode | SequenceNode):
        if found := foreign(data, example):
            source = Source(str(path))
            source.note_at(0, 0, *found)
            return source, None
        flaws = _odd_ones(text or "", flaws) or flaws
    for flaw in flaws:
        source.note_at(*flaw)
    if not source.problems and (root is None or is_null(root)):
        source.note_at(0, 0, "is empty", "see docs/inventory.md for what it may hold")
    return source, None if source.problems and isinstance(root, ScalarNode) else root


def _odd_ones(text: str, flaws: list[Flaw]) -> list[Flaw]:
    """The odd characters behind the parser's trouble: in its line and the one before, or anywhere."""
    last = flaws[-1].line if flaws else 0
    lines = range(last - 1, last + 1) if flaws else range(1, len(text))
    return [Flaw(line, odd.offset + 1, odd.message, odd.hint) for line, odd in odd_in_lines(text, lines)]


def read_text(source: Source, path: str | Path) -> str | None:
    """A file's text without a byte-order mark, or a problem."""
    data = _bytes(source, path)
    return None if data is None else _decoded(source, data)


def _decoded(source: Source, data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        source.note_at(*place_of(before, len(before)), "is not UTF-8 text", "save it as UTF-8")
    return None


def _bytes(source: Source, path: str | Path) -> bytes | None:
    """A file's bytes without a byte-order mark, or a problem."""
    try:
        return Path(path).read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        hint = "name a file in it" if isinstance(error, IsADirectoryError) else "check the path"
        source.note_at(0, 0, f"cannot be read: {error.strerror or error}", hint)
    except ValueError:
        source.note_at(0, 0, "cannot be read: its name holds a NUL character", "check the path")
    return None
