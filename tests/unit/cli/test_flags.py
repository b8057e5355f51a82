"""The typed flags are the options, by name; what they become is typed too."""

from __future__ import annotations

import click
import msgspec
import pytest

from netcollect.cli.demo import demo
from netcollect.cli.flags import InventoryFlags, LabFlags, PingFlags, RunFlags
from netcollect.cli.inventory import inventory
from netcollect.cli.lab import lab
from netcollect.cli.ping import ping
from netcollect.cli.run import run
from unit.cli.parsing import parsed


@pytest.mark.parametrize(
    ("command", "flags"), [(run, RunFlags), (ping, PingFlags), (inventory, InventoryFlags), (lab, LabFlags)]
)
def test_each_option_is_a_field_and_each_field_an_option(
    command: click.Command, flags: type[msgspec.Struct]
) -> None:
    assert {param.name for param in command.params} == {*flags.__struct_fields__}


def test_a_demo_takes_a_part_of_what_a_lab_takes() -> None:
    assert {param.name for param in demo.params} - {"output"} <= {*LabFlags.__struct_fields__}


def test_flags_are_frozen() -> None:
    flags, _ = parsed()
    with pytest.raises(AttributeError):
        flags.workers = 3  # type: ignore[misc]
