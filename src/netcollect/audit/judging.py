"""Rules on the devices of a run → what came of them; each distinct text is judged once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from netcollect.alarm import alarm
from netcollect.archive import Run, Stored
from netcollect.audit.baselines import Baselines
from netcollect.audit.checks import Output, judge_lines, judge_text
from netcollect.audit.covering import covered, told
from netcollect.audit.entries import entry_of, why_not
from netcollect.audit.known import Asked, Known
from netcollect.audit.meaning import facts_in
from netcollect.audit.outcomes import Outcome, all_of, unknown
from netcollect.audit.placeholders import NoFactError, names_in, values_of
from netcollect.audit.rules import (
    Check,
    CountCheck,
    LinesCheck,
    RowsCheck,
    Rule,
    SameByCheck,
    Sections,
    TextCheck,
    UnchangedCheck,
)
from netcollect.audit.tables import Tables, Wanted
from netcollect.audit.whole import OfRun, Whole
from netcollect.comparable import rules_of
from netcollect.document import CommandEntry, DeviceResult, as_unicode
from netcollect.errors import InputError
from netcollect.query import Readable
from netcollect.redaction import Secrets

#: How long one check may take on one text (seconds): a pattern may backtrack for ever.
SECONDS = 10.0
#: Texts whose lines and trees are at hand.
_TEXTS = 64

Pair = tuple[Rule, DeviceResult]


class Judged(NamedTuple):
    """What came of a rule on a device, and of which output."""

    outcome: Outcome
    command: str = ""
    entry: CommandEntry | None = None


class _Case(NamedTuple):
    """A rule on an output that is there, with the device's values."""

    rule: Rule
    output: Stored
    values: dict[str, Any]
    #: The checks of its text, by their digests.
    asked: dict[str, Asked]


class _About(NamedTuple):
    """What is known of a check beforehand: a digest of what it means, and the facts that it uses."""

    check: Check
    digest: str
    facts: tuple[str, ...]


class Judge:
    """Judges rules; what came of a text is kept by the text, the check and the facts that it uses.

    `worked` counts how often a check looked at a text.
    """

    def __init__(self, tables: Tables | None = None, baselines: Mapping[str, Run] | None = None) -> None:
        self.tables = tables or Tables()
        self.worked = 0
        self._baselines = Baselines(baselines or {})
        self._whole = Whole(self.tables)
        self._known = Known(self.tables)
        self._about: dict[str, tuple[_About, ...]] = {}
        self._whens: dict[str, tuple[_About, ...]] = {}
        self._read = lru_cache(maxsize=_TEXTS)(_opened)
        self._secrets = lru_cache(maxsize=_TEXTS)(_secrets)

    def of_run(self, run: Run, pairs: Sequence[Pair], *, strict: bool = True) -> list[Judged | None]:
        """What came of rules on devices of a run, in their order; None where a rule is not for a device.

        Raises:
            InputError: a rule's SQL does not fit the rows; unless `strict` is off, which makes it unknown.
        """
        readable = Readable(run, self.tables.scope(run))
        cases = [self._case(run, readable, *pair) for pair in pairs]
        there = {place: case for place, case in enumerate(cases) if isinstance(case, _Case)}
        self.tables.prepare(run, [each for case in there.values() for each in _wanted(case)], strict=strict)
        whole = self._whole.of(run, readable, strict=strict)
        judged = self._of_cases(run, there, whole)
        return [
            judged.get(place) or _left(case, whole, *pair)
            for place, (case, pair) in enumerate(zip(cases, pairs, strict=True))
        ]

    def _of_cases(self, run: Run, cases: Mapping[int, _Case], whole: OfRun) -> dict[int, Judged]:
        asked = {each: case.output.row.device for case in cases.values() for each in case.asked.values()}
        self._known.recall(run, asked)
        # All that is asked of a text, one after the other: it is read once, and its sections are found once.
        judged = {place: self._of_case(case, whole) for place, case in sorted(cases.items(), key=_text_of)}
        self._known.keep(run, asked)
        return judged

    def _case(self, run: Run, readable: Readable, rule: Rule, row: DeviceResult) -> _Case | Judged | None:
        """What is to be judged, or why there is nothing; None where there is no single output."""
        command = rule.command_of(row.platform)
        if command is None or rule.sql or rule.ask:
            return None
        entry = entry_of(row, command)
        why = why_not(row, entry, command, readable)
        if entry is None or why:
            return Judged(unknown(why), entry.command if entry else command, entry)
        try:
            values = values_of(row, self._facts(rule))
            asked = {
                about.digest: _asked(about, row.platform, entry, values)
                for about in (*self._checks(rule), *self._when(rule))
                if isinstance(about.check, TextCheck | LinesCheck)
            }
            return _Case(rule, Stored(run, row, entry), values, asked)
        except NoFactError as error:
            return Judged(unknown(str(error)), entry.command, entry)

    def _of_case(self, case: _Case, whole: OfRun) -> Judged:
        outcome = self._not_for(case)
        if outcome is None:
            outcome = all_of([self._checked(about, case, whole) for about in self._checks(case.rule)])
        return Judged(outcome, case.output.entry.command, case.output.entry)

    def _not_for(self, case: _Case) -> Outcome | None:
        """Why a rule is not for an output, by the lines that this has; None if it is."""
        for about in self._when(case.rule):
            outcome = self._of_text(about, case)
            return outcome if outcome.state in ("not_applicable", "unknown") else None
        return None

    def _checked(self, about: _About, case: _Case, whole: OfRun) -> Outcome:
        match about.check:
            case RowsCheck() | CountCheck() as check:
                return self.tables.judge(_of_rows(check, case))
            case UnchangedCheck() as check:
                return self._baselines.judge(check, case.output)
            case SameByCheck() as check:
                return whole.same(case.rule, check, case.output.row.device)
            case TextCheck() | LinesCheck():
                return self._of_text(about, case)

    def _of_text(self, about: _About, case: _Case) -> Outcome:
        asked = case.asked[about.digest]
        outcome = self._known.get(asked)
        if outcome is None:
            self.worked += 1
            values = {name: case.values[name] for name in about.facts}
            text = _Text(case.output)
            try:
                outcome = self._covered(_looked_at(about.check, self._read(text), values), text)
            except InputError as error:  # somebody changes it at this moment, and no other that has its text
                return unknown(str(error))
            self._known.put(asked, outcome)
        return outcome

    def _covered(self, outcome: Outcome, text: _Text) -> Outcome:
        """The outcome without the secrets that only the whole text tells."""
        if not (said := told(outcome)):
            return outcome
        whole = self._secrets(text)
        return covered(outcome, whole.among(said), text.stored.row.platform, whole)

    def _facts(self, rule: Rule) -> tuple[str, ...]:
        checked = [name for about in self._checks(rule) for name in about.facts]
        return tuple(dict.fromkeys([*checked, *names_in(rule.when)]))

    def _when(self, rule: Rule) -> tuple[_About, ...]:
        """The check of the lines that an output must have for the rule to be about it, if there is one."""
        if not rule.when:
            return ()
        if rule.id not in self._whens:
            lines = TextCheck("contains", ("",), Sections(where=rule.when))
            self._whens[rule.id] = (_About(lines, repr(rule.when), names_in(rule.when)),)
        return self._whens[rule.id]

    def _checks(self, rule: Rule) -> tuple[_About, ...]:
        if rule.id not in self._about:
            self._about[rule.id] = tuple(_About(check, repr(check), facts_in(check)) for check in rule.expect)
        return self._about[rule.id]


def _judged(check: Check, output: Output, values: dict[str, Any]) -> Outcome:
    if isinstance(check, TextCheck):
        return judge_text(check, output, values)
    assert isinstance(check, LinesCheck)
    return judge_lines(check, output, values)


class _Text:
    """Where a text is; two places of one text are equal."""

    __slots__ = ("key", "stored")

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.key = (str(stored.entry.sha256), stored.row.platform, stored.entry.command)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Text) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def _opened(text: _Text) -> Output:
    _, platform, command = text.key
    return Output(command, text.stored.text, rules_of(platform, command))


def _looked_at(check: Check, output: Output, values: dict[str, Any]) -> Outcome:
    try:
        with alarm(SECONDS):
            if isinstance(check, TextCheck):
                return judge_text(check, output, values)
            assert isinstance(check, LinesCheck)
            return judge_lines(check, output, values)
    except TimeoutError:
        return unknown(f"gave up after {SECONDS:g} s: simplify its patterns")


def _secrets(text: _Text) -> Secrets:
    return Secrets(as_unicode(text.stored.text), text.stored.row.platform)


def _asked(about: _About, platform: str, entry: CommandEntry, values: Mapping[str, Any]) -> Asked:
    used = json.dumps({name: values[name] for name in about.facts})
    return Asked(about.digest, platform, entry.command, str(entry.sha256), used)


def _text_of(item: tuple[int, _Case]) -> tuple[str, str]:
    output = item[1].output
    return output.row.platform, str(output.entry.sha256)


def _left(case: _Case | Judged | None, whole: OfRun, rule: Rule, row: DeviceResult) -> Judged | None:
    """What came of a rule on a device where there is no single output to judge."""
    return case if isinstance(case, Judged) else _of_whole(whole, rule, row)


def _wanted(case: _Case) -> Iterator[Wanted]:
    for check in case.rule.expect:
        if isinstance(check, RowsCheck | CountCheck):
            yield _of_rows(check, case)


def _of_rows(check: RowsCheck | CountCheck, case: _Case) -> Wanted:
    kind = check.kind if isinstance(check, RowsCheck) else "count"
    return Wanted(
        check, case.output.row, case.output.entry, case.values, f"{case.rule.place}: {case.rule.id}: {kind}"
    )


def _of_whole(whole: OfRun, rule: Rule, row: DeviceResult) -> Judged | None:
    """What came of a rule that is about the whole run."""
    if rule.sql:
        outcome = whole.statement(rule, row.device)
    elif rule.ask:
        outcome = whole.question(rule, row.device)
    else:
        outcome = None
    return outcome and Judged(outcome, f"ask {rule.ask}" if rule.ask else "sql")
