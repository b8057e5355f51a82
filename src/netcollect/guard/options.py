"""The options with which a program only reads: a list of them, and the reading of a command line by it.

An option that is not listed is refused, so that neither an abbreviation (GNU takes `--out` for `--output`)
nor an option's value is taken for something else.

Source: POSIX.1-2017, "Utility Syntax Guidelines"; getopt_long(3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """What a program is given: its options with their values (the last one counts), and its operands."""

    options: dict[str, str] = field(default_factory=dict)
    operands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """The options that a program may be given.

    `flags` and `valued` are the letters of short options, without and with a value; `long` are the names of
    long ones, where `=` behind a name says that it has a value and `[=]` that it may have one. `numbers`
    permits `-5`. `leading` says that the first operand ends the options.
    """

    flags: str = ""
    valued: str = ""
    long: str = ""
    numbers: bool = False
    leading: bool = False

    def read(self, words: Sequence[str]) -> Given | None:
        """What these words give, or None where one of them is not permitted."""
        options: dict[str, str] = {}
        operands: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                operands += rest
                break
            if word.startswith("--"):
                taken = self._long(word, rest)
            elif word.startswith("-") and word != "-":
                taken = self._short(word, rest)
            else:
                operands.append(word)
                if self.leading:
                    operands += rest
                    break
                continue
            if taken is None:
                return None
            options |= taken
        return Given(options, tuple(operands))

    def _long(self, word: str, rest: list[str]) -> dict[str, str] | None:
        name, equals, value = word.partition("=")
        known = f" {self.long.replace(',', ' ')} "
        if f" {name[2:]}[=] " in known:
            return {name: value}
        if f" {name[2:]}= " in known:
            return {name: value if equals else rest.pop(0)} if equals or rest else None
        return {name: ""} if f" {name[2:]} " in known and not equals else None

    def _short(self, word: str, rest: list[str]) -> dict[str, str] | None:
        options: dict[str, str] = {}
        if self.numbers and re.fullmatch(r"-[0-9]+", word):
            return {"-0": word[1:]}
        for at, letter in enumerate(word[1:], 2):
            if letter in self.valued:
                if not word[at:] and not rest:
                    return None
                options[f"-{letter}"] = word[at:] or rest.pop(0)
                return options
            if letter not in self.flags:
                return None
            options[f"-{letter}"] = ""
        return options


#: Whether arguments only read.
Judge = Callable[[Sequence[str]], bool]


def options(
    flags: str = "",
    valued: str = "",
    long: str = "",
    *,
    numbers: bool = False,
    least: int = 0,
    most: int = 1000,
    needs: str = "",
) -> Judge:
    """A judge by options; `least` and `most` bound the operands, `needs` are options that must be given."""
    permitted = Options(flags, valued, long, numbers)

    def judge(words: Sequence[str]) -> bool:
        given = permitted.read(words)
        return (
            given is not None
            and least <= len(given.operands) <= most
            and all(option in given.options for option in needs.split())
        )

    return judge


def subcommands(
    table: str | dict[str, str | Judge],
    flags: str = "",
    valued: str = "",
    long: str = "",
    *,
    alone: bool = False,
) -> Judge:
    """A judge by subcommands, behind a program's own options.

    `table` lists those that read with any arguments; as a mapping it gives for each one what may follow: a
    text of words, one of which must come next (`*` for anything, `-` for nothing), or a judge. `alone`
    permits the program without a subcommand.
    """
    permitted = Options(flags, valued, long, leading=True)
    rows: dict[str, str | Judge] = {}
    for names, rest in (dict.fromkeys([table], "*") if isinstance(table, str) else table).items():
        rows |= dict.fromkeys(names.replace(",", " ").split(), rest)

    def judge(words: Sequence[str]) -> bool:
        given = permitted.read(words)
        if given is None or any(mark in word for word in given.operands for mark in (";", "\n")):
            return False
        if not given.operands:
            return alone
        rest = rows.get(given.operands[0])
        return rest is not None and "--" not in given.operands and _follows(given.operands[1:], rest)

    return judge


def _follows(words: Sequence[str], rest: str | Judge) -> bool:
    if callable(rest):
        return rest(words)
    return rest == "*" or (not words and rest.startswith("-")) or (bool(words) and words[0] in rest.split())
