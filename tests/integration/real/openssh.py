"""OpenSSH's own server on loopback, with its own configuration, host keys and login."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.real.machine import Account, NotReadyError, descendants, run, running, wait_until
from integration.real.requirements import program

#: What holds unless a test sets the keyword itself.
_DEFAULTS = """\
PasswordAuthentication yes
PubkeyAuthentication yes
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin no
AuthorizedKeysFile .ssh/authorized_keys
StrictModes no
MaxStartups 200
UseDNS no
PrintMotd no
PrintLastLog no
LogLevel VERBOSE
"""


@dataclass(frozen=True, slots=True)
class Sshd:
    """A running server: where it listens, who may log in, and what it says."""

    account: Account
    addresses: tuple[str, ...]
    port: int
    directory: Path

    @property
    def host(self) -> str:
        """The first address that it listens on."""
        return self.addresses[0]

    @property
    def log(self) -> str:
        """All that it said so far, at LogLevel VERBOSE: who tried to log in, how, and what became of it."""
        return self.directory.joinpath("log").read_text()

    @property
    def sessions(self) -> list[int]:
        """The processes that serve its connections now."""
        return descendants(int(self.directory.joinpath("sshd.pid").read_text()))

    def public_key(self, key_type: str = "ed25519") -> str:
        """Its host key as known_hosts has it: type and base64."""
        return " ".join(self.directory.joinpath(f"{key_type}.pub").read_text().split()[:2])

    def arguments(self, device_type: str = "linux", *, with_key: bool = False, **more: Any) -> dict[str, Any]:
        """ConnectHandler's arguments for this server, with the password or with the key; `more` wins."""
        login: dict[str, Any] = {"password": self.account.password}
        if with_key:
            login = {"use_keys": True, "key_file": str(self.account.key)}
        where = {"device_type": device_type, "host": self.host, "port": self.port}
        return {**where, "username": self.account.name, **login, **more}


#: What the fixture `start_sshd` gives: `openssh_server` for one test, entered already.
StartSshd = Callable[..., Sshd]


@contextmanager
def openssh_server(
    tmp: Path,
    *,
    account: Account,
    extra_config: str = "",
    addresses: Sequence[str] = ("127.0.0.1",),
    port: int | None = None,
    host_keys: Sequence[str] = ("ed25519",),
) -> Iterator[Sshd]:
    """A server that runs as long as the context does, on a free port unless one is given.

    Args:
        tmp: the scratch directory; the server makes one of its own inside.
        account: who may log in.
        extra_config: lines of sshd_config(5); they win over the defaults, and may end in Match blocks.
        addresses: at most 16, which is all that sshd takes.
        port: for a second server where a first one was: it has another host key.
        host_keys: key types of ssh-keygen: `ed25519`, `rsa`, `ecdsa`.

    Raises:
        NotReadyError: it did not start; the message holds its log.
    """
    directory = Path(tempfile.mkdtemp(prefix="sshd-", dir=tmp))
    number = port or free_port(addresses)
    config = directory / "sshd_config"
    own = [f"Port {number}", f"PidFile {directory}/sshd.pid", f"AllowUsers {account.name}"]
    own += [f"ListenAddress {address}" for address in addresses]
    own += [f"HostKey {directory}/{key_type}" for key_type in host_keys]
    config.write_text("\n".join([*own, _with_defaults(extra_config)]))
    for key_type in host_keys:
        run("ssh-keygen", "-q", "-t", key_type, "-N", "", "-C", "lab", "-f", directory / key_type)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # the service's unit makes it, where there is one
    server = Sshd(account, tuple(addresses), number, directory)
    # sshd starts itself anew for every connection and insists on its full path for that.
    argv: tuple[str | Path, ...] = (program("sshd") or "sshd", "-D", "-e", *_leniency(config), "-f", config)
    with running(argv, directory / "log") as process:
        wait_until(
            lambda: process.poll() is not None or _listens(server),
            within=20,
            what=lambda: f"sshd listens on {addresses}:\n{server.log}",
        )
        if process.poll() is not None:
            raise NotReadyError(f"sshd ended with status {process.returncode}:\n{server.log}")
        yield server


def free_port(addresses: Sequence[str]) -> int:
    """A port free on all the addresses, below the ones that the kernel gives to clients."""
    for port in random.sample(range(20000, 32000), 100):
        if all(_is_free(address, port) for address in addresses):
            return port
    raise NotReadyError("no free port")


def _is_free(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _with_defaults(extra: str) -> str:
    """A test's lines with the defaults for all else.

    Of a keyword given twice sshd takes the first value, but of MaxStartups the last; hence only one is
    written. What follows a Match line belongs to it, so the blocks go last.
    """
    general, *blocks = re.split(r"(?m)^(?=Match\s)", extra, maxsplit=1)
    given = {line.split()[0].lower() for line in general.splitlines() if line.strip()}
    defaults = [line for line in _DEFAULTS.splitlines() if line.split()[0].lower() not in given]
    return "\n".join([general, *defaults, *blocks, ""])


def _leniency(config: Path) -> list[str]:
    """OpenSSH 9.8 and newer shut out an address after failed logins; older ones do not know the option."""
    option = ["-o", "PerSourcePenalties=no"]
    known = subprocess.run(
        [program("sshd") or "sshd", "-t", *option, "-f", config], capture_output=True, check=False
    )
    return option if known.returncode == 0 else []


def _listens(server: Sshd) -> bool:
    """Whether it has every address: with one of several in use, sshd goes on without it."""
    return all(f"Server listening on {address} port " in server.log for address in server.addresses)
