"""Masks: the same for the same secret under one key, and nothing to look a secret up by."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest

from netcollect.model import CommandResult, Outcome
from netcollect.redaction import MASK, new_key, redact, without_known, without_run, without_secrets
from netcollect.redaction.masks import Masks
from unit.fakes import job

KEY, OTHER = b"k" * 32, b"o" * 32
FORMS = [
    ("juniper_junos", "set system radius-server 10.0.0.1 secret Hunter-2"),
    ("juniper_junos", '    secret "Hunter-2"; ## SECRET-DATA'),
    ("juniper_junos", "<secret>Hunter-2</secret>"),
    ("juniper_junos", '"secret" : "Hunter-2"'),
    ("cisco_ios", "username x secret 0 Hunter-2"),
    ("linux", "ftp://ops:Hunter-2@10.0.0.1/"),
]


def test_a_secret_has_one_mask_in_all_its_forms() -> None:
    found = {mask for platform, line in FORMS for mask in MASK.findall(redact(line, platform, key=KEY))}
    assert found == {Masks(KEY).of("Hunter-2")}


def test_another_secret_and_another_key_give_another_mask() -> None:
    line = "enable secret 0 "
    masked = {
        redact(line + secret, "cisco_ios", key=key)
        for secret in ("Hunter-2", "Hunter-3")
        for key in (KEY, OTHER)
    }
    assert len(masked) == 4
    assert len({without_run(each) for each in masked}) == 1


def test_keys_are_never_the_same_and_a_process_has_one() -> None:
    assert new_key() != new_key()
    assert redact("enable secret Hunter-2", "cisco_ios") == redact("enable secret Hunter-2", "cisco_ios")


@pytest.mark.parametrize("secret", ['"Hunter-2"', "'Hunter-2'", "Hunter-2"])
def test_quotes_stay_and_are_no_part_of_the_secret(secret: str) -> None:
    assert Masks(KEY).of(secret) == secret.replace("Hunter-2", Masks(KEY).of("Hunter-2"))


def outcome(text: str, **device: Any) -> Outcome:
    planned = job("R1", "show log")
    planned = type(planned)(replace(planned.device, **device), planned.commands)
    return Outcome(planned, (CommandResult("show log", "R1#", text, "ok"),), None, 1, 0.1)


@pytest.mark.parametrize(
    "device",
    [
        {"password": "correcthorse"},
        {"secret": "correcthorse"},
        {"passphrase": "correcthorse"},
        {"facts": {"snmp": {"community": "correcthorse"}}},
        {"facts": {"logins": [{"old_password": "correcthorse"}]}},
        {"extras": {"tacacs_secret": "correcthorse"}},
    ],
)
def test_what_the_inventory_knows_is_masked_wherever_it_stands(device: dict[str, Any]) -> None:
    text = "last typed: correcthorse (correcthorses stay)\n"
    masked = without_secrets(outcome(text, **device), KEY).results[0].output
    assert masked == f"last typed: {Masks(KEY).of('correcthorse')} (correcthorses stay)\n"


@pytest.mark.parametrize(
    "device",
    [
        {"password": "cisco"},
        {"password": "public"},
        {"password": "netops", "username": "netops"},
        {"facts": {"site": "correcthorse"}},
    ],
)
def test_words_that_are_no_secret_alone_stay(device: dict[str, Any]) -> None:
    text = "cisco public netops correcthorse\n"
    assert without_secrets(outcome(text, **device), KEY).results[0].output == text


def test_a_redacted_outcome_holds_no_key() -> None:
    masked = without_secrets(outcome("enable secret Hunter-2\n"), KEY)
    assert KEY not in pickle.dumps(masked)


def test_a_short_or_common_word_is_no_secret_wherever_it_stands() -> None:
    secrets = frozenset(["1", "down", "public", "hunter2"])
    assert without_run(without_known("vlan 1 down public hunter2", secrets, new_key())) == (
        "vlan 1 down public <redacted>"
    )
