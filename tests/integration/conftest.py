"""The real devices: started once, when the first test asks for them, and gone after the last one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from integration.real.frr import Triangle, frr_triangle
from integration.real.machine import Account, scratch_directory, unix_account
from integration.real.openssh import Sshd, StartSshd, openssh_server
from integration.real.requirements import lacking_for_frr, lacking_for_openssh, require

#: What a plain server's shell is like: a prompt that netmiko's `linux` knows, and a UTF-8 locale.
_PROFILE = "PS1='lab$ '\nexport LANG=C.UTF-8\n"


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A directory that the logins of real devices may enter."""
    with scratch_directory() as path:
        yield path


@pytest.fixture(scope="session")
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """A login with a Linux shell."""
    require(lacking_for_openssh())
    with unix_account(request.getfixturevalue("scratch"), profile=_PROFILE) as account:
        yield account


@pytest.fixture(scope="session")
def linux(account: Account, scratch: Path) -> Iterator[Sshd]:
    """An OpenSSH server whose shell is bash: platform `linux`."""
    with openssh_server(scratch, account=account) as server:
        yield server


@pytest.fixture
def start_sshd(account: Account, scratch: Path) -> Iterator[StartSshd]:
    """Starts a further server for one test: `start_sshd(extra_config=..., host_keys=..., port=...)`."""
    with ExitStack() as stack:
        start = partial(openssh_server, scratch, account=account)
        yield lambda **options: stack.enter_context(start(**options))


@pytest.fixture(scope="session")
def triangle(request: pytest.FixtureRequest) -> Iterator[Triangle]:
    """Three converged FRRouting routers behind SSH."""
    require(lacking_for_frr())
    with frr_triangle(request.getfixturevalue("scratch")) as triangle:
        yield triangle
