"""What tells a rejected command from an output."""

from __future__ import annotations

import pytest

from netcollect.session.platforms import PAGER, QUESTION, rejection

#: Whatever answers with a shell, and what may be one.
SHELLS = (
    *("audiocode_shell", "corelight_linux", "cumulus_linux", "dell_isilon", "edgecore_sonic", "f5_linux"),
    *("generic", "linux_ssh", "opengear_linux", "ovs_linux", "ubiquiti_edgerouter", "vyatta_vyos"),
    "zpe_nodegrid",
)


@pytest.mark.parametrize(
    ("platform", "answer"),
    [
        ("cisco_ios", "       ^\n% Invalid input detected at '^' marker.\n"),
        ("cisco_ios", "% Incomplete command.\n"),
        ("cisco_ios", '% Ambiguous command:  "sh i"\n'),
        ("cisco_ios", "Command authorization failed.\n"),
        ("cisco_ios", 'Translating "shw"\n\n% Unknown command or computer name\n'),
        ("cisco_ios_telnet", "% [BGP] Unknown command: show nonsense\n"),
        ("cisco_xe", "% Command incomplete: show\n"),
        ("cisco_xe", "% Unknown command: show nonsense\n"),
        ("cisco_asa", "ERROR: % Invalid input detected at '^' marker.\n"),
        ("cisco_nxos", "             ^\n% Invalid command at '^' marker.\n"),
        ("cisco_nxos", "Syntax error while parsing 'show foo'\n"),
        ("arista_eos", "% Invalid input\n"),
        ("arista_eos", "% Unavailable command (not supported on this hardware platform)\n"),
        ("juniper_junos", "          ^\nunknown command.\n"),
        ("juniper_junos", "      ^\nsyntax error, expecting <command>.\n"),
        ("juniper_junos", "'c' is ambiguous.\n"),
        ("huawei_vrp", "         ^\nError: Unrecognized command found at '^' position.\n"),
        ("huawei", "Error: Incomplete command found at '^' position.\n"),
        ("hp_comware", "         ^\n % Unrecognized command found at '^' position.\n"),
        ("mikrotik_routeros", "bad command name foo (line 1 column 2)\n"),
        ("fortinet", "Unknown action 0\nCommand fail. Return code -1\n"),
        (
            "cisco_ios",
            "*Nov 23 12:00:00.000: %LINK-3-UPDOWN: Interface Gi0/1, changed state\n% Invalid input\n",
        ),
        ("cisco_ios", "%Error opening flash:/nope (No such file or directory)\n"),
        ("cisco_xr", "Mon Nov 23 12:00:00.123 UTC\n% Invalid input detected at '^' marker.\n"),
        ("cisco_asa", "ERROR: Command requires failover license\n"),
        ("cisco_nxos", "                 ^\nInvalid interface format at '^' marker.\n"),
        ("juniper_junos", "error: command is not valid on the ex2300-c-12p\n"),
        ("huawei_vrp", "Error: No permission to run the command.\n"),
        ("nokia_sros", "          ^\nError: Bad command.\n"),
        ("nokia_sros", "                ^^^^^\nMINOR: MGMT_CORE #2201: Unknown element - 'foo'\n"),
        ("nokia_srl", "Parsing error: Unknown token 'foo'. Options are ['show']\n"),
        ("mikrotik_routeros", "expected end of command (line 1 column 16)\n"),
        ("mikrotik_routeros", "input does not match any value of interface\n"),
        ("fortinet", "command parse error before 'foo'\nCommand fail. Return code -61\n"),
        ("fortinet", "incomplete command in the end\nCommand fail. Return code -160\n"),
        ("paloalto_panos", "Unknown command: foo\n"),
        ("paloalto_panos", "Invalid syntax.\n"),
        ("dell_os10", "% Error: Unrecognized command.\n"),
        ("extreme_exos", "         ^\n%% Invalid input detected at '^' marker.\n"),
        ("hp_procurve", "Invalid input: foo\n"),
        ("aruba_aoscx", "Ambiguous input: sh\n"),
        ("aruba_os", "% Parse error\n"),
        ("ruckus_fastiron", "Invalid input -> foo\nType ? for a list\n"),
        ("vyos", "Invalid command: [foo]\n"),
        ("linux", "sh: 1: nosuch: not found\n"),
        ("linux", "zsh: command not found: nosuch\n"),
        ("linux", "-bash: nosuch: command not found\n"),
        ("linux", "bash: line 1: nosuch: command not found\n"),
        ("linux", "% Unknown command: show nosuch\n"),
        ("alcatel_sros", "MINOR: CLI #1006 Unknown command\n"),
        ("nokia_sros_telnet", "MINOR: CLI #1006 Unknown command\n"),
        ("h3c_comware", "         ^\n % Wrong parameter found at '^' position.\n"),
        ("arista_eos", "% Authorization denied for command 'show running-config'\n"),
        ("f5_tmsh", 'Syntax Error: unexpected argument "nosuch"\n'),
        ("f5_linux", 'Syntax Error: unexpected argument "nosuch"\n'),
        ("cumulus_linux", "ERROR: Command not found.\n"),
        ("juniper_screenos", "unknown command\n"),
        *((platform, "-bash: nosuch: command not found\n") for platform in SHELLS),
    ],
)
def test_an_error_is_told_in_the_devices_words(platform: str, answer: str) -> None:
    words = rejection(platform, answer)
    assert words
    assert words in answer


@pytest.mark.parametrize(
    ("platform", "answer"),
    [
        ("cisco_ios", ""),
        ("cisco_ios", "R1 uptime is 2 weeks\n"),
        ("cisco_ios", "the text % Invalid input in a line\n"),
        ("cisco_ios", "\n".join(["Syslog logging: enabled"] * 8 + ["% Invalid input detected"]) + "\n"),
        ("cisco_ios", "\n".join(["% Invalid input detected"] + ["log line"] * 20) + "\n"),
        ("juniper_junos", "description unknown command;\n"),
        ("juniper_junos", "mgd[1]: command 'shw'\nunknown command.\nmgd[1]: done\n"),
        ("linux", "file not found in list: command\n"),
        ("cisco_xr", "Mon Nov 23 12:00:00.123 UTC\nhostname R1\n"),
        ("cisco_nxos", "%LINK-3-UPDOWN: down\n" * 12 + "% Invalid input detected\n"),
        ("cisco_ios", "% BGP not active\n"),
        ("hp_procurve", "Invalid input packets      0\n"),
    ],
)
def test_the_same_words_inside_an_output_are_content(platform: str, answer: str) -> None:
    assert rejection(platform, answer) is None


@pytest.mark.parametrize(
    "mark",
    [
        b" --More-- ",
        b"--More--",
        b"<--- More --->",
        b"---(more 50%)---",
        b"---(more)---",
        b"  ---- More ----",
        b"-- MORE --, next page: Space, next line: Enter, quit: Control-C",
        b"--More--, next page: Space, next line: Return key, quit: Control-c",
        b"--More--  (<space> = next page, <CR> = one line, C = continuous, Q = quit)",
        b"--More-- or (q)uit",
        b"--More (<return>, <space>, <q>)--",
        b"More: <space>,  Quit: q or CTRL+Z, One line: <return> ",
        b"More? [next screen <sp>, next line <cr>, filter pattern </>, quit </q>]",
        b"Press <SPACE> to continue or <Q> to quit:",
        b"Press any key to continue (Q to quit)",
        b"CTRL+C ESC q Quit SPACE n Next Page ENTER Next Entry a All ",
        b"-- [Q quit|D dump|down]",
        b"lines 1-23 ",
        b"Press SPACE to continue or Q to quit",
        b"Press Spacebar to continue, q to quit",
        b"Hit any key to continue",
        b"Any key to continue...",
        b"Type <CR> to continue, Q<CR> to stop: ",
        b"Press <RETURN> to continue, q to quit",
        b"Press the [Enter] key to continue...",
        b"<Press space bar for next page, 'q' to quit>",
        b"--- Press <space> for more, q to quit ---",
        b"Press Q or Ctrl+C to break or other key to continue",
        b"===== MORE =====",
    ],
)
def test_pager_marks(mark: bytes) -> None:
    assert PAGER.search(b"text\r\n" + mark)


@pytest.mark.parametrize(
    "text",
    [
        b"=== more text ===",
        *(b"Press any button", b"enter to continue"),
        *(
            b"more text",
            b"--More-- inside",
            b"(y)es, (n)o, (q)uit",
            b"--- statistics ---",
            b"R1#",
            b"-- end --",
        ),
    ],
)
def test_no_pager_marks(text: bytes) -> None:
    assert not PAGER.search(text)


@pytest.mark.parametrize("text", [b" login", b"username", b" password", b"no [y", b"R1(yes)#"])
def test_no_questions(text: bytes) -> None:
    """A pause behind such a word is a slow device, in the middle of its configuration perhaps."""
    assert not QUESTION.search(text)
