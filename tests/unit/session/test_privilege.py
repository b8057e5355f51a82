"""The way into privileged mode, against a driver that is a list of answers."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from netcollect.errors import DeviceError, ErrorKind
from netcollect.platforms import family_of
from netcollect.session.asking import Questions
from netcollect.session.privilege import enter, rejected

ASKED = re.compile("ssword|secret", re.IGNORECASE)


def driver(*answers: str, privileged: bool = True) -> Any:
    said, written = list(answers), list[str]()
    return SimpleNamespace(
        base_prompt="R1",
        login_name="admin",
        secret="lab",
        questions=Questions(family_of("cisco_ios")),
        patience=30.0,
        written=written,
        channel=SimpleNamespace(lines_sent=0),
        normalize_cmd=lambda text: text + "\n",
        write_channel=written.append,
        wait_text=lambda seconds: said.pop(0) if said else "",
        check_enable_mode=lambda: privileged,
    )


def test_the_secret_is_given_when_it_is_asked_for() -> None:
    device = driver("enable\n", "Password: ", "\nR1#")
    enter(device, "enable", ASKED, None)
    assert device.written == ["enable\n", "lab\n"]
    assert device.channel.lines_sent == -1


def test_no_secret_is_given_where_none_is_asked_for() -> None:
    device = driver("enable\nR1#")
    enter(device, "enable", ASKED, r"\#")
    assert device.written == ["enable\n"]


@pytest.mark.parametrize(
    "question", ["Password: ", "password:", "Passwort: ", "Enter password: ", "Mot de passe : ", "secret: "]
)
def test_the_secret_is_asked_for_in_many_words(question: str) -> None:
    device = driver("enable\n", question, "***\nR1#")
    enter(device, "enable", ASKED, None)
    assert device.written == ["enable\n", "lab\n"]


def test_a_user_name_is_given_before_the_secret() -> None:
    device = driver("enable\nUser Name:", "", "admin\nPassword:", "\nR1#")
    enter(device, "enable", ASKED, None)
    assert device.written == ["enable\n", "admin\n", "lab\n"]
    assert device.channel.lines_sent == -2


@pytest.mark.parametrize(
    ("answers", "sent"),
    [
        (("enable\nPassword: ", "\nError - incorrect password.\nPassword: "), ["enable", "lab"]),
        (("enable\nUser Name:", "", "\nUser Name:", ""), ["enable", "admin"]),
        (("enable\nUser Name:", "", "\nPassword:", "\nUser Name:", ""), ["enable", "admin", "lab"]),
        (("enable\nPassword: ", "\nUser Name:", ""), ["enable", "lab"]),
        (("enable\nReason: ", ""), ["enable"]),
        (("enable\nNew password: ", ""), ["enable"]),
        (("enable\nEnter privilege level [1-15]? ", ""), ["enable"]),
    ],
)
def test_nothing_is_given_twice_and_nothing_else_is_answered(
    answers: tuple[str, ...], sent: list[str]
) -> None:
    device = driver(*answers, privileged=False)
    with pytest.raises(DeviceError) as caught:
        enter(device, "enable", ASKED, None)
    assert caught.value.kind is ErrorKind.ENABLE_REJECTED
    assert [line.strip() for line in device.written] == sent


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("enable\nPassword: ", "\nPassword: "), "did not enter"),
        (("enable\nPassword: ", "\n% Access denied\nR1>"), "% Access denied"),
        (("enable\n% No password set\nR1>",), "% No password set"),
        (("enable\n",), "did not enter"),
    ],
)
def test_a_refusal_is_told_at_once_in_the_devices_words(answers: tuple[str, ...], words: str) -> None:
    with pytest.raises(DeviceError, match=words) as caught:
        enter(driver(*answers, privileged=False), "enable", ASKED, None)
    assert caught.value.kind is ErrorKind.ENABLE_REJECTED


def test_the_last_words_count() -> None:
    assert rejected("% Bad secrets\n% Error in authentication.\nR1>").message == "% Error in authentication."
