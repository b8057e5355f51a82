"""Where a login comes from."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from netcollect.credentials import Credentials, apply_credentials, from_environment, missing_credentials
from netcollect.errors import InputError
from netcollect.model import Bastion, Device

NOTHING = Credentials()
PARTS = ("username", "password", "secret", "passphrase")


def device(name: str = "r1", platform: str = "cisco_ios", **parts: str | None) -> Device:
    return Device(name=name, host=name, platform=platform, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("flag", "own", "variable"), list(product((True, False), repeat=3)))
def test_flag_then_inventory_then_environment(part: str, flag: bool, own: bool, variable: bool) -> None:
    (given,) = apply_credentials(
        [device(**{part: "inventory"} if own else {})],
        flags=Credentials(**{part: "flag"} if flag else {}),
        environment=Credentials(**{part: "environment"} if variable else {}),
    )
    expected = "flag" if flag else "inventory" if own else "environment" if variable else None
    assert getattr(given, part) == expected
    assert all(getattr(given, other) is None for other in PARTS if other != part)


def test_an_empty_password_is_one() -> None:
    (given,) = apply_credentials(
        [device(password="lab")], flags=Credentials(password=""), environment=Credentials(password="other")
    )
    assert given.password == ""


def test_everything_else_of_a_device_stays() -> None:
    before = Device(
        name="r", host="h", platform="linux", port=23, groups=("g",), facts={"a": 1}, extras={"b": 2}
    )
    assert apply_credentials([before], flags=NOTHING, environment=NOTHING) == [before]


def test_variables() -> None:
    names = {
        "COLLECT_USERNAME": "u",
        "COLLECT_PASSWORD": "p",
        "COLLECT_SECRET": "s",
        "COLLECT_PRIVATE_KEY": "k",
        "PASSWORD": "no",
    }
    assert from_environment(names) == Credentials(username="u", password="p", secret="s", private_key="k")
    assert from_environment(dict.fromkeys(names, "")) == NOTHING


def test_nothing_secret_is_shown() -> None:
    shown = repr(Credentials(username="lab", password="hunter2", secret="hunter2", passphrase="hunter2"))
    assert "hunter2" not in shown
    assert "lab" in shown


def test_a_key_is_looked_for_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "key").touch()
    (given,) = apply_credentials([device()], flags=Credentials(private_key="~/key"), environment=NOTHING)
    assert given.private_key == "~/key"


def test_every_key_that_is_not_there_is_told_with_its_origin_and_its_devices(tmp_path: Path) -> None:
    fleet = [device(f"r{number}", private_key="/none") for number in range(5)]
    fleet += [device("s"), device("d", private_key=str(tmp_path)), device("z", private_key="a\0b")]
    with pytest.raises(InputError) as caught:
        apply_credentials(fleet, flags=NOTHING, environment=Credentials(private_key="~nobody-here/key"))
    assert [str(problem) for problem in caught.value.problems] == [
        "private_key: there is no key file /none (needed by 5 devices (r0, r1, r2, …))",
        "COLLECT_PRIVATE_KEY: there is no key file ~nobody-here/key (needed by s)",
        f"private_key: there is no key file {tmp_path} (needed by d)",
        "private_key: there is no key file a\0b (needed by z)",
    ]


def test_a_flags_key_is_told_by_its_flag() -> None:
    with pytest.raises(InputError, match=r"^--private-key: there is no key file /none"):
        apply_credentials([device()], flags=Credentials(private_key="/none"), environment=NOTHING)


def test_a_key_that_nobody_uses_may_be_missing() -> None:
    key = Credentials(private_key="/none")
    assert apply_credentials([], flags=NOTHING, environment=key) == []


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        (device(), True),
        (device(username="u"), True),
        (device(password="p"), True),
        (device(private_key="k"), True),
        (device(username="", password="p"), True),
        (device(username="u", password="p"), False),
        (device(username="u", password=""), False),
        (device(username="u", private_key="k"), False),
        (device(platform="cisco_ios_telnet"), False),
        (device(platform="cisco_ios_serial"), False),
    ],
)
def test_who_cannot_log_in(target: Device, missing: bool) -> None:
    assert missing_credentials([target]) == ([target] if missing else [])


def test_an_agent_stands_for_a_key_but_not_for_a_name() -> None:
    named, unnamed = device(username="u"), device()
    assert missing_credentials([named, unnamed], use_agent=True) == [unnamed]


def test_a_bastion_s_key_file_is_looked_for_too() -> None:
    jump = (Bastion(host="gate", private_key="/no/such/key"),)
    fleet = [replace(device(name), jump=jump) for name in ("r1", "r2")]
    with pytest.raises(InputError) as caught:
        apply_credentials(fleet, flags=NOTHING, environment=NOTHING)
    assert str(caught.value) == "private_key: there is no key file /no/such/key (needed by the bastion gate)"
