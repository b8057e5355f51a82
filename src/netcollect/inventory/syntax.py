"""What is wrong with text that is not valid YAML, in words that say what to do.

The parser's own words are not shown: they speak of tokens, and may quote a part of a password.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple


class Flaw(NamedTuple):
    """What is wrong at a place; lines and columns count from 1."""

    line: int
    column: int
    message: str
    hint: str = ""


class _Saying(NamedTuple):
    """Our words for one of the parser's errors; `opened` places it where the trouble began."""

    told_by: str
    message: str
    hint: str
    opened: bool = False


# Told by the parser's context and problem, joined with a bar; both libyaml's wording and PyYAML's own.
# `<tab>` stands for a tab at the place of the problem.
_SAYINGS = (
    _Saying("tab character|<tab>", "a tab where YAML wants spaces", "indent with spaces"),
    _Saying(
        "cannot start any token", "text may not begin with this character", "put the text in quotes: '...'"
    ),
    _Saying("quoted scalar.*unexpected", "a quote is opened here but never closed", "close it", opened=True),
    _Saying(
        "unknown escape|invalid Unicode|hexadecimal|unknown escape character",
        "a backslash in double quotes begins an escape that YAML does not know",
        "use single quotes: backslashes mean nothing there",
    ),
    _Saying(
        "mapping values are not allowed",
        "a second `: ` on one line, or a line indented too far",
        "indent the line as the one above, or put text with `: ` in quotes",
    ),
    _Saying("entries are not allowed", "a list cannot begin on this line", "begin it on its own line"),
    _Saying(
        "flow (sequence|mapping).*expected",
        "a [ or { is opened here but never closed",
        "close it",
        opened=True,
    ),
    _Saying("expected ':'", "a line that is neither `key: value` nor a list element", "add the `: `", True),
    _Saying("alias|anchor", "text may not begin with * or &", "put the text in quotes: '...'", opened=True),
    _Saying("tag", "text may not begin with !", "put the text in quotes: '...'", opened=True),
    _Saying(
        "block (mapping|collection|sequence).*expected",
        "this does not fit what is above it",
        "check the indentation and the quotes",
    ),
    _Saying("block scalar", "text after | or > must begin on the next line", "move it there", opened=True),
    _Saying("document|directive", "a new document or directive", "use one document per file, and no % lines"),
    _Saying(
        "expected.*node content", "a value is missing, or a bracket has no partner", "check the brackets"
    ),
)
_OTHERWISE = _Saying("", "is not valid YAML", "check quotes, brackets and indentation")
_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# YAML 1.1, section 4.1.1: what may stand in a stream.
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unreadable(text: str) -> Flaw | None:
    """The first character that YAML never allows, if any."""
    if not (found := _NOT_PRINTABLE.search(text)):
        return None
    message = f"the character U+{ord(found.group()):04X} is not allowed in a text file"
    return Flaw(*place_of(text, found.start()), message, "remove it")


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character."""
    lines = _LINE_ENDS.split(text[:offset])
    return len(lines), len(lines[-1]) + 1


def flaw_of(error: Any, text: str) -> Flaw:
    """Turns a `MarkedYAMLError` into a flaw."""
    mark = error.problem_mark or error.context_mark
    said = f"{error.context} | {error.problem}"
    if _char_at(text, mark) == "\t":
        said += " <tab>"
    found = next((saying for saying in _SAYINGS if re.search(saying.told_by, said)), _OTHERWISE)
    if found.opened and error.context_mark:
        mark = error.context_mark
    return Flaw(mark.line + 1, mark.column + 1, found.message, found.hint)


def _char_at(text: str, mark: Any) -> str:
    lines = _LINE_ENDS.split(text)
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[mark.column : mark.column + 1]
