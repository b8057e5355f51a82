"""A menu or a question where a prompt should be is never an output, and never answered."""

from __future__ import annotations

import asyncio

import pytest

from integration.faults import nothing_left, ssh_server
from integration.scripted import Talk
from netcollect import DeviceError, SessionOptions, send_show
from netcollect.model import HostKeys

STACK = (
    b"\r\n  Stack Members\r\n\r\n"
    b"  SN MAC Address   System Name      Device Type           Status\r\n"
    b"  -- ------------- ---------------- --------------------- ----------------------\r\n"
    b"  0  00005e-005300 SW1              ProCurve Switch       Commander Up\r\n"
    b"  1  00005e-005301 SW2              ProCurve Switch       Member Up\r\n\r\n"
)


@pytest.mark.parametrize(
    ("platform", "question"),
    [
        ("hp_procurve", b"Enter switch number to connect to or <CR>:"),
        ("hp_procurve", b"Enter switch number to connect to or <CR>: "),
        ("generic_termserver", b"Enter your choice [1-4]: "),
        ("cisco_ios", b"Select a port number or <CR>: "),
    ],
)
def test_a_menu_in_front_of_the_prompt(platform: str, question: bytes) -> None:
    async def menu(talk: Talk) -> None:
        await talk.say(STACK)
        await asyncio.sleep(0.1)
        await talk.say(question)
        await talk.line()

    with ssh_server(menu) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform=platform), "show version")
    assert caught.value.kind == "question"
    assert peer.typed == []


OWN = (("cisco_ios", '{"questions": [{"source": "ours", "patterns": ["which tenant"]}]}'),)


@pytest.mark.parametrize("own", [(), OWN], ids=["unknown", "taught"])
def test_a_question_that_a_site_taught(own: tuple[tuple[str, str], ...]) -> None:
    """In front of the first prompt; without a mark of one, set-up would answer it with an empty line."""

    async def tenant(talk: Talk) -> None:
        await talk.say(b"which tenant")
        await talk.line()
        await talk.say(b"no such tenant\r\n")

    with ssh_server(tenant) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(), "show version", options=peer_options(own))
    assert (caught.value.kind == "question") == bool(own)
    assert (peer.typed == []) == bool(own)


def peer_options(own: tuple[tuple[str, str], ...]) -> SessionOptions:
    return SessionOptions(platform_files=own, read_timeout=2, host_keys=HostKeys.OFF)
