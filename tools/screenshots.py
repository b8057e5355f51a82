"""Makes the screenshots of the docs: a simulated network over two weeks, collected, judged and shown.

Run it from the root of a checkout: `.venv/bin/python tools/screenshots.py`. It needs Debian's chromium and
chromium-driver, and writes docs/assets/report*.png. With `--keep DIR` the runs and the page stay there.
"""

from __future__ import annotations

import argparse
import base64
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from netcollect import LimitOptions, RunOptions, SessionOptions, StorageOptions, collect, load_inventory
from netcollect.app.report import Selection, page, write_page
from netcollect.archive import find_run
from netcollect.audit import load_rules
from netcollect.lab import LabOptions, running_lab
from netcollect.lab.dialects import DIALECTS, Dialect
from netcollect.lab.facts import Facts, facts
from netcollect.model import HostKeys
from netcollect.plan import Commands

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from integration.browser import Browser, Scheme, chromium  # noqa: E402 (the tests' own browser)

ASSETS = ROOT / "docs/assets"
PLATFORMS = ("cisco_ios", "arista_eos", "cisco_nxos")
DEVICES, DAYS, FIRST = 36, 14, datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
#: A picture is smaller than this (bytes).
LARGEST = 200_000
CONFIG = "show running-config"
NTP = f"{CONFIG} | include ntp server"
COMMANDS = ("show version", "show ip interface brief", CONFIG)
RULES = """\
rules:
  - id: telnet-off
    title: Virtual terminals take SSH only
    severity: critical
    devices: [platform:cisco_ios]
    command: show running-config
    expect: [{under: line vty .*, lines: [transport input ssh]}]
    why: Telnet sends passwords in clear text.
    fix: "line vty 0 4, transport input ssh"
  - id: ntp-servers
    title: The clock is set by our server
    severity: high
    command: {cisco_ios: show running-config, arista_eos: show running-config}
    expect: [{only: ntp server .*, lines: [ntp server 192.0.2.9]}]
    fix: "ntp server 192.0.2.9"
  - id: no-default-community
    title: No SNMP community that everybody knows
    severity: high
    devices: [platform:cisco_ios]
    command: show running-config
    expect: [{lacks: snmp-server community public}]
  - id: links-up
    title: Links to other devices are up
    severity: medium
    command: show ip interface brief
    expect: [{no_row: "interface LIKE '%0/1' AND status <> 'up'"}]
  - id: ports-described
    title: Every port in use says what it is for
    severity: low
    devices: [platform:cisco_ios]
    command: show running-config
    expect: [{under: interface GigabitEthernet.*, where: ip address .*, matches: description .+}]
  - id: passwords-encrypted
    title: Passwords are encrypted in the configuration
    severity: medium
    devices: [platform:cisco_ios]
    command: show running-config
    expect: [{lines: [service password-encryption]}]
  - id: os-version
    title: The operating system is one that we support
    severity: info
    devices: [platform:cisco_ios]
    command: show version
    expect: [{some_row: "version LIKE '15.7%'"}]
waivers:
  - {rule: ports-described, devices: [zrh-*], until: 2026-12-31, reason: labelled when the floor is rebuilt}
"""


def on_day(day: int, known: Facts) -> Facts:
    """A device on a day: clocks go on, and something happens to some of them."""
    ports = list(known.interfaces)
    if day == DAYS and known.index in (4, 9):
        ports[0] = replace(ports[0], up=False)
    if day >= 6 and known.index == 12:
        ports[2] = replace(ports[2], up=True, address="10.200.0.1", description="")
    return replace(known, uptime=known.uptime + day * 24 * 60, interfaces=tuple(ports))


def config_on_day(day: int, known: Facts, text: str) -> str:
    """A configuration on a day: the clock's server moves from device to device, and somebody opens telnet."""
    moved = day == DAYS or (day >= 9 and known.index % 4 == 0)
    if known.index in (12, 22):
        moved = False
    lines = [text.removesuffix("\nend"), f"ntp server 192.0.2.{9 if moved else 1}", "end"]
    text = "\n".join(lines)
    if day >= 11 and known.index in (3, 18):
        text = text.replace(" transport input ssh", " transport input telnet ssh")
    if day == DAYS and known.index == 6:
        text = text.replace("community lab-ro RO", "community public RO")
    return text


def _dialect(dialect: Dialect, day: int) -> Dialect:
    commands = dict(dialect.commands)
    plain: Callable[[Facts], str] = commands[CONFIG]
    commands[CONFIG] = lambda known: config_on_day(day, known, plain(known))
    return replace(dialect, commands=commands)


@contextmanager
def lab_on_day(day: int) -> Iterator[str]:
    """The lab on a day, and its inventory."""
    dialects = {name: _dialect(DIALECTS[name], day) for name in ("cisco_ios", "arista_eos")}
    faults: Mapping[str, float] = (
        {"refuse": 0.06, "reject": 0.03} if day == DAYS else {"refuse": 0.03 * (day % 5 == 0)}
    )
    options = LabOptions(devices=DEVICES, platforms=PLATFORMS, faults=dict(faults))
    with (
        patch.dict(DIALECTS, dialects),
        patch("netcollect.lab.lab.facts", lambda *known: on_day(day, facts(*known))),
        running_lab(options) as lab,
    ):
        yield lab.inventory_text()


def collect_day(day: int, folder: Path) -> None:
    """One night's run; its time is that night's."""
    begun = FIRST + timedelta(days=day - 1)
    options = RunOptions(
        storage=StorageOptions(output=str(folder / "output"), layout="command"),
        session=SessionOptions(host_keys=HostKeys.OFF),
        limits=LimitOptions(ramp=None),
        inventory=("inventory/devices.yaml",),
    )
    with lab_on_day(day) as text, patch("netcollect.app.collect.datetime") as clock:
        clock.now.return_value = begun
        inventory = folder / "devices.yaml"
        inventory.write_text(text, encoding="utf-8")
        inventory.chmod(0o600)
        collect(
            load_inventory(inventory), Commands(COMMANDS, {name: (NTP,) for name in PLATFORMS[:2]}), options
        )


def make_page(folder: Path) -> Path:
    """The page of the last night."""
    rules = folder / "rules.yaml"
    rules.write_text(RULES, encoding="utf-8")
    output = folder / "output"
    made = page(find_run(output, "latest"), output, Selection(rules=load_rules([str(rules)])))
    path = folder / "report.html"
    write_page(made, path)
    return path


def shoot(browser: Browser, name: str, *, anchor: str = "", height: int = 900) -> None:
    """Writes what the window shows, from an anchor on, as a small PNG."""
    script = "const e = document.getElementById(arguments[0]); e ? e.scrollIntoView() : scrollTo(0, 0)"
    browser.command(
        "Emulation.setDeviceMetricsOverride", width=1280, height=height, deviceScaleFactor=1, mobile=False
    )
    browser.run(script, anchor)
    data = base64.b64decode(browser.command("Page.captureScreenshot")["data"])
    path = ASSETS / f"{name}.png"
    Image.open(io.BytesIO(data)).convert("RGB").save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"{path} is larger than {LARGEST:,} bytes")


def show(path: Path) -> None:
    """All pictures of the page."""
    with chromium() as browser:
        schemes: tuple[Scheme, ...] = ("light", "dark")
        for scheme in schemes:
            browser.open(path, scheme=scheme)
            shoot(browser, f"report-{scheme}")
        browser.open(path)
        shoot(browser, "report-changes", anchor="changed", height=760)
        shoot(browser, "report-matrix", anchor="matrix-head", height=760)
        browser.run("document.querySelector('#outliers details.change').open = true")
        shoot(browser, "report-outliers", anchor="outliers", height=560)


def main() -> None:
    """Collects, renders and shoots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a directory in which runs and page stay")
    kept: Path | None = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as scratch:
        folder = kept or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "output").exists():
            for day in range(1, DAYS + 1):
                collect_day(day, folder)
        show(make_page(folder))


if __name__ == "__main__":
    main()
