"""Devices, commands and options → a plan: who runs what, and how, checked before anyone is contacted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec

from msgspec import structs

from netcollect.comparable import defect, objection
from netcollect.credentials import missing_credentials
from netcollect.errors import InputError, Problem
from netcollect.executors import EXECUTORS
from netcollect.executors.address import check_address
from netcollect.guard import refusal
from netcollect.inventory.names import check_names
from netcollect.limits import check_caps, choose_workers
from netcollect.model import Device, Job
from netcollect.options import LAYOUTS, RunOptions
from netcollect.platforms import OTHER_NAMES, QUESTIONS, asks_of, taught
from netcollect.text import is_meant, listed, plural

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Commands:
    """What is to be run: by everyone, by the devices of a platform, by the members of a group.

    `asks` are questions to every vendor (`facts`, `interfaces`, …): each device runs the commands that its
    platform has for them. `by_device` are commands that devices need beside those, such as for rules, by the
    device's name; one that the device runs already, perhaps abbreviated, is not run twice.

    Examples:
        >>> commands = Commands(("show version",), by_platform={"cisco_ios": ("show ip interface brief",)})
        >>> commands.of(Device(name="R1", host="192.0.2.1", platform="cisco_ios"))
        ('show version', 'show ip interface brief')
        >>> Commands(asks=("bgp",)).of(Device(name="R2", host="192.0.2.2", platform="huawei"))
        ('display bgp peer',)
    """

    everyone: tuple[str, ...] = ()
    by_platform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    by_device: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, device: Device) -> tuple[str, ...]:
        """A device's commands in order, each once: everyone's, its platform's, its groups', its answers."""
        chosen = [*self.everyone, *self.by_platform.get(device.platform, ())]
        for group, commands in self.by_group.items():
            if group in device.groups:
                chosen += commands
        for question in self.asks:
            chosen += (ask.command for ask in asks_of(device.platform, question))
        for command in self.by_device.get(device.name, ()):
            if not any(is_meant(each, command) for each in chosen):
                chosen.append(command)
        return tuple(dict.fromkeys(chosen))

    @property
    def named(self) -> tuple[str, ...]:
        """All commands that somebody named, whoever runs them, without those of questions and rules."""
        lists = (self.everyone, *self.by_platform.values(), *self.by_group.values())
        return tuple(dict.fromkeys(command for each in lists for command in each))

    def unanswered(self, device: Device) -> tuple[str, ...]:
        """The questions that a device's platform has no command for."""
        return tuple(question for question in self.asks if not asks_of(device.platform, question))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do: a job a device, in the devices' order, and how; `workers` run at a time.

    `asks` are the questions that are asked, and `unanswered` the devices whose platforms have no command for
    some of them, with those questions. A device that has nothing else to run has no job. `commands` are those
    that somebody named, beside those of questions and rules.
    """

    jobs: tuple[Job, ...]
    options: RunOptions
    workers: int
    asks: tuple[str, ...] = ()
    unanswered: tuple[tuple[Device, tuple[str, ...]], ...] = ()
    commands: tuple[str, ...] = ()

    def with_devices(self, change: Callable[[Sequence[Device]], Sequence[Device]]) -> Plan:
        """The same plan for the same devices, after a last change to them, such as to their secrets."""
        devices = change([job.device for job in self.jobs])
        pairs = zip(self.jobs, devices, strict=True)
        return replace(self, jobs=tuple(structs.replace(job, device=device) for job, device in pairs))


def plan(
    devices: Sequence[Device],
    commands: str | Sequence[str] | Commands,
    options: RunOptions | None = None,
    *,
    overriding: Collection[str] = (),
    needs_logins: bool = True,
) -> Plan:
    """The one way from devices and commands to jobs; contacts nobody.

    Args:
        devices: the selected devices.
        commands: what is to be run.
        options: how; everything has a default.
        overriding: names of timeouts (`connect_timeout`, …) in which the options win over what a device
            says of itself.
        needs_logins: whether each device must have a login; a plan that is only shown needs none.

    Raises:
        InputError: with every problem: no device, names that would share a file, a device without a command
            or a login, a command that may not be sent, a cap by a key that no device has, an executor,
            layout or scheduler that cannot be used, or more workers than files may be open.
    """
    chosen, wanted = options or RunOptions(), _as_commands(commands)
    if problems := (*_chosen_badly(chosen), *_unknown_questions(wanted.asks)):
        raise InputError(problems)
    with taught(chosen.session.platform_files):
        jobs = _jobs(devices, wanted, chosen, overriding)
        refused = _refused(jobs, wanted, chosen.session.allow_commands)
        unanswered = _unanswered(devices, wanted)
    problems = (
        *_checked(check_names, [device.name for device in devices]),
        *_checked(check_caps, chosen.limits.max_per, devices),
        *_without_device(devices),
        *refused,
        *_without_commands(jobs, wanted),
        *(_without_login(devices, chosen) if needs_logins else ()),
    )
    if problems:
        raise InputError(problems)
    jobs = _with_commands(jobs)
    workers = choose_workers(chosen.limits.workers, len(jobs), chosen.executor)
    return Plan(jobs, chosen, workers, wanted.asks, unanswered, wanted.named)


def _as_commands(commands: str | Sequence[str] | Commands) -> Commands:
    if isinstance(commands, Commands):
        return replace(commands, asks=tuple(OTHER_NAMES.get(name, name) for name in commands.asks))
    return Commands((commands,) if isinstance(commands, str) else tuple(commands))


def _unknown_questions(asks: Sequence[str]) -> Iterator[Problem]:
    for name in asks:
        if name not in QUESTIONS:
            yield Problem("ask", f"there is no question {name!r}", f"choose from {', '.join(QUESTIONS)}")


def _jobs(
    devices: Sequence[Device], commands: Commands, options: RunOptions, overriding: Collection[str]
) -> tuple[Job, ...]:
    """One job a device, in the devices' order."""
    # Most devices run the same: one tuple for all of them.
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    nothing: dict[str, Any] = dict.fromkeys(overriding)
    jobs = []
    for place, device in enumerate(devices):
        chosen = commands.of(device)
        less = replace(device, **nothing) if nothing else device
        jobs.append(Job(less, same.setdefault(chosen, chosen), options.session, place))
    return tuple(jobs)


def _unanswered(devices: Sequence[Device], commands: Commands) -> tuple[tuple[Device, tuple[str, ...]], ...]:
    found = ((device, commands.unanswered(device)) for device in devices)
    return tuple((device, questions) for device, questions in found if questions)


def _with_commands(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs that run something."""
    running = (job for job in jobs if job.commands)
    return tuple(structs.replace(job, place=place) for place, job in enumerate(running))


def _checked(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> tuple[Problem, ...]:
    """The problems that a check finds."""
    try:
        check(*args, **kwargs)
    except InputError as error:
        return error.problems
    return ()


def _chosen_badly(options: RunOptions) -> Iterator[Problem]:
    """Choices that do not exist, and a cluster that may not have the credentials."""
    choices = (("executor", options.executor, EXECUTORS), ("layout", options.storage.layout, LAYOUTS))
    for name, value, known in choices:
        if value not in known:
            yield Problem(name, f"there is no {name} {value!r}", f"choose from {', '.join(known)}")
    for pattern in options.session.allow_commands:
        if why := defect(pattern, whole=True):
            yield Problem("allow_commands", f"{pattern!r} {why}")
    for pattern in options.storage.ignore:
        if why := objection(pattern):
            yield Problem("ignore", f"{pattern!r} {why}")
    if address := options.cluster.scheduler:
        yield from _checked(check_address, address, allow_plain=options.cluster.plaintext)


def _without_device(devices: Sequence[Device]) -> Iterator[Problem]:
    if not devices:
        yield Problem("devices", "no device is selected")


def _without_login(devices: Sequence[Device], options: RunOptions) -> Iterator[Problem]:
    """One problem for all devices whose login cannot be tried."""
    # ssh_config may name user and key of each device: then only the session can tell.
    if options.session.ssh_config:
        return
    if missing := missing_credentials(devices, use_agent=options.session.use_agent):
        yield Problem(
            "login",
            f"{plural(len(missing), 'device has', 'devices have')} no user name, "
            f"or neither password nor key ({listed(device.name for device in missing)})",
        )


def _refused(jobs: Sequence[Job], commands: Commands, allowed: Sequence[str]) -> list[Problem]:
    """One problem for each command that may not be sent, however many devices were to run it.

    What is for a platform is judged even if none of its devices is selected this time.
    """
    asked = [
        *dict.fromkeys((job.device.platform, job.commands) for job in jobs),
        *commands.by_platform.items(),
    ]
    found: dict[str, Problem] = {}
    for platform, each in asked:
        for command in each:
            if command not in found and (problem := refusal("commands", command, platform, allowed)):
                found[command] = problem
    return list(found.values())


def _without_commands(jobs: Sequence[Job], commands: Commands) -> list[Problem]:
    """One problem a platform: a device that is left out silently is worse than an error.

    Not every platform has an answer to a question, nor is every rule for all devices: that is told, and an
    error only if there is nothing for anyone.
    """
    asks = commands.asks
    if (asks or commands.by_device) and any(job.commands for job in jobs):
        return []
    bare: dict[str, list[str]] = {}
    for job in jobs:
        if not job.commands:
            bare.setdefault(job.device.platform, []).append(job.device.name)
    if asks:
        return [
            Problem(
                "ask",
                f"platform {platform} has no command for this question ({', '.join(asks)})",
                listed(names),
            )
            for platform, names in bare.items()
        ]
    return [
        Problem(
            "commands",
            f"nothing to run on {plural(len(names), 'device')} of platform {platform} ({listed(names)})",
            f"give them a command, or leave them out: load_inventory(limit=('!platform:{platform}',))",
        )
        for platform, names in bare.items()
    ]
