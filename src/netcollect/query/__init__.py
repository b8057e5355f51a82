"""Rows become answers: questions to finished runs in SQL, from an index that is derived from them.

Every answer says of whom it speaks (`Coverage`): who is missing in it, and why.
"""

from netcollect.query.answer import Answer, Coverage, Missing, OutputRows, Table
from netcollect.query.asking import Scope, columns, query, tables
from netcollect.query.choice import Choice, chosen_runs
from netcollect.query.conditions import Condition, Hits, hits
from netcollect.query.guard import Bounds
from netcollect.query.known import known_tables
from netcollect.query.memory import recall, remember
from netcollect.query.parquet import write_parquet
from netcollect.query.readable import Readable
from netcollect.query.showing import Picture, answers, show

__all__ = [
    "Answer",
    "Bounds",
    "Choice",
    "Condition",
    "Coverage",
    "Hits",
    "Missing",
    "OutputRows",
    "Picture",
    "Readable",
    "Scope",
    "Table",
    "answers",
    "chosen_runs",
    "columns",
    "hits",
    "known_tables",
    "query",
    "recall",
    "remember",
    "show",
    "tables",
    "write_parquet",
]
