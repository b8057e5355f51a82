"""What an audit says, for the page: its rules with what they found, and the matrix of rules and devices."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from netcollect.audit import Audit, Evidence, RuleResult, Verdict
from netcollect.report.page.room import Room, weight
from netcollect.report.page.veil import Veil, cells, secret_columns
from netcollect.report.page.verdicts import Audited, Cell, Finding, MatrixRow, Proof, RuleFound

#: Bytes that the evidence of all rules may take; what is more is left to `collect audit`.
BYTES = 900_000
#: What a rule, a finding, a device's name and a cell of the matrix cost in the page beside their texts.
_RULE, _MARKUP, _NAME, _CELL = 900, 420, 28, 72
#: The worst first.
_SEVERITIES = ("critical", "high", "medium", "low", "info")
#: What is told first of a rule.
_STATES = ("violated", "unknown", "waived", "fixed")


def audited_of(audit: Audit, devices: Sequence[str], veil: Veil, room: Room) -> Audited:
    """The audit as the page tells it: the worst rules first, and the same evidence on many devices once.

    `devices` are the names in the order of the inventory.
    """
    order = sorted(audit.rules, key=lambda rule: _SEVERITIES.index(rule.severity))
    # The matrix and the names are whole, whatever they take.
    named = _NAME * sum(map(_is_told, audit.verdicts))
    room.take(min(room.left, _CELL * len(audit.verdicts) + _RULE * len(audit.rules) + named))
    findings = _Findings(veil, room.part(BYTES))
    rules = tuple(_rule(number, rule, audit.verdicts, findings) for number, rule in enumerate(order, 1))
    shown = tuple(rule for rule in rules if rule.devices)
    return Audited(
        judged=audit.judged,
        runs=audit.runs,
        files=audit.files,
        counts=audit.counts,
        rules=rules,
        columns=tuple(rule.id for rule in shown),
        rows=tuple(_rows(audit.verdicts, devices, shown, findings)),
        warnings=audit.warnings,
        bare=findings.bare,
    )


def _rule(number: int, rule: RuleResult, verdicts: Iterable[Verdict], findings: _Findings) -> RuleFound:
    own = [each for each in verdicts if each.rule == rule.id]
    found = findings.of(own)
    return RuleFound(
        number=number,
        id=rule.id,
        title=rule.title if rule.title != rule.id else "",
        severity=rule.severity,
        why=rule.why,
        fix=rule.fix,
        reference=rule.reference,
        place=rule.place,
        counts=rule.counts,
        devices=sum(bool(each.device) for each in own),
        reason=next((each.reason for each in own if not each.device), ""),
        findings=tuple(found),
    )


class _Findings:
    """The findings of all rules, numbered from 1 in the order of the page, with evidence while there is room.

    Verdicts whose evidence does not fit are told by their history only; `bare` counts them.
    """

    def __init__(self, veil: Veil, room: Room) -> None:
        self._veil, self._room = veil, room
        self._number = 0
        self.bare = 0
        self.numbers: dict[tuple[str, str], int] = {}

    def of(self, verdicts: Sequence[Verdict]) -> Iterator[Finding]:
        """Those of one rule: devices with the same evidence and the same history together."""
        own = sorted(filter(_is_told, verdicts), key=_place)
        told: list[tuple[list[Verdict], tuple[Proof, ...]]] = []
        left: list[Verdict] = []
        for same in _alike(own, _told):
            proofs = self._proofs(same)
            if proofs is None:
                left += same
            else:
                told.append((same, proofs))
        self.bare += len(left)
        told += [(same, ()) for same in _alike(left, _history)]
        for same, proofs in sorted(told, key=lambda item: _place(item[0][0])):
            yield self._finding(same, proofs)

    def _proofs(self, same: Sequence[Verdict]) -> tuple[Proof, ...] | None:
        """The evidence of verdicts that are alike; None where there is no room for it."""
        first = same[0]
        evidence = _evidence(first)
        # Masking costs time: not for what will not fit.
        least = _MARKUP + sum(len(line.text) for each in evidence for line in each.lines)
        if evidence and least > self._room.left:
            return None
        proofs = tuple(_proof(each, first, self._veil) for each in evidence)
        size = _MARKUP + sum(map(_size, proofs))
        return proofs if self._room.take(size) or not proofs else None

    def _finding(self, same: Sequence[Verdict], proofs: tuple[Proof, ...]) -> Finding:
        first = same[0]
        self._number += 1
        self.numbers.update(((each.rule, each.device), self._number) for each in same)
        return Finding(
            number=self._number,
            state=_state(first),
            is_new=first.transition == "new",
            devices=tuple(each.device for each in same),
            since=first.since,
            last_held=first.last_held,
            reason=first.reason,
            until=first.until,
            waiver=first.waiver,
            proofs=proofs,
        )


def _evidence(verdict: Verdict) -> list[Evidence]:
    # A rule that holds again needs no proof here.
    return [] if _state(verdict) == "fixed" else list(filter(_says_more, verdict.evidence))


def _alike(verdicts: Iterable[Verdict], by: Callable[[Verdict], Hashable]) -> Iterable[list[Verdict]]:
    """Verdicts with the same of this together, in the order of the first of each."""
    found: dict[Hashable, list[Verdict]] = {}
    for each in verdicts:
        found.setdefault(by(each), []).append(each)
    return found.values()


def _state(verdict: Verdict) -> str:
    return "fixed" if verdict.transition == "fixed" else verdict.verdict


def _is_told(verdict: Verdict) -> bool:
    """Whether there is more to tell than that the rule holds."""
    return bool(verdict.device) and _state(verdict) in _STATES


def _place(verdict: Verdict) -> int:
    """Where it stands among the verdicts of its rule."""
    return _STATES.index(_state(verdict))


def _history(verdict: Verdict) -> Hashable:
    """What two devices must have in common to be told together without their evidence."""
    return (
        _state(verdict),
        verdict.transition,
        verdict.since,
        verdict.last_held,
        verdict.reason,
        verdict.waiver,
    )


def _told(verdict: Verdict) -> Hashable:
    """What two devices must have in common to be told together."""
    proofs = [
        (each.command, each.said, each.section, [line.text for line in each.lines], each.rows, each.more)
        for each in verdict.evidence
    ]
    return _history(verdict), verdict.until, repr(proofs)


def _says_more(evidence: Evidence) -> bool:
    """Whether it tells more than which output was looked at."""
    return bool(evidence.said or evidence.section or evidence.lines or evidence.rows)


def _proof(evidence: Evidence, verdict: Verdict, veil: Veil) -> Proof:
    platform = verdict.platform
    lines = veil.lines(platform, [line.text for line in evidence.lines])
    # A table of many platforms has columns that this one does not fill.
    filled = (name for row in evidence.rows for name, value in row.items() if value not in (None, "", []))
    columns = tuple(dict.fromkeys(filled))
    secret = secret_columns(columns)
    return Proof(
        device=verdict.device,
        command=evidence.command,
        file=evidence.file,
        said=veil.line(platform, evidence.said),
        section=veil.line(platform, evidence.section),
        lines=tuple((line.number, text) for line, text in zip(evidence.lines, lines, strict=True)),
        columns=columns,
        rows=tuple(cells([_text(row.get(name)) for name in columns], secret) for row in evidence.rows),
        more=evidence.more,
    )


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _size(proof: Proof) -> int:
    lines = sum(weight(text) + 60 for _, text in proof.lines)
    rows = sum(weight(text) + 10 for row in proof.rows for text in row)
    return 320 + weight(proof.said) + weight(proof.section) + lines + rows


def _rows(
    verdicts: Iterable[Verdict], devices: Sequence[str], rules: Sequence[RuleFound], findings: _Findings
) -> Iterator[MatrixRow]:
    """A row for each device that was judged, a cell for each rule; None where the rule is not for it."""
    found: dict[str, dict[str, Verdict]] = {}
    for each in verdicts:
        if each.device:
            found.setdefault(each.device, {})[each.rule] = each
    for device in devices:
        own = found.get(device, {})
        if not own:
            continue
        judged = [own.get(rule.id) for rule in rules]
        yield MatrixRow(
            device=device,
            platform=next(iter(own.values())).platform,
            violated=sum(each.verdict == "violated" for each in own.values()),
            cells=tuple(_cell(each, findings) if each else None for each in judged),
        )


def _cell(verdict: Verdict, findings: _Findings) -> Cell:
    number = findings.numbers.get((verdict.rule, verdict.device))
    return Cell(verdict.verdict, verdict.transition or "", number)
