"""The drivers that authenticate in a way of their own, and the user's agent.

Read from netmiko 4.8 (ssh_auth.py, paloalto_panos.py) and paramiko 4.0 (client.py, agent.py).
"""

from __future__ import annotations

import socket

import paramiko

from netcollect.session.interactive import Answers
from netcollect.session.internals.event_driver import EventDriver


def own_way(driver: EventDriver, *, with_keys: bool) -> paramiko.SSHClient | None:
    """What authenticates the way that the driver's device needs, where that is another than SSH's usual ones.

    Some ask for the password in the terminal, after SSH's `none` method; PAN-OS has its statement confirmed.
    The drivers themselves say that whoever has a key needs none of that.
    """
    driver.use_keys, driver.allow_agent = with_keys, False
    try:
        client = driver._get_ssh_client_instance()
    except ValueError:
        # Its devices take no keys at all.
        driver.use_keys = False
        client = driver._get_ssh_client_instance()
    return None if type(client) is paramiko.SSHClient else client


def authenticate_own_way(
    client: paramiko.SSHClient,
    transport: paramiko.Transport,
    username: str,
    password: str,
    answer: Answers,
) -> None:
    """Runs a driver's own authentication (`none`, or keyboard-interactive) on our transport.

    PAN-OS's answers "yes" to whatever it should accept, and the password as often as it is asked for;
    `answer` stands in its place.
    """
    client._transport = transport  # type: ignore[attr-defined]
    if hasattr(client, "pa_banner_handler"):
        client.pa_banner_handler = answer
    client._auth(username, password, None, [], False, False, False, False, False, None, None)  # type: ignore[attr-defined]


def wants_new_password(error: paramiko.SSHException) -> bool:
    """Whether the server wants another password before it lets anybody in (RFC 4252 section 8).

    paramiko takes that message for keyboard-interactive's, which has the same number (auth_handler.py,
    `_parse_userauth_info_request`).
    """
    return "Illegal info request" in str(error)


class Agent(paramiko.Agent):
    """The user's SSH agent, without keys if none is running; each of its answers takes `seconds` at most.

    Raises:
        OSError: it does not answer.
        paramiko.SSHException: it answers something else.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        super().__init__()

    def _connect(self, conn: socket.socket) -> None:
        conn.settimeout(self._seconds)
        try:
            super()._connect(conn)  # type: ignore[misc]
        except BaseException:
            conn.close()
            raise
