"""A template that is ready to read texts: textfsm's state machine, which also counts what it did not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import textfsm

from netcollect.errors import InputError

_HINT = "textfsm's wiki describes what a template may hold"


class Stopped(Exception):
    """A line to which the template says `Error`."""

    def __init__(self, number: int, line: str, rule: int) -> None:
        super().__init__(number, line, rule)
        self.number = number
        self.line = line
        self.rule = rule


class Table(NamedTuple):
    """What one template made of a text; `stray` are the lines that no rule matched, by their number."""

    columns: tuple[str, ...]
    records: list[list[Any]]
    stray: dict[int, str]


class _Rule(NamedTuple):
    """A rule, and what its groups are assigned to."""

    rule: Any
    match: Callable[[str], re.Match[str] | None]
    groups: tuple[tuple[int, Any], ...]


class Machine(textfsm.TextFSM):  # type: ignore[misc]  # textfsm has no types
    """A compiled template; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            super().__init__(file)
        self._plans = {name: tuple(map(self._planned, rules)) for name, rules in self.states.items()}
        self.columns: tuple[str, ...] = tuple(name.lower() for name in self.header)
        self.keys = tuple(name.lower() for name in self.GetValuesByAttrib("Key"))
        self._number = 0
        self._stray: dict[int, str] = {}

    def read(self, text: str) -> Table:
        """The rows of a text.

        Raises:
            Stopped: the template says `Error` to a line.
        """
        self.Reset()
        self._number, self._stray = 0, {}
        return Table(self.columns, self.ParseText(text), self._stray)

    def _planned(self, rule: Any) -> _Rule:
        regex = rule.regex_obj.regex
        values = {value.name: value for value in self.values}
        groups = ((index, values[name]) for name, index in regex.groupindex.items() if name in values)
        return _Rule(rule, regex.match, tuple(groups))

    def _CheckLine(self, line: str) -> None:
        """As textfsm's, with no name looked up again; notes lines that nothing matched."""
        self._number += 1
        known = False
        for rule, match, groups in self._plans[self._cur_state_name]:
            found = match(line)
            if found is None:
                continue
            known = True
            for index, value in groups:
                if value.options:
                    value.AssignVar(found[index])
                else:
                    value.value = found[index]
            if rule.line_op == "Error":
                raise Stopped(self._number, line, rule.line_num)
            if self._Operations(rule, line):
                self._enter(rule.new_state)
                break
        if not known and line.strip():
            self._stray[self._number] = line

    def _enter(self, state: str) -> None:
        if state:
            self._cur_state_name = state


def compiled(path: Path) -> Machine:
    """A template's machine.

    Raises:
        InputError: the template is not as textfsm wants it, or cannot be read.
    """
    try:
        return Machine(path)
    except textfsm.TextFSMTemplateError as error:
        # Its messages end in the number of a line, in one of several ways.
        found = re.search(r"\.? ?Line:? (\d+)\.?$", str(error))
        where, message = (f"{path}:{found[1]}", str(error)[: found.start()]) if found else (path, str(error))
        raise InputError.of(str(where), message, _HINT) from None
    except IndexError:
        raise InputError.of(str(path), "a Value has no pattern", _HINT) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError.of(str(path), f"cannot be read: {reason}", "check its line in the index") from None
