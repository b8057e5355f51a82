"""Conditions on the rows of outputs: which rows of which output fulfil them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from netcollect.errors import InputError, Problem
from netcollect.query.answer import Answer, Table
from netcollect.query.asking import Asked, Scope, prepared
from netcollect.query.choice import Choice
from netcollect.query.values import quoted
from netcollect.query.views import FRONT, OUTPUT, SHOWN, View

#: A device and a command of it.
Key = tuple[str, str]

_STATES = (
    "SELECT c.output, c.device, o.command, c.state, c.reason, p.rows, t.name"
    " FROM _chosen AS c CROSS JOIN main._outputs AS o ON o.id = c.output"
    " LEFT JOIN main._parses AS p ON p.id = c.parse"
    ' LEFT JOIN main._tables AS t ON t.id = c."table"'
)
#: Columns beside those of a template that a condition may name.
_BESIDE = (FRONT[1],)


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition on the rows of some outputs; `where` is what an error calls it."""

    sql: str
    outputs: frozenset[Key]
    where: str


class Hits(NamedTuple):
    """The rows of an output that fulfil a condition: the first of them, and how many there are.

    `rows` is how many the output has. Where `state` is neither `parsed` nor `empty` there is no answer, and
    `reason` is why; where it is `empty`, `reason` says whether the template knew no line of the text.
    """

    state: str
    reason: str
    rows: int
    found: int
    first: tuple[Mapping[str, Any], ...]


def hits(
    conditions: Sequence[Condition], scope: Scope, most: int = 5, *, strict: bool = True
) -> list[dict[Key, Hits]]:
    """For each condition what came of its outputs; nothing of one that does not fit them, unless `strict`.

    Raises:
        InputError: with what is wrong in all of the conditions; or as `prepared`.
    """
    outputs = frozenset().union(*(each.outputs for each in conditions))
    chosen = replace(scope, choice=Choice(outputs=outputs))
    found: list[dict[Key, Hits]] = []

    def ask(asked: Asked) -> Answer:
        found.clear()
        problems: list[Problem] = []
        outputs = [_Output(*each) for each in asked.connection.execute(_STATES)]
        views = {view.table: view for name, view in asked.views.items() if name.startswith(SHOWN)}
        for condition in conditions:
            try:
                found.append(_of_condition(asked, condition, outputs, views, most))
            except InputError as error:
                found.append({})
                problems.extend(error.problems)
        if problems and strict:
            raise InputError(tuple(problems))
        return asked.everything(())

    prepared(chosen, ask, " ".join(each.sql for each in conditions))
    return found


class _Output(NamedTuple):
    """A chosen output, what came of it, and the table of its rows."""

    number: int
    device: str
    command: str
    state: str
    reason: str | None
    rows: int | None
    table: str | None


def _of_condition(
    asked: Asked,
    condition: Condition,
    outputs: Iterable[_Output],
    views: Mapping[str | None, View],
    most: int,
) -> dict[Key, Hits]:
    mine = [each for each in outputs if (each.device, each.command) in condition.outputs]
    rows: dict[int, list[dict[str, Any]]] = {each.number: [] for each in mine}
    by_table: dict[str | None, list[int]] = {}
    for each in mine:
        if each.state in ("parsed", "empty"):
            by_table.setdefault(each.table, []).append(each.number)
    for table, numbers in by_table.items():
        for number, row in _rows(asked, views[table], condition, numbers):
            rows[number].append(row)
    return {(each.device, each.command): _hits(each, rows[each.number], most) for each in mine}


def _hits(output: _Output, found: Sequence[dict[str, Any]], most: int) -> Hits:
    return Hits(output.state, output.reason or "", output.rows or 0, len(found), tuple(found[:most]))


def _rows(
    asked: Asked, view: View, condition: Condition, numbers: Collection[int]
) -> Iterable[tuple[int, dict[str, Any]]]:
    """The rows of a table that fulfil a condition, each with the number of its output."""
    names = ", ".join(map(quoted, (OUTPUT, *_BESIDE, *view.fields)))
    among = ", ".join(map(str, sorted(numbers)))
    head = f"SELECT * FROM (SELECT {names} FROM {quoted(view.name)}) WHERE {OUTPUT} IN ({among}) AND ("
    sql = f"{head}{condition.sql}\n)"
    result = asked.ask(sql, where=condition.where, part=(len(head), len(head) + len(condition.sql)))
    table = Table(view.name, result.columns, result.rows, view.lists)
    for row in table.mappings():
        number = int(row.pop(OUTPUT))
        yield number, {name: value for name, value in row.items() if name not in _BESIDE}
