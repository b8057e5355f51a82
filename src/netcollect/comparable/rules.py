"""What is volatile in the output of one command of a platform, from the platform's file and from the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from netcollect.comparable.literals import head_of, is_in, lines_behind, lines_with, literals_of
from netcollect.platforms import Banner, Family, Volatile, family_of

#: What no line has twice: `{mark}` in the end of a banner.
_MARK = "{mark}"
#: A group that repeats: it may be read in any number of ways.
_REPEATED = re.compile(r"\)[*+{]")
#: Of more choices than these every combination may be tried.
_BARS = 3
#: In more lines with a head than these it is not faster to look for a text in each.
_FEW = 500


class Rule(NamedTuple):
    """A volatile part: texts one of which is in its line, the pattern, and how it ends on another line.

    `own` says that it is the user's, given for one run. `head` is a pattern of what its line begins with, if
    that is known, and `slow` says that more ways may be tried than a line has pairs of characters.
    """

    literals: tuple[str, ...]
    pattern: re.Pattern[str]
    until: re.Pattern[str] | None = None
    secret: bool = False
    own: bool = False
    head: str = ""
    slow: bool = False


class Text(NamedTuple):
    """A banner: how it begins, and how it ends."""

    literals: tuple[str, ...]
    begins: re.Pattern[str]
    ends: str
    head: str = ""

    def end_of(self, found: re.Match[str]) -> re.Pattern[str]:
        """What ends the banner that begins with this match."""
        mark = next((group for group in found.groups() if group), "")
        return _compiled(self.ends.replace(_MARK, re.escape(mark)))


class Rules(NamedTuple):
    """What applies to one command's output; `unordered` says that the order of its lines means nothing.

    `heads` finds the line breaks behind which one of the heads is.
    """

    volatile: tuple[Rule, ...] = ()
    banners: tuple[Text, ...] = ()
    unordered: bool = False
    heads: re.Pattern[str] | None = None

    def heads_in(self, text: str) -> list[int]:
        """The numbers of the lines that begin with one of the heads."""
        return lines_behind(self.heads, text) if self.heads else []


def places_for(each: Rule | Text, text: str, lines: Sequence[str], heads: Sequence[int]) -> Sequence[int]:
    """The numbers of the lines in which something may be found; `heads` are those that begin with a head."""
    if each.head and len(heads) <= _FEW:
        return [at for at in heads if is_in(each.literals, lines[at])]
    return lines_with(each.literals, text, len(lines))


def rules_of(platform: str, command: str, ignore: Iterable[str] = ()) -> Rules:
    """What is volatile in the output of a command.

    Args:
        platform: netmiko's `device_type`.
        command: as it was typed; abbreviations are understood.
        ignore: the user's own patterns.
    """
    return _rules(family_of(platform), " ".join(command.lower().split()), tuple(ignore))


@lru_cache(maxsize=1024)
def _rules(family: Family, command: str, ignore: tuple[str, ...]) -> Rules:
    rows = [row for row in family.volatile if not row.commands or is_one_of(command, row.commands)]
    own = (_of_pattern(text)._replace(own=True, slow=True) for text in ignore)
    volatile = (*(rule for row in rows for rule in _of_row(row)), *own)
    banners = tuple(map(_of_banner, family.banners))
    return Rules(
        volatile=volatile,
        banners=banners,
        unordered=any(is_one_of(command, row.commands) for row in family.unordered),
        heads=_heads_of((*volatile, *banners)),
    )


def _heads_of(all_of_them: Iterable[Rule | Text]) -> re.Pattern[str] | None:
    heads = dict.fromkeys(each.head for each in all_of_them if each.head)
    return _compiled(f"\n(?:{'|'.join(heads)})") if heads else None


def _of_row(row: Volatile) -> Iterable[Rule]:
    until = _compiled(row.until) if row.until else None
    return (_of_pattern(text, until)._replace(secret=row.secret) for text in row.patterns)


@lru_cache(maxsize=2048)
def _of_pattern(text: str, until: re.Pattern[str] | None = None) -> Rule:
    repeats = sum(map(text.count, "*+?{")) - text.count("(?")
    slow = until is not None or repeats > 1 or text.count("|") > _BARS or _REPEATED.search(text) is not None
    return Rule(literals_of(text), _compiled(text), until, head=head_of(text), slow=slow)


def _of_banner(row: Banner) -> Text:
    return Text(literals_of(row.begins), _compiled(row.begins), row.ends, head_of(row.begins))


@lru_cache(maxsize=2048)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text)


def is_one_of(command: str, phrases: str) -> bool:
    """Whether a command is one of the phrases, abbreviated or with more behind it; filters do not count.

    >>> is_one_of("sh ver | i uptime", "show clock, show version"), is_one_of("show", "show version")
    (True, False)
    """
    words = command.split("|", maxsplit=1)[0].split()
    return any(_begins(words, phrase.split()) for phrase in phrases.split(",") if phrase.strip())


def _begins(words: list[str], phrase: list[str]) -> bool:
    return len(words) >= len(phrase) and all(
        whole.startswith(word) for word, whole in zip(words, phrase, strict=False)
    )
