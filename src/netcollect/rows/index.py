"""Which template is for which command: index files in the form that ntc-templates uses."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from netcollect.errors import InputError, Problem
from netcollect.rows.ttp import SUFFIX

_COMPLETION = re.compile(r"\[\[(.+?)\]\]")
_PLAIN = re.compile(r"[\w ./-]+\Z")
#: A last word may have a plural `s` that its pattern does not know: `show ip ospf neighbors` of NX-OS.
_WORD_END = r"(?:s?(?=\s|$)|(?<=\s))"
_HINT = "a line is: Template, Hostname, Platform, Command"


class Entry:
    """A line of an index: the templates for the commands that a pattern matches."""

    def __init__(self, files: tuple[str, ...], platform: str, command: str) -> None:
        self.files = files
        self.command = command
        self._platform = re.compile(platform)
        self._pattern = _COMPLETION.sub(_completion, command)

    @cached_property
    def typed(self) -> re.Pattern[str]:
        """Its commands as they are written, up to the end of a word; more words may follow."""
        return re.compile(f"(?:{self._pattern}){_WORD_END}")

    @cached_property
    def any_case(self) -> re.Pattern[str]:
        """Its commands in any case of letters."""
        return re.compile(f"(?:{self._pattern}){_WORD_END}", re.IGNORECASE)

    def is_named(self, command: str) -> bool:
        """Whether the template is named after a command whose last word its pattern knows only in part.

        ntc-templates has some: the pattern of `show chassis hardware` ends in `ha[[ardware]]`. Others must
        not match within a word: `d[[ir]]` would be the template of every `display` command.
        """
        alike = zip(command.lower().split(), self._name.split("_"), strict=False)
        return all(name.startswith(word) for word, name in alike) and bool(re.match(self._pattern, command))

    @property
    def is_ttp(self) -> bool:
        """Whether a template of TTP is among its files."""
        return any(name.endswith(SUFFIX) for name in self.files)

    @property
    def has_filter(self) -> bool:
        """Whether its commands have a filter of their own."""
        return r"\|" in self.command

    def is_for(self, platform: str) -> bool:
        """Whether it is for a platform."""
        return self._platform.fullmatch(platform) is not None

    @cached_property
    def table(self) -> str:
        """The name of its table: the command that the first template is named after."""
        plain = _COMPLETION.sub(r"\1", self.command).rstrip("$")
        return table_name(self._name or (plain if _PLAIN.match(plain) else Path(self.files[0]).stem))

    @cached_property
    def _name(self) -> str:
        """What stands in the name of its first file behind the platform."""
        words = Path(self.files[0]).stem.split("_")
        ends = (end for end in range(1, len(words)) if self.is_for("_".join(words[:end])))
        return "_".join(words[next(ends, len(words)) :])


def read_index(path: Path, *, trusted: bool = False) -> tuple[Entry, ...]:
    """The lines of an index, in order; the patterns of one that is trusted are compiled when they are needed.

    Raises:
        InputError: it cannot be read, or lines are not as they should be; each is named by its number.
    """
    rows = _cells(path)
    head_at, head = rows[0] if rows else (1, [])
    if not {"Template", "Command"} <= set(head):
        raise InputError.of(f"{path}:{head_at}", "the first line names no Template and Command", _HINT)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, cells in rows[1:]:
        try:
            entries.append(entry := _entry(head, cells))
            _ = trusted or entry.typed
        except (ValueError, re.error) as error:
            problems.append(Problem(f"{path}:{number}", str(error), _HINT))
    if problems:
        raise InputError(tuple(problems))
    return tuple(entries)


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError.of(str(path), f"cannot be read: {reason}", _HINT) from None
    numbered = [(number, line.strip()) for number, line in enumerate(lines, 1)]
    return [
        (number, [cell.strip() for cell in line.split(",")])
        for number, line in numbered
        if line and not line.startswith("#")
    ]


def _entry(head: list[str], cells: list[str]) -> Entry:
    if len(cells) != len(head):
        raise ValueError(f"{len(cells)} cells under {len(head)} columns; a pattern can have no comma")
    row = dict(zip(head, cells, strict=True))
    files = tuple(name.strip() for name in row["Template"].split(":"))
    if not all(files) or not row["Command"]:
        raise ValueError("it names no template, or no command")
    return Entry(files, row.get("Platform") or ".*", row["Command"])


def _completion(found: re.Match[str]) -> str:
    """`[[ow]]` is any beginning of `ow`."""
    return "(?:" + "(?:".join(found[1]) + ")?" * len(found[1])


def table_name(command: str) -> str:
    """A table's name, from its command.

    >>> table_name("show mac-address-table")
    'show_mac_address_table'
    """
    return re.sub(r"\W", "_", command.strip().lower())
