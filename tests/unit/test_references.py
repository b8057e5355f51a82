"""What may stand where a secret would."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.references import (
    Reference,
    Written,
    is_plain,
    parse_reference,
    placeholder,
    reference_objection,
)


@pytest.mark.parametrize(
    ("text", "source", "rest"),
    [
        ("env:LAB_PASSWORD", "env", "LAB_PASSWORD"),
        ("file:/run/secrets/lab", "file", "/run/secrets/lab"),
        ("cmd:pass show 'net work/lab'", "cmd", "pass show 'net work/lab'"),
        ("keyring:netcollect/prod/lab", "keyring", "netcollect/prod/lab"),
        ("systemd:lab.password", "systemd", "lab.password"),
        ("prompt", "prompt", ""),
        ("prompt:core routers", "prompt", "core routers"),
        ("plain:env:X", "plain", "env:X"),
        ("plain:", "plain", ""),
    ],
)
def test_references(text: str, source: str, rest: str) -> None:
    assert parse_reference(text) == (source, rest)
    assert reference_objection(text) is None
    assert is_plain(text) is (source == "plain")


@pytest.mark.parametrize(
    "text", ["lab", "", "Env:X", "environment:X", "env", "prompt ", " env:X", "http://x", "a:b"]
)
def test_anything_else_is_the_secret_itself(text: str) -> None:
    assert parse_reference(text) is None
    assert reference_objection(text) is None
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        *("env:", "env:A-B", "env:1", "env:A B", "file:", "file: ", "cmd:", "keyring:", "keyring:x"),
        *("keyring:x/", "keyring:/u", "systemd:", "systemd:a/b", "systemd:..", "systemd:."),
    ],
)
def test_a_reference_that_nobody_can_follow_is_refused_without_being_shown(text: str) -> None:
    objection = reference_objection(text)
    assert objection is not None
    source, _, rest = text.partition(":")
    assert objection.startswith(f"begins with {source}: but is not ")
    assert not rest.strip() or rest not in objection.partition("but is not")[0]


def test_a_command_is_shown_without_its_arguments() -> None:
    assert str(parse_reference("cmd:vault read --token=hunter2")) == "cmd:vault …"
    assert str(parse_reference("file:/a b")) == "file:/a b"


@given(st.text())
def test_plain_keeps_any_text(text: str) -> None:
    assert parse_reference(f"plain:{text}") == ("plain", text)


def test_where_it_was_written_goes_with_it() -> None:
    written = pickle.loads(pickle.dumps(Written("env:LAB", "devices.yaml:4:13: defaults.password")))
    assert (written, written.place) == ("env:LAB", "devices.yaml:4:13: defaults.password")
    assert parse_reference(written) == Reference("env", "LAB")


@pytest.mark.parametrize(
    "text",
    [
        *("${SW_PASS}", "${SW_PASS:-x}", "${env:SW_PASS}", "$SW_PASS", "$env:SW_PASS", "%SW_PASS%"),
        *("{{ lookup('env', 'SW_PASS') }}", "{{ env.SW_PASS }}", "os.environ['SW_PASS']", "ENV[SW_PASS]"),
        *('os.getenv("SW_PASS")', "{{lookup('ansible.builtin.env', \"SW_PASS\") | default('x')}}"),
    ],
)
def test_a_placeholder_with_a_name_gives_the_reference(text: str) -> None:
    assert placeholder(text) == "env:SW_PASS"


@pytest.mark.parametrize(
    "text",
    [
        *("{{ vault_x }}", "{{ lookup('file', 'x') }}", "{% if x %}y{% endif %}", "a-${B}-c"),
        *("<PASSWORD>", "<your password>", "<redacted>", "CHANGEME", "change-me!", "Replace_Me", "TODO"),
        *("YOUR_PASSWORD", "your_password_here", "enter your password", "password here", "xxx", "****"),
    ],
)
def test_a_placeholder_without_a_name(text: str) -> None:
    assert placeholder(text) == "env:NAME"


@pytest.mark.parametrize(
    "text",
    [
        *("", "cisco", "password", "admin", "mypassword", "$ecret", "$Passw0rd", "P@$$w0rd", "$HUNTER2", "x"),
        *(
            "50%off%",
            "%Passw0rd%",
            "$1$abc$xyz",
            "a{b}c",
            "**",
            "his here",
            "<x",
            "putty",
            "changes",
            "todos",
        ),
        *("env:SW_PASS", "plain:CHANGEME", "prompt"),
    ],
)
def test_a_password_is_no_placeholder(text: str) -> None:
    assert placeholder(text) is None


def test_what_a_vault_holds_is_asked_of_its_program() -> None:
    assert placeholder("$ANSIBLE_VAULT;1.1;AES256") == "cmd:PROGRAM ARGUMENT …"
    assert placeholder("op://lab/router/password") == "cmd:PROGRAM ARGUMENT …"
    assert placeholder("getpass()") == "prompt"


@pytest.mark.parametrize("text", ["plain:${X}", "plain:{{ x }}", "plain:<PASSWORD>", "file:/run/${USER}/x"])
def test_a_reference_is_no_placeholder(text: str) -> None:
    assert placeholder(text) is None
