"""What rules said of the run, as the page tells it: plain values, part of its model."""

from __future__ import annotations

from msgspec import Struct

from netcollect.audit import Counts, Severity


class Proof(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a finding rests on, as it is on `device`: an output, and what in it counts.

    `lines` have their numbers in the output; `rows` stand under `columns`; `more` are left out.
    """

    device: str
    command: str
    file: str | None = None
    said: str = ""
    section: str = ""
    lines: tuple[tuple[int, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: int = 0


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same verdict of a rule on these devices, with the same evidence; `number` counts on the whole page.

    `since` and `last_held` are names of runs; `until` and `waiver` are a waiver's last day and reason.
    """

    number: int
    state: str
    devices: tuple[str, ...]
    is_new: bool = False
    since: str | None = None
    last_held: str | None = None
    reason: str = ""
    until: str | None = None
    waiver: str = ""
    proofs: tuple[Proof, ...] = ()


class RuleFound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule: what it says of itself, how many devices it is for, and what it found; `number` from 1.

    `reason` says why it is for none.
    """

    number: int
    id: str
    severity: Severity
    counts: Counts
    devices: int
    title: str = ""
    why: str = ""
    fix: str = ""
    reference: str = ""
    place: str = ""
    reason: str = ""
    findings: tuple[Finding, ...] = ()


class Cell(Struct, frozen=True):
    """A rule on a device: verdict, transition if there is one, and the finding that has the evidence."""

    state: str
    transition: str = ""
    finding: int | None = None


class MatrixRow(Struct, frozen=True):
    """A device, how many rules it violates, and a cell for each column; None where the rule is not for it."""

    device: str
    platform: str
    violated: int
    cells: tuple[Cell | None, ...]


class Audited(Struct, frozen=True, kw_only=True):
    """What rules said of the run: `columns` are the rules of the matrix, the worst severity first.

    `judged` is the moment by which waivers were judged, `runs` how many runs were looked at; `bare` counts
    verdicts whose evidence did not fit on the page.
    """

    judged: str
    runs: int
    files: tuple[str, ...]
    counts: Counts
    rules: tuple[RuleFound, ...]
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    warnings: tuple[str, ...] = ()
    bare: int = 0
