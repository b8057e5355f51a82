"""Which keys announce a secret, and which only look like it."""

from __future__ import annotations

from typing import Any

import pytest

from netcollect.secretkeys import announces, secrets_in


@pytest.mark.parametrize(
    "name",
    [
        *("password", "current_password", "auth_password", "ssh_password", "password_old", "Password2"),
        *("enable_pass", "sshpass", "sudo_passwd", "adminpwd", "sw_pw", "pw", "ANSIBLE_SSH_PASS", "userPass"),
        *("snmp_community", "snmpCommunity", "community", "ro_community", "rocommunity", "snmp_ro"),
        *("community_string", "community_name", "token", "api_token", "authToken", "netbox_tokens"),
        *("api_key", "apikey", "API_KEY", "tacacs_key", "radius-key", "preshared_key", "psk", "ospf_md5_key"),
        *("client_secret", "secret_id", "shared_secret", "credentials", "creds", "login_passcode"),
        *("password_hash", "passwrd", "my_pasword", "kennwort", "wpa_passphrase", "snmp auth key"),
    ],
)
def test_a_name_that_announces_a_secret(name: str) -> None:
    assert announces((name,))


@pytest.mark.parametrize(
    "name",
    [
        *("password_policy", "password_file", "password_env", "password_min_length", "password_expires"),
        *("key_chain", "keychain", "key_id", "key", "primary_key", "sort_key", "public_key", "ssh_host_key"),
        *("ssh_keys", "keyboard", "auth_method", "authentication", "authorized_keys", "key_type"),
        *("token_ring", "tokens_ring", "token_bucket", "token_rate", "secret_name", "vault_secret_path"),
        *("pass_through", "passport", "bypass", "compass", "encompass", "passive", "section", "sector"),
        *("secretary", "pw_id", "pw_class", "bgp_community", "communities_bgp", "route_community"),
        *("community_list", "credential_set", "snmp_version", "snmp_location", "site", "role", "tags"),
        *("monkey", "hash", "image_md5", "serial", "", "42", "_"),
    ],
)
def test_a_look_alike(name: str) -> None:
    assert not announces((name,))


def paths(name: str, value: Any) -> list[tuple[str | int, ...]]:
    return [secret.path for secret in secrets_in(name, value)]


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("credential", {"password": "x"}, ("credential", "password")),
        ("credential", {"username": "u", "pw": 1234}, ("credential", "pw")),
        ("credentials", {"admin": "x"}, ("credentials", "admin")),
        ("credentials", {"core": {"username": "u", "pass": "x"}}, ("credentials", "core", "pass")),
        ("credentials", [{"user": "u", "secret": "x"}], ("credentials", 0, "secret")),
        ("credentials", ["u", "x"], ("credentials",)),
        ("a", {"b": [{"c": {"auth_password": "x"}}]}, ("a", "b", 0, "c", "auth_password")),
        ("snmp", {"community": "x"}, ("snmp", "community")),
        ("snmp", {"v2": {"rw": "x"}}, ("snmp", "v2", "rw")),
        ("tacacs", [{"host": "h", "key": "x"}], ("tacacs", 0, "key")),
        ("passwords", {"admin": "x"}, ("passwords",)),
        ("tokens", ["x"], ("tokens",)),
        ("vars", [{"name": "site", "value": "a"}, {"name": "password", "value": "x"}], ("vars", 1, "value")),
        ("extra", {"Key": "snmp_community", "Value": "x"}, ("extra", "Value")),
        (
            "custom",
            {"fields": [{"field": "api token", "content": ["x"]}]},
            ("custom", "fields", 0, "content"),
        ),
        ("vars", [{"variable": "db", "value": {"password": "x"}}], ("vars", 0, "value", "password")),
        ("notes", "-----BEGIN OPENSSH PRIVATE KEY-----\nx", ("notes",)),
        ("api", {"url": "https://u:x@h/"}, ("api", "url")),
        ("password", b"x", ("password",)),
        ("password", "/x", ("password",)),
        (
            "wireguard",
            {"private_key": "/Q0kJ8n5b3V2c1d0RkU3aGJ2c0J4eXo5YWJjZGVmZ2g="},
            ("wireguard", "private_key"),
        ),
    ],
)
def test_a_secret_is_found_where_it_is(name: str, value: Any, path: tuple[str | int, ...]) -> None:
    assert paths(name, value) == [path]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("use_password", True),
        ("enable_pass", None),
        ("tokens", []),
        ("credentials", {}),
        ("credential", {"username": "u", "method": "tacacs", "password_file": "~/x"}),
        ("bgp", {"communities": ["65000:1"], "neighbors": [{"community": "65000:2"}]}),
        ("ssh", {"public_key": "ssh-ed25519 AAAA", "key": 3}),
        ("key", {"chain": "x"}),
        ("ssh", {"private_key": "~/.ssh/id_ed25519"}),
        ("docs", "https://h:8443/a@b"),
        ("vars", [{"name": "password_policy", "value": "strict"}, {"name": "password", "value": True}]),
        ("vars", [{"name": "password", "type": "text"}, {"name": 7, "value": "x"}]),
    ],
)
def test_what_holds_no_secret(name: str, value: Any) -> None:
    assert paths(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("auth_password", "x", "did you mean password?"),
        ("become_pass", "x", "did you mean secret?"),
        ("key_passphrase", "x", "did you mean passphrase?"),
        ("login", {"pwd": "x"}, "write it as the device's own `password`"),
        ("snmp_auth_password", "x", "remove it; netcollect has no use for it"),
        ("ssh", {"private_key": "x"}, "write it as the device's own `private_key`"),
        ("api_token", "x", "remove it; netcollect has no use for it"),
        ("vars", [{"name": "password", "value": "x"}], "write it as the device's own `password`"),
        ("vars", [{"name": "snmp_community", "value": "x"}], "remove it; netcollect has no use for it"),
        ("radius", {"secret": "x"}, "remove it; netcollect has no use for it"),
    ],
)
def test_the_hint_names_the_right_key(name: str, value: Any, hint: str) -> None:
    (secret,) = secrets_in(name, value)
    assert secret.hint == hint


def test_a_mapping_that_holds_itself_ends() -> None:
    circle: dict[str, Any] = {"password_policy": "strict"}
    circle["self"] = circle
    assert paths("circle", circle) == []
