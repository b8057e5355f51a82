"""What an answer is: tables of cells, and of whom they speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from netcollect.query.values import Cell, unpacked
from netcollect.text import plural

#: What people call each state in which an output has no rows.
STATES = {
    "not_collected": "not collected",
    "unreadable": "unreadable",
    "no_template": "no template",
    "template_error": "template error",
}
_SHOWN = 12


class Missing(Struct, frozen=True):
    """An output that an answer should be made of and is not: whose, of which run, and why."""

    device: str
    run: str
    command: str
    state: str
    #: An error kind, where it was not collected.
    kind: str | None = None
    reason: str | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """Of whom an answer speaks: of `answered` out of `asked`, each a device in a run.

    `not_asked` are devices of the runs that were not asked for what the answer is made of; `several` are
    those of which different outputs fill one table; `unmatched` counts lines that no rule of a template
    matched, and `unsure` are outputs without rows of which the template knew no line (left out where there
    are none). `told` names runs that were left out.
    """

    devices: int
    runs: int
    asked: int
    answered: int
    missing: tuple[Missing, ...] = ()
    not_asked: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    unmatched: int = 0
    told: tuple[str, ...] = ()
    damaged: bool = False
    unsure: tuple[Missing, ...] | UnsetType = UNSET

    @property
    def is_complete(self) -> bool:
        """Whether nobody is missing."""
        return not self.missing and not self.damaged

    def line(self) -> str:
        """`198 of 200 devices; not collected: R7 (connect_timeout); no template: S3`."""
        parts = [self._counted()]
        for state, words in STATES.items():
            if found := [each for each in self.missing if each.state == state]:
                parts.append(f"{words}: {_names(_called(found, several=self.runs > 1))}")
        if self.unsure:
            parts.append(
                f"no line that the template knows: {_names([*dict.fromkeys(e.device for e in self.unsure)])}"
            )
        if self.not_asked:
            parts.append(f"not asked: {_names(self.not_asked)}")
        if self.several:
            parts.append(f"more than one output in a table: {_names(self.several)} (see the table parsed)")
        if self.unmatched:
            parts.append(f"{plural(self.unmatched, 'line')} that no rule matched (see the table parsed)")
        return "; ".join(parts)

    def _counted(self) -> str:
        if self.runs == 1:
            return f"{self.answered} of {plural(self.asked, 'device')}"
        return (
            f"{self.answered} of {plural(self.asked, 'answer')} of {plural(self.devices, 'device')}"
            f" in {plural(self.runs, 'run')}"
        )


def _called(found: Iterable[Missing], *, several: bool) -> list[str]:
    counted = Counter((each.device, each.kind) for each in found)
    called = []
    for (device, kind), number in counted.items():
        why = ([kind] if kind else []) + ([f"{number} x"] if several and number > 1 else [])
        called.append(f"{device} ({', '.join(why)})" if why else device)
    return called


def _names(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


class Table(Struct, frozen=True):
    """Rows under one head; `lists` are the columns whose cells may be lists, as JSON."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    lists: frozenset[str] = frozenset()

    def mappings(self) -> list[dict[str, Any]]:
        """The rows as JSON and YAML have them."""
        are_lists = [name in self.lists for name in self.columns]
        return [
            {
                name: unpacked(value, is_list=is_list)
                for name, value, is_list in zip(self.columns, row, are_lists, strict=True)
            }
            for row in self.rows
        ]


class OutputRows(Struct, frozen=True, kw_only=True):
    """What became of one output, and its rows."""

    device: str
    command: str
    state: str
    table: str | None = None
    template: str | None = None
    package: str | None = None
    unmatched: int = 0
    reason: str | None = None
    rows: list[dict[str, Any]] = []


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to a question: its tables, of whom they speak, and from which runs.

    `sql` is the question, where it was one; `outputs` are there where a run's outputs are shown.
    """

    tables: tuple[Table, ...]
    coverage: Coverage
    runs: tuple[str, ...]
    sql: str | None = None
    outputs: tuple[OutputRows, ...] | None = None

    def document(self) -> dict[str, Any]:
        """The answer as one document, for JSON and YAML."""
        runs = {"run": self.runs[0]} if len(self.runs) == 1 else {"runs": list(self.runs)}
        if self.outputs is not None:
            return {**runs, "coverage": self.coverage, "outputs": list(self.outputs)}
        if len(self.tables) != 1:
            tables = {table.name: table.mappings() for table in self.tables}
            return {**runs, "coverage": self.coverage, "tables": tables}
        (table,) = self.tables
        return {
            **runs,
            "query": self.sql,
            "coverage": self.coverage,
            "columns": list(table.columns),
            "rows": table.mappings(),
        }
