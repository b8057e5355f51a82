"""Rules about a whole run: statements of SQL, and conditions on the answers to questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netcollect.archive import Run
from netcollect.audit.conditions import in_sql
from netcollect.audit.entries import entry_of, why_not
from netcollect.audit.outcomes import SHOWN, Finding, Outcome, unknown
from netcollect.audit.placeholders import NoFactError, names_in, values_of
from netcollect.audit.rules import RowsCheck, Rule
from netcollect.audit.tables import RowCheck, Tables, judge_rows
from netcollect.audit.waiving import names
from netcollect.document import DeviceResult
from netcollect.errors import InputError, Problem
from netcollect.platforms import asks_of
from netcollect.query import Answer, Hits, Readable, query
from netcollect.query.values import quoted
from netcollect.query.views import FRONT
from netcollect.rows.questions import is_for
from netcollect.text import listed, plural

_DEVICE = FRONT[0]


class Fleet:
    """Asks statements of the rows of a run."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def statement(self, rule: Rule, run: Run, readable: Readable) -> dict[str, Outcome]:
        """What came of a rule's statement on the devices that it speaks of: each row violates it.

        Raises:
            InputError: the statement is wrong, or a row of its answer has no device of the run.
        """
        lacking = _lacking(rule, run, readable)
        if lacking is None:
            return self._stated(rule, run)
        without = {name: unknown(why) for name, why in lacking.items() if why}
        if len(without) == len(lacking):
            return without
        # Whose output is missing holds nothing, though the statement may speak of another output of it.
        found = without | {
            name: outcome
            for name, outcome in self._stated(rule, run).items()
            if name not in without or outcome.state != "passed"
        }
        return {name: found[name] for name in lacking if name in found}

    def _stated(self, rule: Rule, run: Run) -> dict[str, Outcome]:
        answer = self._ask(rule, in_sql(str(rule.sql), {}), run)
        rows = _by_device(rule, answer)
        _check_names(rule, run, rows)
        asked = dict.fromkeys(_asked(rule, run, answer), Outcome("passed"))
        violated = {name: _violated(rows[name]) for name in asked if name in rows}
        return asked | _unsure(answer) | _missing(answer) | violated

    def question(self, rule: Rule, check: RowCheck, run: Run) -> dict[str, Outcome]:
        """What came of a check of the answers to a question, on the devices that were asked.

        Raises:
            InputError: the condition is wrong.
        """
        table = quoted(str(rule.ask))
        if not _is_asked(run, str(rule.ask)):
            return {name: unknown(f"it was not asked {rule.ask!r}") for name in _able(rule, run)}
        counted = self._ask(rule, f"SELECT {_DEVICE}, count(*) AS n FROM {table} GROUP BY {_DEVICE}", run)
        numbers = {str(row[0]): int(row[1] or 0) for row in counted.tables[0].rows}
        unsure = {name: why for name, why in _unsure(counted).items() if not numbers.get(name)}
        asked = {name: numbers.get(name, 0) for name in _asked(rule, run, counted)}
        return self._answered(rule, check, run, asked) | unsure | _missing(counted)

    def _answered(
        self, rule: Rule, check: RowCheck, run: Run, numbers: Mapping[str, int]
    ) -> dict[str, Outcome]:
        """What came of a check on devices, each with the number of rows in its answer."""
        table = quoted(str(rule.ask))
        found: dict[str, Outcome] = {}
        for condition, devices in _by_values(check, [run.devices[name] for name in numbers], found).items():
            among = ", ".join(f"'{each.replace(chr(39), chr(39) * 2)}'" for each in devices)
            sql = f"SELECT * FROM {table} WHERE {_DEVICE} IN ({among}) AND ({condition}\n)"
            rows = _by_device(rule, self._ask(rule, sql, run))
            for name in devices:
                hits = rows.get(name, [])
                answer = Hits("parsed", "", numbers[name], len(hits), _shown(hits))
                found[name] = judge_rows(check, answer, condition)
        return found

    def _ask(self, rule: Rule, sql: str, run: Run) -> Answer:
        try:
            return query(sql, self._tables.scope(run))
        except InputError as error:
            raise InputError(tuple(_at(rule, each) for each in error.problems)) from None


def _violated(rows: Sequence[dict[str, Any]]) -> Outcome:
    said = f"{plural(len(rows), 'row')} in the answer"
    return Outcome("violated", (Finding(said, rows=_shown(rows), more=len(rows[SHOWN:])),))


def _at(rule: Rule, problem: Problem) -> Problem:
    return problem._replace(where=f"{rule.place}: {rule.id}: {problem.where}")


def _by_device(rule: Rule, answer: Answer) -> dict[str, list[dict[str, Any]]]:
    (table,) = answer.tables
    if _DEVICE not in table.columns:
        raise InputError.of(rule.place, f"the answer of {rule.id} has no column `device`", "select it")
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in table.mappings():
        name = row.get(_DEVICE)
        rows.setdefault("NULL" if name is None else str(name), []).append(row)
    return rows


def _check_names(rule: Rule, run: Run, rows: Iterable[str]) -> None:
    """A row that is nobody's would be a violation that nobody is told of.

    Raises:
        InputError: there is one.
    """
    if others := [name for name in rows if name not in run.devices]:
        message = f"the answer of {rule.id} names no device of the run: {listed(others, 3)}"
        raise InputError.of(rule.place, message, "select the column `device` as a table has it")


def _asked(rule: Rule, run: Run, answer: Answer) -> list[str]:
    """The devices that an answer speaks of, among those that the rule is for."""
    rows = run.document.devices
    wanted = names(rows, rule.devices) - set(answer.coverage.not_asked)
    return [row.device for row in rows if row.device in wanted]


def _unsure(answer: Answer) -> dict[str, Outcome]:
    """The devices of whose output the template knew no line, so that having no rows says nothing."""
    return {each.device: unknown(f"not parsed: {each.reason}") for each in answer.coverage.unsure or ()}


def _missing(answer: Answer) -> dict[str, Outcome]:
    """The devices that are missing in an answer, and why."""
    found = {}
    for each in answer.coverage.missing:
        why = "not collected" if each.state in ("not_collected", "unreadable") else "not parsed"
        reason = each.kind or each.reason or each.state.replace("_", " ")
        found[each.device] = unknown(f"{each.command!r} {why}: {reason}")
    return found


def _lacking(rule: Rule, run: Run, readable: Readable) -> dict[str, str] | None:
    """The devices that a rule's command is for, each with why it has no output of it; None without one."""
    if not rule.command:
        return None
    rows = run.document.devices
    wanted = names(rows, rule.devices)
    asked = ((row, rule.command_of(row.platform)) for row in rows if row.device in wanted)
    return {
        row.device: why_not(row, entry_of(row, command), command, readable)
        for row, command in asked
        if command
    }


def _is_asked(run: Run, question: str) -> bool:
    """Whether any output of a run is of a command that answers a question."""
    return any(
        is_for(entry.command, ask.command)
        for row in run.document.devices
        for ask in asks_of(row.platform, question)
        for entry in row.commands
    )


def _able(rule: Rule, run: Run) -> list[str]:
    """The devices that a rule is for and whose platforms have a command for its question."""
    rows = run.document.devices
    wanted = names(rows, rule.devices)
    return [row.device for row in rows if row.device in wanted and asks_of(row.platform, str(rule.ask))]


def _by_values(
    check: RowCheck, rows: Iterable[DeviceResult], found: dict[str, Outcome]
) -> Mapping[str, Sequence[str]]:
    """The condition with the values of the devices, and who has them; who lacks a fact is unknown."""
    wanted = names_in([check.condition])
    conditions: dict[str, list[str]] = {}
    for row in rows:
        try:
            sql = in_sql(check.condition, values_of(row, wanted))
        except NoFactError as error:
            found[row.device] = unknown(str(error))
            continue
        if isinstance(check, RowsCheck) and check.kind == "every_row":
            sql = f"({sql}\n) IS NOT TRUE"
        conditions.setdefault(sql, []).append(row.device)
    return conditions


def _shown(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The first rows, without what says whose they are."""
    return tuple({name: value for name, value in row.items() if name not in FRONT} for row in rows[:SHOWN])
