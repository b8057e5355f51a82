"""A prompt is what the device itself repeats for each empty line, whatever changes in it: over real SSH.

Proves the README's promise of a proven success for devices whose prompt carries marks, numbers, clocks and
roles, has no name in it, or becomes another while we are logged in.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from itertools import count

import pytest

from integration.faults import Login, nothing_left, ssh_server
from integration.scripted import Say, Talk
from netcollect import send_show

#: The prompt by how many commands were run, and how many lines were typed so far.
Shown = Callable[[int, int], bytes]

BODY = b"one\r\ntwo #\r\nsay>\r\nlast$\r\n"
TEXT = BODY.decode().replace("\r\n", "\n")


def shell(shown: Shown, ends: bytes = b"") -> Say:
    """A device that answers `show …` and `display …`, and everything else with its prompt alone."""

    async def talk(talk: Talk) -> None:
        commands = lines = 0
        await talk.say(b"\r\nWelcome to the lab\r\n\r\n" + shown(0, 0))
        while True:
            typed = (await talk.line()).strip()
            lines += 1
            if typed in (b"exit", b"quit", b"logout"):
                return
            if typed == b"show system info":
                await talk.say(b"operational-mode: normal\r\n" + shown(commands, lines))
                continue
            reads = re.match(rb"(?:show|display|/?print|cat) ", typed)
            commands += bool(reads)
            await talk.say((BODY + ends if reads else b"") + shown(commands, lines))

    return talk


def steps(*prompts: bytes) -> Shown:
    """One prompt after the other, a command each."""
    return lambda commands, _lines: prompts[min(commands, len(prompts) - 1)]


_SECONDS = count()

CASES: dict[str, tuple[str, Shown]] = {
    "exos-counts-commands": ("extreme_exos", lambda commands, _: b"X440.%d # " % (commands + 1)),
    "exos-counts-lines": ("extreme_exos", lambda _, lines: b"X440.%d # " % (lines + 1)),
    "exos-becomes-unsaved": ("extreme_exos", steps(b"X440.1 # ", b"* X440.2 # ", b"* X440.3 # ")),
    "exos-saved-again": ("extreme_exos", steps(b"* X440.9 # ", b"X440.10 # ", b"X440.11 # ")),
    "exos-stack": ("extreme_exos", steps(b"Slot-1 X440.1 # ", b"* Slot-1 X440.2 # ", b"Slot-2 X440.3 # ")),
    "exos-reader": ("extreme_exos", lambda commands, _: b"X440.%d > " % (commands + 1)),
    "sros-unsaved-by-another": ("nokia_sros", steps(b"A:pe1# ", b"*A:pe1# ", b"*A:pe1# ")),
    "sros-saved-by-another": ("nokia_sros", steps(b"*A:pe1# ", b"A:pe1# ", b"*A:pe1# ")),
    "aruba-unsaved": ("aruba_os", steps(b"(MC-01) #", b"(MC-01) *#", b"(MC-01) #")),
    "aruba-pending": ("aruba_os", steps(b"(MC-01) *#", b"(MC-01) ^*#", b"(MC-01) #")),
    "ios-renamed": ("cisco_ios", steps(b"R1#", b"core-7.lab#", b"R2#")),
    "nxos-renamed": ("cisco_nxos", steps(b"leaf1# ", b"leaf-two# ")),
    "eos-renamed": ("arista_eos", steps(b"leaf1>", b"spine1>")),
    "panos-role": ("paloalto_panos", steps(b"lab@PA(active)> ", b"lab@PA(passive)> ")),
    "asa-role": ("cisco_asa", steps(b"asa/pri/act# ", b"asa/sec/stby# ", b"asa/pri/act# ")),
    "junos-role": (
        "juniper_junos",
        steps(b"\r\n{master:0}\r\nlab@r1> ", b"\r\n{backup:0}\r\nlab@r1> ", b"\r\n{master:1}\r\nlab@r1> "),
    ),
    "junos-role-appears": ("juniper_junos", steps(b"lab@r1> ", b"\r\n{linecard:1}\r\nlab@r1> ")),
    "linux-history": ("linux", lambda commands, _: b"[%d] lab@h1:~$ " % (commands + 99)),
    "linux-clock": ("linux", lambda *_: b"14:03:%02d lab@h1:~$ " % (next(_SECONDS) % 60)),
    "linux-suse": ("linux", steps(b"h1:~ > ")),
    "linux-dollar": ("linux", steps(b"$ ")),
    "linux-hash": ("linux", steps(b"# ")),
    "linux-two-lines": ("linux", steps("┌──(lab㉿h1)-[~]\r\n└─$ ".encode())),
    "linux-two-lines-and-clock": (
        "linux",
        lambda *_: b"\r\n# lab @ h1 in ~ [14:03:%02d]\r\n$ " % (next(_SECONDS) % 60),
    ),
    "eos-clock": ("arista_eos", lambda *_: b"14:03:%02d leaf1#" % (next(_SECONDS) % 60)),
    "eos-clock-with-brackets": ("arista_eos", lambda *_: b"leaf1[14:03:%02d]#" % (next(_SECONDS) % 60)),
    "routeros-name-with-blanks": ("mikrotik_routeros", steps(b"[lab@My Lab Router] > ")),
    "aos-without-a-name": ("alcatel_aos", steps(b"-> ")),
    "ftd-without-a-name": ("cisco_ftd", steps(b"> ")),
    "vrp-renamed": ("huawei", steps(b"<HW>", b"<HW-2>")),
    "vrp-unsaved": ("huawei", steps(b"<HW>", b"<*HW>", b"<HW>")),
}


#: Here what the prompt may become is known before the first command.
KNOWN = (
    *("exos-counts-lines", "eos-clock", "eos-clock-with-brackets", "linux-clock", "linux-suse"),
    *("linux-two-lines", "routeros-name-with-blanks"),
)


class AnyName(Login):
    """RouterOS takes console options behind the user name."""

    def validate_password(self, username: str, password: str) -> bool:
        return super().validate_password(username.partition("+")[0], password)


def collect(platform: str, shown: Shown, ends: bytes = b"") -> list[tuple[str, str, object]]:
    commands = ["show one", "show two", "show three"]
    with ssh_server(shell(shown, ends), login=AnyName) as peer, nothing_left(peer):
        results = send_show(peer.device(platform=platform, read_timeout=6), commands)
    return [(each.status, each.output, each.error) for each in results]


@pytest.mark.parametrize("ends", [b"", b"\r\n"], ids=["text", "blank-line"])
@pytest.mark.parametrize(("platform", "shown"), CASES.values(), ids=CASES)
def test_every_output_is_whole(platform: str, shown: Shown, ends: bytes) -> None:
    assert collect(platform, shown, ends) == [("ok", TEXT, None)] * 3


@pytest.mark.parametrize("name", KNOWN)
def test_an_output_without_a_final_newline_is_whole(name: str) -> None:
    assert collect(*CASES[name], b"no line end") == [("ok", TEXT + "no line end\n", None)] * 3


def test_a_line_end_that_is_taken_twice_is_known_before_the_first_command() -> None:
    """Each of CR and LF is an Enter, and the prompt for the second one comes late."""
    typed: list[bytes] = []

    async def talk(talk: Talk) -> None:
        prompt = b"[lab@lab] > "
        await talk.say(prompt)
        while True:
            line = await talk.line()
            typed.append(line)
            await asyncio.sleep(0.03)
            reads = line.startswith(b"/system")
            await talk.say((BODY + b"no line end" if reads else b"") + prompt)

    with ssh_server(talk, login=AnyName) as peer, nothing_left(peer):
        device = peer.device(platform="mikrotik_routeros", read_timeout=6)
        (result,) = send_show(device, ["/system resource print"])
    assert (result.status, result.output) == ("ok", TEXT + "no line end\n")
    # Behind the command come the two empty lines that prove its end, and no more.
    first = typed.index(b"/system resource print")
    assert typed[first + 1 :] in ([b"", b""], [b"", b"", b"/quit"], [b"", b"", b"quit"])
