"""Two outputs → hunks for people, and edits for `patch`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from netcollect.comparable import Form, Rules, comparable
from netcollect.compare.lines import Block, differing
from netcollect.compare.result import Hunk
from netcollect.compare.sections import headings, inside
from netcollect.compare.veil import Veil
from netcollect.document import as_unicode

#: Stands for lines of a private key whose mask is on another line.
_LEFT = "<redacted>"


class Sides(NamedTuple):
    """Two outputs, their comparable forms, and where those differ."""

    old: list[str]
    new: list[str]
    old_form: Form
    new_form: Form
    blocks: list[Block]


def compared(old: str, new: str, rules: Rules | None) -> Sides:
    """Two outputs compared by what counts; with `rules` of None by every character."""
    one, other = (comparable(text, rules) if rules else _exact(text) for text in (old, new))
    return sides_of(old, new, one, other)


def sides_of(old: str, new: str, old_form: Form, new_form: Form) -> Sides:
    """Two outputs compared by forms of them."""
    lines = old_form.lines, new_form.lines
    blocks = [_settled(*lines, block) for block in differing(*lines)]
    return Sides(_lines(old), _lines(new), old_form, new_form, blocks)


def _exact(text: str) -> Form:
    lines = _lines(text)
    return Form(lines, list(range(len(lines))))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def hunks(sides: Sides, context: int = 0, veil: Veil | None = None) -> tuple[Hunk, ...]:
    """What differs, each part under the heading of its section, as the devices printed it.

    With a veil secrets are masked, in headings too.
    """
    if not sides.blocks:
        return ()
    old = _Side(sides.old, sides.old_form)
    new = _Side(sides.new, sides.new_form)
    if veil:
        old.cover(veil, [(block.old_begin - context, block.old_end + context) for block in sides.blocks])
        new.cover(veil, [(block.new_begin, block.new_end) for block in sides.blocks])
    return tuple(part for block in sides.blocks for part in _parts(old, new, block, context))


class _Side:
    """One of the two outputs: the lines that count, as they were printed, and the sections they stand in."""

    def __init__(self, whole: Sequence[str], form: Form) -> None:
        self._whole, self._form, self._is_covered = whole, form, False
        self.end = len(whole)
        self.lines = [as_unicode(whole[at]) for at in form.places]
        self.above = headings(self.lines)

    def cover(self, veil: Veil, shown: Iterable[tuple[int, int]]) -> None:
        """Masks the secrets of the lines in these spans, and of those that are headings."""
        self._is_covered = True
        sections = set(self.above)
        told = {at for at, line in enumerate(self.lines) if inside(self.above[at], line) in sections}
        told.update(at for begin, end in shown for at in range(max(begin, 0), min(end, len(self.lines))))
        masked = veil.lines(self._whole, {self._form.places[at] for at in told})
        self.lines = [as_unicode(masked[at]) for at in self._form.places]
        self.above = headings(self.lines)

    def place(self, at: int) -> int:
        """The number of a line in the output, from 1; behind the last one, that of the line to come."""
        return (self._form.places[at] if at < len(self.lines) else self.end) + 1

    def shown(self, places: Sequence[int]) -> tuple[str, ...]:
        """Lines as they were printed; of a private key that is masked there is one."""
        lines = [self.lines[at] for at in places if 0 <= at < len(self.lines)]
        if self._is_covered and lines:
            return tuple(filter(None, lines)) or (_LEFT,)
        return tuple(lines)


def _parts(old: _Side, new: _Side, block: Block, context: int) -> list[Hunk]:
    """The hunks of a block: one for each section that its lines stand in."""
    before = old.shown(range(block.old_begin - context, block.old_begin))
    after = old.shown(range(block.old_end, block.old_end + context))
    removed = _by_section(old.lines, old.above, block.old_begin, block.old_end)
    added = _by_section(new.lines, new.above, block.new_begin, block.new_end)
    return [
        Hunk(
            heading=heading,
            old_line=old.place(next(iter(removed.get(heading, ())), block.old_begin)),
            new_line=new.place(next(iter(added.get(heading, ())), block.new_begin)),
            removed=old.shown(removed.get(heading, ())),
            added=new.shown(added.get(heading, ())),
            before=before,
            after=after,
        )
        for heading in dict.fromkeys([*removed, *added])
    ]


def _by_section(lines: Sequence[str], above: Sequence[str], begin: int, end: int) -> dict[str, list[int]]:
    """The lines of a block by the section around them; a section of the block's own is part of its lines."""
    found: dict[str, list[int]] = {}
    heading = ""
    own: set[str] = set()
    for at in range(begin, end):
        if above[at] not in own and above[at] != heading:
            heading, own = above[at], set()
        found.setdefault(heading, []).append(at)
        own.add(inside(heading if above[at] == heading else above[at], lines[at]))
    return found


class Edit(NamedTuple):
    """Lines of an output, from 0, that become others."""

    begin: int
    end: int
    lines: tuple[str, ...]


def edits(sides: Sides) -> list[Edit]:
    """What makes of the old output one that differs from the new one in nothing that counts."""
    found = (_edit(sides, block) for block in sides.blocks)
    # What counts in a banner and nowhere else may differ where the lines are the same.
    return [edit for edit in found if edit.lines or edit.begin < edit.end]


def _edit(sides: Sides, block: Block) -> Edit:
    begin = _place(sides.old_form, sides.old, block.old_begin)
    old = sides.old[begin : _place(sides.old_form, sides.old, block.old_end)]
    new_begin = _place(sides.new_form, sides.new, block.new_begin)
    new = sides.new[new_begin : _place(sides.new_form, sides.new, block.new_end)]
    # Comments behind the lines are often the same on both sides.
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return Edit(begin, begin + len(old), tuple(new))


def _place(form: Form, whole: Sequence[str], at: int) -> int:
    """The line of the output where a line of its form stands; behind the last one, its end."""
    return form.places[at] if at < len(form.places) else len(whole)


def _settled(old: Sequence[str], new: Sequence[str], block: Block) -> Block:
    """A block that only adds or only removes, moved down to where a section begins, if it can be moved."""
    lines, begin, end = (
        (new, block.new_begin, block.new_end)
        if block.old_begin == block.old_end
        else (old, block.old_begin, block.old_end)
    )
    if block.old_begin != block.old_end and block.new_begin != block.new_end:
        return block
    up = 0
    while begin - up > 0 and lines[begin - up - 1] == lines[end - up - 1] and up < end - begin:
        up += 1
        if _depth(lines[begin - up]) < _depth(lines[begin]):
            return Block(*(at - up for at in block))
    return block


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
