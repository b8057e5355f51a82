"""What real devices and browsers need of the machine, and what happens to a test where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache

import pytest

OPENSSH = ("sshd", "ssh-keygen", "useradd", "userdel", "chpasswd", "bash")
BROWSER = ("chromium", "chromedriver")
FRR = ("ip", "vtysh", "zebra", "ospfd", "bgpd")

#: Where Debian keeps what is on no ordinary user's PATH.
PLACES = "/usr/sbin:/sbin:/usr/lib/frr"


def program(name: str) -> str | None:
    """The path of a program, also outside the PATH; None where it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{PLACES}")


@cache
def lacking_for_openssh() -> tuple[str, ...]:
    """What an OpenSSH server with an account of its own lacks here; empty where nothing does."""
    lacking = [f"the program {name}" for name in OPENSSH if program(name) is None]
    if os.geteuid() != 0:
        lacking.append("root, to make a login")
    return tuple(lacking)


@cache
def lacking_for_frr() -> tuple[str, ...]:
    """What routers in namespaces lack here; empty where nothing does."""
    lacking = [*lacking_for_openssh(), *(f"the program {name}" for name in FRR if program(name) is None)]
    return tuple(lacking) or _lacking_for_namespaces()


@cache
def lacking_for_browser() -> tuple[str, ...]:
    """What a browser without a screen lacks here; empty where nothing does."""
    return tuple(f"the program {name}" for name in BROWSER if program(name) is None)


def _lacking_for_namespaces() -> tuple[str, ...]:
    """Root of a container may be root without the right: only trying tells."""
    name = f"nc{os.getpid()}probe"
    steps = (
        ("netns", "add", name),
        ("-n", name, "link", "add", "near", "type", "veth", "peer", "name", "far"),
    )
    try:
        for step in steps:
            done = subprocess.run(["ip", *step], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                return (f"linked network namespaces (ip {' '.join(step)}: {done.stderr.strip()})",)
        return ()
    finally:
        subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def require(lacking: Iterable[str]) -> None:
    """Skips the test and says what is missing; under `CI=true` the test fails instead."""
    if not (missing := "; ".join(lacking)):
        return
    reason = f"this test needs what this machine lacks: {missing} (.ci/run installs the packages)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
