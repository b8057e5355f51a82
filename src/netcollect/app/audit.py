"""The use case: rules on a finished run, with the history that the stored runs tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import structs

from netcollect.archive import Run, runs
from netcollect.audit import (
    Audit,
    Judge,
    RuleSet,
    Scope,
    Tables,
    audit,
    check_columns,
    commands_for,
    find_baselines,
    load_rules,
)
from netcollect.compare import earlier_runs
from netcollect.document import Audited, RunResult, encode_any
from netcollect.errors import InputError
from netcollect.model import Device
from netcollect.report.audits.junit import junit as as_junit
from netcollect.report.audits.metrics import metrics as as_metrics
from netcollect.rows import Templates
from netcollect.store import RunDirectory, write_whole
from netcollect.text import is_meant

#: Everybody reads it, its owner writes it.
_READABLE = 0o644


def audit_run(
    output: Path,
    run: Run,
    rules: RuleSet,
    *,
    limit: Sequence[str] = (),
    commands: Sequence[str] = (),
    templates: str | None = None,
    now: datetime | None = None,
) -> Audit:
    """The verdicts of rules on a run, by what the output directory holds.

    Args:
        output: where runs are kept.
        run: the run, which may have no manifest yet.
        rules: as they were loaded.
        limit: patterns of the devices that are judged; all if empty.
        commands: only rules about these commands.
        templates: a directory that is looked in for templates first.
        now: by which waivers are judged.

    Raises:
        InputError: there is no such baseline, or no rule about these commands; or as `audit`.
    """
    scope = Scope(run=run, earlier=earlier_runs(run), now=now or datetime.now(UTC), limit=limit)
    about = _about(rules, commands)
    return audit(about, scope, Judge(_tables(output, templates), find_baselines(about, output)))


#: The file in a run's directory that has its audit.
AUDIT = "audit.json"


@dataclass(frozen=True, slots=True)
class RunRules:
    """Rules that a run is judged by when its outputs are there."""

    rules: RuleSet
    baselines: Mapping[str, Run]
    templates: str | None = None

    def needed(self, devices: Sequence[Device]) -> Mapping[str, tuple[str, ...]]:
        """The commands that the rules need of devices, by name.

        Raises:
            InputError: a condition names a column that the rows of such a command do not have.
        """
        check_columns(self.rules, devices, _templates(self.templates))
        return commands_for(self.rules, devices)

    def judge(self, result: RunResult, directory: RunDirectory) -> RunResult:
        """The document of a run that ends, with what the rules say; the whole goes to the run's directory.

        Raises:
            OutputError: it could not be written.
        """
        run = Run.with_document(directory.path, result)
        judge = Judge(_tables(directory.output, self.templates), self.baselines)
        scope = Scope(run=run, earlier=earlier_runs(run), now=datetime.now(UTC), strict=False)
        found = audit(self.rules, scope, judge)
        digest = directory.add(AUDIT, encode_any(found))
        counts = structs.asdict(found.counts)
        audited = Audited(file=AUDIT, sha256=digest, rules=len(found.rules), **counts)
        return structs.replace(result, audit=audited)


def rules_for_run(paths: Sequence[str], output: Path, templates: str | None = None) -> RunRules:
    """Rules for a run that is about to begin.

    Raises:
        InputError: with every problem of the files; or a rule compares with a run that there is not.
    """
    rules = load_rules(paths)
    return RunRules(rules, find_baselines(rules, output), templates)


def _tables(output: Path, templates: str | None) -> Tables:
    return Tables(output, _templates(templates))


def _templates(directory: str | None) -> Templates:
    return Templates(directory) if directory else Templates()


def write_reports(
    run: Run, found: Audit | None, *, output: Path, junit: str | None = None, metrics: str | None = None
) -> None:
    """Writes the files that other programs read of a run, each whole or not at all.

    Args:
        run: the run.
        found: its audit, where rules were judged.
        output: where runs are kept, for when one last succeeded.
        junit: a file for JUnit's XML, which only its owner may read: it has lines of configurations.
        metrics: a file for the textfile collector, which everybody may read.

    Raises:
        OutputError: a file cannot be written.
    """
    if junit is not None and found is not None:
        write_whole(Path(junit), as_junit(found))
    if metrics is not None:
        write_whole(Path(metrics), as_metrics(run.document, found, _last_success(run, output)), _READABLE)


def _last_success(run: Run, output: Path) -> str | None:
    """When the last run began in which everything was collected."""
    if run.document.status == "ok":
        return run.document.started
    whole = (each.document.started for each in runs(output) if each.document.status == "ok")
    return next(whole, None)


def _about(rules: RuleSet, commands: Sequence[str]) -> RuleSet:
    """The rules about commands that are named."""
    if not commands:
        return rules
    chosen = tuple(
        rule
        for rule in rules.rules
        if any(is_meant(named, command) for named in commands for command in rule.command.values())
    )
    if not chosen:
        raise InputError.of("--command", f"no rule is about {commands[0]!r}")
    return structs.replace(rules, rules=chosen)
