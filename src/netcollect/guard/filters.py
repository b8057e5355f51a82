"""Unix filters behind a network device's own commands: `show run | egrep 'a|b'` of NX-OS, EOS and VyOS.

Such a line is read twice. A shell may read it, for which single quotes and backslashes quote; or the device's
own parser, which knows double quotes at most. It is sent when it only reads either way.

Sources: Cisco NX-OS "Fundamentals" (pipes); Arista EOS "Command-Line Interface" (piping to Linux programs);
VyOS documentation (the operational mode is bash).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from netcollect.guard.lexeme import Part, UnreadableError
from netcollect.guard.posix import parse
from netcollect.guard.shell import files_given, is_filter, word_objection
from netcollect.guard.unknown import RUNS
from netcollect.guard.words import named, reads, split

#: A parenthesis of a pattern, glued or behind a filter's name; a shell calls it an error and runs nothing.
_GROUP = re.compile(r"(?<![\s<>=$])\((?![\s)])|(?<=[^\s|] )\((?![\s)])")
#: Options with which grep reads files that its other arguments do not name.
_READS_FILES = re.compile(r"-\w*[rRf]|--(?:recursive|file|include|exclude)")


def piped_objection(line: str, pipes: Sequence[str], writing: Sequence[str]) -> str | None:
    """Why a line is refused as a shell reads it; `pipes` and `writing` are the device's own filters."""
    # The same length, so that places in both readings compare.
    plain = _GROUP.sub("_", line)
    plain = plain.replace(")", "_") if plain != line else line
    try:
        parts = parse(plain)
    except UnreadableError as refused:
        return str(refused)
    reasons = [_part_objection(part, plain, pipes, writing) for part in parts[1:]]
    return next(filter(None, reasons), None) or _branches_objection(line, parts, writing)


def _part_objection(part: Part, line: str, pipes: Sequence[str], writing: Sequence[str]) -> str | None:
    name = part.words[0].text
    texts = [word.text.lower() for word in part.words]
    own = reads(texts, pipes, writing)
    meant = name if is_filter(name) else _abbreviated(name.lower(), pipes) if own else None
    if meant is not None:
        text = line[part.start : part.end].strip()
        return filter_objection(meant + text[len(name) :]) if text.startswith(name) else f"{name!r} is quoted"
    if own or part.glued:
        return None if own else branch_objection(texts, writing)
    return f"{name!r} is no filter that only reads"


def _abbreviated(name: str, pipes: Sequence[str]) -> str | None:
    """The Unix filter that a beginning of two letters or more stands for, where it stands for no other."""
    could = [pipe for pipe in pipes if pipe.startswith(name)]
    return could[0] if len(name) > 1 and could and all(map(is_filter, could)) else None


def _branches_objection(line: str, parts: Sequence[Part], writing: Sequence[str]) -> str | None:
    """What stands behind a pipe that only single quotes or a backslash make text."""
    starts = {part.start for part in parts}
    place = 0
    for piece in split(line):
        if place not in starts and (reason := branch_objection(piece.text.lower().split(), writing)):
            return reason
        place += len(piece.text) + 1
    return None


def branch_objection(words: Sequence[str], writing: Collection[str]) -> str | None:
    """Why `b` of a filter's pattern `a|b` is refused: a device may take it for a filter that acts."""
    if not words:
        return None
    acts = words[0] in writing or words[0] in RUNS
    if len(words) > 1:
        acts = acts or named(words[0], tuple(writing)) is not None or is_filter(words[0])
    return f"{words[0]!r} may be taken for a filter that acts" if acts else None


def filter_objection(text: str) -> str | None:
    """Why a device's Unix filter is not given these words: they may only filter, and name no file."""
    try:
        parts = parse(text)
    except UnreadableError as refused:
        return str(refused)
    if len(parts) > 1 or not all(word.single for word in parts[0].words):
        return f"{text!r} is not known before it runs"
    name, words = parts[0].words[0].text, [word.text for word in parts[0].words[1:]]
    return (
        _given_objection(name, words, text)
        or word_objection(parts[0].words, piped=True)
        or (f"{text!r} reads a file" if files_given(name, words) or parts[0].fed else None)
    )


def _given_objection(name: str, words: Sequence[str], text: str) -> str | None:
    if not is_filter(name):
        return f"{name!r} is no filter that only reads"
    if name == "sed" and not any(re.match(r"-\w*n", word) for word in words):
        return f"{text!r} changes the text: sed -n 'ADDRESSp' only selects"
    if name.endswith("grep") and any(_READS_FILES.match(word) for word in words):
        return f"{text!r} reads files"
    return None
