"""`unchanged`: an output beside the one of another run, by what counts of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netcollect.archive import Run, Stored, find_run, finished, run_before, steps_back
from netcollect.audit.differing import findings
from netcollect.audit.entries import entry_of, why_not
from netcollect.audit.outcomes import Finding, Outcome, unknown
from netcollect.audit.rules import RuleSet, UnchangedCheck
from netcollect.compare.difference import Choice, Comparison
from netcollect.compare.pairs import Pair
from netcollect.errors import InputError, Problem
from netcollect.redaction import new_key


def find_baselines(rules: RuleSet, output: Path) -> dict[str, Run]:
    """The runs that rules name to compare with, by what they call them; none where no run is kept at all.

    `latest` and `latest~N` are not among them: which run these mean depends on the one that is judged.

    Raises:
        InputError: with every rule that names a run that there is not.
    """
    found: dict[str, Run] = {}
    if next(finished(output), None) is None:
        return found
    problems: list[Problem] = []
    for rule in rules.rules:
        for check in rule.expect:
            if isinstance(check, UnchangedCheck) and steps_back(check.run) is None and check.run not in found:
                try:
                    found[check.run] = find_run(output, check.run, f"{rule.place}: unchanged")
                except InputError as error:
                    problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return found


class Baselines:
    """Compares outputs with those of other runs; what was found of two texts is kept."""

    def __init__(self, runs: Mapping[str, Run]) -> None:
        self._runs = runs
        self._comparison = Comparison(Choice(mask_key=new_key()))
        self._before: tuple[str, dict[int, Run | None]] = ("", {})

    def judge(self, check: UnchangedCheck, new: Stored) -> Outcome:
        """Whether an output is still that of the baseline, without what is volatile."""
        run = self._run(check.run, new.run)
        if run is None:
            return unknown("there is no run to compare with yet")
        if run.name == new.run.name:
            return Outcome("passed", (Finding("this is the run that it is compared with"),))
        return self._compared(run, new)

    def _compared(self, run: Run, new: Stored) -> Outcome:
        row = run.devices.get(new.row.device)
        entry = entry_of(row, new.entry.command) if row else None
        if row is None:
            return unknown(f"it is not in {run.name}")
        if entry is None or (why := why_not(row, entry, new.entry.command)):
            return unknown(f"{why if entry else 'not asked'} in {run.name}")
        found = self._comparison.of(Pair(new.row, entry.command, "changed", Stored(run, row, entry), new))
        if found.status == "same":
            return Outcome("passed")
        if found.status != "changed":
            return unknown(found.reason)
        return Outcome("violated", tuple(findings(f"differs from {run.name}", found.hunks)))

    def _run(self, name: str, judged: Run) -> Run | None:
        """The run that is meant: `latest` is the one before the one that is judged, whenever that is done."""
        steps = steps_back(name)
        if steps is None:
            return self._runs.get(name)
        if self._before[0] != judged.name:
            self._before = (judged.name, {})  # of one run only: a fleet's document is long
        known = self._before[1]
        if steps not in known:
            known[steps] = run_before(judged, steps + 1)
        return known[steps]
