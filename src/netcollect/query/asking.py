"""A question to finished runs → an answer; the page that the other modules are for."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from netcollect.archive import Run
from netcollect.errors import InputError
from netcollect.query.answer import Answer, Table
from netcollect.query.choice import Choice, choose, tell_apart
from netcollect.query.coverage import coverage
from netcollect.query.guard import Bounds, Guarded, Result
from netcollect.query.index import in_memory, with_index
from netcollect.query.kept import kept_facts, key_of, note_choice
from netcollect.query.parses import parse_texts, source_of, unparsed
from netcollect.query.questions import other_questions, question_views
from netcollect.query.seals import Sure
from netcollect.query.values import quoted
from netcollect.query.views import View, make_views
from netcollect.rows import Templates

_TABLE = re.compile(r"\s*[^\W\d]\w*\s*;?\s*\Z")
#: Of a run's own report: from memory, because its rows are asked for once.
Prepare = Callable[["Asked"], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a question is about: the runs, and which of their devices and commands.

    `output` is where the index is kept, None for nowhere. `told` is what there is to say of other runs, and
    `damaged` of those that should be here and cannot be read.
    """

    runs: Sequence[Run]
    output: Path | None = None
    choice: Choice = field(default_factory=Choice)
    templates: Templates = field(default_factory=Templates)
    told: Sequence[str] = ()
    damaged: Sequence[str] = ()
    bounds: Bounds = field(default_factory=Bounds)
    clock: Callable[[], float] = time.monotonic


class Asked:
    """The chosen part of an index, to which statements may be given."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        scope: Scope,
        views: Mapping[str, View],
        damaged: Sequence[str],
        sure: Sure,
    ) -> None:
        self.connection, self.views, self.sure = connection, views, sure
        self._told, self._damaged = (*scope.told, *damaged), bool(damaged)
        self.runs = tuple(run.name for run in scope.runs)
        others = other_questions(connection, views)
        self._guarded = Guarded(connection, views, others, bounds=scope.bounds, clock=scope.clock)

    def ask(self, sql: str, *, where: str = "SQL", part: tuple[int, int] | None = None) -> Result:
        """As `Guarded.ask`."""
        return self._guarded.ask(sql, where=where, part=part)

    def answer(self, sql: str, result: Result) -> Answer:
        """The answer that a result is, with its coverage."""
        read = [self.views[name] for name in sorted(result.read)]
        lists = frozenset(column for view in read for column in view.lists)
        table = Table("answer", _told_apart(result.columns), result.rows, lists)
        return Answer(
            tables=(table,),
            coverage=coverage(
                self.connection,
                {view.table for view in read if view.table is not None},
                self._told,
                damaged=self._damaged,
            ),
            runs=self.runs,
            sql=sql,
        )

    def everything(
        self,
        tables: Sequence[Table],
        names: Collection[str] | None = None,
        commands: Collection[str] = (),
        **more: object,
    ) -> Answer:
        """An answer about all chosen outputs.

        Or, with `names`, about those of which tables with these names are made, and those of `commands`.
        """
        whole = coverage(self.connection, names, self._told, damaged=self._damaged, commands=commands)
        return Answer(tables=tuple(tables), coverage=whole, runs=self.runs, **more)  # type: ignore[arg-type]


def prepared(scope: Scope, ask: Prepare, named: str | None) -> Answer:
    """What `ask` answers, on an index that has all that the scope is about.

    `named` is a text with the names of the questions whose tables are wanted, None for all.

    Raises:
        InputError: a run, device, command or template is not as it should be; or as `ask`.
    """
    damaged = list(scope.damaged)
    # Before runs are looked at: two threads that read files are in each other's way.
    version = scope.templates.version

    def work(connection: sqlite3.Connection, runs: Sequence[Run], sure: Sure) -> Answer:
        if not runs:
            raise InputError.of("RUN", f"cannot be read: {'; '.join(damaged)}")
        source = source_of(connection, version)
        facts = _chosen(connection, runs, scope, source, sure)
        views = make_views(connection, facts)
        views |= {view.name: view for view in question_views(connection, facts, views, named)}
        return ask(Asked(connection, scope, views, damaged, sure))

    def tell(error: InputError) -> None:
        if (told := f"left out: {error}") not in damaged:
            damaged.append(told)

    if scope.output is None:
        return in_memory(scope.runs, work, tell)
    return with_index(scope.output, scope.runs, work, tell)


def _chosen(
    connection: sqlite3.Connection, runs: Sequence[Run], scope: Scope, source: int, sure: Sure
) -> list[str]:
    """Chooses outputs unless they are still chosen, parses those that are not yet; gives the facts' columns.

    What follows sees the index as it is now, whatever others write: it is in the same transaction.

    Raises:
        sqlite3.OperationalError: somebody has removed or renewed a run meanwhile.
        InputError: as `choose`, and `parse_texts`.
    """
    connection.execute("BEGIN")
    key = key_of(runs, scope.choice, source)
    if (kept := kept_facts(connection, key)) is not None:
        return kept
    facts = choose(connection, runs, scope.choice, source)
    tried = missing = unparsed(connection)
    if missing:
        sure()
        connection.execute("ROLLBACK")
        parse_texts(connection, missing, {run.name: run for run in runs}, scope.templates, source)
        connection.execute("BEGIN")
        facts = choose(connection, runs, scope.choice, source)
        missing = unparsed(connection)
    known = connection.execute("SELECT count(*) FROM _some_runs").fetchone()[0]
    if known != len(runs) or not {*missing} <= {*tried}:
        raise sqlite3.OperationalError("somebody else has changed it meanwhile")
    tell_apart(connection, facts)
    note_choice(connection, key if not missing else None, facts)
    return facts


def query(question: str, scope: Scope) -> Answer:
    """The answer to a statement of SQL, or the rows of a table.

    Raises:
        InputError: the statement is wrong, with the place and the nearest names; or as `prepared`.
    """

    def ask(asked: Asked) -> Answer:
        if not _TABLE.match(question):
            return asked.answer(question, asked.ask(question))
        head, name = "SELECT * FROM ", question.strip(" \t\r\n;")
        sql = head + quoted(name)
        result = asked.ask(sql, where="TABLE", part=(len(head), len(sql)))
        return asked.answer(sql, result)

    return prepared(scope, ask, question)


def tables(scope: Scope) -> Answer:
    """The tables that there are, with the number of their rows.

    Raises:
        InputError: as `prepared`.
    """

    def ask(asked: Asked) -> Answer:
        rows = []
        for name, view in sorted(asked.views.items()):
            if not name.startswith("_"):
                result = asked.ask(f"SELECT count(*) FROM {quoted(name)}")
                rows.append((name, result.rows[0][0], ", ".join(view.columns)))
        return asked.everything([Table("tables", ("table", "rows", "columns"), rows)])

    return prepared(scope, ask, None)


def columns(table: str, scope: Scope) -> Answer:
    """The columns of a table, each with a value of it.

    Raises:
        InputError: there is no such table; or as `prepared`.
    """

    def ask(asked: Asked) -> Answer:
        asked.ask(f"SELECT 1 FROM {quoted(table)} LIMIT 1", where="TABLE", part=(14, 16 + len(table)))
        view = next(view for name, view in asked.views.items() if name.lower() == table.lower())
        rows = []
        for column in view.columns:
            one = quoted(column)
            found = asked.ask(
                f"SELECT {one} FROM {quoted(table)} WHERE coalesce({one}, '') <> '' LIMIT 1"
            ).rows
            rows.append((column, found[0][0] if found else None))
        return asked.everything([Table("columns", ("column", "example"), rows)])

    return prepared(scope, ask, table)


def _told_apart(names: Collection[str]) -> tuple[str, ...]:
    """The columns of an answer; of two with one name the second gets a `_`."""
    found: list[str] = []
    for name in names:
        own = name
        while own in found:
            own += "_"
        found.append(own)
    return tuple(found)
