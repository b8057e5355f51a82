"""What `jump` says: bastions as text and as values, and what they are known by."""

from __future__ import annotations

import pytest

from netcollect.jump import bastions_of, jump_objection, name_of, parse_bastion, way_to, with_login
from netcollect.model import Bastion
from unit.fakes import device

OWN = Bastion(host="gate", username="jump", password="hunter2", private_key="~/id", passphrase="hunter3")


@pytest.mark.parametrize(
    ("jump", "bastions"),
    [
        (None, []),
        ("", []),
        ("None", []),
        ((), []),
        ("gate", ["gate"]),
        ("ops@gate:2222, [2001:db8::1]:22", ["ops@gate:2222", "[2001:db8::1]:22"]),
        ((OWN, Bastion(host="b", port=22)), ["jump@gate", "b:22"]),
    ],
)
def test_the_bastions_on_the_way(jump: str | tuple[Bastion, ...] | None, bastions: list[str]) -> None:
    assert list(map(str, bastions_of(jump))) == bastions


def test_what_is_no_bastion_is_told_without_a_password() -> None:
    assert jump_objection("a,b:22") is None
    assert jump_objection("a,b c") == ("'b c' is not a bastion", "write user@host:port")
    message, hint = jump_objection("a,ops:hunter2@c") or ("", "")
    assert (message, "hunter2" in hint) == ("a bastion's entry cannot hold a password", False)
    assert parse_bastion("gate:0") is None


def test_secrets_of_a_bastion_are_not_shown() -> None:
    assert "hunter" not in f"{OWN} {OWN!r} {device(jump=(OWN,))}"


def test_an_address_is_one_only_behind_its_bastions() -> None:
    assert way_to(device()) == ""
    assert way_to(device(jump="Ops@Gate.,[2001:DB8:0::1]:2")) == "gate:22,[2001:db8::1]:2"
    assert way_to(device(jump=(OWN,))) == way_to(device(jump="other@gate:22")) == "gate:22"
    assert name_of(OWN) == "gate"


def test_a_bastion_with_a_login_of_its_own_is_given_no_other() -> None:
    lab = device(username="lab", password="lab", private_key="k", passphrase="p")
    assert with_login(OWN, lab) == OWN
    own_key = Bastion(host="gate", private_key="id")
    assert with_login(own_key, lab) == Bastion(host="gate", username="lab", private_key="id")
    shared = with_login(Bastion(host="gate", username="ops"), lab)
    assert (shared.username, shared.password, shared.private_key) == ("ops", "lab", "k")
