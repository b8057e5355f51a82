"""What changed between runs, and who differs in one: lines, rows by key, and groups of equal changes."""

from netcollect.compare.changes import changes
from netcollect.compare.difference import Choice, difference
from netcollect.compare.equals import Alike, Comparison, Equality, Question, equality
from netcollect.compare.groups import row_text
from netcollect.compare.moments import Gap, History, Moment, Newest, histories, newest
from netcollect.compare.pairs import Before, before, earlier_runs, last_good
from netcollect.compare.patch import CONTEXT, patches
from netcollect.compare.result import (
    CommandDifference,
    Counted,
    DeviceDifference,
    Difference,
    Hunk,
    RowChange,
)
from netcollect.compare.veil import Veil

__all__ = [
    "CONTEXT",
    "Alike",
    "Before",
    "Choice",
    "CommandDifference",
    "Comparison",
    "Counted",
    "DeviceDifference",
    "Difference",
    "Equality",
    "Gap",
    "History",
    "Hunk",
    "Moment",
    "Newest",
    "Question",
    "RowChange",
    "Veil",
    "before",
    "changes",
    "difference",
    "earlier_runs",
    "equality",
    "histories",
    "last_good",
    "newest",
    "patches",
    "row_text",
]
