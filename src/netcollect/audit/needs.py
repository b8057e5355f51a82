"""What rules need of a run: the commands of each device, and columns that their conditions name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from netcollect.audit.conditions import objection_to_columns
from netcollect.audit.rules import CountCheck, RowsCheck, Rule, RuleSet
from netcollect.errors import InputError, Problem
from netcollect.inventory.limit import pick
from netcollect.model import Device
from netcollect.platforms import asks_of
from netcollect.rows import Templates, parse


def commands_for(rules: RuleSet, devices: Sequence[Device]) -> dict[str, tuple[str, ...]]:
    """The commands that rules need of devices, by the device's name, each once."""
    found: dict[str, dict[str, None]] = {}
    for rule in rules.rules:
        for device in pick(devices, rule.devices)[0]:
            for command in _commands(rule, device.platform):
                found.setdefault(device.name, {})[command] = None
    return {name: tuple(commands) for name, commands in found.items()}


def _commands(rule: Rule, platform: str) -> Iterator[str]:
    if rule.ask:
        yield from (ask.command for ask in asks_of(platform, rule.ask))
    elif command := rule.command_of(platform):
        yield command


def check_columns(rules: RuleSet, devices: Sequence[Device], templates: Templates) -> None:
    """Checks that the templates of a rule's commands have the columns that its conditions name.

    Raises:
        InputError: with every condition that names another.
    """
    problems: dict[Problem, None] = {}
    for rule in rules.rules:
        for platform in dict.fromkeys(device.platform for device in pick(devices, rule.devices)[0]):
            command = rule.command_of(platform)
            columns = parse(platform, command, "", templates=templates).columns if command else ()
            problems |= dict.fromkeys(_of_rule(rule, columns, f"{command} of {platform}"))
    if problems:
        raise InputError(tuple(problems))


def _of_rule(rule: Rule, columns: Sequence[str], whose: str) -> Iterator[Problem]:
    for check in rule.expect if columns else ():
        if isinstance(check, RowsCheck | CountCheck):
            why = objection_to_columns(check.condition, columns)
            if why:
                known = f"they have {', '.join(columns)}"
                yield Problem(f"{rule.place}: {rule.id}", f"{why} in the rows of {whose}", known)
