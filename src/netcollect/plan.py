"""Devices and commands → jobs: who runs what, decided before anyone is contacted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netcollect.errors import InputError, Problem
from netcollect.guard import refusal
from netcollect.model import Device, Job, SessionOptions
from netcollect.platforms import taught
from netcollect.text import listed, plural


@dataclass(frozen=True, slots=True)
class Commands:
    """What is to be run: by everyone, by the devices of a platform, by the members of a group."""

    everyone: tuple[str, ...] = ()
    by_platform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, device: Device) -> tuple[str, ...]:
        """A device's commands in order, each once: everyone's, its platform's, its groups'."""
        chosen = [*self.everyone, *self.by_platform.get(device.platform, ())]
        for group, commands in self.by_group.items():
            if group in device.groups:
                chosen += commands
        return tuple(dict.fromkeys(chosen))


def make_jobs(
    devices: Sequence[Device],
    commands: Commands,
    options: SessionOptions,
    *,
    asked: Collection[str] = (),
) -> list[Job]:
    """One job a device, in the devices' order.

    Args:
        devices: the selected devices.
        commands: what is to be run.
        options: how sessions behave unless a device says otherwise.
        asked: names of timeouts (`connect_timeout`, …) that were asked for on the command line: there
            `options` wins over what the inventory says of a device.

    Raises:
        InputError: no device, a command that may not be sent, or a device without any command.
    """
    problems = []
    if not devices:
        problems.append(Problem("--inventory", "no device is selected", "see `collect inventory`"))
    # Most devices run the same: one tuple for all of them.
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    jobs = []
    for place, device in enumerate(devices):
        chosen = commands.of(device)
        jobs.append(Job(_leave_to_run(device, asked), same.setdefault(chosen, chosen), options, place))
    with taught(options.platform_files):
        problems += _refused(jobs, commands, options.allow_commands)
    problems += _without_commands(jobs)
    if problems:
        raise InputError(tuple(problems))
    return jobs


def _leave_to_run(device: Device, asked: Collection[str]) -> Device:
    """The device without those of its own timeouts that the command line overrides."""
    if not asked:
        return device
    return replace(
        device,
        connect_timeout=None if "connect_timeout" in asked else device.connect_timeout,
        read_timeout=None if "read_timeout" in asked else device.read_timeout,
        device_timeout=None if "device_timeout" in asked else device.device_timeout,
        max_output=None if "max_output" in asked else device.max_output,
        accept_banner=None if "accept_banner" in asked else device.accept_banner,
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
            if command not in found and (problem := refusal("--command", command, platform, allowed)):
                found[command] = problem
    return list(found.values())


def _without_commands(jobs: Sequence[Job]) -> list[Problem]:
    """One problem a platform: a device that is left out silently is worse than an error."""
    bare: dict[str, list[str]] = {}
    for job in jobs:
        if not job.commands:
            bare.setdefault(job.device.platform, []).append(job.device.name)
    return [
        Problem(
            "--command",
            f"nothing to run on {plural(len(names), 'device')} of platform {platform} ({listed(names)})",
            f"give a command, or leave them out with --limit '!platform:{platform}'",
        )
        for platform, names in bare.items()
    ]
