"""A job file on the command line: it may set every option of the command, read as the option's type says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from netcollect.cli.types import Question, RowOf, Seconds, Size
from netcollect.inventory import JobFile, load_job
from netcollect.inventory.logins import login
from netcollect.inventory.readers import Choice, Choices, Number, Reader, patterns
from netcollect.inventory.source import Source
from netcollect.platforms import OTHER_NAMES, QUESTIONS

#: What is no option of a job file: which file it is, and the commands, which it has keys of its own for.
_NOT_IN_A_JOB = frozenset({"job", "commands"})
#: What is read more strictly than its type says.
_READERS: Mapping[str, Reader] = {"username": login, "ignore": patterns}
#: How often `--verbose` may be given.
_MOST = 9


def read_job(path: Path, command: click.Command) -> tuple[JobFile, dict[str, Any]]:
    """The job, and its options by the names that click knows them by.

    Raises:
        InputError: with every problem found and its place.
    """
    names = {_name(param): param.name or "" for param in _options(command)}
    job = load_job(path, job_readers(command))
    return job, {names[option]: value for option, value in job.options.items()}


def job_readers(command: click.Command) -> Mapping[str, Reader]:
    """How a job file's value of each option of a command is read, by the option's long name."""
    return {_name(param): _READERS.get(_name(param)) or _reader(param) for param in _options(command)}


def meanings(command: click.Command) -> Mapping[str, str]:
    """What each option of a command means, by the option's long name."""
    return {_name(param): param.help or "" for param in _options(command)}


def _options(command: click.Command) -> list[click.Option]:
    return [
        param
        for param in command.params
        if isinstance(param, click.Option) and param.name not in _NOT_IN_A_JOB
    ]


def _name(param: click.Option) -> str:
    """`read_timeout` for `--read-timeout`."""
    return param.opts[-1].lstrip("-").replace("-", "_")


def _reader(param: click.Option) -> Reader:
    if param.count:
        return Number(0, _MOST)
    if param.is_flag:
        return Source.boolean
    if isinstance(param.type, Question):
        return Choices((*QUESTIONS, *OTHER_NAMES))
    if param.multiple:
        return Source.texts
    return _reader_of_type(param.type)


def _reader_of_type(kind: click.ParamType[Any]) -> Reader:
    match kind:
        case RowOf():
            return Choice(tuple(kind.table))
        case click.IntRange() | click.FloatRange():
            return Number(int(kind.min or 0), int(kind.max or 0))
        case Seconds():
            return Source.seconds
        case Size():
            return Source.size
        case _:
            return Source.text
