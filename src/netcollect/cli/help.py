"""`--help` in groups, so that fifty options are not one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import click

#: The options of `collect run` by what they are for, those first that most runs need. What stands in no group
#: is shown in a last one.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Most used": (
        "inventory",
        "command",
        "ask",
        "limit",
        "job",
        "username",
        "ask-pass",
        "output",
        "format",
        "dry-run",
    ),
    "Devices and commands": (
        "rerun-failed",
        "strict-permissions",
        "commands-file",
        "allow-command",
        "platform-files",
    ),
    "Login": (
        "ask-secret",
        "require-enable",
        "accept-banner",
        "private-key",
        "agent",
        "ssh-config",
        "host-keys",
        "known-hosts",
    ),
    "Timeouts and retries": ("connect-timeout", "read-timeout", "device-timeout", "run-timeout", "retries"),
    "Care for the network": ("workers", "max-per", "ramp", "max-rejections", "max-output"),
    "Rules": ("rules", "junit", "metrics"),
    "What is kept and shown": (
        "templates",
        "report",
        "git",
        "git-form",
        "git-author",
        "git-prune",
        "layout",
        "redact",
        "ignore",
        "last-good",
        "keep",
        "keep-days",
    ),
    "Where sessions run": ("executor", "dask-scheduler", "dask-allow-plaintext", "dask-pin"),
    "Messages and logs": ("quiet", "verbose", "no-progress", "color", "log-file", "session-log"),
    "Help": ("help", "version"),
}
_REST = "Other"
#: Wider than this a line is hard to read.
WIDTH = 110
#: How far from the left the explanations begin at most.
_COLUMN = 26


class GroupedCommand(click.Command):
    """A command whose options are listed by `GROUPS`."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A section for each group that has options."""
        write_groups(self.get_params(ctx), ctx, formatter)


def write_groups(
    params: Iterable[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """A section for each group that has options; all explanations begin in the same column."""
    for title, rows in _sections(params, ctx):
        with formatter.section(title):
            (first, text), *rest = rows
            formatter.write_dl([(first.ljust(_COLUMN), text), *rest], col_max=_COLUMN)


def _sections(
    params: Iterable[click.Parameter], ctx: click.Context
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    rows = {}
    for param in params:
        if (row := param.get_help_record(ctx)) is not None:
            rows[param.opts[-1].removeprefix("--")] = row
    for title, names in GROUPS.items():
        if found := [rows.pop(name) for name in names if name in rows]:
            yield title, found
    if rows:
        yield _REST, list(rows.values())
