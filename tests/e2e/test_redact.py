"""`--redact` from the outside."""

from __future__ import annotations

from pathlib import Path

from e2e.command import collect

RUNNING = ("-i", "devices.yaml", "-l", "platform:cisco_ios", "-c", "show running-config")


def test_what_is_stored_and_shown_holds_no_secret_of_a_configuration(inventory: Path, here: Path) -> None:
    plain = collect(*RUNNING, "--format", "text")
    secrets = ("$9$Nobodys", "lab-ro")
    assert all(secret in plain.out for secret in secrets)
    done = collect(*RUNNING, "--redact", "--format", "text", "-o", "redacted", "-vvv", "--log-file", "log")
    assert done.status == 0
    assert "enable secret 9 <redacted>\n" in done.out
    assert "snmp-server community <redacted> RO\n" in done.out
    stored = "".join(path.read_text() for path in (here / "redacted" / "latest").resolve().iterdir())
    for text in (done.out, done.err, stored, (here / "log").read_text()):
        assert not any(secret in text for secret in secrets)
    assert len(done.out.splitlines()) == len(plain.out.splitlines())


def test_the_manifest_says_so_and_fits_the_files(inventory: Path) -> None:
    assert collect(*RUNNING, "--redact", "--format", "json").document["redacted"] is True
    assert collect("verify").status == 0
    assert "redacted" not in collect(*RUNNING, "--format", "json").document
