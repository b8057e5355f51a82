"""Checks of rows: each distinct text is asked once, and all texts of a condition together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from netcollect.archive import MANIFEST, Run, is_stored
from netcollect.audit.conditions import in_sql
from netcollect.audit.outcomes import SHOWN, Finding, Outcome, unknown
from netcollect.audit.rules import CountCheck, RowsCheck
from netcollect.document import CommandEntry, DeviceResult
from netcollect.query import Condition, Hits, Scope, hits
from netcollect.rows import Templates
from netcollect.text import plural

RowCheck = RowsCheck | CountCheck


class Wanted(NamedTuple):
    """A check of rows that is to be judged: on which output, with which values, and the rule's place."""

    check: RowCheck
    row: DeviceResult
    entry: CommandEntry
    values: dict[str, Any]
    place: str


class Text(NamedTuple):
    """What a check of rows depends on, and nothing else."""

    sql: str
    sha256: str
    platform: str
    command: str


@dataclass(slots=True)
class Tables:
    """The rows of outputs, from the index beside the runs (`output`), with what was found of each text.

    `worked` counts the texts that a condition was asked of.
    """

    output: Path | None = None
    templates: Templates = field(default_factory=Templates)
    worked: int = 0
    _known: dict[Text, Hits] = field(default_factory=dict)

    def prepare(self, run: Run, wanted: Iterable[Wanted], *, strict: bool = True) -> None:
        """Asks the conditions of those texts of a run that they were not asked of yet.

        Raises:
            InputError: a condition names a column that the rows have not; unless `strict` is off.
        """
        outputs: dict[tuple[str, str], set[tuple[str, str]]] = {}
        texts: dict[Text, tuple[str, str]] = {}
        for each in wanted:
            text = _text(each)
            if text not in self._known and text not in texts:
                texts[text] = (each.row.device, each.entry.command)
                outputs.setdefault((text.sql, each.place), set()).add(texts[text])
        if not outputs:
            return
        conditions = [Condition(sql, frozenset(keys), place) for (sql, place), keys in outputs.items()]
        found = hits(conditions, self.scope(run), SHOWN, strict=strict)
        by_sql: dict[str, dict[tuple[str, str], Hits]] = {}
        for condition, answer in zip(conditions, found, strict=True):
            by_sql.setdefault(condition.sql, {}).update(answer)
        for text, key in texts.items():
            self.worked += 1
            if key in by_sql[text.sql]:
                self._known[text] = by_sql[text.sql][key]

    def judge(self, wanted: Wanted) -> Outcome:
        """What came of a check that was prepared."""
        found = self._known.get(_text(wanted))
        if found is None:
            return unknown("its rows cannot be read")
        if found.state not in ("parsed", "empty"):
            return unknown(f"not parsed: {found.reason or found.state.replace('_', ' ')}")
        if found.state == "empty" and found.reason:
            return unknown(f"not parsed: {found.reason}")
        return judge_rows(wanted.check, found, in_sql(wanted.check.condition, wanted.values))

    def scope(self, run: Run) -> Scope:
        """From the file where the run is finished; else from memory."""
        finished = is_stored(run.path, MANIFEST)
        again = Run(run.path) if finished else Run.with_document(run.path, run.document)
        return Scope(runs=[again], output=self.output if finished else None, templates=self.templates)


def _text(wanted: Wanted) -> Text:
    sql = in_sql(wanted.check.condition, wanted.values)
    if isinstance(wanted.check, RowsCheck) and wanted.check.kind == "every_row":
        # What is not known to be true is not fulfilled.
        sql = f"({sql}\n) IS NOT TRUE"
    return Text(sql, str(wanted.entry.sha256), wanted.row.platform, wanted.entry.command)


def judge_rows(check: RowCheck, found: Hits, condition: str) -> Outcome:
    """What a check says of the rows that fulfil its condition, or do not (`every_row`).

    `condition` is the check's, with the device's values.
    """
    if isinstance(check, CountCheck):
        return _counted(check, found, condition)
    if check.kind == "every_row" and not found.rows:
        return Outcome("not_applicable", reason="there are no rows")
    if (check.kind == "some_row") == bool(found.found):
        return Outcome("passed", (_finding(f"{plural(found.rows, 'row')} looked at", found),))
    said = "without" if check.kind == "every_row" else "with"
    text = f"{found.found or 'none'} of {plural(found.rows, 'row')} {said} {condition}"
    return Outcome("violated", (_finding(text, found),))


def _finding(said: str, found: Hits) -> Finding:
    return Finding(said, rows=tuple(map(dict, found.first)), more=found.found - len(found.first))


def _counted(check: CountCheck, found: Hits, condition: str) -> Outcome:
    where = f" with {condition}" if condition != "1" else ""
    said = f"{plural(found.found, 'row')}{where}"
    if check.least <= found.found and (check.most is None or found.found <= check.most):
        return Outcome("passed", (_finding(said, found),))
    return Outcome("violated", (_finding(f"{said}, not {_bounds(check)}", found),))


def _bounds(check: CountCheck) -> str:
    if check.most == check.least:
        return str(check.least)
    least = [f"at least {check.least}"] if check.least else []
    return " and ".join(least + ([f"at most {check.most}"] if check.most is not None else []))
