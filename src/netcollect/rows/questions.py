"""A question to every vendor: the rows of each platform's own commands become those of one table.

What makes them so is data: the `asks` of a family's file, which `columns` reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from netcollect.platforms import QUESTIONS, Ask, Question, asks_of, platform_of
from netcollect.rows.columns import planned, text_of, value_of
from netcollect.rows.result import Rows, State

#: States of an output that says all that it has to say.
GOOD: tuple[State, ...] = ("parsed", "empty")


def answer(question: str, platform: str, found: Mapping[str, Rows]) -> Rows:
    """The rows of one device in the table of a question.

    An answer may need several commands. Those that failed are named in `reason`, with the rows of the others;
    only if all of them failed is the state that of a failure.

    Args:
        question: a name of `QUESTIONS`.
        platform: netmiko's `device_type`.
        found: by command, what became of the outputs; other commands do no harm.

    >>> text = "TCP/IP"
    >>> answer("vlans", "linux", {}).reason
    'linux has no command for the question vlans'
    """
    asks = asks_of(platform, question)
    if not asks:
        return Rows(
            state="no_template",
            table=question,
            reason=f"{platform} has no command for the question {question}",
        )
    parts = [(ask, _given(ask, found)) for ask in asks]
    reasons = [reason for ask, rows in parts if (reason := _failure(ask, rows))]
    return _answered(
        question, platform_of(platform).family, [(ask, rows) for ask, rows in parts if rows], reasons
    )


def _answered(question: str, family: str, parts: Sequence[tuple[Ask, Rows]], reasons: Sequence[str]) -> Rows:
    about = QUESTIONS[question]
    good = [(ask, rows) for ask, rows in parts if rows.state in GOOD]
    rows = _joined([_translated(ask, each, about, family) for ask, each in good], about)
    return Rows(
        state="parsed" if rows else _state(rows for _, rows in good or parts),
        rows=tuple(rows),
        columns=tuple(about.columns),
        keys=about.keys,
        volatile=about.volatile,
        table=question,
        reason="; ".join(reasons),
    )


def _given(ask: Ask, found: Mapping[str, Rows]) -> Rows | None:
    """The rows of a command, however it was abbreviated."""
    if ask.command in found:
        return found[ask.command]
    return next((rows for command, rows in found.items() if is_for(command, ask.command)), None)


#: What a table's name puts between two `_`.
_WORD = re.compile(r"[^\s-]+")


def is_for(sent: str, command: str) -> bool:
    """Whether what was sent is the command, or an abbreviation of it.

    >>> is_for("sh  lldp nei", "show lldp neighbors"), is_for("sh lldp", "show lldp neighbors")
    (True, False)
    """
    words, whole = sent.lower().split(), command.lower().split()
    return len(words) == len(whole) and all(
        each.startswith(word) for word, each in zip(words, whole, strict=True)
    )


def is_same(one: str, other: str, table: str) -> bool:
    """Whether two commands that fill a table are one; only the words that it is named after are abbreviated.

    >>> is_same("sh ip route vrf A", "show ip ro vrf A", "show_ip_route")
    True
    >>> is_same("show ip route vrf I", "show ip route vrf IP", "show_ip_route")
    False
    >>> is_same("show mac-address-table", "show mac address-table", "show_mac_address_table")
    True
    """
    words, others = _WORD.findall(one), _WORD.findall(other)
    names = table.split("_")
    for word, also in zip(words, others, strict=False):
        if names and all(names[0].startswith(each.lower()) for each in (word, also)):
            del names[0]
        elif word != also:
            return False
    return len(words) == len(others)


def _state(parts: Iterable[Rows]) -> State:
    """What an answer without rows is."""
    states = {rows.state for rows in parts}
    return next(
        (state for state in ("template_error", "no_template") if state in states),
        "empty" if states else "no_template",
    )


def _failure(ask: Ask, rows: Rows | None) -> str:
    if rows is None:
        return f"'{ask.command}' was not collected"
    return "" if rows.state in GOOD else f"'{ask.command}': {rows.reason}"


def _translated(ask: Ask, rows: Rows, question: Question, family: str) -> list[dict[str, Any]]:
    columns = planned(ask.columns, tuple(question.columns.items()))
    naming = {part for column in columns if column.ours in question.keys for part in sum(column.theirs, ())}
    found = []
    for row in _kept(ask.where, rows.rows):
        for each in _singly(row, naming):
            ours = dict.fromkeys(question.columns)
            ours |= {column.ours: value_of(column, each, family) for column in columns}
            found.append(ours)
    return found


def _singly(row: Mapping[str, Any], naming: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """A row for each text of its lists, which go side by side; a shorter list repeats its last text."""
    lists = {name: row[name] for name in naming if isinstance(row.get(name), list | tuple) and row[name]}
    for at in range(max(map(len, lists.values()), default=1)):
        yield {**row, **{name: texts[min(at, len(texts) - 1)] for name, texts in lists.items()}}


def _kept(where: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    if not where:
        return rows
    column, _, pattern = where.partition(":")
    matches = re.compile(pattern.strip()).search
    return (row for row in rows if matches(text_of(row.get(column.strip()))))


def _joined(parts: Sequence[list[dict[str, Any]]], question: Question) -> list[dict[str, Any]]:
    """The rows of the first command, with what the others know of them; then those that only others have."""
    rows: list[dict[str, Any]] = []
    for part in parts:
        known: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for row in rows:
            known.setdefault(_name(row, question), []).append(row)
        for row in part if question.keys else part[:1]:
            _merge(row, known.get(_name(row, question)), rows)
    return rows


def _merge(row: dict[str, Any], same: Sequence[dict[str, Any]] | None, rows: list[dict[str, Any]]) -> None:
    if same is None:
        rows.append(row)
    for each in same or ():
        each |= {name: value for name, value in row.items() if each[name] is None}


def _name(row: Mapping[str, Any], question: Question) -> tuple[Any, ...]:
    return tuple(row[name] for name in question.keys)
