"""How many sessions at a time, for each value of a key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netcollect.errors import InputError
from netcollect.limits import Caps, check_caps
from unit.fakes import job

DEVICE = replace(
    job().device, groups=("core", "edge"), jump="bastion", facts={"site": "ams", "tags": ["a", "b"]}
)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("address", ["r1.example.net 22 bastion:22"]),
        ("group", ["core", "edge"]),
        ("jump", ["bastion"]),
        ("platform", ["cisco_ios"]),
        ("site", ["ams"]),
        ("tags", ["a", "b"]),
        ("rack", []),
    ],
)
def test_where_a_session_counts(key: str, values: list[str]) -> None:
    assert [value for kind, value in Caps({key: 9}).slots(DEVICE) if kind == key] == values


def test_room_comes_back() -> None:
    caps = Caps({"site": 1})
    other = replace(DEVICE, host="r2.example.net")
    caps.take(DEVICE)
    assert caps.full(other) == ("site", "ams")
    assert ("site", "ams") in list(caps.release(DEVICE))
    assert caps.full(other) is None


def test_a_device_has_one_session() -> None:
    caps = Caps()
    caps.take(DEVICE)
    assert caps.full(DEVICE) == ("address", "r1.example.net 22 bastion:22")
    assert caps.full(replace(DEVICE, port=2222)) is None


def test_a_key_that_nobody_has_is_an_error() -> None:
    check_caps({"site": 1}, [DEVICE])
    with pytest.raises(InputError, match="'rack'"):
        check_caps({"site": 1, "rack": 1}, [DEVICE])
