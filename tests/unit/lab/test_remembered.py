"""A device that a run remembers answers what it was asked then, however that is typed, and nothing else."""

from __future__ import annotations

import pytest

from netcollect.lab.remembered import Remembered, shell_of
from netcollect.lab.shell import Closed, Say
from unit.tables import each_row

CONFIG = "hostname R1\n!\ninterface Gi0/1\n shutdown\nntp server 192.0.2.9\nend"
OUTPUTS = {
    "sh ip int br": "Interface  IP-Address\nGi0/1      10.0.0.1",
    "show running-config": CONFIG,
    "show version | include uptime": "R1 uptime is 1 day",
    "show nothing": "",
    "show latin": b"caf\xe9".decode("utf-8", "surrogateescape"),
    "show long": "\n".join(f"line {number}" for number in range(100)),
}
REFUSED = "% Invalid input detected"
ROWS = [
    ("sh ip int br", OUTPUTS["sh ip int br"]),
    ("show ip interface brief", OUTPUTS["sh ip int br"]),
    ("show running-config", CONFIG),
    ("sh run", CONFIG),
    ("show   running-config", CONFIG),
    ("sh run | include ntp|host", "hostname R1\nntp server 192.0.2.9"),
    ("show run | section interface", "interface Gi0/1\n shutdown"),
    ("show version | include uptime", "R1 uptime is 1 day"),
    ("show version", REFUSED),
    ("show clock", REFUSED),
    ("show nothing", ""),
    ("show long", OUTPUTS["show long"]),
    ("terminal length 0", ""),
    ("configure terminal", REFUSED),
]


def said(device: Remembered, line: str) -> bytes:
    """What stands between the echo of a line and the next prompt."""
    shell = shell_of(device)
    prompt = shell.greet().rpartition(b"\n")[2]
    events = list(shell.feed(line.encode() + b"\r"))
    assert not any(isinstance(event, Closed) for event in events)
    data = b"".join(event.data for event in events if isinstance(event, Say))
    echo = line.encode() + b"\r\n"
    assert data.startswith(echo)
    assert data.endswith(prompt)
    return data[len(echo) : len(data) - len(prompt)]


@each_row("line, expected", ROWS)
def test_what_was_stored_is_answered_and_everything_else_refused(line: str, expected: str) -> None:
    device = Remembered(name="R1", platform="cisco_ios", dialect="cisco_ios", prompt="R1#", outputs=OUTPUTS)
    answer = said(device, line).decode().replace("\r\n", "\n")
    assert expected in answer if expected == REFUSED else answer == (expected and f"{expected}\n")


@pytest.mark.parametrize(
    ("dialect", "prompt", "expected"),
    [
        ("cisco_ios", "R1>", "R1>"),
        ("cisco_ios", "", "R1#"),
        ("juniper_junos", "", "lab@R1> "),
        ("juniper_junos", "{master:0}\nops@R1> ", "{master:0}\r\nops@R1> "),
        ("huawei_vrp", "", "<R1>"),
        ("nokia_sros", "*A:R1# ", "*A:R1# "),
        ("nokia_sros", "", "R1#"),
    ],
)
def test_the_prompt_is_the_one_of_then_or_the_platforms(dialect: str, prompt: str, expected: str) -> None:
    device = Remembered(name="R1", platform=dialect, dialect=dialect, prompt=prompt, refusal="no")
    assert shell_of(device).greet().decode().endswith(expected)


def test_bytes_that_are_no_text_come_back() -> None:
    device = Remembered(name="R1", platform="cisco_ios", dialect="cisco_ios", outputs=OUTPUTS)
    assert said(device, "show latin") == b"caf\xe9\r\n"


def test_platforms_that_the_lab_does_not_know_refuse_in_the_words_they_were_given() -> None:
    device = Remembered(
        name="R1", platform="nokia_sros", dialect="nokia_sros", refusal="Error: Bad command.",
        outputs={"show router interface": "system"},
    )  # fmt: skip
    assert said(device, "show port") == b"Error: Bad command.\r\n"
    assert said(device, "sho router interface") == b"system\r\n"
    assert said(device, "environment no more") == b""


def test_junos_has_two_outputs_of_one_configuration() -> None:
    outputs = {"show configuration": "system {\n}", "show configuration | display set": "set system"}
    device = Remembered(name="R1", platform="juniper_junos", dialect="juniper_junos", outputs=outputs)
    assert said(device, "show configuration | display set | match sys") == b"set system\r\n"
    assert said(device, "show configuration | match sys") == b"system {\r\n"
