"""What an audit gives: one document with rules, verdicts and their evidence, as `--format json` shows it."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec
from msgspec import Struct

from netcollect.archive import Run, open_stored
from netcollect.audit.rules import Severity
from netcollect.errors import InputError

State = Literal["passed", "violated", "waived", "unknown", "not_applicable"]
#: What became of a rule on a device since it was last known: see `Verdict`.
Transition = Literal["new", "still", "fixed"]


class Line(Struct, frozen=True):
    """A line of an output; `number` counts from 1."""

    number: int
    text: str


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a verdict rests on: an output of the audited run, and what in it counts.

    `said` tells it in words. `section` is the configuration's section. `lines` and `rows` are the first few,
    and `more` is how many there are beside them. An output that is not there has no `file` and `sha256`.
    """

    command: str
    file: str | None = None
    sha256: str | None = None
    said: str = ""
    section: str = ""
    lines: tuple[Line, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    more: int = 0


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule on a device; `device` is empty where the rule applies to no device of the run.

    `since` is the first run of the unbroken series of violations, `last_held` the last run before it in which
    the rule held; both are names of runs. `transition` is `new` for a violation that was none when the rule
    was last known, `still` for one that was, and `fixed` for a rule that holds and did not then. `until` is
    the last day of a waiver (ISO 8601), `waiver` its reason, and `reason` says why it is unknown or not
    applicable.
    """

    rule: str
    device: str
    platform: str = ""
    verdict: State
    transition: Transition | None = None
    since: str | None = None
    last_held: str | None = None
    reason: str = ""
    until: str | None = None
    waiver: str = ""
    evidence: tuple[Evidence, ...] = ()


class Counts(Struct, frozen=True, kw_only=True):
    """How many verdicts there are of each kind, and how many of each transition."""

    passed: int = 0
    violated: int = 0
    waived: int = 0
    unknown: int = 0
    not_applicable: int = 0
    new: int = 0
    still: int = 0
    fixed: int = 0


class RuleResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule of the document: what it says of itself, the digest of what it means, and its counts."""

    id: str
    title: str
    severity: Severity
    meaning: str
    counts: Counts
    place: str = ""
    why: str = ""
    fix: str = ""
    reference: str = ""


class Audit(Struct, frozen=True, kw_only=True):
    """The verdicts of all rules on the devices of a run, in the order of the rules and of the inventory.

    `started` is the run's, `judged` the moment by which waivers were judged (both UTC, ISO 8601), `runs` how
    many stored runs were looked at, this one among them, `files` the rule files, and `warnings` what people
    should know beside the verdicts.
    """

    schema: int = 1
    tool: str
    run: str
    started: str
    judged: str
    runs: int
    files: tuple[str, ...]
    counts: Counts
    rules: tuple[RuleResult, ...]
    verdicts: tuple[Verdict, ...]
    warnings: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The exit status of `collect audit`: 3 where a rule is violated, 1 where one is unknown, or 0."""
        return 3 if self.counts.violated else int(bool(self.counts.unknown))


def stored_audit(run: Run) -> Audit | None:
    """The audit that a run stored when it ended; None where no rules were judged then.

    Raises:
        InputError: the file is not there any more, or not what the run wrote.
    """
    audited = run.document.audit
    if audited is None:
        return None
    where = str(run.path / audited.file)
    try:
        with open_stored(run.path, audited.file) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != audited.sha256:
            raise InputError.of(where, "is not what the run stored")
        return msgspec.json.decode(data, type=Audit)
    except OSError as error:
        raise InputError.of(where, f"cannot be read: {error.strerror or error}") from None
    except msgspec.DecodeError as error:
        raise InputError.of(where, f"is no audit: {error}") from None
