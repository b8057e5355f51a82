"""Ansible's inventories, compared with what `ansible-inventory --list` says of them, field for field."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from forking import fork, stand_in
from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.inventory.values import platform_named
from netcollect.model import Device

PROGRAMS = Path(sys.executable).parent
VAULT_PASSWORD = "lab-vault"
#: What `ansible-inventory` is made of; it reads Ansible's settings when it is imported.
LISTS = ("ansible.cli.inventory",)

SCRIPT = """
    #!/bin/sh
    # an inventory script: --list, with the variables in _meta
    cat <<'END'
    {"leaf": {"hosts": ["l1", "l2"], "vars": {"ansible_network_os": "arista.eos.eos"}},
     "_meta": {"hostvars": {"l1": {"ansible_host": "192.0.2.1", "rack": 4}, "l2": {"ansible_user": "lab"}}}}
    END
"""
#: The name of what `-i` gets, and the files, in the shapes that repositories have.
INVENTORIES: dict[str, tuple[str, dict[str, str]]] = {
    "INI with groups and variables": (
        "hosts",
        {
            "hosts": """
                [core]
                r1 ansible_host=192.0.2.1
                r2 ansible_host=192.0.2.2 ansible_port=2222

                [access]
                sw[01:03].example.net

                [campus:children]
                core
                access

                [campus:vars]
                ansible_connection=ansible.netcommon.network_cli
                ansible_network_os=cisco.ios.ios
                ansible_user=lab
                ansible_password=lab
                """,
        },
    ),
    "INI without groups": (
        "hosts.ini",
        {"hosts.ini": "r1 ansible_host=192.0.2.1 ansible_network_os=junos ansible_ssh_user=lab\n"},
    ),
    "INI with types": (
        "hosts",
        {
            "hosts": """
                [all]
                r1 ansible_password=0123 vlan=10 up=true name2='a b' list="[1, 2]"
                r2 ansible_password=4711 ansible_become_password="pa ss"
                [all:vars]
                ansible_network_os=ios
                """,
        },
    ),
    "YAML under all": (
        "inventory.yml",
        {
            "inventory.yml": """
                ---
                all:
                  vars: {ansible_user: lab, ansible_network_os: cisco.nxos.nxos}
                  children:
                    spine:
                      hosts:
                        s1: {ansible_host: 192.0.2.1, asn: 65001}
                        s2: {ansible_host: 192.0.2.2, asn: 65002}
                    leaf:
                      hosts:
                        l1:
                          ansible_host: 192.0.2.11
                      vars: {ansible_port: 8022}
                """,
        },
    ),
    "YAML without all": (
        "hosts.yaml",
        {
            "hosts.yaml": """
                routers:
                  hosts:
                    r1:
                      ansible_network_os: cisco.iosxr.iosxr
                    r2:
                  vars:
                    ansible_network_os: iosxr
                """,
        },
    ),
    "group_vars and host_vars beside the file": (
        "hosts",
        {
            "hosts": "[eos]\nsw1\nsw2\n",
            "group_vars/all.yml": "ansible_user: lab\nntp: [192.0.2.53, 192.0.2.54]\n",
            "group_vars/eos/main.yml": "ansible_network_os: arista.eos.eos\nansible_become: true\n",
            "group_vars/eos/secrets.yml": "ansible_become_password: lab\n",
            "host_vars/sw2.yml": "ansible_host: 192.0.2.2\nansible_user: other\n",
        },
    ),
    "a directory": (
        "inventory",
        {
            "inventory/01-core.ini": "[core]\nr1 ansible_network_os=ios\n",
            "inventory/02-edge.yml": "edge: {hosts: {e1: {ansible_network_os: junos}, r1: }}\n",
            "inventory/group_vars/core.yml": "site: ams\n",
        },
    ),
    "a directory with hosts.yaml of Ansible's": (
        "lab",
        {"lab/hosts.yaml": "all: {hosts: {r1: {ansible_network_os: sros}}}\n"},
    ),
    "groups of groups": (
        "hosts.yml",
        {
            "hosts.yml": """
                all:
                  children:
                    emea:
                      children:
                        ams: {hosts: {r1: , r2: }}
                        fra: {hosts: {r3: }}
                    core: {hosts: {r1: , r3: }, vars: {role: core}}
                  vars: {ansible_network_os: vyos.vyos.vyos}
                """,
        },
    ),
    "older words": (
        "hosts",
        {
            "hosts": """
                [ios]
                r1 ansible_ssh_host=192.0.2.1 ansible_ssh_user=lab ansible_ssh_pass=lab ansible_ssh_port=2200
                [ios:vars]
                ansible_network_os=ios
                ansible_become_pass=lab
                ansible_connection=network_cli
                """,
        },
    ),
    "keys and bastions": (
        "hosts.yml",
        {
            "hosts.yml": """
                all:
                  hosts:
                    r1: {ansible_ssh_common_args: "-o ProxyJump=lab@bastion.example.net:2222"}
                    r2: {ansible_ssh_common_args: '-o ProxyCommand="ssh -W %h:%p -q lab@bastion"'}
                  vars:
                    ansible_network_os: junipernetworks.junos.junos
                    ansible_ssh_private_key_file: ~/.ssh/id_ed25519
                """,
        },
    ),
    "a script": ("inventory.sh", {"inventory.sh": SCRIPT}),
    "a plugin's configuration": (
        "lab.generator.yml",
        {
            "lab.generator.yml": """
                plugin: ansible.builtin.generator
                hosts: {name: "{{ site }}-{{ role }}.example.net", parents: [{name: "{{ site }}"}]}
                layers: {site: [ams, fra], role: [core, edge]}
                """,
            "group_vars/all.yml": "ansible_network_os: eos\n",
        },
    ),
    "groups that are constructed": (
        "inventory",
        {
            "inventory/1-hosts.yml": """
                all:
                  hosts:
                    r1: {os: ios, role: core}
                    r2: {os: eos, role: edge}
                """,
            "inventory/2-constructed.yml": """
                plugin: ansible.builtin.constructed
                strict: true
                compose: {ansible_network_os: os}
                keyed_groups: [{key: role, prefix: role}]
                """,
        },
    ),
    "text that looks like a reference": (
        "hosts.yml",
        {
            "hosts.yml": """
                all:
                  hosts:
                    r1: {ansible_network_os: ios, ansible_user: prompt, ansible_password: "env:HOME"}
                """,
        },
    ),
    "platforms that are netmiko's own": (
        "hosts",
        {"hosts": "[x]\nr1 ansible_network_os=cisco_xe\nr2 ansible_network_os=community.network.ce\n"},
    ),
}


@pytest.fixture(autouse=True)
def _own_ansible(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ansible-core's programs and nobody's settings."""
    for name in [name for name in os.environ if name.startswith("ANSIBLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=os.pathsep)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
        path.chmod(0o700 if name.endswith(".sh") else 0o600)


def listed(path: Path) -> dict[str, Any]:
    """What `ansible-inventory --list` says."""
    arguments = ["ansible-inventory", "-i", str(path), "--list"]
    done = fork(LISTS, arguments, os.environ)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def members(found: dict[str, Any], group: str) -> set[str]:
    """The hosts of a group, and of the groups in it."""
    own = found.get(group, {})
    inside = (members(found, child) for child in own.get("children", ()))
    return set(own.get("hosts", ())).union(*inside)


def said(variables: dict[str, Any], *names: str) -> str | None:
    """The text of the first of these variables that is there."""
    return next((str(variables[name]) for name in names if name in variables), None)


def differences(device: Device, variables: dict[str, Any]) -> list[str]:
    """The fields that are not as Ansible's variables say."""
    wanted = {
        "host": said(variables, "ansible_host", "ansible_ssh_host") or device.name,
        "port": int(said(variables, "ansible_port", "ansible_ssh_port") or 22),
        "username": said(variables, "ansible_user", "ansible_ssh_user"),
        "password": said(variables, "ansible_password", "ansible_ssh_pass"),
        "secret": said(variables, "ansible_become_password", "ansible_become_pass"),
        "private_key": said(variables, "ansible_ssh_private_key_file"),
        "platform": platform_named(variables["ansible_network_os"]),
        "facts": {name: value for name, value in variables.items() if not name.startswith("ansible_")},
    }
    return [name for name, value in wanted.items() if plain(getattr(device, name)) != value]


def plain(value: Any) -> Any:
    return value.removeprefix("plain:") if isinstance(value, str) else value


@pytest.fixture
def _imported_once(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An `ansible-inventory` for tests without settings of Ansible's, which needs a second less."""
    folder = tmp_path_factory.mktemp("programs")
    stand_in(folder / "ansible-inventory", LISTS)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.mark.usefixtures("_imported_once")
@pytest.mark.parametrize("name", INVENTORIES)
def test_the_devices_are_ansibles_hosts(name: str, tmp_path: Path) -> None:
    named, files = INVENTORIES[name]
    written(tmp_path, files)
    found = listed(tmp_path / named)
    variables = found.pop("_meta")["hostvars"]
    devices = read_inventory(tmp_path / named)
    assert {device.name for device in devices} == members(found, "all")
    assert {device.name: differences(device, variables[device.name]) for device in devices} == {
        device.name: [] for device in devices
    }
    for device in devices:
        groups = {group for group in found if device.name in members(found, group)} - {"all", "ungrouped"}
        assert set(device.groups) == groups


@pytest.mark.usefixtures("_imported_once")
def test_bastions_are_those_of_the_arguments(tmp_path: Path) -> None:
    written(tmp_path, INVENTORIES["keys and bastions"][1])
    devices = read_inventory(tmp_path / "hosts.yml")
    assert [device.jump for device in devices] == ["lab@bastion.example.net:2222", "lab@bastion"]


@pytest.mark.usefixtures("_imported_once")
def test_groups_keep_their_names_for_limit(tmp_path: Path) -> None:
    written(tmp_path, INVENTORIES["groups of groups"][1])
    path = tmp_path / "hosts.yml"
    for limit, names in (("group:emea", "r1 r2 r3"), ("group:core", "r1 r3"), ("group:a*", "r1 r2")):
        assert [device.name for device in read_inventory(path, limit=[limit])] == names.split()
    assert read_inventory(path)[0].groups == ("emea", "ams", "core")


def encrypted(text: str, password: Path) -> str:
    """The text as a value of YAML, encrypted by ansible-vault."""
    done = subprocess.run(
        ["ansible-vault", "encrypt_string", "--vault-password-file", password, text],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_templates_and_vaults_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    password = tmp_path / "password"
    password.write_text(VAULT_PASSWORD)
    files = {
        "hosts": "[ios]\nr1 ansible_password='{{ vault_password }}'\nr2 ansible_host='{{ prefix }}.2'\n",
        "group_vars/ios/main.yml": (
            "ansible_network_os: ios\nprefix: 192.0.2\nansible_user: \"{{ lookup('env', 'SW_USER') }}\"\n"
            f"ansible_become_password: {encrypted('enable', password)}\n"
        ),
        "group_vars/ios/vault.yml": "vault_password: hunter2\n",
    }
    written(tmp_path, files)
    subprocess.run(
        ["ansible-vault", "encrypt", "--vault-password-file", password, "group_vars/ios/vault.yml"],
        capture_output=True,
        check=True,
    )
    monkeypatch.setenv("SW_USER", "lab")
    with pytest.raises(InputError, match=r"encrypted by ansible-vault.*ANSIBLE_VAULT_PASSWORD_FILE"):
        read_inventory(tmp_path / "hosts")
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(password))
    r1, r2 = read_inventory(tmp_path / "hosts")
    assert (r1.username, r1.password, r1.secret) == ("lab", "hunter2", "enable")
    assert (r2.host, r2.password) == ("192.0.2.2", None)
    assert r1.facts == {"prefix": "192.0.2"}
    password.write_text("wrong")
    with pytest.raises(InputError, match="encrypted by ansible-vault") as caught:
        read_inventory(tmp_path / "hosts")
    assert "hunter2" not in str(caught.value)


def test_a_template_that_cannot_be_filled_in_is_told(tmp_path: Path) -> None:
    text = "[x]\nr1 ansible_user='{{ nobody }}'\nr2\n[x:vars]\nansible_network_os=ios\n"
    written(tmp_path, {"hosts": text})
    with pytest.raises(InputError, match=r"r1\.ansible_user: is a template that Ansible cannot fill in"):
        read_inventory(tmp_path / "hosts")
    assert [device.name for device in read_inventory(tmp_path / "hosts", limit=["!r1"])] == ["r2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[core]\nr1\nr2 hunter2\n", ":3: Ansible cannot read it: Expected key=value host variable"),
        ("[core]\nr1\n[edge:children]\nnone\n", ": Ansible cannot read it: Section [edge:children]"),
        ("all:\n  hosts:\n    r1:\n  children: [a]\n", ": Ansible cannot read it"),
        ("all: {hosts: {r1: 'x}}\n", ":1:19: a quote is opened here but never closed"),
        ("plugin: no.such.plugin\n", ": Ansible cannot read it"),
    ],
)
def test_what_ansible_cannot_read_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "hosts.yml" if text.startswith(("all", "plugin")) else tmp_path / "hosts"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert str(caught.value).startswith(f"{path}{said}"), str(caught.value)
    assert "hunter2" not in str(caught.value)
