"""Texts are shown without the login of the device they are about."""

from __future__ import annotations

import pytest

from netcollect.logins import secrets_of, without_logins
from netcollect.model import Bastion
from unit.fakes import device


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("login as lab with pa$$w0rd!", "login as lab with ***"),
        ("{'password': 'it\\'s', 'secret': \"it's\"}", "{'password': '***', 'secret': \"***\"}"),
        ("http://lab:p%40ss@R1/", "http://lab:***@R1/"),
        ("nothing of a passworder", "nothing of a passworder"),
        ("R1 refused lab", "R1 refused lab"),
    ],
)
def test_a_devices_own_passwords_are_masked_where_they_stand_as_words(text: str, shown: str) -> None:
    for password in ("pa$$w0rd!", "it's", "p@ss", "password", "R1"):
        if password == "password" and "passworder" not in text:
            continue
        text = without_logins(text, device(username="lab", password=password))
    assert text == shown


def test_those_of_its_bastions_too() -> None:
    gate = Bastion(host="gate", password="hunter2", passphrase="hunter3")
    behind = device(password="hunter1", jump=(gate, Bastion(host="b")))
    assert list(secrets_of(behind)) == ["hunter1", "hunter2", "hunter3"]
    assert without_logins("gate: hunter2, hunter3", behind) == "gate: ***, ***"
