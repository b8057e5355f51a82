"""A run and rules → the audit; the page that the other modules are for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from netcollect.archive import Run
from netcollect.audit.evidence import evidence_of
from netcollect.audit.judging import Judge, Judged
from netcollect.audit.meaning import meaning
from netcollect.audit.result import Audit, Counts, RuleResult, Verdict
from netcollect.audit.rules import Rule, RuleSet
from netcollect.audit.series import Series, look_back
from netcollect.audit.waiving import Waivers, as_device, names
from netcollect.document import DeviceResult, stamp
from netcollect.inventory.limit import select
from netcollect.text import release_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is audited: a run, and the runs before it (the newest first), by which `since` is told.

    `now` decides which waivers hold. `limit` are patterns of devices. Unless it is `strict`, a rule whose SQL
    does not fit the rows is unknown, and no error: a run must not be lost for it.
    """

    run: Run
    earlier: Iterable[Run] = ()
    now: datetime
    limit: Sequence[str] = ()
    strict: bool = True


def audit(rules: RuleSet, scope: Scope, judge: Judge | None = None) -> Audit:
    """The verdicts of all rules on the devices of a run.

    Raises:
        InputError: a limit names no device of the run, or a rule's SQL does not fit the rows.
    """
    judge = judge or Judge()
    rows = _chosen(scope)
    waivers = Waivers(rules.waivers, rows, scope.now.date())
    found = list(_judged(rules.rules, rows, scope, judge))
    looked = look_back([each.series for each in found if each.series], scope.earlier, judge)
    verdicts = _verdicts(rules.rules, found, waivers, scope.run)
    return Audit(
        tool=release_of("netcollect"),
        run=scope.run.name,
        started=scope.run.document.started,
        judged=stamp(scope.now),
        runs=looked + 1,
        files=rules.files,
        counts=_counts(verdicts),
        rules=tuple(_result(rule, verdicts) for rule in rules.rules),
        verdicts=tuple(verdicts),
        warnings=tuple(waivers.warnings({rule.id for rule in rules.rules})),
    )


@dataclass(slots=True)
class _Found:
    """What came of a rule on a device, and its history where there is one to tell."""

    rule: Rule
    row: DeviceResult
    judged: Judged
    series: Series | None = None


def _chosen(scope: Scope) -> list[DeviceResult]:
    rows = scope.run.document.devices
    wanted = {device.name for device in select(list(map(as_device, rows)), scope.limit)}
    return [row for row in rows if row.device in wanted]


def _judged(
    rules: Sequence[Rule], rows: Sequence[DeviceResult], scope: Scope, judge: Judge
) -> Iterator[_Found]:
    pairs = [(rule, row) for rule, wanted in _wanted(rules, rows) for row in rows if row.device in wanted]
    for (rule, row), judged in zip(pairs, judge.of_run(scope.run, pairs, strict=scope.strict), strict=True):
        if judged is None:
            continue
        found = _Found(rule, row, judged)
        if judged.outcome.state in ("violated", "passed"):
            found.series = Series(rule, row.device, judged.outcome.state == "violated", scope.run.name)
        yield found


def _wanted(rules: Sequence[Rule], rows: Sequence[DeviceResult]) -> Iterator[tuple[Rule, set[str]]]:
    """Each rule with the devices that it is for; many rules are for the same."""
    known: dict[tuple[str, ...], set[str]] = {}
    for rule in rules:
        if rule.devices not in known:
            known[rule.devices] = names(rows, rule.devices)
        yield rule, known[rule.devices]


def _verdicts(rules: Sequence[Rule], found: Sequence[_Found], waivers: Waivers, run: Run) -> list[Verdict]:
    """In the order of the rules and devices; a rule without a device has one that says so."""
    by_rule: dict[str, list[Verdict]] = {rule.id: [] for rule in rules}
    for each in found:
        by_rule[each.rule.id].append(_verdict(each, waivers, run))
    for rule in rules:
        if not by_rule[rule.id]:
            reason = "it applies to no device of the run"
            by_rule[rule.id] = [Verdict(rule=rule.id, device="", verdict="not_applicable", reason=reason)]
    return [verdict for verdicts in by_rule.values() for verdict in verdicts]


def _verdict(found: _Found, waivers: Waivers, run: Run) -> Verdict:
    outcome, series = found.judged.outcome, found.series
    verdict = Verdict(
        rule=found.rule.id,
        device=found.row.device,
        platform=found.row.platform,
        verdict=outcome.state,
        transition=series.transition if series else None,
        since=series.since if series and series.is_violated else None,
        last_held=series.last_held if series else None,
        reason=outcome.reason,
        evidence=tuple(evidence_of(found.judged, run, found.row)),
    )
    waiver = waivers.of(found.rule.id, found.row.device) if outcome.state == "violated" else None
    if waiver is None:
        return verdict
    until = waiver.until.isoformat() if waiver.until else None
    return structs.replace(verdict, verdict="waived", transition=None, until=until, waiver=waiver.reason)


def _result(rule: Rule, verdicts: Iterable[Verdict]) -> RuleResult:
    return RuleResult(
        id=rule.id,
        title=rule.title or rule.id,
        severity=rule.severity,
        meaning=meaning(rule),
        counts=_counts([each for each in verdicts if each.rule == rule.id]),
        place=rule.place,
        why=rule.why,
        fix=rule.fix,
        reference=rule.reference,
    )


def _counts(verdicts: Sequence[Verdict]) -> Counts:
    states = Counter[str](each.verdict for each in verdicts)
    transitions = Counter[str](each.transition for each in verdicts if each.transition)
    return Counts(**states, **transitions)
