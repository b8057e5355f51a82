"""Where in a statement an error is: SQLite says what is wrong, and Python's module does not say where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from netcollect.errors import InputError
from netcollect.text import escaped

#: Names, numbers, texts, quoted names, comments, blanks; anything else is a token of one character.
_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|\s+"
    r"|'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)|`(?:[^`]|``)*(?:`|\Z)|\[[^\]]*(?:\]|\Z)"
    r"|[^\W\d][\w$]*|\d[\w.]*|<>|<=|>=|!=|==|\|\||<<|>>|->>?|.",
    re.DOTALL,
)
_NO_CODE = ("--", "/*")
#: How much of a statement's line is shown, on each side of an error.
_AROUND = 60
#: What SQLite says of a place, in its own words; the group is what stands there.
_NAMED = re.compile(
    r"no such (?:column|table|function): (?P<name>.+)\Z"
    r"|ambiguous column name: (?P<double>.+)\Z"
    r"|wrong number of arguments to function (?P<function>\w+)\(\)\Z"
    r"|misuse of (?:aggregate|window function)[: ]+(?P<misused>\w+)\(\)\Z"
    r"|not authorized to use function: (?P<forbidden>\w+)\Z"
    r"|access to (?P<denied>\S+) is prohibited\Z",
    re.DOTALL,
)
_NEAR = re.compile(r'near "(?P<text>.*)": syntax error\Z', re.DOTALL)
_UNRECOGNISED = re.compile(r'unrecognized token: "(?P<text>.*)"\Z', re.DOTALL)

#: Says what SQLite says of a statement, or nothing when it takes it.
Judge = Callable[[str], str]


class Token(NamedTuple):
    """A token and where it begins."""

    begin: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.begin + len(self.text)

    @property
    def name(self) -> str:
        """The name that it is, without quotes, in lower case."""
        text = self.text
        if text[:1] in '"`[' and len(text) > 1:
            text = text[1:-1]
        return text.lower()


class Place(NamedTuple):
    """The part of a statement that is wrong."""

    begin: int
    end: int


def tokens(sql: str) -> Iterator[Token]:
    """The tokens of a statement, without blanks and comments."""
    for found in _TOKEN.finditer(sql):
        text = found[0]
        if not text.isspace() and not text.startswith(_NO_CODE):
            yield Token(found.start(), text)


def closes_nothing(sql: str) -> Place | None:
    """The first `)` that closes nothing, if there is one."""
    depth = 0
    for each in tokens(sql):
        depth += (each.text == "(") - (each.text == ")")
        if depth < 0:
            return Place(each.begin, each.end)
    return None


def place_of(sql: str, message: str, judge: Judge) -> Place | None:
    """Where SQLite's message points to; None where it points nowhere."""
    if message == "incomplete input":
        end = len(sql.rstrip())
        return Place(end, end + 1)
    if found := _NEAR.match(message):
        return _of_syntax(sql, found["text"], judge)
    if found := _UNRECOGNISED.match(message):
        return _first(each for each in tokens(sql) if each.text.startswith(found["text"][:1]))
    if found := _NAMED.match(message):
        name = next(text for text in found.groups() if text)
        return _of_name(sql, name, message, judge)
    return None


def _first(found: Iterator[Token]) -> Place | None:
    token = next(found, None)
    return Place(token.begin, token.end) if token else None


def _of_syntax(sql: str, text: str, judge: Judge) -> Place | None:
    """The first token of that text at which what stands up to there is wrong already."""
    said = f'near "{text}": syntax error'
    same = [each for each in tokens(sql) if each.text == text]
    for each in same:
        if judge(sql[: each.end]) == said and judge(sql[: each.begin]) != said:
            return Place(each.begin, each.end)
    return _first(iter(same))


def _of_name(sql: str, name: str, message: str, judge: Judge) -> Place | None:
    """The first mention of a name without which SQLite says something else."""
    wanted = name.lower().split(".")
    words = [each for each in tokens(sql) if each.text[:1] != "'"]
    mentions = list(_mentions(words, wanted)) or list(_mentions(words, wanted[-1:]))
    for each in mentions:
        for other in ("NULL", "(SELECT 1)", "abs"):
            if judge(sql[: each.begin] + other + sql[each.end :]) != message:
                return each
    return mentions[0] if mentions else None


def _mentions(words: list[Token], wanted: list[str]) -> Iterator[Place]:
    length = 2 * len(wanted) - 1
    for at in range(len(words) - length + 1):
        parts = words[at : at + length]
        names = [each.name for each in parts[::2]]
        if names == wanted and all(each.text == "." for each in parts[1::2]):
            yield Place(parts[0].begin, parts[-1].end)


def pointing(where: str, text: str, place: Place, message: str) -> InputError:
    """An error at a place in a text that somebody wrote, which is shown."""
    line, column, shown = _pointed(text, place)
    return InputError.of(f"{where}:{line}:{column}", f"{message}\n{shown}")


def _pointed(text: str, place: Place) -> tuple[int, int, str]:
    """Line and column of a place, from 1, and the line with a mark under it."""
    before = text[: place.begin]
    line, begin = before.count("\n") + 1, before.rfind("\n") + 1
    end = text.find("\n", begin)
    whole = text[begin : end if end >= 0 else len(text)]
    at = place.begin - begin
    left = max(0, at - _AROUND)
    head, wrong = escaped(whole[left:at]), escaped(whole[at : place.end - begin])
    shown = head + wrong + escaped(whole[place.end - begin : at + _AROUND])
    return line, at + 1, f"    {shown}\n    {' ' * len(head)}{'^' * max(1, len(wrong))}"
