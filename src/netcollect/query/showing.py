"""The rows of a run's outputs, with what became of each: what `collect show` and a run's own report give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from netcollect.errors import InputError
from netcollect.query.answer import Answer, OutputRows, Table
from netcollect.query.asking import Asked, Scope, prepared
from netcollect.query.guard import nearest
from netcollect.query.places import closes_nothing, pointing
from netcollect.query.values import Cell, quoted
from netcollect.query.views import FRONT, OUTPUT, SHOWN, View

_OUTPUTS = (
    "SELECT c.output, c.device, o.command, c.state, t.name, p.template, p.package, p.unmatched, c.reason"
    " FROM _chosen AS c CROSS JOIN main._outputs AS o ON o.id = c.output"
    ' LEFT JOIN main._tables AS t ON t.id = c."table"'
    " LEFT JOIN main._parses AS p ON p.id = c.parse AND c.state NOT IN ('not_collected', 'unreadable')"
    " ORDER BY c.rowid"
)
#: The outputs whose rows no earlier one of the device has.
_ONCE = "SELECT output FROM _chosen WHERE NOT twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Which columns are shown, of which rows (an SQL condition), and in which order (by columns)."""

    columns: Sequence[str] = ()
    where: str | None = None
    sort: Sequence[str] = ()


def show(scope: Scope, picture: Picture | None = None) -> Answer:
    """The rows of all chosen outputs, a table for each kind of output.

    Raises:
        InputError: no table has such a column, or the condition is wrong; or as `prepared`.
    """
    wanted = picture or Picture()

    def ask(asked: Asked) -> Answer:
        views = [view for name, view in asked.views.items() if name.startswith(SHOWN)]
        _check(views, wanted)
        by_output: dict[int, list[dict[str, object]]] = {}
        once = {number for (number,) in asked.connection.execute(_ONCE)}
        tables = []
        for view in views:
            try:
                table, numbers = _table(asked, view, wanted)
            except InputError as error:
                raise _of_table(error, view) if len(views) > 1 else error from None
            tables.append(_only(table, numbers, once))
            for number, row in zip(numbers, table.mappings(), strict=True):
                by_output.setdefault(number, []).append(row)
        outputs = [
            OutputRows(
                device=device, command=command, state=state, table=table_name, template=template,
                package=package, unmatched=unmatched or 0, reason=reason,
                rows=_own(by_output.get(number, [])),
            )
            for number, device, command, state, table_name, template, package, unmatched, reason
            in asked.connection.execute(_OUTPUTS)
        ]  # fmt: skip
        shown = [table for table in tables if table.columns]
        return asked.everything(shown, outputs=tuple(outputs))

    return prepared(scope, ask, wanted.where or "")


def answers(
    questions: Sequence[str], scope: Scope, *, commands: Collection[str] = (), not_asked: Sequence[str] = ()
) -> Answer:
    """The answers to questions that can be asked of every vendor, a table each; then the rows of `commands`.

    `not_asked` are devices that had nothing to run, and so are not in the runs.

    Raises:
        InputError: as `prepared`.
    """

    def ask(asked: Asked) -> Answer:
        found = []
        for view in (asked.views[name] for name in questions if name in asked.views):
            columns = _usual(view)
            result = asked.ask(f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(view.name)}")
            found.append(Table(view.name, tuple(columns), result.rows))
        shown = [*found, *_of_commands(asked, commands)]
        answer = asked.everything(shown, {table.name for table in found}, commands)
        others = (*answer.coverage.not_asked, *not_asked)
        return structs.replace(answer, coverage=structs.replace(answer.coverage, not_asked=others))

    return prepared(scope, ask, " ".join(questions))


def _of_commands(asked: Asked, commands: Collection[str]) -> Iterator[Table]:
    """The rows that these commands gave, a table for each kind of output."""
    outputs = [row for row in asked.connection.execute(_OUTPUTS) if row[2] in commands]
    wanted, filled = {row[0] for row in outputs}, {row[4] for row in outputs}
    once = {number for (number,) in asked.connection.execute(_ONCE)}
    for name, view in asked.views.items():
        if name.startswith(SHOWN) and view.table in filled:
            table, numbers = _table(asked, view, Picture())
            yield _only(table, numbers, wanted & once)


def _only(table: Table, numbers: Sequence[int], wanted: Collection[int]) -> Table:
    """A table with the rows of some outputs; `numbers` says of which output each row is."""
    pairs = zip(table.rows, numbers, strict=True)
    return structs.replace(table, rows=[row for row, number in pairs if number in wanted])


def _table(asked: Asked, view: View, picture: Picture) -> tuple[Table, list[int]]:
    """The rows of a view, and of which output each is."""
    own = {name.lower(): name for name in view.columns}
    columns = _chosen(picture.columns, own) if picture.columns else _usual(view)
    name = view.name.removeprefix(SHOWN)
    if not columns:
        return Table(name, (), []), []
    selected = ", ".join(quoted(name) for name in (OUTPUT, *columns))
    sql = f"SELECT {selected} FROM {quoted(view.name)}"
    part = None
    if picture.where is not None:
        head = f"{sql} WHERE ("
        part = (len(head), len(head) + len(picture.where))
        sql = f"{head}{picture.where}\n)"
    if order := list(_order(picture.sort, own)):
        sql += f" ORDER BY {', '.join(order)}"
    result = asked.ask(sql, where="--where", part=part)
    numbers = [int(row[0] or 0) for row in result.rows]
    rows: list[tuple[Cell, ...]] = [row[1:] for row in result.rows]
    return Table(name, tuple(columns), rows, view.lists), numbers


def _of_table(error: InputError, view: View) -> InputError:
    """An error with the table that it is about; another may have what is missing."""
    (problem,) = error.problems
    head, *rest = problem.message.split("\n")
    told = f"{head}, in {view.name.removeprefix(SHOWN)}: choose commands with --command"
    return InputError.of(problem.where, "\n".join([told, *rest]), problem.hint)


def _own(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of one output, without the columns that only other platforms' outputs have."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    return [{name: value for name, value in row.items() if name in filled} for row in rows]


def _chosen(names: Sequence[str], own: dict[str, str]) -> list[str]:
    return [own[name.lower()] for name in names if name.lower() in own]


def _usual(view: View) -> list[str]:
    """The columns that are shown if nobody asks: the device, and what the output says."""
    return [FRONT[0], *view.fields]


def _order(sort: Sequence[str], own: dict[str, str]) -> Iterable[str]:
    for each in sort:
        name = own.get(each.removeprefix("-").lower())
        if name is not None:
            yield quoted(name) + (" DESC" if each.startswith("-") else "")


def _check(views: Sequence[View], picture: Picture) -> None:
    """Checks that each column that is named is in one of the tables at least.

    Raises:
        InputError: one is not, or the condition ends before its text does.
    """
    if picture.where is not None and (place := closes_nothing(picture.where)):
        raise pointing("--where", picture.where, place, "this closes nothing")
    if views:
        _check_columns(
            {name.lower(): name for view in views for name in view.columns if name != OUTPUT}, picture
        )


def _check_columns(known: Mapping[str, str], picture: Picture) -> None:
    named = [
        *(("--columns", name) for name in picture.columns),
        *(("--sort", name.removeprefix("-")) for name in picture.sort),
    ]
    for option, name in ((option, name) for option, name in named if name.lower() not in known):
        hint = nearest(name, known.values(), f"there is {', '.join(known.values())}")
        raise InputError.of(option, f"there is no column {name!r}", hint)
