"""Texts to rows, beside netmiko and ntc-templates: `python bench/rows.py [rounds]`.

Each peer reads the same outputs in a process of its own, one after the other, round by round; what counts is
the median. All rows are compared with those of netmiko.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from common import Goal, machine

Output = tuple[str, str, str]
Rows = Iterable[Any]
#: What is measured: how many outputs of which command, and how many interfaces each has.
SMALL, LARGE = (2000, "show ip interface brief", 26), (200, "show interfaces", 60)

_BRIEF = "{:<26} {:<15} YES NVRAM  {:<21} {}"
_HEAD = "Interface                  IP-Address      OK? Method Status                Protocol"
_INTERFACE = """\
GigabitEthernet{slot}/{port} is {state}, line protocol is {state}
  Hardware is iGbE, address is 0000.5e00.{mac} (bia 0000.5e00.{mac})
  Description: to device {number}, port {port}
  Internet address is 10.{slot}.{port}.1/30
  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation ARPA, loopback not set
  Keepalive set (10 sec)
  Full Duplex, 1Gbps, media type is RJ45
  output flow-control is unsupported, input flow-control is unsupported
  ARP type: ARPA, ARP Timeout 04:00:00
  Last input 00:00:{port:02}, output 00:00:01, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0
  Queueing strategy: fifo
  Output queue: 0/40 (size/max)
  5 minute input rate {rate} bits/sec, 12 packets/sec
  5 minute output rate 3000 bits/sec, 5 packets/sec
     {packets} packets input, 1028374 bytes, 0 no buffer
     Received 120 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
     0 watchdog, 0 multicast, 0 pause input
     {packets} packets output, 928374 bytes, 0 underruns
     0 output errors, 0 collisions, 2 interface resets
"""


def brief(number: int, interfaces: int) -> str:
    """An output of `show ip interface brief`, like no other."""
    ports = [
        _BRIEF.format(f"GigabitEthernet0/{port}", f"10.{number % 250}.{number // 250}.{port}", *_state(port))
        for port in range(interfaces)
    ]
    return "\n".join([_HEAD, *ports]) + "\n"


def _state(port: int) -> tuple[str, str]:
    return ("up", "up") if port % 3 else ("administratively down", "down")


def interfaces(number: int, count: int) -> str:
    """An output of `show interfaces`, like no other: 25 lines for each interface."""
    return "".join(
        _INTERFACE.format(
            slot=port // 24,
            port=port % 24,
            state="up" if (port + number) % 7 else "down",
            mac=f"{number % 100:02}{port:02}",
            number=number,
            rate=number * 1000,
            packets=number * port,
        )
        for port in range(count)
    )


def outputs(size: str) -> list[Output]:
    """The outputs that are read: `small` or `large` ones."""
    count, command, ports = SMALL if size == "small" else LARGE
    write = brief if size == "small" else interfaces
    return [("cisco_ios", command, write(number, ports)) for number in range(count)]


def netmiko(items: list[Output]) -> Rows:
    """Netmiko's own way."""
    from netmiko.utilities import get_structured_data  # noqa: PLC0415

    return (
        get_structured_data(text, platform=platform, command=command) for platform, command, text in items
    )


def ntc_templates(items: list[Output]) -> Iterator[Any]:
    """The way that ntc-templates itself brings."""
    from ntc_templates.parse import parse_output  # noqa: PLC0415

    for platform, command, text in items:
        yield parse_output(platform=platform, command=command, data=text)


def netcollect(items: list[Output]) -> Rows:
    """One output after the other, in one process."""
    from netcollect import parse  # noqa: PLC0415

    return (parse(*item).rows for item in items)


def netcollect_2(items: list[Output]) -> Iterator[Any]:
    """By two worker processes; that they start is measured too."""
    from netcollect import parse_many  # noqa: PLC0415
    from netcollect.executors import EXECUTORS, Pool  # noqa: PLC0415

    with EXECUTORS["process"](Pool(workers=2)) as executor:
        yield from (found.rows for found in parse_many(items, executor=executor))


WAYS: dict[str, Callable[[list[Output]], Rows]] = {
    "netmiko": netmiko,
    "ntc-templates": ntc_templates,
    "netcollect": netcollect,
    "netcollect, 2 processes": netcollect_2,
}


def measured(way: str, size: str) -> tuple[float, str]:
    """Seconds for all outputs, the first one's preparations aside, and a digest of all rows."""
    warnings.simplefilter("ignore")
    items = outputs(size)
    # Imports, the index and the template: once a process, and of no interest with a thousand outputs.
    list((netcollect if way.startswith("netcollect") else WAYS[way])(items[:1]))
    started = time.perf_counter()
    rows = list(WAYS[way](items))
    seconds = time.perf_counter() - started
    digest = hashlib.sha256()
    for each in rows:
        digest.update(json.dumps(list(each), sort_keys=True).encode())
    return seconds, digest.hexdigest()


def medians(size: str, rounds: int) -> dict[str, float]:
    """Each peer's seconds for the outputs; the rows must be the same."""
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    digests = set()
    for _ in range(rounds):
        for way, taken in seconds.items():
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                spent, digest = pool.submit(measured, way, size).result()
            taken.append(spent)
            digests.add(digest)
    if len(digests) != 1:
        raise SystemExit("the peers have different rows")
    return {way: statistics.median(taken) for way, taken in seconds.items()}


def main(rounds: int) -> None:
    """Measures, and prints Markdown."""
    print(machine())
    print("\n| outputs | way | outputs/s | beside netmiko |\n|---|---|---|---|")
    ratios: dict[tuple[str, str], float] = {}
    for size, (count, command, _) in (("small", SMALL), ("large", LARGE)):
        seconds = medians(size, rounds)
        for way, taken in seconds.items():
            ratio = ratios[size, way] = seconds["netmiko"] / taken
            print(f"| {count} of `{command}` | {way} | {count / taken:.0f} | {ratio:.1f} |")
    print("\n| goal | measured | wanted | |\n|---|---|---|---|")
    for what, size, way, goal in (
        ("small outputs, beside netmiko", "small", "netcollect", 5.0),
        ("large outputs, beside netmiko", "large", "netcollect", 1.0),
        ("large outputs in two processes, beside netmiko", "large", "netcollect, 2 processes", 1.8),
    ):
        print(Goal(what, ratios[size, way], goal))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
