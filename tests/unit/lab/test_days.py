"""What happens to the lab: the same for the same seed, told by every command alike, and by nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from netcollect.comparable import comparable, rules_of
from netcollect.lab.days import events, network, story
from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import Facts, facts
from netcollect.lab.options import PLATFORMS
from story import is_support, touched

TOTAL, SEED = 20, 1
DAYS = [network(TOTAL, PLATFORMS, SEED, day) for day in range(1, 10)]
EVERY_NIGHT = {"link_down", "port_down", "replaced", "configured"}


def test_the_first_day_is_the_devices_as_they_were_made_and_a_day_is_always_the_same() -> None:
    assert DAYS[0] == tuple(facts(index, TOTAL, PLATFORMS, SEED) for index in range(TOTAL))
    assert network(TOTAL, PLATFORMS, SEED, 5) == DAYS[4]
    assert network(TOTAL, PLATFORMS, SEED + 1, 5) != DAYS[4]
    assert events(DAYS[0], SEED, 1) == ()


@pytest.mark.parametrize("total", [2, 3, 20, 500])
def test_something_of_each_kind_happens_in_every_night_and_comes_back(total: int) -> None:
    first = network(total, PLATFORMS, SEED)
    down: Counter[tuple[object, ...]] = Counter()
    for day in range(2, 30):
        night = events(first, SEED, day)
        assert {event.kind for event in night} >= EVERY_NIGHT
        assert list(night) == sorted(night, key=lambda event: event.when)
        for event in night:
            if event.ports:
                down[event.devices, event.ports] += 1 if event.kind.endswith("down") else -1
        assert set(down.values()) <= {0, 1}
        assert sum(down.values()) <= 2 * 2 * max(1, total // 50)
    reached = next(event for event in events(first, SEED, 2) if event.kind == "configured").devices
    assert 2 <= len(reached) <= max(2, total - total // 5)


def test_a_lab_of_one_device_has_days() -> None:
    (first,), (second,) = network(1, PLATFORMS, SEED), network(1, PLATFORMS, SEED, 2)
    assert second.serial != first.serial
    assert [each.kind for each in events((first,), SEED, 2)] == ["replaced", "configured"]


@pytest.mark.parametrize("devices", DAYS[1:], ids=lambda each: f"{each[0].now:%d}")
def test_both_ends_of_a_link_agree_on_every_day(devices: tuple[Facts, ...]) -> None:
    by_name = {each.hostname: each for each in devices}
    for device in devices:
        for peer in device.peers:
            own = device.interfaces[peer.local_port - 1]
            there = by_name[peer.hostname].interfaces[peer.port - 1]
            assert (own.up, own.up, there.mac) == (there.up, peer.up, peer.mac)
            assert own.description == f"to {peer.hostname}"


def test_clocks_uptimes_and_counters_go_on() -> None:
    for before, after in pairwise(DAYS):
        for old, new in zip(before, after, strict=True):
            assert (new.now - old.now).days == 1
            assert new.uptime == old.uptime + 24 * 60 or (new.unit > old.unit and new.uptime < 24 * 60)
            for port, later in zip(old.interfaces, new.interfaces, strict=True):
                assert (later.packets > port.packets) == later.enabled
            assert new.notes[: len(old.notes)] == old.notes or new.unit > old.unit


def test_a_replaced_device_is_another_chassis_with_the_same_configuration() -> None:
    for day, (before, after) in enumerate(pairwise(DAYS), 2):
        replaced = {event.devices[0] for event in events(after, SEED, day) if event.kind == "replaced"}
        assert {new.index for old, new in zip(before, after, strict=True) if old.serial != new.serial} == (
            replaced
        )
        for index in replaced:
            old, new = before[index], after[index]
            assert all(
                port.mac != later.mac for port, later in zip(old.interfaces, new.interfaces, strict=True)
            )
            assert min(note.when for note in new.notes) > old.now
            assert [port.address for port in old.interfaces] == [port.address for port in new.interfaces]


@pytest.mark.parametrize("day", range(2, 10))
def test_outputs_tell_what_happened_and_nothing_else(day: int) -> None:
    """The comparable form of every output changes exactly where the story says so."""
    before, after = DAYS[day - 2], DAYS[day - 1]
    changed: dict[str, set[str]] = {}
    for old, new in zip(before, after, strict=True):
        platform = "huawei" if new.platform == "huawei_vrp" else new.platform
        for command, output in DIALECTS[new.platform].commands.items():
            rules = rules_of(platform, command)
            same = comparable(output(old) + "\n", rules).lines == comparable(output(new) + "\n", rules).lines
            if not same and not is_support(command):
                changed.setdefault(new.hostname, set()).add(command)
    assert changed == touched(after, SEED, day)


def test_a_port_that_failed_is_down_and_not_shut() -> None:
    device = next(
        each for each in DAYS[1] for port in each.interfaces if port.state == "down" and port.number > 2
    )
    said = {
        platform: DIALECTS[platform].commands[command](replace(device, platform=platform))
        for platform, command in {
            "cisco_ios": "show ip interface brief",
            "cisco_nxos": "show interface",
            "arista_eos": "show interfaces",
            "juniper_junos": "show interfaces terse",
            "huawei_vrp": "display interface",
        }.items()
    }
    number = next(port.number for port in device.interfaces if port.state == "down")
    assert " down                  down" in said["cisco_ios"]
    assert f"Ethernet1/{number} is down (Link not connected)\nadmin state is up" in said["cisco_nxos"]
    assert f"Ethernet{number} is down, line protocol is down (notconnect)" in said["arista_eos"]
    assert f"ge-0/0/{number}                up    down\n" in said["juniper_junos"]
    assert f"GigabitEthernet0/0/{number} current state : DOWN" in said["huawei_vrp"]


def test_a_night_is_told_in_words() -> None:
    told = list(story(DAYS[3], SEED, 4))
    assert [line[:5] for line in told] == sorted(line[:5] for line in told)
    for words in (" is up again", " fails", " goes down", " is replaced by", " is configured on 16 devices"):
        assert any(words in line for line in told), words
