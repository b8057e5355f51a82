"""When a credential is not tried any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netcollect.errors import ErrorKind
from netcollect.limits import Breaker
from netcollect.limits.breaker import Credential, credential_of
from netcollect.model import Bastion, SessionOptions
from netcollect.session.route import route
from unit.fakes import job

DEVICE = replace(job().device, username="lab", password="lab")

#: How sessions end here whose login was taken.
TAKEN = (None, ErrorKind.READ_TIMEOUT)


def after(*kinds: ErrorKind | None, most: int = 3) -> Breaker:
    breaker = Breaker(most)
    for kind in kinds:
        breaker.started(DEVICE, 0)
        if kind in TAKEN:
            breaker.accepted(DEVICE)
        breaker.ended(DEVICE, kind)
    return breaker


@pytest.mark.parametrize(
    ("kinds", "is_open"),
    [
        ([ErrorKind.AUTH_REJECTED] * 2, False),
        ([ErrorKind.AUTH_REJECTED] * 3, True),
        ([ErrorKind.AUTH_REJECTED, ErrorKind.AUTH_REJECTED, None, ErrorKind.AUTH_REJECTED], False),
        # What never came to a login, or to its answer, neither counts nor acquits.
        (
            [ErrorKind.AUTH_REJECTED, ErrorKind.REFUSED, ErrorKind.AUTH_REJECTED, ErrorKind.AUTH_REJECTED],
            True,
        ),
        ([ErrorKind.AUTH_TIMEOUT] * 9, False),
        # Logged in, whatever came after.
        ([ErrorKind.AUTH_REJECTED, ErrorKind.AUTH_REJECTED, ErrorKind.READ_TIMEOUT], False),
        ([ErrorKind.AUTH_REJECTED] * 3 + [None], True),
    ],
)
def test_rejections_in_a_row_open_it(kinds: list[ErrorKind | None], is_open: bool) -> None:
    assert bool(after(*kinds).refused(DEVICE)) == is_open


def test_an_accepted_login_counts_when_it_happens_and_not_again_at_the_sessions_end() -> None:
    """A password that changes while long sessions run: their good ends excuse nothing that came since."""
    breaker = Breaker()
    breaker.started(DEVICE, 0)
    breaker.accepted(DEVICE)
    assert breaker.is_free(credential_of(DEVICE))
    for _ in range(2):
        breaker.started(DEVICE, 1)
        breaker.ended(DEVICE, ErrorKind.AUTH_REJECTED)
    breaker.ended(DEVICE, None)
    breaker.started(DEVICE, 2)
    breaker.ended(DEVICE, ErrorKind.AUTH_REJECTED)
    assert breaker.refused(DEVICE)


@pytest.mark.parametrize("kind", [None, *ErrorKind])
def test_no_way_to_end_proves_a_credential(kind: ErrorKind | None) -> None:
    """Before a login come terms, menus, silence and broken lines, and some devices want none at all."""
    breaker = Breaker()
    breaker.started(DEVICE, 0)
    breaker.ended(DEVICE, kind)
    assert not breaker.is_free(credential_of(DEVICE))


@pytest.mark.parametrize(
    ("proven", "hung_up", "is_open"),
    [(False, True, True), (False, False, True), (True, True, False), (True, False, True)],
)
def test_hanging_up_on_a_proven_credential_is_the_device_s_own_trouble(
    *, proven: bool, hung_up: bool, is_open: bool
) -> None:
    breaker = after(None) if proven else Breaker()
    for _ in range(3):
        breaker.started(DEVICE, 0)
        breaker.ended(DEVICE, ErrorKind.AUTH_REJECTED, hung_up=hung_up)
    assert breaker.is_open(credential_of(DEVICE)) == is_open


def test_it_can_be_switched_off() -> None:
    breaker = after(*[ErrorKind.AUTH_REJECTED] * 50, most=0)
    assert not breaker.refused(DEVICE)
    assert not breaker.busy(DEVICE, 0)


def test_another_password_is_another_credential() -> None:
    assert not after(*[ErrorKind.AUTH_REJECTED] * 3).refused(replace(DEVICE, password="other"))


def test_one_password_is_one_credential_whatever_keys_stand_beside_it() -> None:
    breaker = Breaker()
    for number in range(3):
        device = replace(DEVICE, private_key=f"key{number}")
        assert not breaker.refused(device)
        breaker.started(device, 0)
        breaker.ended(device, ErrorKind.AUTH_REJECTED)
    assert breaker.refused(replace(DEVICE, private_key="another"))
    assert breaker.refused(DEVICE)
    assert not breaker.refused(replace(DEVICE, private_key="key0", password=None))


def test_a_bastion_with_the_device_s_password_counts_for_it_whatever_keys_they_have() -> None:
    breaker = Breaker(1)
    gate = Bastion(host="gate", username="lab", password="lab", private_key="its_own")
    behind = replace(DEVICE, private_key="key", jump=(gate,))
    breaker.started(behind, 0)
    breaker.ended(
        behind, ErrorKind.AUTH_REJECTED, bastion=route(behind, SessionOptions()).own_login_of("gate")
    )
    assert breaker.refused(DEVICE)


def test_a_device_without_any_login_waits_for_nobody() -> None:
    breaker, device = Breaker(), job().device
    breaker.started(device, 0)
    assert not breaker.busy(device, 0)


def test_an_agent_s_keys_are_a_credential_too() -> None:
    breaker, device = Breaker(), replace(DEVICE, password=None)
    breaker.started(device, 0)
    assert breaker.busy(device, 0)


def test_until_it_is_proven_tries_and_rejections_together_are_bounded() -> None:
    breaker = Breaker(3)
    for now in range(3):
        assert not breaker.busy(DEVICE, float(now))
        breaker.started(DEVICE, float(now))
        assert breaker.busy(DEVICE, float(now))
    assert breaker.busy(DEVICE, 1000.0)


def test_a_proven_one_is_free() -> None:
    breaker = after(None)
    for _ in range(50):
        assert not breaker.busy(DEVICE, 0)
        breaker.started(DEVICE, 0)


BEHIND = replace(DEVICE, jump=(Bastion(host="gate", username="jump", password="own"),))
GATE = Credential("jump", "own", None, "gate")


def test_a_bastion_s_refused_login_counts_for_the_bastion_s_credential() -> None:
    breaker = Breaker(2)
    for _ in range(2):
        assert breaker.refused(BEHIND) is None
        breaker.started(BEHIND, 0)
        breaker.ended(BEHIND, ErrorKind.AUTH_REJECTED, bastion="gate")
    assert breaker.refused(BEHIND) == GATE
    assert breaker.refused(DEVICE) is None
    assert breaker.refused(replace(BEHIND, jump=(Bastion(host="gate", password="other"),))) is None


def test_a_device_s_refused_login_shows_that_the_bastion_s_is_right() -> None:
    breaker = Breaker(2)
    breaker.started(BEHIND, 0)
    assert breaker.busy(replace(BEHIND, username="another"), 0) == GATE
    breaker.ended(BEHIND, ErrorKind.AUTH_REJECTED)
    assert breaker.is_free(GATE)
    assert not breaker.is_free(credential_of(BEHIND))


def test_a_bastion_that_is_given_the_device_s_login_counts_for_it() -> None:
    breaker, behind = Breaker(1), replace(DEVICE, jump="gate")
    breaker.started(behind, 0)
    breaker.ended(behind, ErrorKind.AUTH_REJECTED)
    assert breaker.refused(DEVICE)
