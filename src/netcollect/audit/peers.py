"""`same_by`: an output beside those of the devices that should have the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from netcollect.archive import Run, Stored
from netcollect.audit.differing import findings
from netcollect.audit.entries import entry_of, why_not
from netcollect.audit.outcomes import Finding, Outcome, unknown
from netcollect.audit.rules import Rule, SameByCheck
from netcollect.audit.waiving import names
from netcollect.compare.equals import value_of
from netcollect.compare.hunks import hunks, sides_of
from netcollect.compare.own import OwnForms
from netcollect.compare.veil import Veil
from netcollect.errors import InputError
from netcollect.query import Readable
from netcollect.redaction import new_key
from netcollect.text import listed

_NONE = "-"


@dataclass(slots=True)
class Peers:
    """Compares devices with each other, by forms of their outputs that are made once."""

    _forms: OwnForms = field(default_factory=OwnForms)
    _key: bytes = field(default_factory=new_key)

    def judge(self, rule: Rule, check: SameByCheck, run: Run, readable: Readable) -> dict[str, Outcome]:
        """What came of a rule on the devices of a run, by device; devices without an output are left out."""
        groups: dict[tuple[str, ...], list[Stored]] = {}
        found: dict[str, Outcome] = {}
        for output in _outputs(rule, run, readable):
            values = [value_of(output.row, key) for key in check.keys]
            if _NONE in values:
                key = check.keys[values.index(_NONE)]
                found[output.row.device] = unknown(f"the inventory says no {key!r} of {output.row.device}")
                continue
            groups.setdefault((output.row.platform, output.entry.command, *values), []).append(output)
        for same in groups.values():
            found |= self._compared(same)
        return found

    def _compared(self, outputs: Sequence[Stored]) -> dict[str, Outcome]:
        found: dict[str, Outcome] = {}
        alike: dict[str, list[Stored]] = {}
        for each in outputs:
            try:
                alike.setdefault(self._forms.of(each).sha256, []).append(each)
            except InputError as error:
                found[each.row.device] = unknown(str(error))
        largest, *others = sorted(alike.values(), key=len, reverse=True) or [[]]
        if len(outputs) == 1:
            return {outputs[0].row.device: Outcome("not_applicable", reason="no other device is like it")}
        tie = bool(others) and len(others[0]) == len(largest)
        for each in largest:
            held = Outcome("passed", (Finding(f"as {len(largest)} of {len(outputs)} devices"),))
            found[each.row.device] = self._differing(each, others[0]) if tie else held
        for group in others:
            found |= {each.row.device: self._differing(each, largest) for each in group}
        return found

    def _differing(self, output: Stored, others: Sequence[Stored]) -> Outcome:
        other = others[0]
        sides = sides_of(other.text, output.text, self._forms.of(other), self._forms.of(output))
        named = listed(each.row.device for each in others)
        return Outcome(
            "violated", tuple(findings(f"differs from {named}", hunks(sides, veil=self._veil(output))))
        )

    def _veil(self, output: Stored) -> Veil:
        return Veil(output.row.platform, self._key)


def _outputs(rule: Rule, run: Run, readable: Readable) -> Iterator[Stored]:
    """The outputs of the devices that a rule is for."""
    rows = run.document.devices
    wanted = names(rows, rule.devices)
    for row in rows:
        command = rule.command_of(row.platform) if row.device in wanted else None
        entry = entry_of(row, command) if command else None
        if entry and command and not why_not(row, entry, command, readable):
            yield Stored(run, row, entry)
