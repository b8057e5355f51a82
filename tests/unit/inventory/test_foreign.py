"""Files in other formats are named, and files that are YAML never are."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.inventory import load_job, read_inventory
from netcollect.inventory.foreign import foreign, is_ini
from unit.inventory.readers import READERS

from .malformed import TABLE


def workbook() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return memory.getvalue()


FILES: dict[str, tuple[str | bytes, str]] = {
    "TOML tables": ('[defaults]\nplatform = "cisco_ios"\n\n[[devices]]\nhost = "r1"\n', "is TOML"),
    "TOML without a table": ('title = "fleet"\nport = 22\n', "is TOML"),
    "Python list": (
        'devices = [\n    {"device_type": "cisco_ios", "host": "r1", "password": "hunter2"},\n]\n',
        "is Python",
    ),
    "Python dictionary": ("r1 = {\n    'device_type': 'cisco_ios',\n    'host': 'r1',\n}\n", "is Python"),
    "Python program": ("from netmiko import ConnectHandler\n\nr1 = ConnectHandler(host='r1')\n", "is Python"),
    "Python script": ('#!/usr/bin/env python3\n"""Devices: all."""\nimport sys\n', "is a Python script"),
    "shell script": ("#!/bin/sh\nssh r1 'show version'\n", "is a script"),
    "CSV without names of columns": ("r1,192.0.2.1,cisco_ios\nr2,192.0.2.2,cisco_ios\n", "is CSV"),
    "CSV that is not UTF-8": (b"name,host,platform\nr\xe9,r1,cisco_ios\n", "is CSV"),
    "JSON with comments": (
        '// fleet\n[{"host": "r1", "device_type": "cisco_ios"}]\n',
        "is JSON with comments",
    ),
    "JSON with a comment inside": (
        '[\n  // core\n  {"host": "r1"},\n  {"host": "r2"}\n]\n',
        "is JSON with comments",
    ),
    "JSON with a block comment": ('[ /* core */ {"host": "r1"} ]\n', "is JSON with comments"),
    "JSON lines": ('{"host": "r1"}\n{"host": "r2"}\n', "contains one JSON object on each line"),
    "workbook": (workbook(), "is a zip archive or an Excel workbook"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "is an old Excel or Word file"),
    "compressed": (gzip.compress(b"- {host: r1}"), "is compressed by gzip"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n", "is a PDF file"),
    "database": (b"SQLite format 3\0\x10\0", "is an SQLite database"),
    "web page": ("\n<!DOCTYPE html>\n<html><body>Sign in: here</body></html>\n", "is a web page"),
    "XML": ('<?xml version="1.0"?>\n<devices/>\n', "is XML"),
    "private key": (
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----\n",
        "is a private key",
    ),
    "PuTTY's key": ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none: x\n", "is a private key"),
    "public key": ("ssh-ed25519 AAAAC3NzaC1lZDI1 lab@r1\n", "is a public key"),
    "vault": (
        "$ANSIBLE_VAULT;1.1;AES256\n6638643965323633\n",
        "is encrypted by ansible-vault",
    ),
    "ssh_config": ("# lab\nHost r1\n  HostName 192.0.2.1\n  User lab\n", "is an ssh_config"),
    "hosts file": ("192.0.2.1 r1\n192.0.2.2 r2 core\n", "is a hosts file"),
    "addresses": ("192.0.2.1\n192.0.2.2\n", "is a plain list of names or addresses"),
    "IPv6 addresses": ("2001:db8::1\n2001:db8::2\n", "is a plain list of names or addresses"),
    "names": ("# core\nr1\nr2\n\nr3\n", "is a plain list of names or addresses"),
    "one address": ("192.0.2.1\n", "is a plain list of names or addresses"),
    "shell variables": ("export SW_USER=lab\nSW_PASS=hunter2\n", "contains shell variables"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_in_another_format_is_named(name: str, tmp_path: Path) -> None:
    content, message = FILES[name]
    path = tmp_path / "fleet"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert problem.message.startswith(message)
    assert problem.hint
    assert "{}" not in problem.hint
    assert "hunter2" not in str(problem)


def test_the_hint_shows_what_the_file_should_hold(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("[[core]]\nr1 = 1\n")
    with pytest.raises(InputError, match=r"such as `- \{host: ADDRESS, platform: cisco_ios\}`"):
        read_inventory(path)
    with pytest.raises(InputError, match=r"such as `commands: \[show version\]`"):
        load_job(path, READERS)


@pytest.mark.parametrize(
    "text",
    [
        "# core\n[core]\nr1 ansible_host=192.0.2.1 ansible_password=hunter2\nr2\n\n[core:vars]\nx=1\n",
        "r1 ansible_host=192.0.2.1 ansible_password=hunter2\n",
        "[devices]\nr1 = 192.0.2.1\n",
    ],
)
def test_ini_is_for_ansible(text: str, tmp_path: Path) -> None:
    assert is_ini(text.encode())
    path = tmp_path / "job"
    path.write_text(text)
    with pytest.raises(InputError, match=r"is an INI file, as Ansible has them, not YAML") as caught:
        load_job(path, READERS)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '[{"host": "r1", "device_type": "cisco_ios"}]\n',
        '{"devices": [{"host": "r1", "platform": "cisco_ios", "url": "https://r1/ // x"}]}\n',
        "[{'device_type': 'cisco_ios', 'host': 'r1', 'fast_cli': True}]\n",
        "#!/usr/bin/env collect\n# [core]\n- {host: r1, device_type: cisco_ios}\n",
        "- {host: r1, device_type: cisco_ios, note: '[core] // r1 ansible_host=x'}\n",
        "[\n{host: r1, device_type: cisco_ios}\n]\n",
    ],
)
def test_what_is_yaml_is_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert [device.host for device in read_inventory(path)] == ["r1"]


def test_yaml_with_a_flaw_is_not_taken_for_another_format() -> None:
    taken = {
        name
        for name, (text, _) in TABLE.items()
        if foreign(text.encode() if isinstance(text, str) else text, "")
    }
    assert taken == set()


@pytest.mark.parametrize(
    "text", ["- [a, b\n- [c, d\n", "devices:\n\t- host: r1\n", "- host: 'r1\n- host: r2\n", "a: b: c\n"]
)
def test_more_yaml_with_a_flaw(text: str) -> None:
    assert foreign(text.encode(), "") is None


def test_a_large_file_of_one_line_is_judged_at_once() -> None:
    for text in ("[" * 10**6, "a," * 10**6, "a " * 10**6, "{ /" * 10**6, "a=b " * 10**6, "a;\n" * 10**6):
        foreign(text.encode(), "")
