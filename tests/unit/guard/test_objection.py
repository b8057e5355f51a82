"""Which commands may be sent: a table of both sorts for each platform family, and what holds for any text."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.guard import malformed, objection, refusal
from netcollect.platforms import family_of, known_platforms
from unit.tables import each_row

READING: dict[str, list[str]] = {
    "cisco_ios": [
        "show interfaces | include (Ethernet|packets)",
        "more system:running-config",
        'show run | include "a|b"',
        "show run | include AT&T",
        "sh ip int br",
        "show run | i hostname|version",
        "sh run | s bgp",
        "ter len 0",
        "dir",
        "ping 1.1.1.1",
        "sh ip bgp | i *>i",
        "sho ip bgp | include ^\\*>",
        "show run | e !",
        "terminal width 511",
    ],
    "cisco_nxos": [
        "show int | include (Ethernet|rate)",
        "show run | include hostname|version",
        "show int | grep x | wc -l",
        "sh int st | json",
    ],
    "cisco_xr": ["admin show platform", "show run | utility head -n 5"],
    "cisco_asa": ["show tech-support", "terminal pager 0"],
    "arista_eos": [
        "show interfaces | include (Ethernet|packets)",
        "show run | egrep -v '^!'",
        "show version | json",
        "show run | grep -i foo",
        "show run | include a|b",
    ],
    "juniper_junos": [
        "request support information",
        'show log messages | match "error|fail" | except sshd',
        "show configuration | display set | match ae0",
        "file show /var/log/x",
        "show int terse | no-more",
        "sh ver",
    ],
    "huawei_vrp": ["dis cu", "display ip int brief | include up", "screen-length 0 temporary"],
    "mikrotik_routeros": [
        "/ip ssh print",
        "/ip/address/print",
        "/ipv6 address print where address=2001:db8::1/64",
        "/system console print",
        "/interface ethernet monitor ether1 once",
        '/interface print where name~"ether"',
        "/ip route print where from=1",
        "/ip address print",
        "/export",
        "ip address print detail where disabled=no",
        "/interface print",
        "/system resource print",
    ],
    "fortinet": [
        "diagnose vpn tunnel list",
        "diagnose sys ntp status",
        "diagnose debug crashlog read",
        "diag sys sdwan health-check",
        "execute dhcp lease-list",
        "get system status",
        "show full-configuration | grep x",
        "execute ping 1.1.1.1",
    ],
    "linux": [
        "sudo systemctl status ssh",
        "sudo journalctl -u ssh -n 50 --no-pager",
        "sudo -u root cat /etc/hosts",
        "timeout 5 ping -c 3 10.0.0.1",
        "mount",
        "mount | grep nfs",
        "swapon --show",
        "rpm -qa",
        "dpkg -l",
        "apt list --installed",
        "yum list installed",
        "awk -F: '$3 >= 1000 || $1 == \"root\" {print $1}' /etc/passwd",
        "awk -F'|' '{print $2}' x",
        "sed -n '1,5p' /etc/hosts",
        "sed -e 's/a/b/' x",
        "ip -f inet addr show",
        "ip -n blue addr",
        "ip -s link show eth0",
        "date -d '1 day ago'",
        "date -Iseconds",
        "date +%s",
        "cat < /etc/hosts",
        "iptables -t nat -nvL",
        "sudo vtysh -c 'show run'",
        "vtysh -d bgpd -c 'show version'",
        "[ -f /etc/hosts ]",
        "ls *.conf",
        "cat /etc/hosts | grep x",
        "ip a",
        "ip -br a s",
        "ip route show",
        "systemctl status sshd",
        "ls -l /",
        "df -h 2>/dev/null",
        "echo hi",
        "uname -a",
        "vtysh -c 'show ip bgp sum'",
        "sudo cat /etc/shadow",
        "awk '{print $1; print $2}' /etc/hosts",
        "find / -name x",
        "date",
        "w",
        "ps aux | sort -k3 | head -5",
        "sysctl net.ipv4.ip_forward",
        "ip r s",
        "ls 2>&1",
        "echo 'a; b > c'",
        "/usr/bin/uptime",
        "LANG=C df",
        "uniq",
        "docker ps",
        "sort x | uniq -c",
        "crontab -l",
    ],
    "generic": [
        "show run | i host|version",
        "show ip bgp | include *>",
        "show int | e down",
        "sh ip int br",
        "show version",
        "cat x",
        "display version",
        "df -h",
        "uptime",
        "date",
    ],
    "vyos": ["show version", "show int | grep x", 'show x | match "a; b"'],
    "f5_tmsh": ["list ltm virtual", "show sys version"],
    "nokia_sros": ["show version", "admin display-config"],
    "hp_procurve": ["show run", "display version"],
    "paloalto_panos": ["set cli config-output-format set", "test security-policy-match source 10.0.0.1"],
    "cisco_viptela": ["show run | nomore"],
    "extreme_exos": ["disable clipaging", "show ports no-refresh"],
}
ACTING: dict[str, list[str]] = {
    "cisco_ios": [
        "show x && reload",
        'show run | include a" | redirect flash:x "',
        "reload",
        "wr",
        "write mem",
        "conf t",
        "copy run start",
        "d",
        "di",
        "clear counters",
        "cle x",
        "show run | redirect flash:x",
        "sh run | r flash:x",
        "sh run | append x",
        "sh run | t x",
        "show ver ; reload",
        "show ?",
        "no debug all",
        "do sh",
        "debug ip packet",
        "test aaa x",
        "show run > flash:x",
        "show run | i a|redirect flash:x",
        "show run | include x | tee flash:z",
        "terminal monitor",
        "terminal",
        "! x",
        "configure",
        "telnet 1.1.1.1",
        "show run |",
    ],
    "cisco_nxos": [
        "show run > bootflash:x",
        "show run | include a > bootflash:x",
        "show x | vsh",
        "show run | sed s/a/b/",
        "run bash",
        "show run | i a|reboot",
        "show run | sort -o x",
        "python",
        "show ip bgp | i *>",
    ],
    "cisco_xr": [
        "show tech-support ospf terse file disk0:x",
        "show run | file disk0:x",
        "run ls",
        "show tech-support file x",
        "show tech f x",
        "admin reload",
        "show x | utility xargs rm",
    ],
    "arista_eos": [
        "watch show version",
        "show run | (reboot)",
        "show run | grep x <(reboot)",
        "bash reboot",
        "show run | bash -c reboot",
        "show run | tee flash:x",
        "show version > flash:x",
        "show run | grep x & reboot",
        "show run | grep $(reboot)",
    ],
    "juniper_junos": [
        'show conf | match a" | save y "',
        "request system reboot",
        "show configuration | save x",
        "show conf | s x",
        "show int | refresh 5",
        "file delete x",
        "set cli x",
        "start shell",
        "commit",
        "show x | tee y",
    ],
    "huawei_vrp": ["save", "display cu > x.cfg", "reset saved", "undo x", "system-view", "reboot", "d"],
    "mikrotik_routeros": [
        "/sys reb print",
        "/ip address rem 0 print",
        "/interface dis ether1 print",
        "/export fil=x",
        "/system ssh print",
        "/system script ru print",
        "/imp print",
        "/ip address add address=1.1.1.1 print",
        "/system reboot",
        "/system reboot print",
        "/export file=x",
        "/ip address print file=x",
        ":foreach i in=[find] do={}",
        "/ip address print; /system reboot",
        "/interface set 0 print",
        "/ip address remove [find]",
    ],
    "fortinet": [
        "diagnose sys session filter list",
        "diag ip arp delete list",
        "diagnose debug application list",
        "diagnose test application list",
        "execute reboot",
        "diagnose sys kill 1 2",
        "config system global",
        "exe reb",
    ],
    "linux": [
        "sudo vtysh -c 'conf t' -c 'no router bgp'",
        "vtysh -c 'show ver' --command='conf t'",
        "vtysh -c 'show ver' -f x",
        "vtysh -c 'show ver' -b",
        'awk \'{print "x" | "sh"}\' x',
        "awk 'BEGIN{\"reboot\" | getline}'",
        "awk -f prog x",
        "mawk 'BEGIN{system(\"x\")}'",
        "sed '1e reboot' x",
        "sed 's/x/reboot/ge' x",
        "sed 's/a/b/w out' x",
        "sed -n -f prog x",
        "cat <<EOF",
        "{rm,-rf,x}",
        "/sbin/reboo*",
        "/bin/r? x",
        "!rm",
        "^ls^rm",
        "busybox rm x",
        "python3.11 -c x",
        "mkfs.ext4 x",
        "ip -b x",
        "ip -force -batch x",
        "iptables -vF",
        "podman rm x",
        "virsh destroy x",
        "taskset 1 rm x",
        "timeout -k 5 10 rm x",
        "sudo -u x -g y rm z",
        "sudo env X=1 rm y",
        "sudo -i",
        "env -S 'rm x'",
        "watch 'rm x'",
        "exit",
        "dpkg -i x",
        "rpm -e x",
        "apt install x",
        "mount -a",
        "mount /dev/x /mnt",
        "date -us 12:00",
        "date 010203",
        "swapon -a",
        "chronyc makestep",
        "ss -K dst 10.0.0.1",
        "fuser -k 22/tcp",
        "tcpdump -w x",
        "rm -rf /",
        "ls; rm x",
        "ls > x",
        "ls >> x",
        "ls && rm x",
        "ls | tee x",
        "sudo rm x",
        "sudo -u x reboot",
        "ls `reboot`",
        "ls $(reboot)",
        'echo "$(reboot)"',
        'echo "`reboot`"',
        "ip link set eth0 down",
        "ip a a 1.1.1.1/24 dev eth0",
        "ip link s eth0 down",
        "systemctl restart x",
        "find / -delete",
        "/sbin/reboot",
        "\\rm x",
        "'rm' x",
        'r"m" x',
        "X=1 rm y",
        "(rm x)",
        "{ rm x; }",
        "! rm x",
        "$X y",
        "vtysh",
        "vtysh -c 'conf t' -c 'no router bgp'",
        "sysctl -w a=1",
        "sysctl a=1",
        "xargs rm",
        "env rm x",
        "sed -i s/a/b/ x",
        "cat <(rm x)",
        "awk 'BEGIN{system(\"rm x\")}'",
        "dd if=a of=b",
        "ls |& tee x",
        "ls || rm x",
        "service x restart",
        "iptables -F",
        "bash -c x",
        "time rm x",
        "hostname evil",
        "timeout 5 rm x",
        "cat 'x",
        "ip netns exec a ls",
        "|",
        "ls |",
        "sort -o x y",
        "dmesg -c",
        "date -s now",
        "docker rm x",
        "awk '{print > \"f\"}' x",
    ],
    "generic": [
        "sh run | redirect flash:x",
        "show run | app flash:x",
        "show run | i a | tee x",
        "redundancy force-switchover",
        "test crash",
        "guestshell run rm x",
        "monitor capture x",
        "zeroize",
        "reload",
        "wr",
        "conf t",
        "configure terminal",
        "copy run start",
        "rel",
        "reb",
        "clear x",
        "request system reboot",
        "rm x",
        "ls;rm",
        "no shut",
        "write",
        "e",
        "co r s",
    ],
    "vyos": ["reboot", "show version | sudo reboot", "show x | grep y & reboot", "configure"],
    "f5_tmsh": ["modify x", "tmsh modify x", "save sys config"],
    "nokia_sros": ["admin reboot", "admin save", "configure", "file delete x"],
    "hp_procurve": ["reload", "conf", "write memory", "erase startup", "boot system"],
    "paloalto_panos": ["test vpn ike-sa gateway x", "debug x"],
}
ABBREVIATED = (
    "cisco_ios",
    "cisco_xe",
    "cisco_nxos",
    "cisco_xr",
    "arista_eos",
    "juniper_junos",
    "generic",
    "dell_os6",
)
PLATFORMS = sorted(known_platforms())
TABLED = [platform for platform in PLATFORMS if family_of(platform).grammar == "commands"]


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(platform, command) for platform, commands in table.items() for command in commands]


@each_row("platform, command", pairs(READING))
def test_a_reading_command_is_sent(platform: str, command: str) -> None:
    assert objection(command, platform) is None


@each_row("platform, command", pairs(ACTING))
def test_anything_else_is_not(platform: str, command: str) -> None:
    assert objection(command, platform)


@pytest.mark.parametrize("platform", ABBREVIATED)
def test_everybody_may_shorten_show(platform: str) -> None:
    assert objection("sh ip int br", platform) is None


@pytest.mark.parametrize("command", ["reload", "reboot", "configure terminal", "delete x", "show x; reboot"])
def test_no_platform_of_netmiko_is_told_to_act(command: str) -> None:
    # A shell knows no `reload`, `configure` or `delete`: it says so, and nothing happens.
    asked = TABLED if command in ("reload", "configure terminal", "delete x") else PLATFORMS
    assert [platform for platform in asked if not objection(command, platform)] == []


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "show ver\nreload",
        "show ver\rreload",
        "a\x00b",
        "a\x1b[2J",
        "a\u2028b",
        "a\u202eb",
        "a\ud800",
    ],
)
def test_what_is_no_single_line_is_malformed(command: str) -> None:
    assert malformed(command)
    assert objection(command, "cisco_ios", ["(?s).*"])


@given(st.text(), st.sampled_from("\n\r\x0b\x0c\x85\u2028\u2029\x03\x04\x08\x15\x1a\x7f"), st.text())
def test_no_text_around_it_hides_a_control_character(before: str, control: str, after: str) -> None:
    assert objection(before + control + after, "cisco_ios", ["(?s).*"])


@given(st.sampled_from(TABLED), st.text(), st.text())
def test_a_semicolon_outside_quotes_is_refused_wherever_it_stands(
    platform: str, before: str, after: str
) -> None:
    unquoted = before.replace('"', "")
    assert objection(f"show {unquoted};{after}", platform)


@given(st.sampled_from(TABLED), st.sampled_from(["redirect", "append", "tee", "save"]), st.text())
def test_a_filter_that_writes_is_refused_behind_any_other(platform: str, writing: str, text: str) -> None:
    harmless = text.replace('"', "")
    assert objection(f"show version | include {harmless} | {writing} flash:x", platform)


@given(st.sampled_from(TABLED), st.text())
def test_what_is_sent_begins_with_a_reading_word(platform: str, command: str) -> None:
    family = family_of(platform)
    pattern = family.pattern
    if objection(command, platform) is None and not (pattern and pattern.fullmatch(command.strip())):
        word = command.split(maxsplit=1)[0].lower()
        assert any(phrase.startswith(word) for phrase in family.reads)
        assert not any(phrase == word for phrase in family.acts)


@pytest.mark.parametrize("allowed", ["reload", "rel.*", "(?:clear|reload)"])
def test_a_command_is_permitted_by_name(allowed: str) -> None:
    assert objection("reload", "cisco_ios", [allowed]) is None
    assert objection(" reload ", "cisco_ios", [allowed]) is None


@pytest.mark.parametrize("allowed", ["relo", "eload", "RELOAD", "reload in 5"])
def test_a_permission_is_for_the_whole_command(allowed: str) -> None:
    assert objection("reload", "cisco_ios", [allowed])


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_the_hint_permits_exactly_what_was_refused(command: str) -> None:
    problem = refusal("--command", command, "cisco_ios")
    if problem and not malformed(command):
        _flag, pattern = shlex.split(problem.hint.partition("meant: ")[2])
        assert objection(command, "cisco_ios", [pattern]) is None
        assert not re.fullmatch(pattern, command.strip() + "x")


def test_a_refusal_says_what_why_and_what_permits_it() -> None:
    assert str(refusal("--command", "clear ip bgp *", "cisco_ios")) == (
        "--command: 'clear ip bgp *': it is no reading command of cisco_ios (show, dir, more, ping, "
        "traceroute, pwd, …) (if it is meant: --allow-command 'clear ip bgp \\*')"
    )


def test_the_library_is_told_its_own_way() -> None:
    problem = refusal("command", "reload", "cisco_ios")
    assert problem is not None
    assert problem.hint == "if it is meant: SessionOptions(allow_commands=('reload',))"


def test_an_abbreviation_that_may_act_is_told_what_it_could_be() -> None:
    assert objection("wri", "cisco_ios") == (
        "'wri' can stand for 'write', and cisco_ios is only read (show, dir, more, ping, traceroute, pwd, …)"
    )
