"""How a POSIX shell reads a line: quotes, escapes, expansions, redirections and pipes.

`parse` gives the programs that a line would run and the words that each would get. A line that needs more
of the shell than that (a list of commands, a substitution, a here-document, a group, the history) is refused
rather than followed, and so is what two shells would read differently.

Sources: POSIX.1-2017 "Shell Command Language", sections 2.2 to 2.10; the bash reference manual, "Shell
Expansions", "Redirections" and "History Expansion"; tcsh(1) and fish(1) where they differ about quotes.
"""

from __future__ import annotations

import re

from netcollect.guard.lexeme import Part, Reader, UnreadableError
from netcollect.guard.quoting import READERS, read_plain

#: Outside quotes these begin what is not followed.
_REFUSED = {
    ";": "';' begins another command",
    "&": "'&' begins another command",
    "`": "'`' runs another command",
    "(": "'(' begins another command",
    ")": "')' ends a command",
}
#: Redirections that neither write a file nor read from what never ends.
_REDIRECTION = re.compile(
    r"(?:&|[0-9]?)>>?[ ]*/dev/null(?=[ |]|$)|[0-9]?>&[12](?=[ |]|$)|0?<[ ]*(?=[\w./~'\"])"
)


def parse(line: str) -> list[Part]:
    """The parts of a pipeline.

    Raises:
        UnreadableError: the line is more than a pipeline, or its words cannot be told before it runs.
    """
    reader = Reader(line)
    while reader.place < len(line):
        _step(reader)
    reader.part_ends()
    return reader.parts


def _step(reader: Reader) -> None:
    char = reader.line[reader.place]
    if char == " ":
        reader.word_ends()
        reader.place += 1
    elif char == "|":
        _pipe(reader)
    elif char in "&<>" or (char in "0123456789" and not reader.begun):
        _redirection(reader, char)
    elif char in _REFUSED:
        raise UnreadableError(_REFUSED[char])
    elif char == "#" and not reader.begun:
        raise UnreadableError("'#' begins a comment")
    else:
        reader.begun = True
        READERS.get(char, read_plain)(reader)


def _pipe(reader: Reader) -> None:
    if reader.peek() == "|":
        raise UnreadableError("'||' begins another command")
    before = reader.line[reader.place - 1 : reader.place]
    reader.part_ends()
    reader.place += 1 + (reader.peek() == "&")
    reader.start = reader.place
    reader.glued = before.strip() != "" and reader.peek(0).strip() != ""


def _redirection(reader: Reader, char: str) -> None:
    found = _REDIRECTION.match(reader.line, reader.place)
    if found is None and char not in "&<>":
        reader.begun = True
        read_plain(reader)
        return
    if found is None:
        raise UnreadableError(_refused_redirection(reader.line[reader.place :]))
    if reader.begun and re.fullmatch(r".*\}|[0-9]+", "".join(reader.text)):
        raise UnreadableError(f"{found[0]!r} redirects more than output and errors")
    reader.word_ends()
    if reader.redirected:
        raise UnreadableError("a redirection names no file")
    reader.place = found.end()
    reader.redirected = found[0].rstrip().endswith("<")


def _refused_redirection(rest: str) -> str:
    if rest.startswith("<("):
        return "'<(' begins another command"
    if rest.startswith("<<"):
        return "'<<' waits for further lines"
    if rest.startswith("<"):
        return "'<' reads what is not known to be a file"
    return "'&' begins another command" if re.match("&[^>]|&$", rest) else "'>' writes a file"
