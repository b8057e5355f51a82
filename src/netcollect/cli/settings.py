"""The flag for each setting of the library: inner rooms name a setting, the command line names its flag."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Mapping

from netcollect.errors import Problem

#: The settings whose flags have other names; every other one has the name of its option.
_RENAMED: Mapping[str, str] = {
    "devices": "--inventory",
    "allow_commands": "--allow-command",
    "scheduler": "--dask-scheduler",
    "plaintext": "--dask-allow-plaintext",
    "pin": "--dask-pin",
    "use_agent": "--agent",
    "runs": "--keep",
    "days": "--keep-days",
    "icmp": "--icmp",
}
#: What to do on the command line, by the setting that is wrong, where the library has no advice.
_HINTS: Mapping[str, str] = {
    "devices": "see `collect inventory`",
    "max_per": "see `collect inventory`",
    "login": "give -u and -k, COLLECT_USERNAME and COLLECT_PASSWORD, --private-key, or the inventory's own",
}
#: A setting in a hint, as the library takes it: `LimitOptions(workers=20)`; it stands last.
_SETTING = re.compile(r"\b[A-Za-z]\w*\((\w+)=(.*)\)\Z")


def flag_of(setting: str) -> str | None:
    """The flag that sets a setting on the command line, if there is one.

    >>> flag_of("read_timeout"), flag_of("scheduler"), flag_of("attempt")
    ('--read-timeout', '--dask-scheduler', None)
    """
    from netcollect.cli.run import run  # noqa: PLC0415 (only when something is wrong)

    named = {param.name: param.opts[-1] for param in run.params}
    return _RENAMED.get(setting) or named.get(setting)


def in_flags(problem: Problem) -> Problem:
    """The problem as the command line words it.

    >>> in_flags(Problem("workers", "too many", "take LimitOptions(workers=20)"))
    Problem(where='--workers', message='too many', hint='take --workers 20')
    """
    where = flag_of(problem.where) or problem.where
    hint = problem.hint or _HINTS.get(problem.where, "")
    return Problem(where, problem.message, _SETTING.sub(_as_flag, hint))


def _as_flag(found: re.Match[str]) -> str:
    """`--workers 20`; as it is where it is not a setting that a flag has."""
    flag = flag_of(found[1])
    try:
        value = ast.literal_eval(found[2])
    except (SyntaxError, ValueError):
        return found[0]
    if flag is None:
        return found[0]
    if value is True:
        return flag
    values = value if isinstance(value, tuple) else (value,)
    return " ".join(f"{flag} {shlex.quote(str(each))}" for each in values)
