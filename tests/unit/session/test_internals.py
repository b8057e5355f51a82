"""A contract test for every name of netmiko and paramiko that is not public and that we rely on."""

from __future__ import annotations

import ast
import inspect
import re
import socket
import subprocess
import sys
from types import ModuleType

import netmiko
import paramiko
import pytest
from netmiko.base_connection import BaseConnection
from netmiko.paloalto.paloalto_panos import SSHClient_interactive
from netmiko.ssh_auth import SSHClient_noauth
from netmiko.ssh_dispatcher import CLASS_MAPPER
from paramiko.packet import Packetizer
from pytest_mock import MockerFixture

from netcollect.platforms import platform_of
from netcollect.session import internals
from netcollect.session.clock import Clock
from netcollect.session.internals import (
    EventDriver,
    authentication,
    driver,
    driver_class,
    make_driver,
    transport,
)
from netcollect.session.internals.reading import PROMPT_LIKE
from netcollect.session.internals.transport import Wire
from netcollect.session.ssh import SshConnection
from unit.tables import each_row

ARGUMENTS = {"host": "192.0.2.1", "username": "lab", "password": "lab", "secret": "lab"}


#: What we use of netmiko's base connection, or put something in the place of.
NETMIKO = [
    "_get_ssh_client_instance",
    "_modify_connection_params",
    "_test_channel_read",
    "_try_session_preparation",
    "check_config_mode",
    "check_enable_mode",
    "cleanup",
    "clear_buffer",
    "disable_paging",
    "enable",
    "establish_connection",
    "find_prompt",
    "normalize_cmd",
    "normalize_linefeeds",
    "read_channel",
    "read_channel_timing",
    "read_until_pattern",
    "session_preparation",
    "set_terminal_width",
    "special_login_handler",
    "strip_ansi_escape_codes",
    "telnet_login",
    "write_channel",
]
#: And of paramiko's transport.
PARAMIKO = [
    "_next_channel",
    "_parse_channel_open_failure",
    "_parse_channel_open_success",
    "_parse_disconnect",
    "_log",
    "_parse_kex_init",
    "_really_parse_kex_init",
    "_send_message",
    "open_channel",
]
#: Private names elsewhere in the two, each with a test below.
ELSEWHERE = {
    "_auth",
    "_channels",
    "_closed",
    "_connect",
    "_parse_service_accept",
    "_read_buffer",
    "_secrets_filter",
    "_transport",
    "_wait_for_event",
}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(module: ModuleType) -> set[str]:
    """The private names that a module's code reads or writes on anything, or defines."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return set(filter(is_private, used | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}))


@pytest.mark.parametrize(
    ("module", "kinds"),
    [(driver, [EventDriver]), (transport, [internals.Transport, Wire]), (authentication, [internals.Agent])],
    ids=["driver", "transport", "authentication"],
)
def test_every_private_name_has_its_contract(module: ModuleType, kinds: list[type]) -> None:
    """A name that is neither in a contract here nor our own is one that nobody watches."""
    ours = set[str]()
    for kind in kinds:
        bases = {name for base in kind.__mro__[1:] for name in vars(base)}
        ours |= {name for name in vars(kind) if name not in bases}
        assigned = re.findall(r"self\.(_\w+)(?:, self\.\w+)?(?:: [^=\n]+)? = ", inspect.getsource(kind))
        ours |= set(assigned) - ELSEWHERE
    assert private_names(module) <= ours | {*NETMIKO, *PARAMIKO} | ELSEWHERE


@pytest.mark.parametrize("name", NETMIKO)
def test_netmiko_has_the_method(name: str) -> None:
    assert callable(getattr(BaseConnection, name))


@pytest.mark.parametrize(
    "name", [name for name in vars(EventDriver) if inspect.isfunction(getattr(EventDriver, name))]
)
def test_what_stands_in_for_netmikos_takes_the_same_arguments(name: str) -> None:
    if hasattr(BaseConnection, name):
        theirs = inspect.signature(getattr(BaseConnection, name)).parameters
        assert list(inspect.signature(getattr(EventDriver, name)).parameters) == list(theirs)


def test_netmiko_has_the_attributes() -> None:
    driver = make_driver("cisco_ios", ARGUMENTS)
    assert driver._secrets_filter not in netmiko.log.filters
    assert driver._read_buffer == ""
    assert (driver.protocol, driver.RETURN, driver.secret) == ("ssh", "\n", "lab")
    assert driver.ansi_escape_codes is False
    assert driver.read_timeout_override is None
    assert driver.disabled_algorithms is None


@pytest.mark.parametrize("name", PARAMIKO)
def test_paramiko_has_the_method(name: str) -> None:
    assert callable(getattr(paramiko.Transport, name))


def test_paramiko_s_other_parts_take_what_they_are_given() -> None:
    assert inspect.signature(Packetizer.start_handshake) == inspect.signature(lambda self, timeout: None)
    assert inspect.signature(Packetizer.readline) == inspect.signature(lambda self, timeout: None)
    accept = paramiko.auth_handler.AuthHandler._parse_service_accept  # type: ignore[attr-defined]
    assert list(inspect.signature(accept).parameters) == ["self", "m"]
    connect = paramiko.agent.AgentSSH._connect  # type: ignore[attr-defined]
    assert list(inspect.signature(connect).parameters) == ["self", "conn"]
    assert "self._connect(conn)" in inspect.getsource(paramiko.Agent.__init__)
    assert list(inspect.signature(paramiko.Channel._wait_for_event).parameters) == ["self"]  # type: ignore[attr-defined]
    # `get_pty` is what must not wait.
    assert "_wait_for_event()" in inspect.getsource(paramiko.Channel.get_pty)
    given: list[object] = ["username", "password", None, [], False, False, False, False, False, None, None]
    for kind in (paramiko.SSHClient, SSHClient_noauth, SSHClient_interactive):
        client = kind()
        assert client._transport is None  # type: ignore[attr-defined]
        inspect.signature(client._auth).bind(*given)  # type: ignore[attr-defined]


def test_paramiko_has_the_attributes() -> None:
    ours, peer = socket.socketpair()
    with ours, peer:
        transport = internals.Transport(ours)
        assert transport._channels.get(0) is None  # type: ignore[attr-defined]
        assert callable(transport._channels.delete)  # type: ignore[attr-defined]
        assert transport.channel_events == {}
        assert transport.saved_exception is None
        assert transport.auth_handler is None
        assert transport._next_channel() == 0
        with transport.lock:
            pass
        # `repr` looks at a private name of the socket's.
        assert not transport.sock._closed  # type: ignore[union-attr]
        transport.sock.close()
        assert transport.sock._closed  # type: ignore[union-attr]


def test_a_read_takes_all_and_gives_what_was_asked_for() -> None:
    ours, peer = socket.socketpair()
    with ours, peer:
        wire = Wire(ours)
        peer.sendall(b"abcdef")
        assert (wire.recv(2), wire.recv(1), wire.recv(9)) == (b"ab", b"c", b"def")
        peer.shutdown(socket.SHUT_WR)
        assert wire.recv(1) == b""


@pytest.mark.parametrize("error", [OSError, EOFError, paramiko.SSHException])
def test_a_tunnel_ends_in_silence_when_its_bastion_is_gone(
    mocker: MockerFixture, error: type[Exception]
) -> None:
    tunnel = mocker.create_autospec(paramiko.Channel, instance=True)
    tunnel.close.side_effect = tunnel.shutdown.side_effect = error
    Wire(tunnel).close()
    connection = SshConnection(tunnel, Clock(1))
    connection.part(0)
    connection.close()
    assert (tunnel.close.call_count, tunnel.shutdown.call_count) == (3, 1)


@each_row("platform", sorted(CLASS_MAPPER))
def test_a_drivers_own_methods_win_and_what_it_inherits_is_ours(platform: str) -> None:
    theirs = CLASS_MAPPER[platform]
    ours = driver_class(platform)
    order = ours.__mro__
    assert order.index(theirs) < order.index(EventDriver) < order.index(BaseConnection)
    for name in ("read_until_pattern", "find_prompt", "session_preparation", "enable", "clear_buffer"):
        own = getattr(theirs, name)
        expected = getattr(EventDriver, name) if own is getattr(BaseConnection, name) else own
        if name != "enable" or platform_of(platform).base not in driver.INSISTS:
            assert getattr(ours, name) is expected


@pytest.mark.parametrize("platform", sorted(driver.INSISTS))
def test_a_driver_that_gives_the_secret_again_does_not_enable(platform: str) -> None:
    assert vars(driver_class(platform))["enable"].func is EventDriver.enable
    assert "enable" in {name for kind in CLASS_MAPPER[platform].__mro__[:-2] for name in vars(kind)}


def test_drivers_that_log_in_inside_the_terminal_are_known() -> None:
    bare = {**ARGUMENTS, "password": ""}
    for platform, arguments, with_keys, own in [
        ("cisco_ios", ARGUMENTS, False, False),
        ("cisco_s200", ARGUMENTS, False, True),
        ("cisco_s200", ARGUMENTS, True, True),
        ("dell_powerconnect", ARGUMENTS, False, True),
        ("hp_procurve", ARGUMENTS, False, False),
        ("hp_procurve", bare, False, True),
        ("hp_procurve", bare, True, False),
        ("paloalto_panos", ARGUMENTS, False, True),
        ("paloalto_panos", ARGUMENTS, True, False),
    ]:
        driver = make_driver(platform, arguments)
        assert (internals.own_way(driver, with_keys=with_keys) is not None) == own, platform


@pytest.mark.parametrize(
    "line", ["R1#", "R1>", "user@host> ", "user@host:~$ ", "[admin@r] > ", "<HUAWEI>", "x\nsw(cfg)#"]
)
def test_what_looks_like_a_prompt(line: str) -> None:
    assert PROMPT_LIKE.search(line)


@pytest.mark.parametrize("line", ["Password: ", "# banner #\n", "", "press any key"])
def test_what_does_not(line: str) -> None:
    assert not PROMPT_LIKE.search(line)


_PATCHES = """
import netmiko, paramiko, logging, signal, sys
from netmiko.base_connection import BaseConnection
from netmiko.cisco_base_connection import CiscoBaseConnection
from netmiko.ssh_dispatcher import CLASS_MAPPER
kinds = [BaseConnection, CiscoBaseConnection, paramiko.Transport, paramiko.Channel, paramiko.SSHClient]
kinds += [paramiko.packet.Packetizer, *CLASS_MAPPER.values()]
def look():
    loggers = [logging.getLogger(name) for name in ("", "netmiko", "paramiko")]
    return (
        [dict(vars(kind)) for kind in kinds],
        [(logger.level, list(logger.handlers), list(logger.filters)) for logger in loggers],
        [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)],
        sys.excepthook,
    )
before = look()
from netcollect.session.internals import driver_class, make_driver
for platform in CLASS_MAPPER:
    driver_class(platform)
make_driver("cisco_ios", {"host": "192.0.2.1", "password": "lab", "secret": "lab"})
assert look() == before
"""


def test_nothing_global_is_patched_for_other_users_of_the_libraries() -> None:
    subprocess.run([sys.executable, "-c", _PATCHES], check=True)


def test_what_paramiko_hardly_ever_uses_is_imported_when_it_is() -> None:
    code = (
        "import sys; import netcollect.session.internals as _; import paramiko.config\n"
        "print('invoke' in sys.modules, paramiko.config.invoke.run('true', hide=True).ok)\n"
        "print('invoke' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
