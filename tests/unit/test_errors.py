"""Errors keep what they carry, also across processes."""

from __future__ import annotations

import pickle

import pytest

from netcollect.errors import CollectError, DeviceError, ErrorKind, InputError, OutputError, Problem

ERRORS = [
    DeviceError("auth_rejected", "no", "hint", hung_up=True),
    InputError((Problem("a.yaml:1:2: k", "bad", "do this"), Problem("", "worse"))),
    OutputError("/x/y", "no space"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_survive_a_pickle(error: CollectError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_messages() -> None:
    assert [str(error) for error in ERRORS] == [
        "auth_rejected: no",
        "a.yaml:1:2: k: bad (do this)\nworse",
        "cannot write /x/y: no space",
    ]


KINDS = """
dns refused unreachable connect_timeout closed not_ssh ssh_negotiation host_key_unknown host_key_changed
auth_rejected auth_timeout no_credential no_session no_prompt enable_rejected rejected question read_timeout
incomplete deadline breaker cancelled worker_lost internal
"""


def test_the_kinds_are_those_of_the_contract() -> None:
    assert {kind.value for kind in ErrorKind} == set(KINDS.split())
