"""Which schedulers of a cluster credentials may be sent to."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

from netcollect.errors import InputError


def check_address(address: str, *, allow_plain: bool) -> None:
    """Refuses a scheduler to which the devices' credentials would travel unencrypted.

    Raises:
        InputError: the address is no dask address, or unencrypted and not on this machine.
    """
    where = urlsplit(address)
    if where.scheme not in {"tcp", "tls"} or not where.hostname:
        raise InputError.of(
            "scheduler", f"{address!r} is not a scheduler's address", "write tcp://… or tls://…"
        )
    if where.scheme == "tcp" and not allow_plain and not _is_local(where.hostname):
        raise InputError.of(
            "scheduler",
            f"credentials would cross the network unencrypted to {where.hostname}",
            "use tls://, or where the network is trusted ClusterOptions(plaintext=True)",
        )


def _is_local(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
