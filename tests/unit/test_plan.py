"""Devices, commands and options become a plan, or one error with everything that is wrong."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from netcollect.errors import InputError, Problem
from netcollect.model import Device, SessionOptions
from netcollect.options import ClusterOptions, LimitOptions, RunOptions, StorageOptions
from netcollect.plan import Commands, plan
from unit.fakes import device


def member(name: str = "R1", **more: Any) -> Device:
    """A device with a login."""
    return device(name, **{"username": "lab", "password": "lab", **more})


def problems(
    devices: Sequence[Device], commands: str | Commands = "show version", options: RunOptions | None = None
) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        plan(devices, commands, options)
    return list(caught.value.problems)


def test_everyone_then_platform_then_groups_each_command_once() -> None:
    commands = Commands(
        ("show version", "show clock"),
        {"cisco_ios": ("show ip route", "show version")},
        {"core": ("show bgp",), "ams": ("show cdp", "show clock"), "fra": ("show x",)},
    )
    options = RunOptions()
    (job,) = plan([member(groups=("core", "ams"))], commands, options).jobs
    assert job.commands == ("show version", "show clock", "show ip route", "show bgp", "show cdp")
    assert job.options is options.session


def test_jobs_stand_in_the_order_of_the_devices() -> None:
    planned = plan([member("R2"), member("R1")], "show version")
    assert [(job.device.name, job.place) for job in planned.jobs] == [("R2", 0), ("R1", 1)]
    assert planned.workers == 2


def test_a_timeout_that_overrides_wins_over_the_inventory() -> None:
    slow = member(read_timeout=90.0, connect_timeout=5.0)
    (job,) = plan([slow], "show version", overriding={"read_timeout"}).jobs
    assert (job.device.read_timeout, job.device.connect_timeout) == (None, 5.0)


def test_terms_are_accepted_as_the_inventory_says_unless_the_command_line_does() -> None:
    careful = member(accept_banner=False)
    (job,) = plan([careful], "show version").jobs
    assert job.device.accept_banner is False
    (job,) = plan([careful], "show version", overriding={"accept_banner"}).jobs
    assert job.device.accept_banner is None


def test_no_device_is_an_error() -> None:
    assert problems([]) == [Problem("devices", "no device is selected")]


def test_a_device_without_a_command_is_never_left_out_silently() -> None:
    devices = [member("R1"), *(member(f"L{number}", platform="linux") for number in range(5))]
    (problem,) = problems(devices, Commands((), {"cisco_ios": ("show version",)}))
    assert problem.message == "nothing to run on 5 devices of platform linux (L0, L1, L2, …)"
    assert "load_inventory(limit=('!platform:linux',))" in problem.hint


def test_every_command_that_may_not_be_sent_is_named() -> None:
    found = problems([member()], Commands(("show version\nreload", "show clock"), {"linux": ("ls\x07",)}))
    assert [problem.message.split(":")[0] for problem in found] == [
        r"'show version\nreload'",
        r"'ls\x07'",
    ]


def test_a_cap_by_a_key_that_nobody_has_is_an_error_for_everybody() -> None:
    """A misspelt key would protect nothing: not only the command line says so."""
    limits = LimitOptions(max_per={"site": 1, "sight": 1})
    (problem,) = problems([member(facts={"site": "ams"})], options=RunOptions(limits=limits))
    assert problem == Problem("max_per", "no selected device has 'sight'")


def test_devices_that_nobody_can_log_in_to_are_named_before_anyone_is_contacted() -> None:
    bare = [replace(member(f"R{number}"), password=None) for number in range(5)]
    (problem,) = problems([*bare, member("R9")])
    assert problem.where == "login"
    assert "5 devices have no user name, or neither password nor key (R0, R1, R2, …)" in problem.message
    for session in (SessionOptions(use_agent=True), SessionOptions(ssh_config="config")):
        assert len(plan(bare, "show version", RunOptions(session=session)).jobs) == 5
    assert len(plan(bare, "show version", needs_logins=False).jobs) == 5


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (RunOptions(executor="threads"), "executor"),
        (RunOptions(storage=StorageOptions(layout="devices")), "layout"),  # type: ignore[arg-type]
        (RunOptions(cluster=ClusterOptions(scheduler="tcp://192.0.2.1:8786")), "scheduler"),
        (RunOptions(session=SessionOptions(allow_commands=("clear (",))), "allow_commands"),
        (RunOptions(session=SessionOptions(allow_commands=(r"clear (?:\w+ ?)+",))), "allow_commands"),
        (RunOptions(limits=LimitOptions(workers=10**9)), "workers"),
    ],
)
def test_what_cannot_be_chosen(options: RunOptions, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (100, 100))
    devices = [member(f"R{number}") for number in range(30)]
    assert [problem.where for problem in problems(devices, options=options)] == [where]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    devices = [member("R1"), replace(member("r1"), password=None)]
    found = problems(devices, "reload", RunOptions(limits=LimitOptions(max_per={"sight": 1})))
    assert [problem.where for problem in found] == ["devices", "max_per", "commands", "login"]


def test_a_last_change_to_the_devices_keeps_the_rest() -> None:
    planned = plan([member("R1"), member("R2")], "show version")
    changed = planned.with_devices(lambda devices: [replace(each, password="new") for each in devices])
    assert [job.device.password for job in changed.jobs] == ["new", "new"]
    assert [(job.commands, job.place) for job in changed.jobs] == [
        (job.commands, job.place) for job in planned.jobs
    ]


def test_each_platform_is_asked_with_its_own_commands() -> None:
    devices = [member("R1", platform="cisco_ios"), member("S1", platform="huawei")]
    planned = plan(devices, Commands(("show clock",), asks=("arp", "vlans")))
    assert [job.commands for job in planned.jobs] == [
        ("show clock", "show ip arp", "show vlan brief"),
        ("show clock", "display arp all", "display vlan"),
    ]
    assert (planned.asks, planned.unanswered) == (("arp", "vlans"), ())
    assert planned.commands == ("show clock",)


def test_a_command_that_answers_two_questions_runs_once() -> None:
    (job,) = plan([member()], Commands(("show ip arp",), asks=("arp", "arp"))).jobs
    assert job.commands == ("show ip arp",)


def test_a_platform_without_an_answer_is_told_and_has_no_job() -> None:
    devices = [
        member("F1", platform="fortinet"),
        member("R1"),
        member("F2", platform="fortinet"),
        member("R2"),
    ]
    planned = plan(devices, Commands(asks=("macs",)))
    assert [(job.device.name, job.place) for job in planned.jobs] == [("R1", 0), ("R2", 1)]
    assert [(device.name, questions) for device, questions in planned.unanswered] == [
        ("F1", ("macs",)),
        ("F2", ("macs",)),
    ]


def test_it_is_an_error_when_no_device_has_an_answer() -> None:
    (problem,) = problems([member("F1", platform="fortinet")], Commands(asks=("macs", "vlans")))
    assert problem.message == "platform fortinet has no command for this question (macs, vlans)"
    assert problem.hint == "F1"


def test_questions_have_other_names_and_an_unknown_one_is_an_error() -> None:
    (job,) = plan([member(platform="arista_eos")], Commands(asks=("lldp",))).jobs
    assert job.commands == ("show lldp neighbors detail",)
    (problem,) = problems([member()], Commands(asks=("weather",)))
    assert str(problem).startswith("ask: there is no question 'weather' (choose from facts, interfaces")


def test_what_a_device_needs_beside_is_not_run_twice() -> None:
    needed = {"R1": ("show running-config", "show ip route"), "R9": ("show x",)}
    commands = Commands(("sh run",), by_device=needed)
    (job,) = plan([member()], commands).jobs
    assert job.commands == ("sh run", "show ip route")


def test_what_devices_need_may_stand_alone_and_is_judged_as_any_command() -> None:
    planned = plan([member(), member("R2")], Commands(by_device={"R2": ("show version",)}))
    assert [job.device.name for job in planned.jobs] == ["R2"]
    (problem,) = problems([member()], Commands(by_device={"R1": ("reload",)}))
    assert "'reload': it is no reading command" in problem.message
