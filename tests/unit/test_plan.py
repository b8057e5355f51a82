"""Devices and commands become jobs."""

from __future__ import annotations

import pytest

from netcollect.errors import InputError
from netcollect.model import SessionOptions
from netcollect.plan import Commands, make_jobs
from unit.fakes import device

OPTIONS = SessionOptions()


def test_everyone_then_platform_then_groups_each_command_once() -> None:
    commands = Commands(
        ("show version", "show clock"),
        {"cisco_ios": ("show ip route", "show version")},
        {"core": ("show bgp",), "ams": ("show cdp", "show clock"), "fra": ("show x",)},
    )
    (job,) = make_jobs([device(groups=("core", "ams"))], commands, OPTIONS)
    assert job.commands == ("show version", "show clock", "show ip route", "show bgp", "show cdp")
    assert job.options is OPTIONS


def test_jobs_stand_in_the_order_of_the_devices() -> None:
    jobs = make_jobs([device("R2"), device("R1")], Commands(("show version",)), OPTIONS)
    assert [job.device.name for job in jobs] == ["R2", "R1"]


def test_a_timeout_of_the_command_line_wins_over_the_inventory() -> None:
    slow = device(read_timeout=90.0, connect_timeout=5.0)
    (job,) = make_jobs([slow], Commands(("show version",)), OPTIONS, asked={"read_timeout"})
    assert (job.device.read_timeout, job.device.connect_timeout) == (None, 5.0)


def test_terms_are_accepted_as_the_inventory_says_unless_the_command_line_does() -> None:
    careful = device(accept_banner=False)
    (job,) = make_jobs([careful], Commands(("show version",)), OPTIONS)
    assert job.device.accept_banner is False
    (job,) = make_jobs([careful], Commands(("show version",)), OPTIONS, asked={"accept_banner"})
    assert job.device.accept_banner is None


def test_no_device_is_an_error() -> None:
    with pytest.raises(InputError, match="no device is selected"):
        make_jobs([], Commands(("show version",)), OPTIONS)


def test_a_device_without_a_command_is_never_left_out_silently() -> None:
    devices = [device("R1"), *(device(f"L{number}", platform="linux") for number in range(5))]
    with pytest.raises(InputError) as caught:
        make_jobs(devices, Commands((), {"cisco_ios": ("show version",)}), OPTIONS)
    text = str(caught.value)
    assert "nothing to run on 5 devices of platform linux (L0, L1, L2, …)" in text
    assert "--limit '!platform:linux'" in text


def test_every_command_that_may_not_be_sent_is_named() -> None:
    commands = Commands(("show version\nreload", "show clock"), {"linux": ("ls\x07",)})
    with pytest.raises(InputError) as caught:
        make_jobs([device()], commands, OPTIONS)
    assert [problem.message.split(":")[0] for problem in caught.value.problems] == [
        r"'show version\nreload'",
        r"'ls\x07'",
    ]
