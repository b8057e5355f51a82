"""The message of a commit: what a run changed, for whoever reads `git log` or the mail about it."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.document import RunResult
from netcollect.report.changes import change_line
from netcollect.report.screen import printable
from netcollect.repository import Tally
from netcollect.text import listed

#: How many groups of changes and how many names a message tells; how long a line of it is.
_CHANGES, _NAMES, _WIDTH = 50, 20, 200


def commit_message(result: RunResult, tally: Tally, gone: Sequence[str] = ()) -> str:
    """The message; what changed in it is redacted, as in the run's summary.

    The first line counts: `2 changed, 1 new, 1 failed of 5 devices`.
    """
    failed = result.counts.failed + result.counts.partial + result.counts.skipped
    counted = ((tally.changed, "changed"), (tally.new, "new"), (tally.removed, "removed"))
    parts = [f"{len(names)} {word}" for names, word in counted if names] + [f"{failed} failed"] * bool(failed)
    lines = [f"{', '.join(parts)} of {result.counts.devices} devices", ""]
    lines += [_cut(change_line(change)) for change in result.changes[:_CHANGES]]
    if len(result.changes) > _CHANGES:
        lines.append(f"and {len(result.changes) - _CHANGES} more changes")
    lines += [""] * bool(result.changes)
    missing = [
        f"{row.device} ({row.error.kind if row.error else row.status})"
        for row in result.devices
        if row.status != "ok"
    ]
    for word, names in (("new", tally.new), ("not collected", missing), ("gone", gone)):
        if names:
            lines.append(printable(f"{word}: {listed(names, _NAMES)}"))
    return "\n".join([*lines, f"run: {result.run}", ""])


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
