"""Questions to every vendor as tables of an index: made of what each device's own commands gave.

A question has a table where a chosen output is of one of its commands. Its rows are made when somebody asks
for them, of rows that the index has already.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from netcollect.platforms import QUESTIONS, asks_of
from netcollect.query.facts import facts_of, with_facts
from netcollect.query.schema import rows_table, value_at
from netcollect.query.values import cell, own_names, quoted, unpacked
from netcollect.query.views import FRONT, View, add_view
from netcollect.rows import Rows
from netcollect.rows.columns import named_columns
from netcollect.rows.questions import GOOD, answer, is_for

#: The chosen outputs that say of whom a question's table speaks.
ANSWERS = "_answers"
_PARTS = (
    'SELECT c.rowid, c.device_id, c.platform, c.command, c.state, c.parse, c."table", o.error, s.columns'
    " FROM _chosen AS c CROSS JOIN main._outputs AS o ON o.id = c.output"
    " LEFT JOIN main._parses AS p ON p.id = c.parse LEFT JOIN main._shapes AS s ON s.id = p.shape"
    " WHERE (c.platform, c.command) IN (VALUES {marks}) ORDER BY c.rowid"
)


class _Part(NamedTuple):
    """An output of a command that is one of a question's."""

    chosen: int
    device: int
    platform: str
    command: str
    state: str
    parse: int | None
    table: int | None
    kind: str | None
    shape: str | None


def question_views(
    connection: sqlite3.Connection, facts: Iterable[str], taken: Iterable[str], named: str | None
) -> list[View]:
    """The views of the questions that the chosen outputs answer; none has a name that is taken.

    Only those whose names stand in `named` are made, or all of them if it is None.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    connection.execute(f"CREATE TEMP TABLE {ANSWERS} (id INTEGER, question TEXT)")
    words = QUESTIONS if named is None else re.findall(r"\w+", named.lower())
    asked = _asked(connection)
    views = []
    for question in _free(taken):
        if question in words and (commands := [pair for pair in asked if _answers(question, *pair)]):
            views.append(_view(connection, question, tuple(facts)))
            _fill(connection, question, commands)
    return views


def other_questions(connection: sqlite3.Connection, taken: Iterable[str]) -> Callable[[], list[str]]:
    """What gives the names of the questions that could have views beside those with these names.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    asked = _asked(connection)
    return lambda: [each for each in _free(taken) if any(_answers(each, *pair) for pair in asked)]


def _asked(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT DISTINCT platform, command FROM _kinds").fetchall()


def _free(taken: Iterable[str]) -> list[str]:
    names = {each.lower() for each in taken}
    return [each for each in QUESTIONS if each not in names]


def _answers(question: str, platform: str, command: str) -> bool:
    return any(is_for(command, ask.command) for ask in asks_of(platform, question))


def _view(connection: sqlite3.Connection, question: str, facts: Sequence[str]) -> View:
    table = f"_question_{question}"
    columns = QUESTIONS[question].columns
    own = ", ".join(quoted(name) for name in columns)
    connection.execute(f"CREATE TEMP TABLE {table} (chosen INTEGER, {own})")
    front = {**{each: f"c.{each}" for each in FRONT}, **facts_of(facts)}
    names = own_names(columns, {each.lower() for each in front})
    fields = {name: f"q.{quoted(column)}" for name, column in zip(names, columns, strict=True)}
    source = f" FROM temp.{table} AS q CROSS JOIN _chosen AS c ON c.rowid = q.chosen{with_facts('c')}"
    view = add_view(connection, question, {**front, **fields}, source)
    return view._replace(table=question, fields=tuple(names))


def _fill(connection: sqlite3.Connection, question: str, commands: Sequence[tuple[str, str]]) -> None:
    marks = ", ".join(["(?, ?)"] * len(commands))
    found = connection.execute(_PARTS.format(marks=marks), [word for pair in commands for word in pair])
    parts = [_Part(*each) for each in found.fetchall()]
    known: dict[tuple[str, tuple[Any, ...]], list[tuple[Any, ...]]] = {}
    marks = ", ".join("?" * (len(QUESTIONS[question].columns) + 1))
    for _, group in groupby(parts, key=lambda part: part.device):
        same = [*group]
        # Many devices may have given the same texts.
        key = same[0].platform, tuple((part.command, part.parse, part.state) for part in same)
        if key not in known:
            known[key] = _rows(connection, question, same)
        connection.executemany(
            f"INSERT INTO temp._question_{question} VALUES ({marks})",
            [(same[0].chosen, *row) for row in known[key]],
        )
        told = [(part.chosen, question) for part in _told(same)]
        connection.executemany(f"INSERT INTO temp.{ANSWERS} VALUES (?, ?)", told)


def _rows(connection: sqlite3.Connection, question: str, parts: Sequence[_Part]) -> list[tuple[Any, ...]]:
    found = {
        part.command: Rows(state="parsed", rows=tuple(_stored(connection, question, part)))
        for part in parts
        if part.state in GOOD
    }
    rows = answer(question, parts[0].platform, found).rows
    return [tuple(cell(row[name]) for name in QUESTIONS[question].columns) for row in rows]


def _stored(connection: sqlite3.Connection, question: str, part: _Part) -> Iterator[Mapping[str, Any]]:
    """The rows of an output as the index has them, with the columns that the question needs."""
    shape: dict[str, bool] = json.loads(part.shape or "{}")
    needed = _needed(question, part, shape)
    if not needed:
        return
    found = connection.execute('SELECT name, place FROM main._columns WHERE "table" = ?', (part.table,))
    places = dict(found.fetchall())
    selected = ", ".join(value_at(places[name], name) for name in needed)
    sql = f"SELECT {selected} FROM main.{rows_table(part.table or 0)} AS r WHERE parse = ? ORDER BY n"
    for values in connection.execute(sql, (part.parse,)):
        pairs = zip(needed, values, strict=True)
        yield {name: unpacked(value, is_list=shape[name]) for name, value in pairs}


def _needed(question: str, part: _Part, shape: Iterable[str]) -> list[str]:
    asks = (ask for ask in asks_of(part.platform, question) if is_for(part.command, ask.command))
    named = {name for ask in asks for name in named_columns(ask)}
    return [name for name in shape if name in named]


def _told(parts: Sequence[_Part]) -> Sequence[_Part]:
    """The outputs that say what became of a device's part of the answer.

    A device that rejects one of several commands has not what it is about, as LLDP: the others answer for it.
    """
    good = [part for part in parts if part.state in GOOD]
    bad = [part for part in parts if part.state not in GOOD and not (good and part.kind == "rejected")]
    return bad or good
