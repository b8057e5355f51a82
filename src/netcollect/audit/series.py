"""Since when a rule is violated, and when it held last, told by stored runs: a new rule has its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netcollect.archive import Run
from netcollect.audit.judging import Judge
from netcollect.audit.outcomes import Held
from netcollect.audit.result import Transition
from netcollect.audit.rules import Rule


@dataclass(slots=True)
class Series:
    """What is known of a rule on a device, looking back from a run in which it is violated or holds.

    `before` is what it was when it was last known. A run that does not know is passed over; one in which the
    rule did not apply ends a series.
    """

    rule: Rule
    device: str
    is_violated: bool
    since: str
    last_held: str | None = None
    before: Held | None = None
    is_open: bool = True

    def take(self, run: str, state: Held) -> None:
        """Takes what an earlier run says; `run` is its name."""
        if state == "unknown":
            return
        self.before = self.before or state
        if self.is_violated and state == "violated":
            self.since = run
            return
        self.is_open = False
        self.last_held = run if self.is_violated and state == "passed" else None

    @property
    def transition(self) -> Transition | None:
        """What became of it."""
        if self.is_violated:
            return "still" if self.before == "violated" else "new"
        return "fixed" if self.before == "violated" else None


def look_back(found: Sequence[Series], runs: Iterable[Run], judge: Judge) -> int:
    """Goes back through runs, the newest first, as far as anything is open; gives how many were looked at."""
    pending, looked = list(found), 0
    earlier = iter(runs)
    while pending and (run := next(earlier, None)) is not None:
        _take(run, pending, judge)
        pending = [each for each in pending if each.is_open]
        looked += 1
    return looked


def _take(run: Run, pending: Sequence[Series], judge: Judge) -> None:
    there = [(each, run.devices[each.device]) for each in pending if each.device in run.devices]
    judged = judge.of_run(run, [(each.rule, row) for each, row in there], strict=False)
    for (each, _), one in zip(there, judged, strict=True):
        if one:
            each.take(run.name, one.outcome.state)
