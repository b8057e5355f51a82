"""What a run remembers is collected again from the lab, byte for byte, on a platform of every family."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from netcollect import send_show
from netcollect.app.recorded import refusal_of
from netcollect.lab import LabDevice, LabOptions, Remembered, running_lab
from netcollect.model import HostKeys, SessionOptions
from netcollect.platforms import known_platforms, platform_of

#: Families whose drivers wait for a prompt of their own, such as `ssg->`, which a run in layout `device` has.
PROMPTS = {
    "adva_fsp150f2": "adva-->",
    "f5_tmsh": "root@(bigip)(cfg-sync Standalone)(Active)(/Common)(tmos)# ",
    "juniper_screenos": "ssg-> ",
    "juniper_junos": "{master:0}\nops@mx> ",
}
#: Families whose devices show a menu, or ask for a login of their own, before there is a prompt.
ASIDE = {"sophos_sfos", "audiocode_shell"}
OUTPUT = "one\n  two\n\nvlan\tthree # four>\n" + "\n".join(f"line {number}" for number in range(60))


def one_of_each_family() -> tuple[Remembered, ...]:
    names = sorted(known_platforms() - {"autodetect"}, reverse=True)
    platforms = {platform_of(name).family: name for name in names if platform_of(name).transport == "ssh"}
    return tuple(
        Remembered(
            name=f"r{number}",
            platform=name,
            dialect=family,
            prompt=PROMPTS.get(family, ""),
            refusal=refusal_of(name),
            outputs={"show version": OUTPUT},
        )
        for number, (family, name) in enumerate(platforms.items())
        if family not in ASIDE
    )


def answers(device: LabDevice) -> object:
    connection = {"device_type": device.platform, "host": device.host, "port": device.port}
    options = SessionOptions(host_keys=HostKeys.OFF)
    found = send_show(
        {**connection, "username": "lab", "password": "lab"}, ["show version", "show nosuch"], options=options
    )
    return [(each.status, each.output.strip("\n") if each.status == "ok" else "") for each in found]


# FortiOS has no other key exchange.
@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
def test_a_platform_of_every_family_answers_as_then_and_refuses_the_rest() -> None:
    remembered = one_of_each_family()
    assert len(remembered) > 40
    with running_lab(LabOptions(remembered=remembered)) as lab, ThreadPoolExecutor(8) as executor:
        found = dict(
            zip([each.platform for each in lab.devices], executor.map(answers, lab.devices), strict=True)
        )
    expected = [("ok", OUTPUT), ("rejected", "")]
    assert {name: answer for name, answer in found.items() if answer != expected} == {}
