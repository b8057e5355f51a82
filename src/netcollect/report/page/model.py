"""What the page of a run is made of: plain values, as `collect report --format json` shows them.

Everything that a person reads on the page stands here; the templates only lay it out.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from netcollect.compare import Counted
from netcollect.document import Counts, RunStatus
from netcollect.report.page.verdicts import Audited

#: What became of a line: equal on both sides, only old, only new, or another text in the same place.
Mark = Literal["same", "removed", "added", "changed"]


class Said(Struct, frozen=True):
    """A message, and on how many devices it was said."""

    text: str
    devices: int


class Cause(Struct, frozen=True, kw_only=True):
    """Devices that failed in the same way: the error kind, what was said, what to do."""

    kind: str
    hint: str
    said: tuple[Said, ...]
    devices: tuple[str, ...]


class Side(Struct, frozen=True):
    """A line on one side: its text in three parts, the middle one being what differs.

    `number` is its place in the output, from 1; None where it only follows the line above.
    """

    number: int | None
    head: str
    mark: str = ""
    tail: str = ""

    @property
    def text(self) -> str:
        """The whole line."""
        return self.head + self.mark + self.tail


class Beside(Struct, frozen=True, omit_defaults=True):
    """A line of the old output beside one of the new output; None where there is none on that side."""

    mark: Mark
    old: Side | None = None
    new: Side | None = None


class Change(Struct, frozen=True, kw_only=True):
    """The same change on these devices, as it is on `shown`: the lines, and how many more there are.

    `row` tells it on one line where templates read both outputs; otherwise `gist` is the first line that
    changed, and `heading` the section of the configuration around it.
    """

    command: str
    heading: str
    row: str
    gist: str
    devices: tuple[str, ...]
    shown: str
    lines: tuple[Beside, ...]
    more: int = 0
    removed: int = 0
    added: int = 0


class Absent(Struct, frozen=True):
    """A device of which nothing can be said here, or nothing of one of its commands, and why."""

    device: str
    why: str
    command: str = ""
    status: str = ""


class Changes(Struct, frozen=True, kw_only=True):
    """What changed from the run `old`, or where it is None from each device's last good output.

    `more` groups are left behind in the runs.
    """

    old: str | None
    counts: Counted
    groups: tuple[Change, ...]
    absent: tuple[Absent, ...]
    notes: tuple[str, ...]
    more: int = 0


class Grid(Struct, frozen=True, kw_only=True):
    """Rows under a head: as many as there is room for, of `total`.

    `right` are the columns of numbers. `asked` devices should have rows here, `answered` of them have;
    `absent` says who has not, and why. `commands` are those whose outputs fill the table, and `unmatched`
    counts lines of them that no rule of a template matched.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    right: tuple[int, ...] = ()
    commands: tuple[str, ...] = ()
    asked: int = 0
    answered: int = 0
    absent: tuple[Absent, ...] = ()
    unmatched: int = 0


class Untabled(Struct, frozen=True):
    """Outputs of a command that are kept as text only, because no template reads them, or none cleanly."""

    command: str
    why: str
    devices: tuple[str, ...]


class Device(Struct, frozen=True, kw_only=True):
    """One device of the run: how it went, and why it did not go well; seconds."""

    device: str
    host: str
    platform: str
    groups: tuple[str, ...]
    facts: tuple[str, ...]
    status: str
    changed: bool
    commands: int
    ok: int
    attempts: int
    seconds: float
    why: str


class Outlier(Struct, frozen=True, kw_only=True):
    """Devices that differ in the same way from the rest, since the run `since`: its lines and theirs."""

    devices: tuple[str, ...]
    since: str | None
    lines: tuple[Beside, ...]
    more: int = 0
    removed: int = 0
    added: int = 0


class Unlike(Struct, frozen=True, kw_only=True):
    """A command on devices that share `by`: `rest` of `devices` are equal, and `groups` of others are not."""

    command: str
    by: str
    rest: int
    devices: int
    groups: tuple[Outlier, ...]
    more: int = 0
    absent: tuple[Absent, ...] = ()


class Uneven(Struct, frozen=True):
    """A command in which no large part of the devices is equal, so that nobody is an outlier."""

    command: str
    by: str
    groups: int
    devices: int


class Outliers(Struct, frozen=True, kw_only=True):
    """Who differs from the rest: in `equal` of the comparisons nobody does."""

    comparisons: int
    equal: int
    told: tuple[Unlike, ...]
    uneven: tuple[Uneven, ...]


class Moment(Struct, frozen=True, kw_only=True):
    """One run of the timeline; `violations` is None where no rules were judged.

    `partial` says that it was for a part of the inventory, or carried on another run.
    """

    run: str
    started: str
    status: RunStatus
    devices: int
    ok: int
    failed: int
    changed: int
    seconds: float
    violations: int | None = None
    partial: bool = False


class Page(Struct, frozen=True, kw_only=True):
    """The page of one run.

    `limit` and `commands` are what the page was limited to; `facts` names those facts of the inventory that
    devices are shown with. `audited` is None where no rules were judged. `timeline` ends with this run, the
    oldest first.
    """

    schema: int = 1
    tool: str
    run: str
    status: RunStatus
    started: str
    finished: str
    seconds: float
    inventory: tuple[str, ...]
    follows: str | None
    ran_limit: tuple[str, ...]
    redacted: bool
    limit: tuple[str, ...]
    commands: tuple[str, ...]
    counts: Counts
    causes: tuple[Cause, ...]
    facts: tuple[str, ...]
    devices: tuple[Device, ...]
    changes: Changes
    outliers: Outliers
    audited: Audited | None
    grids: tuple[Grid, ...]
    untabled: tuple[Untabled, ...]
    timeline: tuple[Moment, ...]
    notes: tuple[str, ...] = ()
