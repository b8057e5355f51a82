"""The options that verbs share; each reads its `COLLECT_…` variable, then the job file, then its default."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from netcollect.cli.completion import limits, rule_files
from netcollect.cli.types import Ignored, Lines, RowOf
from netcollect.model import HostKeys, SessionOptions
from netcollect.options import StorageOptions
from netcollect.platforms import Own, taught

F = TypeVar("F", bound=Callable[..., Any])

#: When to colour.
COLORS = ("auto", "always", "never")


class Option(click.Option):
    """Whose help names no range: a value outside it is told when it is given."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """What stands in brackets: the default."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option with its environment variable; a default, unless it is a flag's, shows in `--help`."""
    long = next(name for name in names if name.startswith("--"))
    settings.setdefault("show_default", settings.get("default") is not None)
    return click.option(
        *names, cls=Option, envvar="COLLECT_" + long[2:].upper().replace("-", "_"), **settings
    )


def together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in reading order."""

    def decorate(function: F) -> F:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def format_option(table: Collection[str], more: str = "") -> Callable[[F], F]:
    """`--format`: what stdout carries, a row of a verb's table; the first is the default."""
    return option(
        "--format",
        "form",
        type=RowOf(table),
        default=next(iter(table)),
        help=f"What goes to stdout{f'; {more}' if more else ''}.",
    )


OUTPUT_OPTION = option(
    "-o",
    "--output",
    default=str(StorageOptions().output),
    metavar="DIR",
    help="Where runs are kept.",
)
TEMPLATES_OPTION = option(
    "--templates",
    type=click.Path(),
    metavar="DIR",
    help="For rows, look in this directory first: an index, and TextFSM templates.",
)


def _taught(ctx: click.Context, _param: click.Parameter, value: str | None) -> Own:
    """What a site's own files on platforms say; it holds as long as the verb works.

    Raises:
        InputError: they are not as they should be.
    """
    if not value or ctx.resilient_parsing:
        return ()
    from netcollect.inventory import load_platform_files  # noqa: PLC0415 (yaml is not on the path of --help)

    own = load_platform_files(value)
    ctx.with_resource(taught(own))
    return own


def _platform_files(**settings: Any) -> Callable[[F], F]:
    return option(
        "--platform-files",
        metavar="DIR",
        callback=_taught,
        help="Your own YAML files on platforms: error texts, reading commands, secrets, and the like.",
        **settings,
    )


PLATFORM_FILES_OPTION = _platform_files()
#: Of verbs that read finished runs: there it holds, and is asked for by nobody.
TAUGHT_OPTION = _platform_files(expose_value=False)
IGNORE_OPTION = option(
    "--ignore",
    type=Ignored(),
    multiple=True,
    metavar="REGEX",
    help="Leave this out, beside what is known to be volatile, when outputs are compared. Repeatable.",
)
LIMIT_OPTION = option(
    "-l",
    "--limit",
    type=Lines(),
    multiple=True,
    metavar="PATTERN",
    shell_complete=limits,
    help="Only these devices: name glob, group:NAME, platform:NAME or @FILE; !PATTERN leaves out. "
    "Repeatable.",
)
RULES_OPTION = option(
    "--rules",
    type=Lines(),
    multiple=True,
    metavar="FILE",
    shell_complete=rule_files,
    help="Judge the outputs by these rules; builtin:NAME are some that netcollect brings. Repeatable.",
)
#: Files that other programs read.
AUDIT_FILES = together(
    option("--junit", metavar="FILE", help="Write the verdicts to this file, as JUnit XML for a CI system."),
    option(
        "--metrics", metavar="FILE", help="Write gauges to this file, for Prometheus' textfile collector."
    ),
)
SELECTION_OPTIONS = together(
    option(
        "-i",
        "--inventory",
        type=click.Path(),
        multiple=True,
        metavar="PATH",
        help="Devices: YAML, CSV, or netmiko's, Nornir's or Ansible's own. Repeatable.",
    ),
    LIMIT_OPTION,
    option(
        "--strict-permissions",
        is_flag=True,
        help="Refuse an inventory with passwords that every user of this machine can read.",
    ),
)
LOGIN_OPTIONS = together(
    option("-u", "--username", metavar="NAME", help="Log in as this user."),
    option("-k", "--ask-pass", is_flag=True, help="Ask for the password."),
    option("--private-key", metavar="FILE", help="Log in with this key."),
    option("--agent", is_flag=True, help="Offer the SSH agent's keys too."),
    option(
        "--ssh-config",
        metavar="FILE",
        help="Take HostName, Port, User, IdentityFile and ProxyJump from this file.",
    ),
)
HOST_KEY_OPTIONS = together(
    option(
        "--host-keys",
        type=RowOf([str(each) for each in HostKeys]),
        default=str(SessionOptions().host_keys),
        help="Accept and store a device's first host key, insist on a known one, or do not check.",
    ),
    option(
        "--known-hosts", metavar="FILE", help="Host keys in OpenSSH's format.  [default: ~/.ssh/known_hosts]"
    ),
)
LOGGING_OPTIONS = together(
    option("-q", "--quiet", is_flag=True, help="Only errors on stderr."),
    option("-v", "--verbose", count=True, help="Log each device's start and end to stderr; -vv logs more."),
    option(
        "--log-file", metavar="FILE", type=click.Path(dir_okay=False), help="Log everything to this file."
    ),
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)
