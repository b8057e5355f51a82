"""An input file → its text, or its tree; what is wrong with it as a file."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from netcollect.inventory.characters import odd_in_lines
from netcollect.inventory.foreign import foreign
from netcollect.inventory.source import Source
from netcollect.inventory.syntax import Flaw, place_of
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, compose, is_null

_PAGE = "docs/inventory.md"


@dataclass(slots=True)
class File:
    """An input file: its bytes, its tree as YAML, and what is wrong with it as YAML; nothing is judged yet.

    `root` is None where the file has no tree; `data` is empty where it cannot be read, which is a problem
    of the `source`.
    """

    source: Source
    path: Path
    data: bytes = b""
    text: str | None = None
    root: Node | None = None
    flaws: list[Flaw] = field(default_factory=list)


def look(path: str | Path) -> File:
    """The file with its tree, where it has one. Never raises for what is in the file."""
    file = File(Source(str(path)), Path(path))
    data = _bytes(file.source, path)
    if data is not None:
        file.data, file.text = data, _decoded(file.source, data)
        if file.text is not None:
            file.root, file.flaws = compose(file.text)
    return file


def judge(file: File, example: str, page: str = _PAGE) -> None:
    """Notes what is wrong with the file as YAML, or which other format it is in.

    `example` is a line of such a file, for the hint that goes with another format, and `page` the page of the
    docs that says what it may hold.
    """
    is_yaml = isinstance(file.root, MappingNode | SequenceNode)
    if not is_yaml and (found := foreign(file.data, example)):
        file.source.clear()
        file.source.note_at(0, 0, *found)
        return
    for flaw in file.flaws if is_yaml else _odd_ones(file.text or "", file.flaws) or file.flaws:
        file.source.note_at(*flaw)
    if not file.source.problems and (file.root is None or is_null(file.root)):
        file.source.note_at(0, 0, "is empty", f"see {page} for what it may hold")


def read(path: str | Path, example: str = "key: value", page: str = _PAGE) -> tuple[Source, Node | None]:
    """The root node of a YAML file, None where it cannot be read; problems are in the source.

    `example` and `page` are for hints, see `judge`.
    Never raises for what is in the file.
    """
    file = look(path)
    judge(file, example, page)
    is_text = isinstance(file.root, ScalarNode)
    return file.source, None if file.source.problems and is_text else file.root


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
