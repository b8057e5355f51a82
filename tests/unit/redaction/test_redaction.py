"""Outputs without secrets: what is masked, what only looks like it, and how long that takes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.errors import ErrorKind
from netcollect.model import CommandResult, Failure, Outcome
from netcollect.redaction import Secrets, redact, without_run, without_secrets
from unit.configurations import KEPT, MASKED
from unit.fakes import job
from unit.tables import each_row

MASK = "<redacted>"

KEY = """\
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAhunter2
hunter2
-----END RSA PRIVATE KEY-----
"""


def lines(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(platform, line) for platform, text in table.items() for line in text.splitlines()]


@each_row("platform, line", lines(MASKED))
def test_a_secret_is_masked_and_the_rest_stays(platform: str, line: str) -> None:
    before, _, after = line.rpartition("|")
    assert without_run(redact(before, platform)) == after.replace("•", MASK)


@pytest.mark.parametrize("platform", MASKED)
def test_lines_that_are_wanted_are_as_in_the_whole(platform: str) -> None:
    text = KEY + MASKED[platform].replace("|", " ") + KEY.replace("hunter2\n", "<redacted:1234>\n")
    whole = redact(text, platform, keep_lines=True).split("\n")
    assert len(whole) == text.count("\n") + 1
    for wanted in (set(range(0, len(whole), 2)), set(range(1, len(whole), 2))):
        part = redact(text, platform, keep_lines=True, wanted=wanted).split("\n")
        assert len(part) == len(whole)
        assert [part[at] for at in wanted] == [whole[at] for at in wanted]


@each_row("platform, line", lines(MASKED))
def test_a_secret_is_known_from_the_lines_that_share_a_word_with_it(platform: str, line: str) -> None:
    before, _, after = line.rpartition("|")
    secrets = Secrets(f"before\n{KEY}{before}\nafter\n", platform)
    assert {"MIIEowIBAAKCAQEAhunter2", "hunter2"} <= secrets.among("nothing")
    told = redact(before, platform, known=secrets.among(before))
    assert all(secret.strip("\"'") in before + KEY for secret in secrets.all())
    assert without_run(told).count(MASK) >= after.count("•")


@pytest.mark.parametrize("platform", MASKED)
def test_all_lines_together_are_masked_as_each_alone(platform: str) -> None:
    pairs = [line.rpartition("|")[::2] for line in MASKED[platform].splitlines()]
    text = "\n".join(before for before, _ in pairs)
    assert without_run(redact(text, platform)).split("\n") == [after.replace("•", MASK) for _, after in pairs]
    assert redact(redact(text, platform), platform) == redact(text, platform)


@pytest.mark.parametrize("platform", MASKED)
def test_a_line_of_an_output_is_masked_as_in_the_whole(platform: str) -> None:
    text = KEY + MASKED[platform].replace("|", " ") + "password \\\n  hunter2 \\\n  x\nend"
    whole = redact(text, platform, keep_lines=True).split("\n")
    secrets = Secrets(text, platform)
    found = [secrets.line(number) for number in range(len(whole))]
    assert [printed for printed, _ in found] == text.split("\n")
    assert [masked for _, masked in found] == whole


@each_row("platform, line", lines(KEPT))
def test_what_only_looks_like_a_secret_stays(platform: str, line: str) -> None:
    assert redact(line, platform) == line


def test_a_community_on_the_next_line_of_a_statement_is_masked() -> None:
    text = "/snmp community\nset [ find default=yes ] addresses=192.0.2.0/24 name=\\\n    hunter2\n/user\n"
    assert without_run(redact(text, "mikrotik_routeros")) == text.replace("hunter2", MASK)


@pytest.mark.parametrize("platform", MASKED)
def test_a_private_key_is_masked_wherever_it_stands(platform: str) -> None:
    redacted = redact(f"before\n{KEY}after\n", platform)
    assert "hunter2" not in redacted
    assert without_run(redacted) == (
        f"before\n-----BEGIN RSA PRIVATE KEY-----\n{MASK}\n-----END RSA PRIVATE KEY-----\nafter\n"
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nhunter2"),
        ("PGP PRIVATE KEY BLOCK", "Comment: a-b\n\nhunter2"),
        ("OpenVPN Static key V1", "hunter2"),
    ],
)
def test_a_private_key_with_headers_is_masked_to_its_end(head: str, body: str) -> None:
    text = f'set private-key "-----BEGIN {head}-----\n{body}\n-----END {head}-----"\nafter\n'
    for platform in MASKED:
        redacted = redact(text, platform)
        assert "hunter2" not in redacted
        assert without_run(redacted).endswith(f'{MASK}\n-----END {head}-----"\nafter\n')


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ('add password="hun\\\n    ter2" group=full\n', 'add password="<redacted>\\\n" group=full\n'),
        ("add password=\\\n    hunter2 group=full\n", "add password=\\\n    <redacted> group=full\n"),
        ("add password=hun\\\n    ter2 group=full\n", "add password=<redacted>\\\n group=full\n"),
        ("add name=ops \\\n    password=hunter2\n", "add name=ops \\\n    password=<redacted>\n"),
        (
            'add source=":local pass \\"hun\\\n    ter2; x"\n',
            'add source=":local pass \\"<redacted>\\\n; x"\n',
        ),
        ('add on-up="password \\"hun\\\n    ter2\\""\n', 'add on-up="password <redacted>\\\n"\n'),
        (
            'add url="https://a.example/bot1:hun\\\n    ter2/x"\n',
            'add url="https://a.example/bot1:<redacted>\\\n/x"\n',
        ),
        ('add url="ftp://ops:hun\\\n    ter2@a.example"\n', 'add url="ftp://ops:<redacted>\\\n@a.example"\n'),
        (
            "/snmp community\nset 0 name=hun\\\n    ter2 addresses=::/0\n",
            "/snmp community\nset 0 name=<redacted>\\\n addresses=::/0\n",
        ),
    ],
)
def test_a_value_that_routeros_breaks_over_lines(text: str, stored: str) -> None:
    assert without_run(redact(text, "mikrotik_routeros")) == stored


#: Of commands with secrets.
WORDS = (
    "password ",
    "key Is ",
    "secret=",
    "snmp-server community ",
    "simple ",
    "set psksecret ",
    "user lab ",
    "://a:",
    "@",
)
SHELL = """\
export DB_PASSWORD=\\
•
curl --password \\
   • --silent
mysqldump --password=\\
  • db
kubectl create --from-literal=password=\\
• --dry-run
psk=\\
•
curl -H 'Authorization: Bearer \\
•' a.example
password \\
  7 \\
  •
rocommunity \\
  • 192.0.2.0/24
mysql --password • \\
  --host db
"""


def test_a_secret_behind_a_line_that_goes_on_is_masked_and_the_line_still_goes_on() -> None:
    text = SHELL.replace("•", "hunter2")
    assert without_run(redact(text, "linux")) == SHELL.replace("•", MASK)
    assert Secrets(text, "linux").all() == {"hunter2"}


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("vyos", "set system login user x authentication plaintext-password •"),
        ("juniper_junos", "set system login user x authentication secret •"),
        (
            "paloalto_panos",
            "set deviceconfig system snmp-setting access-setting version v2c snmp-community-string •",
        ),
    ],
)
def test_a_backslash_at_the_end_of_a_whole_line_is_the_secret_s_own(platform: str, line: str) -> None:
    text = line.replace("•", "hunter2\\") + "\nset interfaces eth0\n"
    assert without_run(redact(text, platform)) == line.replace("•", MASK) + "\nset interfaces eth0\n"
    assert "set" not in Secrets(text, platform).all()


@pytest.mark.parametrize("head", ["psk=", "password: ", "curl --password "])
def test_a_line_may_go_on_twice(head: str) -> None:
    assert without_run(redact(f"{head}\\\n\\\n hunter2\n", "linux")) == f"{head}\\\n\\\n {MASK}\n"


def test_a_script_of_routeros_quotes_its_own_values() -> None:
    script = 'add source="/tool fetch password=\\"two hunters\\" url=x"\n'
    masked = f'add source="/tool fetch password=\\"{MASK}\\" url=x"\n'
    assert without_run(redact(script, "mikrotik_routeros")) == masked


@pytest.mark.parametrize("value", ["hun\\\nter2", '"hun\\\nter2"', "'hun\\\nter2'"])
def test_a_secret_over_two_lines_has_the_mask_of_the_same_in_one(value: str) -> None:
    masked = redact(f"PASSWORD={value} x\npassword=hunter2\n", "linux")
    assert re.search("hun|ter2", masked) is None
    first, _, second = masked.splitlines()
    assert first.strip("PASWORD='\"\\") == second.removeprefix("password=")
    assert {"hunter2", "hun", "ter2"} <= Secrets(f"PASSWORD={value} x\n", "linux").all()


def test_a_private_key_that_is_cut_off_is_masked_too() -> None:
    assert "hunter2" not in redact(KEY[:70], "cisco_ios")


@given(
    st.lists(st.sampled_from([*"x7\"'=:; ", "\\\n", " \\\n  ", "\n", *WORDS]), max_size=12).map("".join),
    st.sampled_from(sorted(MASKED)),
)
def test_lines_that_go_on_stay_lines(text: str, platform: str) -> None:
    redacted = redact(text, platform)
    assert redacted.count("\n") == text.count("\n")
    assert redact(redacted, platform).count("\n") == text.count("\n")


@given(st.text(), st.sampled_from(sorted(MASKED)))
def test_lines_stay_lines_whatever_they_hold(text: str, platform: str) -> None:
    if "PRIVATE KEY" not in text:
        assert redact(text, platform).count("\n") == text.count("\n")


@given(st.from_regex(re.compile(r"[!-~]{6,30}", re.ASCII), fullmatch=True))
def test_no_community_is_left_whatever_it_is(community: str) -> None:
    words = without_run(redact(f"snmp-server community {community} RO 10\n", "cisco_ios")).split(" ")
    assert (words[2].strip("\"'"), [*words[:2], *words[3:]]) == (
        MASK,
        ["snmp-server", "community", "RO", "10\n"],
    )


def test_an_outcome_is_redacted_as_a_whole() -> None:
    error = Failure(ErrorKind.REJECTED, "show x: enable secret hunter2", "hint")
    results = (
        CommandResult("show run", "R1#", "enable password hunter2\n", "ok"),
        CommandResult("show x", "R1#", "enable secret hunter2\n", "rejected", error),
    )
    redacted = without_secrets(Outcome(job("R1", "show run", "show x"), results, error, 1, 0.5))
    assert "hunter2" not in repr(redacted)
    assert without_run(redacted.results[0].output) == f"enable password {MASK}\n"
    assert (redacted.attempts, redacted.seconds, redacted.results[0].prompt) == (1, 0.5, "R1#")


HOSTILE = [
    *("key " * 900, "set " + "secret " * 550, '"' * 3900 + "key", "-" * 3000 + "secret="),
    *("password " + "\\" * 3800, "<" * 3000 + "key>", "username a " + "x-" * 1900, "key " + " " * 3900),
]


@pytest.mark.soak
@pytest.mark.parametrize("platform", MASKED)
def test_the_time_grows_with_the_text_whatever_it_holds(platform: str) -> None:
    def seconds(number: int) -> float:
        text = "".join(f"{probe}\n" * number for probe in HOSTILE)
        started = time.process_time()
        redact(text, platform)
        return time.process_time() - started

    # Five times the text takes about five times as long; what must not happen is twenty-five.
    assert seconds(5) < 15 * max(seconds(1), 0.002)


ENDLESS = [
    "key ",
    "password=",
    '"secret":"x",',
    "<secret>",
    "snmp community x ",
    "%^%#",
    '{"community":[',
    "password \\",
]


@pytest.mark.soak
@pytest.mark.parametrize("unit", ENDLESS)
def test_the_time_grows_with_one_line_however_long(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        redact(text, "cisco_ios")
        return time.process_time() - started

    # Eight times the line takes about eight times as long; what must not happen is sixty-four.
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.002)
