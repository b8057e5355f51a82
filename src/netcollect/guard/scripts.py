"""Scripts for awk and sed that provably only print: what they are made of is listed, the rest is refused.

Sources: POSIX.1-2017 "awk" (lexical conventions, output statements) and "sed"; the gawk and GNU sed manuals
for what they add (`@load`, `|&`, `s///e`); sed.c of GNU and of FreeBSD for where a regular expression ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    place, previous, printing, jumps = 0, ("", ""), False, False
    while place < len(program):
        pattern = _AWK_PIECE
        if program[place] == "/":
            # Behind these, or behind the parenthesis of a condition, a slash may begin either.
            if previous[1] in ("++", "--", "$") or (previous[1] == ")" and jumps):
                return False
            pattern = _AWK_PIECE if _is_operand(*previous) else _AWK_REGEX
        piece = pattern.match(program, place)
        if piece is None:
            return False
        place, text = piece.end(), piece[0]
        if text in _AWK_REFUSED or text == "|" or (text == ">" and printing):
            return False
        if piece.lastgroup != "blank":
            previous = (piece.lastgroup or "regex", text)
        jumps = jumps or text in ("if", "for")
        printing = text in ("print", "printf") or (printing and text not in (";", "}"))
    return True


def _is_operand(kind: str, text: str) -> bool:
    """Whether a piece ends an operand, so that a slash behind it divides."""
    if kind == "word":
        return text not in _AWK_KEYWORDS
    return kind in ("string", "number", "regex") or text in (")", "]")


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
    scripts: list[str] = []
    plain: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if found := re.fullmatch(r"-[nrEuzs]*e(.*)", word, re.DOTALL):
            if not found[1] and not rest:
                return None
            scripts.append(found[1] or rest.pop(0))
        elif found := re.fullmatch(r"--expression=(.*)", word, re.DOTALL):
            scripts.append(found[1])
        elif not re.fullmatch(r"-[nrEuzs]+|--(?:quiet|silent|regexp-extended)", word):
            if word.startswith("-"):
                return None
            plain.append(word)
    if not scripts and plain:
        scripts.append(plain.pop(0))
    printing = scripts and all("   " not in script and _SED.fullmatch(script) for script in scripts)
    return len(plain) if printing and not any(map(endless, plain)) else None
