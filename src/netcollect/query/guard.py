"""A statement of somebody's, run so that it can only read, and ends: SQL is guarded by SQLite's own means."""

from __future__ import annotations

import difflib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from netcollect.alarm import alarm
from netcollect.errors import InputError
from netcollect.query.copies import copied
from netcollect.query.functions import FUNCTIONS, FunctionError, add_functions
from netcollect.query.places import Place, place_of, pointing, tokens
from netcollect.query.schema import is_broken
from netcollect.query.values import Cell
from netcollect.query.views import View
from netcollect.query.watch import watched

#: How many steps of SQLite's machine lie between two looks at the clock.
_STEPS = 20_000
#: How much later than SQLite's own machine a function is interrupted (seconds).
_GRACE = 0.25
#: What one statement may be and give: its length, a cell's (bytes), and the deepest it may nest.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 64 * 10**6,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10**6,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
#: SQLite's own tables that make rows of a list in a cell.
_OF_LISTS = ("json_each", "json_tree")
_FORBIDDEN = frozenset({"load_extension", "fts3_tokenizer", "randomblob", "zeroblob"})
#: How much memory SQLite may take (bytes): a text that a statement makes is measured when it is whole.
_MEMORY = 10**9
_READS = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_RECURSIVE,
)
_BEHIND = (
    "SELECT name FROM main.sqlite_master WHERE type = 'table'"
    " UNION ALL SELECT name FROM sqlite_temp_master WHERE type = 'table'"
)
_ONLY_READS = "only SELECT is allowed: the tables are made from runs, and can only be read"
_NEAR = 3


class Bounds(NamedTuple):
    """How long a statement may take (seconds), and how large its answer may be (bytes).

    `stuck` is called, in another thread, when a statement can be ended by nothing but the end of the process.
    """

    seconds: float = 60.0
    size: int = 256 * 10**6
    stuck: Callable[[], object] | None = None


class Result(NamedTuple):
    """A statement's answer, and the views that it was made of."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    read: frozenset[str]


class Guarded:
    """A connection to which anybody's statements may be given.

    `others` gives the names of tables that there would be if the statement named them, for hints.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        views: Mapping[str, View],
        others: Callable[[], Iterable[str]] = list,
        *,
        bounds: Bounds | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection, self._views, self._others, self._clock = connection, views, others, clock
        self._bounds = bounds or Bounds()
        self._errors: list[FunctionError] = []
        self._columns: dict[str, set[str]] = {}
        self._names = {name.lower(): name for name in views}
        found = connection.execute(_BEHIND).fetchall()
        self._behind = frozenset(str(name).lower() for (name,) in found)
        # For the whole process, and it can only be lowered.
        connection.execute(f"PRAGMA hard_heap_limit = {_MEMORY}")
        add_functions(connection, self._errors)
        for table in _OF_LISTS:  # before they are forbidden to make themselves known
            connection.execute(f"SELECT 1 FROM {table}('[]')").fetchall()

    def ask(self, sql: str, *, where: str = "SQL", part: tuple[int, int] | None = None) -> Result:
        """The answer to one statement.

        `part` is where in it stands what the user wrote, and `where` what an error calls that.

        Raises:
            InputError: it is no statement that reads, took too long, or has too large an answer.
            sqlite3.DatabaseError: the index is damaged.
            KeyboardInterrupt: it was interrupted; SQLite swallows what a signal raises in its midst.
        """
        self._columns.clear()
        self._errors.clear()
        begun, clock = self._clock(), time.monotonic()
        with self._guard():
            try:
                self._check_names(sql)
                with alarm(self._bounds.seconds + _GRACE), self._copies(sql):
                    return self._run(sql)
            except (sqlite3.Error, MemoryError, OverflowError, UnicodeError, TimeoutError) as error:
                if is_broken(error):
                    raise
                seconds = max(self._clock() - begun, time.monotonic() - clock)
                if self._was_interrupted(error) and seconds < self._bounds.seconds:
                    raise KeyboardInterrupt from None
                raise self._told(sql, error, where, part or (0, len(sql))) from None

    def _was_interrupted(self, error: BaseException) -> bool:
        """Whether something ended a statement that has no word of its own for it."""
        return not self._errors and str(error).startswith(("interrupted", "user-defined function"))

    def _check_names(self, sql: str) -> None:
        """Checks that no table behind a view is named: SQLite asks nobody before it counts one's rows."""
        for each in tokens(sql):
            if each.text.strip("'\"`[]").lower() in self._behind:
                raise sqlite3.OperationalError(f"access to {each.name} is prohibited")

    @contextmanager
    def _copies(self, sql: str) -> Iterator[None]:
        """Tables in the place of views, where a statement mentions more than one."""
        words = [each.name for each in tokens(sql)]
        if sum(word in self._names for word in words) < 2:
            yield
            return
        self._connection.execute(f"EXPLAIN {sql}").close()
        # SQLite tells nobody of a fact that USING or NATURAL joins by.
        whole, named = "natural" in words, frozenset(words)
        read = {
            view: {column for column in self._views[view].columns if whole or column.lower() in named}
            | columns
            for view, columns in self._columns.items()
        }
        self._connection.set_authorizer(None)
        with copied(self._connection, self._views, read):
            self._connection.set_authorizer(self._judge)
            try:
                yield
            finally:  # What follows is ours, and is done however late it is.
                self._connection.set_authorizer(None)
                self._connection.set_progress_handler(None, 0)

    def _run(self, sql: str) -> Result:
        late = self._bounds.seconds + _GRACE
        with (
            watched(late, self._connection.interrupt, self._bounds.stuck),
            closing(self._connection.execute(sql)) as cursor,
        ):
            return self._read_all(cursor)

    def _read_all(self, cursor: sqlite3.Cursor) -> Result:
        if cursor.description is None:
            raise sqlite3.OperationalError("there is no statement")
        rows, size = [], 0
        for row in cursor:
            size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row) + 64
            if size > self._bounds.size:
                raise sqlite3.OperationalError(
                    f"the answer is larger than {self._bounds.size // 10**6} MB: ask for less, or add a LIMIT"
                )
            rows.append(tuple(map(_shown, row)) if any(isinstance(each, bytes) for each in row) else row)
        columns = tuple(name for name, *_ in cursor.description)
        return Result(columns, rows, frozenset(self._columns))

    @contextmanager
    def _guard(self) -> Any:
        """SQLite's means, for as long as somebody's statement runs."""
        end = self._clock() + self._bounds.seconds
        before = {limit: self._connection.setlimit(limit, most) for limit, most in _LIMITS.items()}
        self._connection.set_progress_handler(lambda: int(self._clock() > end), _STEPS)
        self._connection.set_authorizer(self._judge)
        try:
            yield
        finally:
            self._connection.set_authorizer(None)
            self._connection.set_progress_handler(None, 0)
            for limit, most in before.items():
                self._connection.setlimit(limit, most)

    def _judge(self, action: int, what: Any, which: Any, _database: Any, source: Any) -> int:
        """Whether a part of a statement is allowed; notes which views are read."""
        if action in _READS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if str(which).lower() in _FORBIDDEN else sqlite3.SQLITE_OK
        if action != sqlite3.SQLITE_READ:
            return sqlite3.SQLITE_DENY
        name = str(what).lower()
        if name.startswith(_OWN):  # whoever names it so: a CTE may be called as a view is
            return sqlite3.SQLITE_DENY
        for view in (self._names.get(name), self._names.get(str(source).lower())):
            if view is not None:
                self._columns.setdefault(view, set()).add(str(which))
                return sqlite3.SQLITE_OK
        # Without a column it is a name of the statement's own, or a table behind a view.
        known = name in _OF_LISTS or not which
        return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY

    def _told(self, sql: str, error: BaseException, where: str, part: tuple[int, int]) -> InputError:
        message = _words(error, self._errors, self._bounds)
        place = place_of(sql, str(error), self._judge_syntax)
        hint = self._hint(sql, str(error))
        begin, end = part
        if place is None or place.begin < begin:
            return InputError.of(where, message, hint)
        if place.begin > end:  # at what was put behind it
            place, message = Place(end, end + 1), "it ends too soon"
        own = Place(place.begin - begin, place.end - begin)
        return pointing(where, sql[begin:end], own, message + (f" ({hint})" if hint else ""))

    def _judge_syntax(self, sql: str) -> str:
        """What SQLite says of a statement without running it."""
        try:
            self._connection.execute("EXPLAIN " + sql).close()
        except sqlite3.Error as error:
            return str(error)
        return ""

    def _hint(self, sql: str, message: str) -> str:
        """The names that are nearest to one that does not exist."""
        kind, _, name = message.removeprefix("no such ").partition(": ")
        if kind == "table":
            tables = self._tables()
            return nearest(name, tables, "there is " + ", ".join(tables))
        if kind == "function":
            return nearest(name, FUNCTIONS, "")
        if kind == "column":
            named = {each.name for each in tokens(sql)} & self._names.keys()
            read = [self._views[self._names[each]] for each in sorted(named)] or list(self._views.values())
            columns = dict.fromkeys(column for view in read for column in view.columns)
            return nearest(name.rpartition(".")[2], columns, "texts stand in single quotes: 'up'")
        return ""

    def _tables(self) -> list[str]:
        return [*(name for name in self._views if not name.startswith("_")), *self._others()]


_OWN = ("sqlite_", "pragma_")


def _shown(value: Any) -> Cell:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    cell: Cell = value
    return cell


def _words(error: BaseException, errors: Sequence[FunctionError], bounds: Bounds) -> str:
    """What is wrong, in words for people."""
    text = str(error)
    if "user-defined function" in text or isinstance(error, TimeoutError):
        # Without a word of its own it was interrupted.
        return str(errors[-1]) if errors else _IN_WORDS["interrupted"].format(seconds=bounds.seconds)
    for begin, words in _IN_WORDS.items():
        if text.startswith(begin):
            return words.format(seconds=bounds.seconds)
    return text or "there is not enough memory for the answer"


_IN_WORDS = {
    "interrupted": "gave up after {seconds:g} s: ask for less",
    "cannot modify": _ONLY_READS,
    "not authorized to use function": "this function is not allowed",
    "not authorized": _ONLY_READS,
    "access to ": "this is the index's own table: ask one of those that --tables lists",
    "You can only execute one statement": "it is more than one statement",
    "Incorrect number of bindings": "a ? stands for nothing here: write the value",
    "out of memory": "there is not enough memory for the answer: ask for less",
    "string or blob too big": "a value is too long",
    "unrecognized token": "this is not closed, or no part of SQL",
    "incomplete input": "the statement ends too soon",
}


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """A hint at the names that are nearest to one that does not exist; another where none is near."""
    by_key = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.strip('"').lower(), by_key, n=_NEAR)
    return f"did you mean {' or '.join(by_key[each] for each in found)}?" if found else otherwise
