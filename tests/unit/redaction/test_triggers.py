"""Which lines are looked at: strings find what one expression would, in much less time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.redaction import redact
from netcollect.redaction.triggers import lowered, triggered_lines
from unit.configurations import KEPT, MASKED
from unit.redaction.test_field_rows import LOOKALIKES, SECRETS
from unit.tables import each_row

#: What the strings stand for.
EXPRESSION = re.compile(
    r"pass|secret|key|communit|psk|\bENC\b|cipher|auth|snmp|\$[\w-]{1,14}\$|hash|pswd|pwd|cak|pmk|token"
    r"|standby|name=|session|wep|\bspi\b|com2sec|createuser|bind-?pw|wpa|://|%[@^$#+]?%?[@#$]|-AQ=="
    r"|netuser|encrypted|mgmt-?user|system user|syscon|pin\b|otp\b|pre-share|trap|sink|\bmd5\b|text|account"
    r"|credential|ssd |rsa |ascii|common-pw|license|cookie|\{[A-Z]{3,6}\d*\}|eyJ|identity|value=|value "
    r"|static|/bot|services/T|localip|isakmp|netlogin|ldap|user |mail|simple|privacy|recv|send|digest| -u"
    r"|--user| -p|curl|redis-cli"
    r"|history|activation|keytab|mobility|zerotier|ipsec|\* *$|gh[opsu]_|AKIA|secure"
    r"|[^\s\"=\\]\\\n",
    re.IGNORECASE | re.MULTILINE,
)
TEXTS = [*KEPT.values(), *MASKED.values(), *map("\n".join, LOOKALIKES.values())]
TEXTS.append("\n".join(line for _, line in SECRETS))
WORDS = [
    *re.findall(r"[\w/{}$%*:=-]{2,}", EXPRESSION.pattern),
    *("a", " ", "\n", "*", "$", "%", "{RSA}", "-", "é"),
]


def found_by_expression(text: str) -> list[int]:
    """The first characters of the lines in which the expression matches."""
    return sorted({text.rfind("\n", 0, found.start()) + 1 for found in EXPRESSION.finditer(text)})


@pytest.mark.parametrize("case", [str, str.upper, str.lower])
@each_row("text", TEXTS)
def test_strings_find_the_lines_that_the_expression_finds(text: str, case: type[str]) -> None:
    assert triggered_lines(lowered(case(text))) == found_by_expression(case(text))


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).map("".join))
def test_strings_find_what_the_expression_finds_whatever_stands_there(text: str) -> None:
    assert triggered_lines(lowered(text)) == found_by_expression(text)


def test_letters_that_are_equal_without_case_are_found() -> None:
    for text in ("pa\u017f\u017fword x", "\u212aey x", "p\u0131n x", "P\u0130N x", "\u0130\u0130 md5 x"):
        assert triggered_lines(lowered(text)) == found_by_expression(text) == [0]


@pytest.mark.soak
def test_a_text_without_secrets_takes_less_time_than_one_search_with_the_expression() -> None:
    port = "interface Ethernet{}\n description port\n switchport mode trunk\n no shutdown\n!\n"
    text = "".join(map(port.format, range(6000)))

    def seconds(pattern: re.Pattern[str] | None) -> float:
        started = time.process_time()
        _ = pattern.search(text) if pattern else redact(text, "cisco_ios")
        return time.process_time() - started

    # A fifth; with the expression itself it takes as long and more.
    assert min(seconds(None) for _ in range(3)) < 0.6 * min(seconds(EXPRESSION) for _ in range(3))
