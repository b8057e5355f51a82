"""Ansible's inventories by a stand-in for `ansible-inventory`; the real one is asked in `integration`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.inventory.ansible_files import matches
from netcollect.inventory.files import File, look
from netcollect.inventory.source import Source

INI = "[core]\nr1 ansible_host=192.0.2.1\n"


class Programs:
    """Stand-ins for ansible-core's programs: each prints what it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lists(self, hosts: dict[str, dict[str, Any]], **groups: dict[str, list[str]]) -> None:
        groups.setdefault("all", {"hosts": list(hosts)})
        self.say("ansible-inventory", json.dumps({"_meta": {"hostvars": hosts}, **groups}))

    def say(self, program: str, out: str, err: str = "", status: int = 0) -> None:
        path = self.folder / program
        (self.folder / f"{program}.out").write_text(out)
        (self.folder / f"{program}.err").write_text(err)
        kept = f'env > "{self.folder}/environment"'
        path.write_text(f'#!/bin/sh\n{kept}\ncat "{path}.out"\ncat "{path}.err" >&2\nexit {status}\n')
        path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return Programs(folder)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hosts"
    path.write_text(INI)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    "text",
    [
        INI,
        "r1 ansible_host=192.0.2.1\n",
        "all:\n  hosts:\n    r1:\n",
        "all: {children: {core: {hosts: {r1: {ansible_host: h}}, vars: {x: 1}}}}\n",
        "core:\n  hosts:\n    r1:\nedge:\n",
        "all:\n  hosts:\n    r1:\n      x: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        33\n",
        "plugin: netbox.netbox.nb_inventory\napi_endpoint: https://netbox.example.net\n",
        "plugin: ansible.builtin.constructed\nstrict: false\ngroups: {core: \"'core' in role\"}\n",
    ],
)
def test_its_shapes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    assert matches(look(path))


@pytest.mark.parametrize(
    "text",
    [
        "devices: [{host: r1, platform: cisco_ios}]\n",
        "r1: {hostname: r1}\n",
        "hosts: [r1, r2]\n",
        "all: {hosts: {r1: }, platform: x}\n",
        "r1\nr2\n",
        "#!/bin/sh\necho\n",
        "plugin: [a]\n",
    ],
)
def test_other_shapes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    assert not matches(look(path))


def test_a_directory_and_a_script_are_its_own(tmp_path: Path) -> None:
    assert matches(File(Source("d"), tmp_path))
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\necho\n")
    script.chmod(0o755)
    assert matches(look(script))


def test_every_variable_has_its_place(programs: Programs, path: Path) -> None:
    programs.lists(
        {
            "r1": {
                "ansible_host": "192.0.2.1",
                "ansible_port": 2222,
                "ansible_user": "lab",
                "ansible_password": "env:HOME",
                "ansible_become_password": 4711,
                "ansible_network_os": "cisco.nxos.nxos",
                "ansible_ssh_private_key_file": "~/.ssh/id",
                "ansible_ssh_common_args": "-o ProxyJump=lab@bastion",
                "ansible_connection": "ansible.netcommon.network_cli",
                "ansible_become": True,
                "site": "ams",
                "snmp_community": "hunter2",
            },
            "r2": {
                "ansible_ssh_host": "r2.example.net",
                "ansible_ssh_user": "lab",
                "ansible_ssh_pass": "lab",
                "ansible_network_os": "eos",
                "ansible_connection": "httpapi",
                "ansible_port": 443,
            },
        },
        all={"children": ["ungrouped", "dc"]},
        dc={"children": ["core", "edge"]},
        core={"hosts": ["r1"]},
        edge={"hosts": ["r2", "r1"]},
    )
    r1, r2 = read_inventory(path)
    assert (r1.host, r1.port, r1.username, r1.password) == ("192.0.2.1", 2222, "lab", "plain:env:HOME")
    assert (r1.secret, r1.platform, r1.private_key) == ("4711", "cisco_nxos", "~/.ssh/id")
    assert (r1.jump, r1.groups, r1.facts) == ("lab@bastion", ("dc", "core", "edge"), {"site": "ams"})
    assert (r2.host, r2.port, r2.platform, r2.groups) == ("r2.example.net", 22, "arista_eos", ("dc", "edge"))
    assert (r2.username, r2.password) == ("lab", "lab")


def test_what_is_not_taken_is_logged(
    programs: Programs, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = {"ansible_network_os": "ios", "ansible_port": 830, "ansible_connection": "netconf"}
    programs.lists({"r1": {**host, "ansible_become": True, "snmp": {"community": "hunter2"}}})
    with caplog.at_level("INFO", "netcollect.inventory"):
        assert read_inventory(path)[0].port == 22
    assert [record.getMessage().partition("not taken: ")[2] for record in caplog.records] == [
        "ansible_become (1 time)",
        "ansible_port of a connection by netconf (1 time)",
        "snmp, which sounds like a secret (1 time)",
    ]


def test_hosts_that_are_no_network_devices_are_left_out_only_by_limit(programs: Programs, path: Path) -> None:
    servers: dict[str, dict[str, Any]] = {f"web{n}": {"ansible_host": f"10.0.0.{n}"} for n in range(1, 7)}
    programs.lists(
        {"r1": {"ansible_network_os": "ios"}, **servers},
        all={"children": ["core", "web"]},
        core={"hosts": ["r1"]},
        web={"hosts": list(servers)},
    )
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert str(caught.value) == (
        f"{path}: 6 devices (web1, web2, web3, web4, web5, …): no platform "
        "(set ansible_network_os, or leave them out: --limit 'platform:*')"
    )
    for limit in ("platform:*", "!group:web", "r1", "!web*"):
        assert [device.name for device in read_inventory(path, limit=[limit])] == ["r1"]


def test_templates_and_vaults_are_filled_in_by_ansible(programs: Programs, path: Path) -> None:
    vault = {"__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\n33"}
    programs.lists(
        {
            "r1": {
                "ansible_network_os": "ios",
                "ansible_user": "{{ who }}",
                "ansible_password": vault,
                "vault_token": vault,
                "motd": "{{ x }}",
                "quoted": {"__ansible_unsafe": "a {{ b"},
            },
            "r2": {"ansible_network_os": "ios", "ansible_user": "{{ nobody }}"},
        }
    )
    answer = {"r1": {"ansible_user": "lab", "ansible_password": "hunter2"}, "r2": {"ansible_user": None}}
    programs.say("ansible", f"localhost | SUCCESS => {json.dumps({'msg': json.dumps(answer)})}")
    with pytest.raises(InputError, match=r"r2\.ansible_user: is a template that Ansible cannot fill in"):
        read_inventory(path)
    (device,) = read_inventory(path, limit=["r1"])
    assert (device.username, device.password) == ("lab", "hunter2")
    assert device.facts == {"motd": "{{ x }}", "quoted": "a {{ b"}


def test_a_vault_without_its_password_is_told(programs: Programs, path: Path) -> None:
    programs.say(
        "ansible-inventory", "", "[ERROR]: Attempting to decrypt but no vault secrets found.\n", status=4
    )
    with pytest.raises(InputError, match=r"hosts: has values encrypted .*ANSIBLE_VAULT_PASSWORD_FILE"):
        read_inventory(path)


def test_ansibles_complaint_has_its_line_and_no_secret(programs: Programs, path: Path) -> None:
    path.write_text("[core]\nr1 ansible_host=h\nr2 ansible_host=h pass hunter2\n")
    words = "Expected key=value host variable assignment, got: pass"
    failed = f"Failed to parse inventory with 'ini' plugin: Failed to parse inventory: {words}\n"
    said = f"[WARNING]: {failed}\n[ERROR]: No inventory was parsed\n"
    programs.say("ansible-inventory", "", said, status=1)

    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert str(caught.value).startswith(f"{path}:3: Ansible cannot read it: Expected key=value host variable")
    assert "got" not in str(caught.value)


def test_what_ansible_passes_over_is_a_warning(
    programs: Programs, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    variables = {"hostvars": {"r1": {"ansible_network_os": "ios"}}}
    listed = json.dumps({"_meta": variables, "all": {"hosts": ["r1"]}})
    programs.say("ansible-inventory", listed, "[WARNING]: Unable to parse /x/README as an inventory source\n")
    assert [device.name for device in read_inventory(path)] == ["r1"]
    assert [record.getMessage() for record in caplog.records] == [
        "/x/README: Ansible passes it over: it cannot read it"
    ]


def test_many_that_are_alike_are_one_problem(programs: Programs, path: Path) -> None:
    hosts = {f"r{n}": {"ansible_network_os": "ios", "ansible_port": "ssh"} for n in range(9)}
    programs.lists({**hosts, "r 9": {"ansible_network_os": "ios"}})
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert [str(problem).removeprefix(f"{path}: ") for problem in caught.value.problems] == [
        "9 devices (r0, r1, r2, r3, r4, …): port: 'ssh' is not a whole number from 1 to 65535",
        "r 9: 'r 9' is neither a host name nor an address (give the device a `host`)",
    ]


def test_our_own_secrets_are_not_for_ansible(
    programs: Programs, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECT_PASSWORD", "hunter2")
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", "pw")
    programs.lists({"r1": {"ansible_network_os": "ios"}})
    read_inventory(path)
    environment = (programs.folder / "environment").read_text()
    assert "hunter2" not in environment
    assert "ANSIBLE_VAULT_PASSWORD_FILE=pw" in environment


def test_without_ansible_the_package_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(InputError, match=r"hosts: is an inventory of Ansible's, .*pip install ansible-core"):
        read_inventory(path)
