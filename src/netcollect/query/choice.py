"""Which runs, devices and commands an answer is about."""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from netcollect.archive import LATEST, Run, begin_of, find_run, finished
from netcollect.errors import InputError, Problem
from netcollect.model import Device
from netcollect.query.breadth import leave_out_too_wide
from netcollect.query.facts import choose_facts
from netcollect.query.views import FRONT, OUTPUT
from netcollect.rows.questions import is_same
from netcollect.text import listed

_STATE = (
    "CASE WHEN o.status <> 'ok' THEN 'not_collected' WHEN o.trouble IS NOT NULL OR p.id IS NULL"
    " THEN 'unreadable' ELSE p.state END"
)
_REASON = (
    "CASE WHEN o.status <> 'ok' THEN coalesce(o.error || ': ' || o.message, o.status)"
    " ELSE coalesce(o.trouble, p.reason) END"
)
#: What each chosen output is, in the order of an answer; what all of them are searched by stands first.
_CHOSEN = (
    'CREATE TEMP TABLE _chosen AS SELECT p.id AS parse, p."table" AS "table", p.shape, o.alike, 0 AS twice,'
    f" {_STATE} AS state, o.device AS device_id, p.unmatched, d.facts, o.id AS output, d.device, d.platform,"
    f" o.command, {_REASON} AS reason, r.name AS run, r.started AS collected"
    " FROM _some_runs AS w CROSS JOIN main._runs AS r ON r.id = w.id"
    " CROSS JOIN main._outputs AS o ON o.run = r.id CROSS JOIN main._devices AS d ON d.id = o.device"
    " LEFT JOIN main._parses AS p ON p.text = o.text AND p.source = {source}"
    " WHERE {conditions} ORDER BY w.place, o.id"
)
#: Of the outputs that fill a table, those of a device with the same text: few.
_ALIKE = (
    "SELECT c.rowid, c.command, c.device_id, t.name, o.sha256 FROM _chosen AS c"
    ' CROSS JOIN main._outputs AS o ON o.id = c.output CROSS JOIN main._tables AS t ON t.id = c."table"'
    " WHERE c.alike AND c.state IN ('parsed', 'empty') ORDER BY c.rowid"
)
_TEMPORARY = (
    "CREATE TEMP TABLE _some_runs (place INTEGER PRIMARY KEY, id INTEGER NOT NULL)",
    "CREATE TEMP TABLE _some_devices"
    " (place INTEGER PRIMARY KEY, id INTEGER NOT NULL, facts INTEGER NOT NULL)",
)
#: What the chosen outputs are of, each once, in the order of an answer.
_KINDS = 'CREATE TEMP TABLE _kinds AS SELECT DISTINCT platform, command, "table", shape FROM _chosen'


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which devices (patterns as of `--limit`) and commands (as they were sent, or globs); all if empty.

    `outputs` are devices with a command each, beside which nothing is chosen; None chooses all.
    """

    limit: Sequence[str] = ()
    commands: Sequence[str] = ()
    outputs: Collection[tuple[str, str]] | None = None


class Chosen(NamedTuple):
    """The runs that are meant, and what is told of others: left out, or damaged so that they are missing."""

    runs: list[Run]
    told: list[str]
    damaged: list[str]


def chosen_runs(output: Path, named: Sequence[str], where: str = "--runs") -> Chosen:
    """The runs that are named, each once, the oldest first: `latest`, `all`, `last:N`, `since:DATE`, or RUN.

    Unless it is named, a run that was interrupted is left out.

    Raises:
        InputError: there is no such run, or none at all.
    """
    told: list[str] = []
    damaged: list[str] = []
    found: dict[str, Run] = {}
    for each in named or (LATEST,):
        word, _, rest = each.partition(":")
        if each == "all" or (word in _SEVERAL and rest):
            wanted = _SEVERAL.get(word, _all)(_readable(output, told, damaged), rest, where)
        else:
            wanted = [find_run(output, each, where)]
        found |= {run.name: run for run in wanted}
    if not found:
        raise InputError.of(where, f"{output} has no such run", "see `collect runs`, or run `collect` first")
    in_order = sorted(found.values(), key=lambda run: run.name)
    return Chosen(in_order, list(dict.fromkeys(told)), list(dict.fromkeys(damaged)))


def _readable(output: Path, told: list[str], damaged: list[str]) -> Iterable[Run]:
    for run in finished(output):
        # The index knows the rest of most runs' documents: a fleet's is long.
        try:
            status = run.status
        except InputError as error:
            damaged.append(f"left out: {error}")
            continue
        if status == "interrupted":
            told.append(f"left out: {run.name} was interrupted (name it to have it)")
        else:
            yield run


def _all(found: Iterable[Run], _rest: str, _where: str) -> list[Run]:
    return list(found)


def _last(found: Iterable[Run], rest: str, where: str) -> list[Run]:
    if not (rest.isdecimal() and rest.isascii() and 0 < int(rest) < 10**6):
        raise InputError.of(where, f"{rest!r} is no number of runs", "such as last:7")
    return [run for _, run in zip(range(int(rest)), found, strict=False)]


def _since(found: Iterable[Run], rest: str, where: str) -> list[Run]:
    try:
        begin = begin_of(rest)
    except (ValueError, OverflowError) as error:
        raise InputError.of(where, f"{rest!r}: {error}", "such as since:2026-11-20") from None
    if begin is None:
        raise InputError.of(where, f"{rest!r} is no date", "such as since:2026-11-20")
    first = f"{begin:%Y%m%dT%H%M%SZ}"
    return [run for run in found if run.name >= first]


_SEVERAL = {"all": _all, "last": _last, "since": _since}


def choose(
    connection: sqlite3.Connection, runs_in_order: Sequence[Run], choice: Choice, source: int
) -> list[str]:
    """Writes down in temporary tables which runs, devices and outputs are meant, as of a set of templates.

    Returns:
        The names of the facts' columns.

    Raises:
        InputError: a pattern matches no device, or no command.
        sqlite3.Error: the index is not what it should be.
    """
    for statement in _TEMPORARY:
        connection.execute(statement)
    for run in runs_in_order:
        connection.execute(
            "INSERT INTO temp._some_runs (id) SELECT id FROM main._runs WHERE name = ?", (run.name,)
        )
    _choose_devices(connection, choice.limit)
    conditions = " AND ".join(_conditions(connection, choice)) or "true"
    connection.execute(_CHOSEN.format(source=source, conditions=conditions))
    for name in ("_some_commands", "_kept"):  # a choice that is kept goes without them
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return choose_facts(connection, FRONT)


def tell_apart(connection: sqlite3.Connection, facts: Collection[str]) -> None:
    """Writes down which chosen outputs say nothing of their own, or too much, and of what kinds they are.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    _mark_twice(connection)
    leave_out_too_wide(connection, len({*FRONT, OUTPUT}) + len(facts))
    connection.execute(_KINDS)
    add_index(connection, "temp")


def add_index(connection: sqlite3.Connection, schema: str) -> None:
    """Lets the chosen outputs of a table be found, where there are several tables.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    if connection.execute('SELECT count(DISTINCT "table") FROM _kinds').fetchone()[0] > 1:
        connection.execute(f'CREATE INDEX {schema}._chosen_by_table ON _chosen ("table")')


def _mark_twice(connection: sqlite3.Connection) -> None:
    """Marks the outputs that say what an earlier one of the device does, asked in other words.

    Different commands may well have the same text, such as the routes of two VRFs: those are two outputs.
    """
    told: dict[tuple[int, str, str], list[str]] = {}
    for row, command, *key in connection.execute(_ALIKE).fetchall():
        earlier = told.setdefault(tuple(key), [])
        if any(is_same(command, each, key[1]) for each in earlier):
            connection.execute("UPDATE temp._chosen SET twice = 1 WHERE rowid = ?", (row,))
        else:
            earlier.append(command)


def _choose_devices(connection: sqlite3.Connection, limit: Sequence[str]) -> None:
    connection.execute(
        "INSERT INTO temp._some_devices (id, facts) SELECT d.id, d.facts FROM _some_runs AS w"
        " CROSS JOIN main._devices AS d ON d.run = w.id ORDER BY w.place, d.id"
    )
    if not limit:
        return
    from netcollect.inventory.limit import select  # noqa: PLC0415 (slow to import)

    found = connection.execute(
        "SELECT d.device, d.host, d.platform, d.groups FROM _some_devices AS w"
        " CROSS JOIN main._devices AS d ON d.id = w.id ORDER BY w.place"
    )
    fleet = {
        name: Device(name=name, host=host, platform=platform, groups=tuple(json.loads(groups)))
        for name, host, platform, groups in found
    }
    names = {device.name for device in select(list(fleet.values()), limit)}
    connection.executemany(
        "DELETE FROM temp._some_devices WHERE id IN (SELECT id FROM main._devices WHERE device = ?)",
        [(name,) for name in fleet.keys() - names],
    )


def _conditions(connection: sqlite3.Connection, choice: Choice) -> Iterator[str]:
    """The SQL that chooses outputs `o` of devices `d`; what it compares with is in temporary tables."""
    if choice.limit:
        yield "o.device IN (SELECT id FROM _some_devices)"
    if choice.commands:
        _choose_commands(connection, choice.commands)
        yield "o.command IN (SELECT command FROM temp._some_commands)"
    if choice.outputs is not None:
        connection.execute(
            "CREATE TEMP TABLE _kept (device TEXT, command TEXT, PRIMARY KEY (device, command))"
        )
        connection.executemany("INSERT INTO temp._kept VALUES (?, ?)", choice.outputs)
        yield "(d.device, o.command) IN (SELECT device, command FROM temp._kept)"


def _choose_commands(connection: sqlite3.Connection, wanted: Sequence[str]) -> None:
    asked = connection.execute(
        "SELECT DISTINCT o.command FROM _some_devices AS w CROSS JOIN main._outputs AS o ON o.device = w.id"
    )
    connection.execute("CREATE TEMP TABLE _some_commands (command TEXT PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO temp._some_commands VALUES (?)",
        [(command,) for command in matching([command for (command,) in asked], wanted)],
    )


def as_key(command: str) -> str:
    """A command without regard to blanks and letters' case."""
    return " ".join(command.split()).lower()


def matching(commands: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """The commands that are wanted: as they were sent, without regard to case and blanks, or by a glob.

    Raises:
        InputError: one that is wanted was never sent.
    """
    keys = {command: as_key(command) for command in commands}
    found: set[str] = set()
    problems = []
    for each in wanted:
        pattern = as_key(each)
        hits = {command for command, key in keys.items() if key == pattern or fnmatchcase(key, pattern)}
        found |= hits
        if not hits:
            near = difflib.get_close_matches(pattern, keys.values(), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {listed(sorted(keys), 5)}"
            problems.append(Problem("--command", f"no device was asked {each!r}", hint))
    if problems:
        raise InputError(tuple(problems))
    return found
