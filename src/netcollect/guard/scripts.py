"""Scripts for awk and sed that provably only print: what they are made of is listed, the rest is refused.

Sources: POSIX.1-2017 "awk" (lexical conventions, output statements) and "sed"; the gawk and GNU sed manuals
for what they add (`@load`, `|&`, `s///e`); sed.c of GNU and of FreeBSD for where a regular expression ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from netcollect.guard.lexeme import endless
from netcollect.guard.options import Options

#: One piece of an awk program. A slash is a regular expression's where no operand stands in front of it.
_AWK_PIECE = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_]\w*)|(?P<number>[0-9][\w.]*)|(?P<blank> +)"""
    r"""|(?P<twice>\|\||\+\+|--)|(?P<mark>[-+*/%^!<>|&?:,;~=$(){}\[\].])""",
    re.ASCII,
)
_AWK_REGEX = re.compile(r"/(?:[^/\\\[]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]/\\\[])*\])+/", re.ASCII)
#: Words with which awk runs, reads or writes something else, waits, or does not end.
_AWK_REFUSED = frozenset(
    [
        "system",
        "getline",
        "close",
        "fflush",
        "include",
        "load",
        "nextfile",
        "while",
        "do",
        "function",
        "func",
        "delete",
        "ARGV",
        "ARGC",
        "PROCINFO",
        "eval",
    ]
)
_AWK_KEYWORDS = frozenset(
    ["print", "printf", "return", "in", "else", "case", "exit", "next", "if", "for", "BEGIN", "END"]
)


def awk_reads(words: Sequence[str]) -> int | None:
    """How many files awk is given besides its program, or None where it may do more than print."""
    given = Options(valued="Fv", leading=True).read(words)
    if given is None or not given.operands or not _awk_prints(given.operands[0]):
        return None
    files = [word for word in given.operands[1:] if not re.match(r"[A-Za-z_]\w*=", word)]
    if any(endless(file) or file.startswith(("/inet", "-")) for file in files):
        return None
    return len(files)


def _awk_prints(program: str) -> bool:
    printing = False
    for text in _awk_pieces(program):
        if text is None or text in _AWK_REFUSED or text == "|" or (text == ">" and printing):
            return False
        printing = text in ("print", "printf") or (printing and text not in (";", "}"))
    return True


def _awk_pieces(program: str) -> Iterator[str | None]:
    """The pieces of a program; None, and no more, where it cannot be told what comes next."""
    place, previous, jumps = 0, ("", ""), False
    while place < len(program):
        pattern = _AWK_PIECE if program[place] != "/" else _awk_slash(*previous, jumps=jumps)
        piece = pattern.match(program, place) if pattern else None
        if piece is None:
            yield None
            return
        yield piece[0]
        place = piece.end()
        if piece.lastgroup != "blank":
            previous = (piece.lastgroup or "regex", piece[0])
        jumps = jumps or piece[0] in ("if", "for")


def _awk_slash(kind: str, text: str, *, jumps: bool) -> re.Pattern[str] | None:
    """What a slash begins behind a piece; None where it may be either."""
    # Behind these, or behind the parenthesis of a condition, it divides or begins an expression.
    if text in ("++", "--", "$") or (text == ")" and jumps):
        return None
    if kind == "word":
        divides = text not in _AWK_KEYWORDS
    else:
        divides = kind in ("string", "number", "regex") or text in (")", "]")
    return _AWK_PIECE if divides else _AWK_REGEX


_PATTERN = r"(?:[^{0}\\\[\n]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]{0}\[])*\])*"
_ADDRESS = rf"(?:[0-9]+(?:~[0-9]+)?|\$|/{_PATTERN.format('/')}/I?)"
_SUBSTITUTE = "|".join(
    rf"s{mark}{_PATTERN.format(mark)}{mark}(?:[^{mark}\\]|\\.)*{mark}[gpiI0-9]*"
    for mark in ("/", r"\|", "#", ",", ":", "@", "%")
)
_TRANSLATE = r"y/(?:[^/\\]|\\.)*/(?:[^/\\]|\\.)*/"
_COMMAND = (
    rf"(?:{_ADDRESS}(?: *, *(?:{_ADDRESS}|[+~][0-9]+))?)? *!? *"
    rf"(?:[pPdDnNgGhHxl=]|[qQ] *[0-9]*|{_SUBSTITUTE}|{_TRANSLATE}|\{{)? *"
)
#: Commands between semicolons and braces.
_SED = re.compile(rf"{_COMMAND}(?:(?:[;}}]|(?<=\{{)) *{_COMMAND})*")


def sed_reads(words: Sequence[str]) -> int | None:
    """How many files sed is given besides its script, or None where it may do more than print."""
    given = _sed_arguments(words)
    if given is None:
        return None
    scripts, files = given
    if not scripts:
        scripts, files = files[:1], files[1:]
    printing = scripts and all("   " not in script and _SED.fullmatch(script) for script in scripts)
    return len(files) if printing and not any(map(endless, files)) else None


def _sed_arguments(words: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The scripts that options give, and what is no option; None where an option is not known."""
    scripts: list[str] = []
    plain: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if found := re.fullmatch(r"-[nrEuzs]*e(.+)|--expression=(.*)", word, re.DOTALL):
            scripts.append(found[1] or found[2])
        elif re.fullmatch(r"-[nrEuzs]*e", word) and rest:
            scripts.append(rest.pop(0))
        elif not word.startswith("-"):
            plain.append(word)
        elif not re.fullmatch(r"-[nrEuzs]+|--(?:quiet|silent|regexp-extended)", word):
            return None
    return scripts, plain
