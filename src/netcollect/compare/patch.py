"""What changed, as a patch that `patch -p0` applies in the directory of the older run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netcollect.archive import Run, Stored, pieces
from netcollect.comparable import rules_of
from netcollect.compare.difference import Choice, ignored, is_same
from netcollect.compare.hunks import Edit, compared, edits
from netcollect.compare.pairs import Before, Pair, pairs
from netcollect.errors import InputError

#: Lines around a change, unless somebody asks for another number.
CONTEXT = 3


def patches(new: Run, past: Before, choice: Choice, context: int = CONTEXT) -> Iterator[str]:
    """The patch, a piece a file; what is volatile stays as it is in the older file.

    Raises:
        InputError: an older file is not what its run wrote.
    """
    files: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs(new, past, choice.wanted):
        if pair.old and pair.new and not is_same(pair.old.entry, pair.new.entry, exact=choice.exact):
            files.setdefault((pair.old.run.name, str(pair.old.entry.file)), []).append(pair)
    for (_, file), changed in files.items():
        assert changed[0].old is not None
        lines, found = _file_edits(changed[0].old, changed, choice)
        if found:
            name = file + "\t" * (" " in file)
            yield f"--- {name}\n+++ {name}\n" + "".join(_hunks(lines, found, context))


def _file_edits(old: Stored, changed: Sequence[Pair], choice: Choice) -> tuple[list[str], list[Edit]]:
    """The lines of an older file, and what changes them."""
    file = str(old.entry.file)
    try:
        data = b"".join(pieces(old.run.path, file))
    except OSError as error:
        raise InputError.of(str(old.run.path / file), f"cannot be read: {error.strerror or error}") from None
    found: list[Edit] = []
    for pair in changed:
        assert pair.old is not None
        text = pair.old.text
        offset = pair.old.entry.offset
        begin = data.find(text.encode("utf-8", "surrogateescape")) if offset is None else offset
        first = data[:begin].count(b"\n")
        found += [
            Edit(edit.begin + first, edit.end + first, edit.lines) for edit in _edits_of(pair, text, choice)
        ]
    lines = data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    return lines if data else [], sorted(found)


def _edits_of(pair: Pair, text: str, choice: Choice) -> list[Edit]:
    assert pair.new is not None
    # The order of the lines is that of the file, also where it means nothing.
    rules = rules_of(pair.row.platform, pair.command, ignored(pair, choice))._replace(unordered=False)
    if not choice.exact and rules_of(pair.row.platform, pair.command).unordered:
        ordered = rules._replace(unordered=True)
        if not compared(text, pair.new.text, ordered).blocks:
            return []
    found = edits(compared(text, pair.new.text, None if choice.exact else rules))
    if choice.exact or not compared(_edited(text, found), pair.new.text, rules).blocks:
        return found
    # A banner that begins elsewhere makes lines count that were there before, and did not.
    return edits(compared(text, pair.new.text, None))


def _edited(text: str, found: Sequence[Edit]) -> str:
    lines, at = text.split("\n"), 0
    kept: list[str] = []
    for edit in found:
        kept += [*lines[at : edit.begin], *edit.lines]
        at = edit.end
    return "\n".join(kept + lines[at:])


def _hunks(lines: Sequence[str], found: Sequence[Edit], context: int) -> Iterator[str]:
    """The hunks of a file; changes that are near each other share one."""
    more = 0
    for group in _near(found, 2 * context):
        begin = max(0, group[0].begin - context)
        end = min(len(lines), group[-1].end + context)
        size = end - begin
        grown = size + sum(len(edit.lines) - (edit.end - edit.begin) for edit in group)
        body = "".join(_body(lines, group, begin, end))
        yield f"@@ -{_range(begin, size)} +{_range(begin + more, grown)} @@\n{body}"
        more += grown - size


def _near(found: Sequence[Edit], most: int) -> list[list[Edit]]:
    """The changes in groups with no more lines between two of a group than `most`."""
    together: list[list[Edit]] = []
    for edit in found:
        if together and edit.begin - together[-1][-1].end <= most:
            together[-1].append(edit)
        else:
            together.append([edit])
    return together


def _body(lines: Sequence[str], group: Sequence[Edit], begin: int, end: int) -> Iterator[str]:
    """The lines of a hunk, each with its sign."""
    at = begin
    for edit in group:
        yield from (f" {line}\n" for line in lines[at : edit.begin])
        yield from (f"-{line}\n" for line in lines[edit.begin : edit.end])
        yield from (f"+{line}\n" for line in edit.lines)
        at = edit.end
    yield from (f" {line}\n" for line in lines[at:end])


def _range(begin: int, size: int) -> str:
    """Lines from 1; where there is none, the line in front."""
    return f"{begin + 1 if size else begin},{size}"
