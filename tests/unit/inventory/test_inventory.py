"""Files become devices, or everything that is wrong with them is said at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netcollect.errors import InputError
from netcollect.inventory import load_job, read_inventory, records, tree
from unit.inventory.readers import READERS
from unit.tables import each_row

from .malformed import TABLE

ROOT = Path(__file__).parents[3]


def complaints(path: Path, text: str | bytes) -> list[str]:
    """What is said of an inventory, each as `LINE:COLUMN: KEY: MESSAGE`."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    places = [
        problem.where.removeprefix(str(path)).removeprefix(":").lstrip() for problem in caught.value.problems
    ]
    return [
        f"{place}: {problem.message}" if place else problem.message
        for place, problem in zip(places, caught.value.problems, strict=True)
    ]


@each_row("name", TABLE)
def test_a_malformed_inventory_gets_its_messages(name: str, tmp_path: Path) -> None:
    text, expected = TABLE[name]
    found = complaints(tmp_path / "x.yaml", text)
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)


def test_the_table_is_large() -> None:
    assert len(TABLE) >= 200


def test_every_message_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    for text, _ in TABLE.values():
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(InputError) as caught:
            read_inventory(path)
        for problem in caught.value.problems:
            assert problem.hint or re.search(r"expected$| from \d+ to \d+$", problem.message), problem


def test_no_message_shows_a_password(tmp_path: Path) -> None:
    rows = [text for text, _ in TABLE.values() if isinstance(text, str) and "hunter2" in text]
    assert len(rows) >= 6
    for text in rows:
        assert "hunter2" not in "".join(complaints(tmp_path / "x.yaml", text))


# The pure loader takes half a character in an escape, and counts some columns otherwise.
@pytest.mark.no_cover
@each_row("name", sorted(TABLE.keys() - {"unknown escape", "half a character", "unknown directive"}))
def test_messages_are_the_same_without_libyaml(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_libyaml = complaints(tmp_path / "x.yaml", TABLE[name][0])
    monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
    assert complaints(tmp_path / "x.yaml", TABLE[name][0]) == with_libyaml


#: Words of YAML and of inventories, which letters alone rarely make.
WORDS = (
    *(
        "<<: ",
        "*a",
        "&a ",
        "? ",
        "- ",
        ": ",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "|",
        ">",
        "!x ",
        "\n",
        "\n  ",
    ),
    *("---\n", "host", "name", "groups", "port", "r1", "22", "~", "x: ", "platform: cisco_ios", "devices:"),
)


@pytest.mark.no_cover
@settings(deadline=None)
@given(
    st.text(alphabet="-:[]{}&*!|>'\"%@`#?,<~ \n\t019r", max_size=60)
    | st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
)
@example("- &a {? [x] : y}\n- {<<: *a}")
def test_no_text_does_more_than_a_complaint(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    for start in ("", "- {device_type: cisco_ios, host: ", "devices:\n- platform: cisco_ios\n  host: "):
        path.write_text(start + text)
        try:
            devices = read_inventory(path)
        except InputError as error:
            assert all(problem.where.startswith(str(path)) for problem in error.problems)  # noqa: PT017
        else:
            assert devices
            assert all(not device.host.startswith("-") for device in devices)


def test_text_fields_keep_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "defaults: {platform: cisco_ios}\n"
        "devices:\n"
        "- {host: r1, username: no, password: 0123, secret: 22:22, private_key: 2026-11-23}\n"
        "- {host: r2, username: 0x1F, password: 1e3, secret: 1_000, private_key: .inf}\n"
        "- {host: r3, name: yes, password: '', groups: [on, 012], passphrase: True}\n",
    )
    one, two, three = read_inventory(path)
    assert (one.username, one.password, one.secret, one.private_key) == ("no", "0123", "22:22", "2026-11-23")
    assert (two.username, two.password, two.secret, two.private_key) == ("0x1F", "1e3", "1_000", ".inf")
    assert (three.name, three.password, three.groups, three.passphrase) == ("yes", "", ("on", "012"), "True")


def test_facts_are_typed_simply(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "- {host: r1, device_type: cisco_ios, a: true, b: no, c: 12, d: 012, e: 1.5, f: null, g: 22:22,"
        " h: 2026-11-23, i: [x, 1], j: {k: False}, l: '12', m: 1e5, n: -3, o: 99999999999999999999}\n"
    )
    assert read_inventory(path)[0].facts == {
        "a": True,
        "b": "no",
        "c": 12,
        "d": "012",
        "e": 1.5,
        "f": None,
        "g": "22:22",
        "h": "2026-11-23",
        "i": ["x", 1],
        "j": {"k": False},
        "l": "12",
        "m": "1e5",
        "n": -3,
        "o": "99999999999999999999",
    }


def test_several_files_keep_their_order_and_share_their_names(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("- {device_type: cisco_ios, host: r2}\n")
    two.write_text("devices: [{platform: cisco_ios, host: r1}]\n")
    assert [device.name for device in read_inventory(one, str(two))] == ["r2", "r1"]
    two.write_text("devices: [{platform: cisco_ios, host: R2}]\n")
    with pytest.raises(InputError, match=rf"two.yaml:1:39: devices\[0\].host: .*already named 'r2'.*{one}:1"):
        read_inventory(one, two)


def test_all_files_are_complained_of_at_once(tmp_path: Path) -> None:
    broken, directory = tmp_path / "b.yaml", tmp_path
    broken.write_text("- {host: r1}\n")
    with pytest.raises(InputError) as caught:
        read_inventory(tmp_path / "none.yaml", broken, directory, "a\0b")
    where = [problem.where for problem in caught.value.problems]
    assert where == [str(tmp_path / "none.yaml"), f"{broken}:1:3: [0].platform", str(tmp_path), "a\0b"]


def test_no_file_is_an_error() -> None:
    with pytest.raises(InputError, match="no inventory was given"):
        read_inventory()


def test_limit_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- {device_type: cisco_ios, host: r1}\n- {device_type: cisco_ios, host: r2}\n")
    assert [device.name for device in read_inventory(path, limit=["r2"])] == ["r2"]


def test_devices_at_one_address_are_told_apart_by_bastions_and_limits(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "defaults: {platform: cisco_ios}\n"
        "groups: {a: {jump: gate-a}, b: {jump: [{host: gate-b, port: 2222, password: own}]}}\n"
        "devices:\n"
        "- {name: A1, host: 10.0.0.1, groups: [a]}\n"
        "- {name: B1, host: 10.0.0.1, groups: [b]}\n"
        "- {name: direct, host: 10.0.0.1}\n"
        "- {name: A2, host: 10.0.0.1, jump: ops@GATE-A:22}\n"
        "- {name: A3, host: 10.0.0.1, groups: [a]}\n"
    )
    assert len(read_inventory(path, limit=["A1", "B1", "direct"])) == 3
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert [problem.where.rpartition("/")[2] for problem in caught.value.problems] == [
        "x.yaml:7:20: devices[3].host",
        "x.yaml:8:20: devices[4].host",
    ]
    with pytest.raises(InputError, match="'A2' is already at"):
        read_inventory(path, limit=["A2", "A3", "B1"])


def test_netmiko_is_asked_only_when_a_device_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expensive() -> frozenset[str]:
        raise AssertionError("netmiko would be imported")

    monkeypatch.setattr(records, "known_platforms", expensive)
    for name in ("empty", "two documents", "no devices", "no platform", "text"):
        complaints(tmp_path / "x.yaml", TABLE[name][0])


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf- {device_type: cisco_ios, host: r1}\r\n")
    assert read_inventory(path)[0].host == "r1"


def test_hints_are_given_for_the_first_unknown_platforms_only(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "".join(f"- {{host: r{number}, device_type: cisco_io{number}}}\n" for number in range(30))
    )
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    near = [problem for problem in caught.value.problems if "cisco_ios" in problem.hint]
    assert (len(caught.value.problems), len(near)) == (30, 20)


def test_the_samples_load_and_hold_no_secret() -> None:
    inventories = sorted((ROOT / "inventory").glob("*.yaml"))
    assert [path.name for path in inventories] == ["connecthandler.yaml", "devices.yaml"]
    for path in inventories:
        assert all(
            not (device.password or device.secret or device.passphrase) for device in read_inventory(path)
        )
    platforms = {device.platform for device in read_inventory(ROOT / "inventory/devices.yaml")}
    assert platforms == {"cisco_ios", "cisco_nxos", "arista_eos", "juniper_junos", "huawei_vrp"}


@pytest.mark.parametrize("name", ["audit.yaml", "backup.yaml"])
def test_the_sample_jobs_have_commands_for_every_sample_device(name: str) -> None:
    job = load_job(ROOT / "configs" / name, READERS)
    (path,) = job.options["inventory"]
    devices = read_inventory(ROOT / path)
    assert all(job.by_platform.get(device.platform) for device in devices)
    assert job.by_group.keys() <= {group for device in devices for group in device.groups}
