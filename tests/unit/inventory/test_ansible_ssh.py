"""Bastions in the arguments of ssh."""

from __future__ import annotations

import pytest

from netcollect.inventory.ansible_ssh import bastions_in
from netcollect.inventory.source import Source


@pytest.mark.parametrize(
    ("arguments", "jump"),
    [
        ("", None),
        ("-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", None),
        ("-o ProxyJump=lab@bastion.example.net:2222", "lab@bastion.example.net:2222"),
        ("-oProxyJump=bastion", "bastion"),
        ("-o 'ProxyJump bastion'", "bastion"),
        ('-o ProxyJump="a,lab@b"', "a,lab@b"),
        ("-C -J lab@bastion -o ForwardAgent=yes", "lab@bastion"),
        ("-Jbastion", "bastion"),
        ("-o ProxyJump=none", None),
        ("-o ControlMaster=auto -o proxyjump=first -J second", "first"),
        ("""-o ProxyCommand="ssh -W %h:%p -q lab@bastion" """, "lab@bastion"),
        ("""-o ProxyCommand='ssh -p 2222 -W %h:%p bastion' """, "bastion:2222"),
        (
            """-o ProxyCommand="ssh -q -l lab -o BatchMode=yes bastion -W [%h]:%p" """,
            "lab@bastion",
        ),
        ("""-o 'ProxyCommand=/usr/bin/ssh -i ~/.ssh/id -W "%h:%p" bastion' """, "bastion"),
        ("-o ProxyCommand=none", None),
    ],
)
def test_bastions_are_found(arguments: str, jump: str | None) -> None:
    source = Source("f")
    assert bastions_in(source, "r1", [arguments]) == jump
    assert not source.problems


@pytest.mark.parametrize(
    "arguments",
    [
        "-o ProxyCommand='nc -X 5 -x proxy:1080 %h %p'",
        "-o ProxyCommand='ssh bastion nc %h %p'",
        "-o ProxyCommand='sshpass -p hunter2 ssh -W %h:%p bastion'",
        "-o ProxyCommand='ssh -W %h:%p -J a b'",
        "-o ProxyCommand='ssh -W %h:%p'",
    ],
)
def test_another_program_is_never_passed_over(arguments: str) -> None:
    source = Source("f")
    assert bastions_in(source, "r1", ["-C", arguments]) is None
    assert [str(problem) for problem in source.problems] == [
        "f: r1.ansible_ssh_common_args: reaches it by a ProxyCommand, and netcollect starts no program to "
        "reach a device (use ProxyJump)"
    ]


def test_an_open_quote_is_told() -> None:
    source = Source("f")
    assert bastions_in(source, "r1", ["-o 'ProxyJump=hunter2"]) is None
    assert [problem.message for problem in source.problems] == ["has a quote that is not closed"]
