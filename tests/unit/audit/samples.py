"""Runs of a small network and rules about it, as short as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from netcollect.archive import Run
from netcollect.audit import Audit, Judge, RuleSet, Scope, Verdict, audit, find_baselines, load_rules
from netcollect.compare import earlier_runs
from netcollect.document import build_result
from netcollect.errors import ErrorKind, InputError
from netcollect.model import CommandResult, Device, Failure, Job, Outcome
from netcollect.store import RunDirectory
from unit.fakes import ok

START = datetime(2026, 11, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
COMMAND = "show running-config"

#: A device's outputs by command, one output of COMMAND, or None for a device that did not answer.
Said = Mapping[str, str] | str | None


def lost(command: str) -> CommandResult:
    """A command that was lost on its way."""
    failure = Failure(ErrorKind.INCOMPLETE, "the connection was lost")
    return CommandResult(command, "R1#", "", "failed", failure, 0.1)


def make_run(
    output: Path,
    number: int,
    said: Mapping[str, Said],
    *,
    platform: str = "cisco_ios",
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    asked: Sequence[str] = (COMMAND,),
    ignore: Sequence[str] = (),
) -> Run:
    """The run of a day, from 1; a device that is called `S1:arista_eos` is one of that platform."""
    at = START + (number - 1) * DAY
    directory = RunDirectory.create(output, layout="command", now=at, token=f"{number:04x}", ignore=ignore)
    rows = []
    for word, each in said.items():
        name, _, own = word.partition(":")
        device = Device(
            name=name,
            host=f"{name.lower()}.example.net",
            platform=own or platform,
            groups=("core",) if name.startswith("R") else ("access",),
            facts=(facts or {}).get(name, {}),
        )
        outputs = {COMMAND: each} if isinstance(each, str) else each
        results = [ok(command, text) for command, text in outputs.items()] if outputs is not None else []
        results = results or [lost(command) for command in asked]
        error = next((result.error for result in results if result.error), None)
        job = Job(device, tuple(result.command for result in results))
        rows.append(directory.write(Outcome(job, tuple(results), error, 1, 0.5)))
    directory.finish(
        build_result(
            run=directory.run,
            started=at,
            finished=at + timedelta(minutes=1),
            seconds=60.0,
            directory=str(directory.path),
            inventory=(),
            rows=rows,
            interrupted=False,
            ignore=ignore,
        )
    )
    return Run(directory.path)


def rules_of(path: Path, text: str) -> RuleSet:
    """The rules of a file with this text."""
    file = path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return load_rules([str(file)])


def problems(path: Path, text: str) -> list[str]:
    """What is wrong with a file of this text, without the path in front."""
    try:
        rules_of(path, text)
    except InputError as error:
        return [str(problem).replace(f"{path}/", "") for problem in error.problems]
    return []


def audited(
    run: Run, rules: RuleSet, *, now: datetime = NOW, judge: Judge | None = None, output: Path | None = None
) -> Audit:
    """The audit of a run with all runs before it; `output` is where rules find runs to compare with."""
    if output is not None:
        judge = Judge(baselines=find_baselines(rules, output))
    return audit(rules, Scope(run=run, earlier=earlier_runs(run), now=now), judge)


def verdicts(found: Audit) -> dict[str, str]:
    """The verdicts by device; for audits by one rule."""
    return {each.device: each.verdict for each in found.verdicts}


def judged(path: Path, expect: str, text: str, **more: Any) -> Verdict:
    """The verdict of one rule on one device that said this; `expect` is a list in YAML's flow style."""
    run = make_run(path / "output", 1, {"R1": text}, **more)
    rules = rules_of(path, f"rules: [{{id: it, command: {COMMAND}, expect: {expect}}}]")
    (verdict,) = audited(run, rules).verdicts
    return verdict
