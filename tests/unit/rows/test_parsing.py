"""One output: its rows, its state, and the template that it found."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from ntc_templates.parse import parse_output

from netcollect.errors import InputError
from netcollect.rows import Templates, parse
from unit.rows.texts import ARP, BRIEF, CLOCK, PORTS, directory


def test_rows_are_those_of_the_template() -> None:
    found = parse("cisco_ios", "show ip interface brief", BRIEF)
    assert found.state == "parsed"
    assert list(found.rows) == parse_output("cisco_ios", "show ip interface brief", BRIEF)
    assert found.columns == ("interface", "ip_address", "status", "proto")
    assert found.table == "show_ip_interface_brief"
    assert found.template == "cisco_ios_show_ip_interface_brief.textfsm"
    assert found.package is not None
    assert found.package.startswith("ntc-templates ")
    assert found.reason == ""


@pytest.mark.parametrize(
    "command", ["sh ip int br", "SHOW IP INT BRIEF", " show  ip interface brief ", "Sh ip int br"]
)
def test_a_command_is_found_however_it_is_typed(command: str) -> None:
    assert parse("cisco_ios", command, BRIEF).table == "show_ip_interface_brief"


@pytest.mark.parametrize(
    "platform", ["cisco_ios", "cisco_ios_telnet", "cisco_xe", "cisco_xe_ssh", "cisco_ioswlc"]
)
def test_a_platform_is_found_under_the_name_that_templates_use(platform: str) -> None:
    assert len(parse(platform, "sh ip int br", BRIEF).rows) == 3


def test_a_command_with_a_filter_gets_no_template() -> None:
    """The template of `show version` would make a row with an empty version of this."""
    found = parse("cisco_ios", "show version | i uptime", "R1 uptime is 3 days\n")
    assert (found.state, found.rows, found.template) == ("no_template", (), None)
    assert found.reason == (
        "the filter '| i uptime' leaves a part of the output, and templates read whole ones:"
        " collect 'show version'"
    )


@pytest.mark.parametrize("command", ["show clock | no-more", "show clock|no-more"])
def test_a_filter_that_only_turns_the_pager_off_is_none(command: str) -> None:
    assert parse("cisco_ios", command, CLOCK).state == "parsed"


def test_without_a_template_the_reason_names_command_and_platform() -> None:
    found = parse("cisco_ios", "show nothing", "x\n")
    assert (found.state, found.reason) == (
        "no_template",
        "there is no template for 'show nothing' on cisco_ios",
    )
    assert parse("a10", "show nothing", "x\n").reason == "there are no templates for a10"


@pytest.mark.parametrize(
    ("platform", "command", "table"),
    [
        ("cisco_nxos", "show ip arp | json", "show_ip_arp"),
        ("cisco_nxos", "sh ip arp | json-pretty", "show_ip_arp"),
        ("arista_eos", "show ip route vrf A | json | no-more", "show_ip_route"),
        ("juniper_junos", "show arp hostname | display json", "show_arp_hostname"),
        ("linux", "show bgp summary json", "show_bgp_summary"),
    ],
)
def test_json_that_a_device_printed_needs_no_template(platform: str, command: str, table: str) -> None:
    found = parse(
        platform, command, '\n{"peers": [{"peer": "192.0.2.1", "AS": 65001}, {"peer": "192.0.2.2"}]}\n'
    )
    assert (found.state, found.table, found.template, found.package) == ("parsed", table, None, None)
    assert found.rows == ({"peer": "192.0.2.1", "as": 65001}, {"peer": "192.0.2.2", "as": ""})
    assert (found.keys, found.keys_found) == (("peer",), True)


def test_json_without_anything_in_it_is_empty() -> None:
    found = parse("cisco_nxos", "show ip arp | json", "{}\n")
    assert (found.state, found.rows, found.table) == ("empty", (), "show_ip_arp")


def test_what_should_be_json_and_is_not_is_told() -> None:
    found = parse("cisco_nxos", "show ip arp | json", "Note: something else\n")
    assert (found.state, found.reason) == (
        "no_template",
        "what 'show ip arp | json' gave is not JSON as a whole",
    )


def test_a_text_without_rows_is_empty() -> None:
    found = parse("cisco_ios", "show ip arp", ARP.splitlines()[0])
    assert (found.state, found.rows, found.table) == ("empty", (), "show_ip_arp")
    assert (found.columns[0], found.reason) == ("protocol", "")


def test_a_text_of_which_the_template_knows_no_line_is_told() -> None:
    """The template of EOS passes over what it does not know."""
    found = parse("arista_eos", "show clock", CLOCK + "\n")
    assert (found.state, found.unmatched) == ("empty", 1)
    assert found.reason == "the template knows no line of this output (1 line)"
    assert parse("arista_eos", "show clock", "\n").reason == ""


def test_a_line_that_has_no_place_in_the_template_is_told() -> None:
    found = parse("cisco_ios", "show ip arp", ARP + "\x1b[7mwhat is this\n")
    assert (found.state, found.rows) == ("template_error", ())
    assert found.template == "cisco_ios_show_ip_arp.textfsm"
    assert found.reason.startswith("line 4 of the output has no place in the template (its line ")
    assert found.reason.endswith("): \\x1b[7mwhat is this")


def test_lines_that_no_rule_matched_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    where = directory(tmp_path, "a.textfsm, .*, cisco_ios, show ports\n", a=PORTS)
    text = "".join(f"Gi0/{number} is up\n\n{'x' * 300}\n" for number in range(7))
    found = parse("cisco_ios", "show ports", text, templates=where)
    assert (found.state, len(found.rows), found.unmatched) == ("parsed", 7, 7)
    assert [number for number, _ in found.unmatched_lines] == [3, 6, 9, 12, 15]
    assert {len(line) for _, line in found.unmatched_lines} == {200}


def test_keys_are_the_templates_own_or_else_found(tmp_path: Path) -> None:
    index = "a.textfsm, .*, cisco_ios, show ports\nb.textfsm, .*, cisco_ios, show more\n"
    where = directory(tmp_path, index, a=PORTS, b=PORTS.replace("Key ", ""))
    text = "Gi0/1 is up\nGi0/2 is up\n"
    own, found = (
        parse("cisco_ios", command, text, templates=where) for command in ("show ports", "show more")
    )
    assert (own.keys, own.keys_found) == (("port",), False)
    assert (found.keys, found.keys_found) == (("port",), True)


def test_keys_and_volatile_columns_are_those_of_the_familys_file() -> None:
    found = parse("cisco_xe", "sh ip arp", ARP)
    assert (found.keys, found.keys_found, found.volatile) == (("ip_address", "interface"), False, ("age",))
    clock = parse("cisco_xe", "show clock", CLOCK)
    assert (clock.keys, clock.keys_found) == ((), False), "there is one row"


def test_a_directory_of_ones_own_is_looked_at_first(tmp_path: Path) -> None:
    index = "a.textfsm, .*, cisco_xe, show ports\na.textfsm, .*, cisco_ios, sh[[ow]] ip int[[erface]]\n"
    where = directory(tmp_path / "acme", index, a=PORTS)
    found = parse("cisco_xe", "show ip interface", "Gi0/1 is up\n", templates=where)
    assert found.rows == ({"port": "Gi0/1", "state": "up"},)
    assert found.package is not None
    assert found.package.startswith("acme ")
    assert parse("cisco_xe", "show clock", CLOCK, templates=where).state == "parsed"
    assert parse("cisco_xe", "show ports", "Gi0/1 is up\n", templates=Templates(where)).state == "parsed"


def test_a_template_of_ones_own_may_be_for_a_filter(tmp_path: Path) -> None:
    index = "a.textfsm, .*, cisco_ios, show ports\na.textfsm, .*, cisco_ios, show ports \\| include up\n"
    where = directory(tmp_path, index, a=PORTS)
    text = "Gi0/1 is up\n"
    assert parse("cisco_ios", "show ports | include up", text, templates=where).state == "parsed"
    assert parse("cisco_ios", "show ports | include down", text, templates=where).state == "no_template"


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("a.textfsm", "Value PORT ((a+)+)\n\nStart\n  ^${PORT}b$$ -> Record\n"),
        ("a.ttp", '{{ port | re("(a+)+") }}b\n'),
    ],
)
def test_a_template_without_an_end_is_told_and_ended(
    name: str, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcollect.rows.parsing._SECONDS", 0.1)
    where = directory(tmp_path, f"{name}, .*, cisco_ios, show ports\n")
    (where / name).write_text(template)
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)  # the test's own limit is an alarm too
    try:
        found = parse("cisco_ios", "show ports", "a" * 60, templates=where)
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
    assert (found.state, found.rows) == ("template_error", ())
    assert found.reason == "the template did not come to an end within 0 s"


def test_a_directory_without_an_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="index: cannot be read"):
        parse("cisco_ios", "show clock", CLOCK, templates=tmp_path)
