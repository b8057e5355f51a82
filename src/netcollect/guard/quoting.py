"""What the characters of one word mean to a shell: quotes, escapes, expansions, patterns, the history.

Sources: POSIX.1-2017 "Shell Command Language", section 2.2; the bash reference manual, "Quoting", "Shell
Expansions" and "History Expansion"; tcsh(1) and fish(1) where they differ about quotes.
"""

from __future__ import annotations

import re
import unicodedata

from netcollect.guard.lexeme import Reader, UnreadableError

_EXPANSION = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|[0-9@*#?$!_-])", re.ASCII)
#: What follows `$` where more than a variable's value is meant.
_ACTIVE = {
    "(": "'$(' runs another command",
    "{": "'${' does more than name a variable",
    "[": "'$[' calculates",
    "'": '"$\'" is read differently by different shells',
    '"': "'$\"' is read differently by different shells",
}


def read_plain(reader: Reader) -> None:
    """Take a character as it is.

    Raises:
        UnreadableError: it is no letter, and not ASCII.
    """
    char = reader.line[reader.place]
    if not char.isprintable() or not (char.isascii() or is_letter(char)):
        raise UnreadableError(f"{char!r} is not ASCII")
    reader.text.append(char)
    reader.braces += char
    reader.place += 1


def is_letter(char: str) -> bool:
    """Whether a character beyond ASCII is a letter that looks like nothing in ASCII."""
    return unicodedata.category(char)[0] in "LM" and not any(
        each.isascii() and each.isprintable() for each in unicodedata.normalize("NFKC", char)
    )


def _glob(reader: Reader) -> None:
    if reader.line[reader.place] != "[" or reader.peek().strip():
        reader.varies()
        reader.single = False
    read_plain(reader)


def _tilde(reader: Reader) -> None:
    """A home directory, where it begins a word or a value: an absolute path, so no option."""
    if "".join(reader.text)[-1:] in ("", "=", ":"):
        read_plain(reader)
        reader.varies()
        return
    read_plain(reader)


def _history(reader: Reader) -> None:
    if reader.peek() not in ("", " ", "="):
        raise UnreadableError("'!' brings back another command")
    read_plain(reader)


def _caret(reader: Reader) -> None:
    if reader.place == 0:
        raise UnreadableError("'^' brings back another command")
    read_plain(reader)


def _backslash(reader: Reader) -> None:
    escaped = reader.peek()
    if not escaped:
        raise UnreadableError("the line ends in a backslash, which waits for another")
    if escaped in "nrt":
        raise UnreadableError(f"'\\{escaped}' is no new line: put each command on its own")
    reader.text.append(escaped)
    reader.place += 2


def _dollar(reader: Reader) -> None:
    _expand(reader, quoted=False)


def _expand(reader: Reader, *, quoted: bool) -> None:
    if found := _EXPANSION.match(reader.line, reader.place):
        reader.varies()
        reader.single = reader.single and quoted and not found[0].endswith("@")
        reader.text.append(found[0])
        reader.place = found.end()
        return
    after = reader.peek()
    if after in _ACTIVE and not (quoted and after in "'\""):
        raise UnreadableError(_ACTIVE[after])
    reader.text.append("$")
    reader.place += 1


def _single_quote(reader: Reader) -> None:
    end = reader.line.find("'", reader.place + 1)
    if end < 0:
        raise UnreadableError("a quote is not closed")
    if reader.line[end - 1] == "\\":
        raise UnreadableError("a backslash before the closing quote is read differently by different shells")
    reader.text.append(reader.line[reader.place + 1 : end])
    reader.place = end + 1


def _double_quote(reader: Reader) -> None:
    reader.place += 1
    while (char := reader.peek(0)) != '"':
        if not char:
            raise UnreadableError("a quote is not closed")
        _quoted(reader, char)
    reader.place += 1


def _quoted(reader: Reader, char: str) -> None:
    """One step inside double quotes."""
    if char == "`":
        raise UnreadableError("'`' runs another command")
    after = reader.peek()
    if char == "!" and after not in (" ", "="):
        raise UnreadableError("'!' inside double quotes brings back another command")
    if char == "$":
        _expand(reader, quoted=True)
    elif char == "\\" and after and after in '"$`\\!':
        _quoted_escape(reader, after)
    else:
        reader.text.append(char)
        reader.place += 1


def _quoted_escape(reader: Reader, escaped: str) -> None:
    if escaped == '"':
        raise UnreadableError("'\\\"' inside quotes is read differently by different shells")
    # Before `!` the backslash keeps the history away, and stays.
    reader.text.append(("\\" if escaped == "!" else "") + escaped)
    reader.place += 2


#: How each character that is more than itself is read.
READERS = {
    "'": _single_quote,
    '"': _double_quote,
    "\\": _backslash,
    "$": _dollar,
    "~": _tilde,
    "*": _glob,
    "?": _glob,
    "[": _glob,
    "!": _history,
    "^": _caret,
}
