"""CSV: what spreadsheets and exports hold, row by row."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from netcollect.errors import InputError
from netcollect.inventory import read_inventory

RIGHT: dict[str, tuple[str | bytes, list[dict[str, Any]]]] = {
    "the three columns": (
        "name,host,platform\nR1,192.0.2.1,cisco_ios\nR2,2001:db8::2,arista_eos\n",
        [
            {"name": "R1", "host": "192.0.2.1", "platform": "cisco_ios", "port": 22},
            {"name": "R2", "host": "2001:db8::2", "platform": "arista_eos"},
        ],
    ),
    "facts are text": (
        "name,host,platform,site,Rack Unit,asset\nR1,r1,cisco_ios,ams,07,\n",
        [{"facts": {"site": "ams", "Rack Unit": "07"}}],
    ),
    "arguments of ConnectHandler": (
        "device_type,ip,username,password,secret,port,conn_timeout\ncisco_ios,192.0.2.1,lab,lab,,2222,5\n",
        [
            {
                "name": "192.0.2.1",
                "username": "lab",
                "password": "lab",
                "secret": None,
                "port": 2222,
                "connect_timeout": 5.0,
            }
        ],
    ),
    "a spreadsheet's semicolons, byte-order mark and line ends": (
        "\ufeffName;Host;Device Type\r\nR1;192.0.2.1;cisco_nxos\r\n;;\r\n",
        [{"name": "R1", "platform": "cisco_nxos", "facts": {}}],
    ),
    "a spreadsheet's word on separators": (
        "sep=;\r\nhostname;ip address;platform\r\nR1;192.0.2.1;cisco_xr\r\n",
        [{"name": "R1", "host": "192.0.2.1"}],
    ),
    "tabs": ("host\tplatform\nr1\tjuniper_junos\n", [{"host": "r1", "platform": "juniper_junos"}]),
    "quotes, and a line break in a value": (
        '"name","host","platform","note"\n"R1","r1","cisco_ios","said ""hello"", left"\n'
        '"R2","r2","cisco_ios","two\nlines"\nR3,r3,cisco_ios,\n',
        [{"facts": {"note": 'said "hello", left'}}, {"facts": {"note": "two\nlines"}}, {"facts": {}}],
    ),
    "blanks behind separators": (
        'name, host, platform\nR1 , 192.0.2.1, cisco_ios\nR2, "r2", cisco_ios\n',
        [{"name": "R1", "host": "192.0.2.1"}, {"host": "r2"}],
    ),
    "groups": (
        "name,host,platform,groups\nR1,r1,cisco_ios,core;ams\nR2,r2,cisco_ios,edge\nR3,r3,cisco_ios,\n",
        [{"groups": ("core", "ams")}, {"groups": ("edge",)}, {"groups": ()}],
    ),
    "a name beside a host name": (
        "name,hostname,platform\nR1,r1.example.net,cisco_ios\n",
        [{"name": "R1", "host": "r1.example.net"}],
    ),
    "a host name alone": ("hostname,os,platform\nr1,15.2,cisco_ios\n", [{"name": "r1", "host": "r1"}]),
    "comments and blank lines": (
        "# the lab\nname,host,platform\n\n# core\nR1,r1,cisco_ios\n  \n",
        [{"name": "R1"}],
    ),
    "an export with many columns": (
        "id,name,status,device_role,site,primary_ip,address,platform,comments\n"
        '17,R1,active,core,AMS 1,,192.0.2.1,cisco_xe,"rack 4, left: top"\n',
        [
            {
                "host": "192.0.2.1",
                "facts": {
                    "id": "17",
                    "status": "active",
                    "device_role": "core",
                    "site": "AMS 1",
                    "comments": "rack 4, left: top",
                },
            }
        ],
    ),
    "a reference to a password": (
        "name,host,platform,username,password\nR1,r1,cisco_ios,lab,env:SW_PASS\n",
        [{"password": "env:SW_PASS"}],
    ),
    "a password with blanks, zeros and quotes": (
        'name,host,platform,password\nR1,r1,cisco_ios,0123\nR2,r2,cisco_ios," a ""b"" "\n',
        [{"password": "0123"}, {"password": ' a "b" '}],
    ),
    "the driver's arguments": (
        "name,host,platform,global_delay_factor,fast_cli,session_log\nR1,r1,cisco_ios,2,false,x.log\n",
        [{"extras": {"global_delay_factor": 2, "fast_cli": False}, "facts": {}}],
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_devices_are_read(name: str, tmp_path: Path) -> None:
    text, expected = RIGHT[name]
    path = tmp_path / "fleet.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    devices = read_inventory(path)
    assert len(devices) == len(expected)
    for device, wanted in zip(devices, expected, strict=True):
        assert {key: getattr(device, key) for key in wanted} == wanted


WRONG = {
    "rows are told": (
        "name,host,platform,port\nR1,r1,cisco_oss,22\nR2,r 2,cisco_ios,0\nR3,r3,,\n",
        [
            "2: platform: netmiko has no platform 'cisco_oss'",
            "3: port: '0' is not a whole number",
            "3: host: 'r 2' is neither a host name nor an address",
            "4: platform: is missing",
        ],
    ),
    "a row behind a value of two lines": (
        'name,host,platform,note\nR1,r1,cisco_ios,"a\nb"\nR2,r2,ios,\n',
        ["4: platform: netmiko has no platform 'ios'"],
    ),
    "too many and too few": (
        "name,host,platform\nR1,r1,cisco_ios,x\nR2,r2\nR3,r3,cisco_ios\n",
        ["2: has 4 values for 3 columns", "3: has 2 values for 3 columns"],
    ),
    "no platforms": ("name,host\nR1,r1\nR2,r2\n", ["1: has no column for platforms"]),
    "no names": ("vendor,platform\ncisco,cisco_ios\n", ["1: has no column for names or addresses"]),
    "a column twice": (
        "name,host,platform,Host\nR1,r1,cisco_ios,r1\n",
        ["1: Host: two columns have this name"],
    ),
    "columns that contradict": (
        "name,host,ip,platform\nR1,r1,192.0.2.1,cisco_ios\n",
        ["2: ip: contradicts host"],
    ),
    "a secret as a fact": (
        "name,host,platform,snmp community\nR1,r1,cisco_ios,hunter2\nR2,r2,cisco_ios,hunter2\n",
        ["1: snmp community: unknown column: as a fact it would be shown"],
    ),
    "a password that is misspelled": (
        "name,host,platform,passwrod\nR1,r1,cisco_ios,hunter2\n",
        ["1: passwrod: unknown column"],
    ),
    "a quote that is not closed": (
        'name,host,platform\nR1,r1,cisco_ios\nR2,"hunter2,cisco_ios\nR3,r3,cisco_ios\n',
        ["3: a double quote is opened here"],
    ),
    "a name twice": (
        "name,host,platform\nR1,r1,cisco_ios\nR1,r2,cisco_ios\n",
        ["3: name: a device is already named 'R1'"],
    ),
    "a placeholder": (
        "name,host,platform,password\nR1,r1,cisco_ios,CHANGEME\n",
        ["2: password: is a placeholder"],
    ),
    "no devices": ("name,host,platform\n", ["has no devices"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_row(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    path = tmp_path / "fleet.csv"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    found = [str(problem).removeprefix(f"{path}:").strip() for problem in caught.value.problems]
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)
        assert "hunter2" not in said


def test_what_python_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fleet.csv"
    rows = [
        {"name": f"R{n}", "host": f"r{n}", "platform": "cisco_ios", "note": note}
        for n, note in enumerate(['a"b', "a,b", "a\nb", "a;b", "a: b", "# no comment", "ø"])
    ]
    for dialect in ("excel", "unix", "excel-tab"):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), dialect=dialect)
            writer.writeheader()
            writer.writerows(rows)
        assert [device.facts["note"] for device in read_inventory(path)] == [row["note"] for row in rows]


def test_files_of_several_formats_are_one_inventory(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,host,platform\nR1,r1,cisco_ios\n")
    (tmp_path / "b.yaml").write_text("devices: [{name: R2, host: r2, platform: cisco_ios}]\n")
    (tmp_path / "c.yml").write_text("R3: {device_type: cisco_ios, host: r3}\ncore: [R3]\n")
    (tmp_path / "d.yaml").write_text("- {device_type: cisco_ios, host: r4}\n")
    paths = [tmp_path / name for name in ("a.csv", "b.yaml", "c.yml", "d.yaml")]
    assert [device.name for device in read_inventory(*paths)] == ["R1", "R2", "R3", "r4"]
    (tmp_path / "b.yaml").write_text("devices: [{name: r1, host: r2, platform: cisco_ios}]\n")
    with pytest.raises(InputError, match=r"b\.yaml:1:18: .*already named 'R1'.*\(.*a\.csv:2\)"):
        read_inventory(*paths)
