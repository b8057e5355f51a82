"""Runs with rows in them: three devices, of which one has no template and one was not collected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netcollect.archive import Run
from netcollect.document import build_result
from netcollect.errors import ErrorKind
from netcollect.model import CommandResult, Failure, Job, Outcome
from netcollect.query import Answer, Scope, query
from netcollect.store import RunDirectory
from unit.fakes import device

START = datetime(2026, 11, 23, 15, 11, tzinfo=UTC)
BRIEF = "show ip interface brief"
HEAD = "Interface              IP-Address      OK? Method Status                Protocol\n"


def brief(*rows: tuple[str, str, str]) -> str:
    """What `show ip interface brief` gives for interfaces with an address and a status."""
    lines = (f"{name:<22} {address:<15} YES NVRAM  {status:<21} {status}\n" for name, address, status in rows)
    return HEAD + "".join(lines)


ONE = brief(("Gi0/1", "192.0.2.1", "up"), ("Gi0/2", "unassigned", "down"))
TWO = brief(
    ("Gi0/1", "192.0.2.2", "up"),
)


def good(command: str, text: str) -> CommandResult:
    return CommandResult(command, "R1#", text, "ok", None, 0.1)


def bad(command: str, kind: ErrorKind = ErrorKind.CONNECT_TIMEOUT) -> CommandResult:
    return CommandResult(command, "", "", "not_run", Failure(kind, "no answer within 10 s"), 0.0)


#: Devices by name: what the inventory says of each, and what it gave.
Fleet = dict[str, tuple[dict[str, Any], list[CommandResult]]]
FLEET: Fleet = {
    "R1": ({"facts": {"site": "ams", "rack": 9}, "groups": ("core",)}, [good(BRIEF, ONE)]),
    "R2": ({"facts": {"site": "fra"}}, [good("sh ip int br", TWO)]),
    "S3": ({"platform": "linux"}, [good(BRIEF, "a text of its own\n")]),
    "R7": ({}, [bad(BRIEF)]),
}


def run(output: Path, fleet: Fleet | None = None, *, day: int = 23, interrupted: bool = False) -> Run:
    """Stores a run of the fleet that began on a day of November."""
    at = START.replace(day=day)
    directory = RunDirectory.create(output, layout="device", now=at, token="7f3a")
    rows = []
    for name, (more, results) in (FLEET if fleet is None else fleet).items():
        error = next((each.error for each in results if each.error), None)
        job = Job(device(name, **more), tuple(each.command for each in results))
        rows.append(directory.write(Outcome(job, tuple(results), error, 1, 0.5)))
    directory.finish(
        build_result(
            run=directory.run,
            started=at,
            finished=at,
            seconds=1.0,
            directory=str(directory.path),
            inventory=(),
            rows=rows,
            interrupted=interrupted,
        )
    )
    return Run(directory.path)


def asked(output: Path, sql: str, *runs: Run, **more: Any) -> Answer:
    """As `asked_once`; a second time, of the choice that is kept, the answer is the same."""
    answer = asked_once(output, sql, *runs, **more)
    assert asked_once(output, sql, *runs, **more) == answer
    return answer


def asked_once(output: Path, sql: str, *runs: Run, **more: Any) -> Answer:
    """The answer to a question about runs, by an index in the output directory."""
    return query(sql, Scope(runs=[Run(each.path) for each in runs], output=output, **more))


def rows_of(answer: Answer) -> list[tuple[Any, ...]]:
    """The rows of an answer with one table."""
    (table,) = answer.tables
    return list(table.rows)
