"""Rules about all devices of a run together: what came of them, worked out once for runs that are alike."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from netcollect.archive import Run
from netcollect.audit.entries import entry_of
from netcollect.audit.fleet import Fleet
from netcollect.audit.outcomes import Outcome, all_of, unknown
from netcollect.audit.peers import Peers
from netcollect.audit.rules import CountCheck, RowsCheck, Rule, SameByCheck
from netcollect.audit.tables import Tables
from netcollect.document import DeviceResult
from netcollect.errors import InputError
from netcollect.query import Readable

#: What a statement sees that is another one in each run.
_OF_A_RUN = re.compile(r"\b(?:run|runs|collected|outputs|parsed|devices)\b", re.IGNORECASE)

ByDevice = Mapping[str, Outcome]


class Whole:
    """What came of such rules, by the rule and by all that it can see of a run."""

    def __init__(self, tables: Tables) -> None:
        self.fleet, self.peers = Fleet(tables), Peers()
        self._known: dict[tuple[str, ...], ByDevice] = {}
        #: How many times one was worked out.
        self.worked = 0

    def of(self, run: Run, readable: Readable, *, strict: bool) -> OfRun:
        """The same for one run."""
        return OfRun(self, run, readable, strict=strict)

    def once(self, key: tuple[str, ...], work: Callable[[], ByDevice]) -> ByDevice:
        """What `work` gives; what is known already is not worked out again."""
        if key not in self._known:
            self.worked += 1
            self._known[key] = work()
        return self._known[key]


class OfRun:
    """What came of rules about all devices of one run."""

    def __init__(self, whole: Whole, run: Run, readable: Readable, *, strict: bool) -> None:
        self._whole, self._run, self._readable, self._strict = whole, run, readable, strict
        self._digests: dict[str, str] = {}

    def statement(self, rule: Rule, device: str) -> Outcome | None:
        """What came of a rule's statement on a device; None where it does not speak of it.

        Raises:
            InputError: the statement does not fit the rows.
        """
        return self._once(rule, "", lambda: self._stated(rule)).get(device)

    def question(self, rule: Rule, device: str) -> Outcome | None:
        """What came of a rule's checks of the answers to a question; None where the device was not asked.

        Raises:
            InputError: a condition does not fit the answers.
        """
        found = [self._question(rule, check).get(device) for check in rule.expect]
        outcomes = [each for each in found if each is not None]
        return all_of(outcomes) if outcomes else None

    def same(self, rule: Rule, check: SameByCheck, device: str) -> Outcome:
        """Whether a device is like the others that it should be like."""
        peers = self._whole.peers
        found = self._once(rule, repr(check), lambda: peers.judge(rule, check, self._run, self._readable))
        return found.get(device) or unknown("it was not compared")

    def _stated(self, rule: Rule) -> ByDevice:
        return self._whole.fleet.statement(rule, self._run, self._readable)

    def _question(self, rule: Rule, check: Any) -> ByDevice:
        assert isinstance(check, RowsCheck | CountCheck)
        return self._once(rule, repr(check), lambda: self._whole.fleet.question(rule, check, self._run))

    def _once(self, rule: Rule, check: str, work: Callable[[], ByDevice]) -> ByDevice:
        if rule.id not in self._digests:
            self._digests[rule.id] = _digest(rule, self._run, self._readable)
        try:
            return self._whole.once((rule.id, check, self._digests[rule.id]), work)
        except InputError as error:
            if self._strict:
                raise
            return dict.fromkeys(self._run.devices, unknown(str(error)))


def _digest(rule: Rule, run: Run, readable: Readable) -> str:
    """What changes when anything does that a rule could see of a run."""
    if rule.sql and _OF_A_RUN.search(rule.sql):
        return run.name
    seen = [
        (row.device, row.host, row.platform, row.groups, row.facts, list(_seen(rule, row, readable)))
        for row in run.document.devices
    ]
    all_of_it = (run.document.ignore, seen)
    return hashlib.sha256(json.dumps(all_of_it, sort_keys=True, default=str).encode()).hexdigest()


def _seen(rule: Rule, row: DeviceResult, readable: Readable) -> Iterator[tuple[str, str | None, str, str]]:
    # A statement may ask the rows of every command, whatever the rule says that devices are to be asked.
    command = None if rule.sql else rule.command_of(row.platform)
    entries = [entry_of(row, command)] if command else row.commands
    for entry in entries:
        if entry is not None:
            yield entry.command, entry.sha256, entry.status, readable.trouble(row, entry)
