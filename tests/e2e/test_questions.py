"""Questions to finished runs, as people and scripts ask them."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from e2e.command import COLLECT, collect
from netcollect.lab import Lab
from netcollect.platforms import QUESTIONS

BRIEF = "sh ip int br"
TABLE = "show_ip_interface_brief"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c)"


@pytest.fixture(scope="module")
def collected(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of `sh ip int br` and `show version`."""
    where = tmp_path_factory.mktemp("collected")
    (where / "devices.yaml").write_text(lab.inventory_text())
    (where / "devices.yaml").chmod(0o600)
    arguments = ("-i", where / "devices.yaml", "-o", where / "output", "-c", BRIEF, "-c", "show version")
    # Rejections are final; a login that a busy machine was too slow for is not.
    assert collect(*arguments, "--retries", "3").status == 1
    return where / "output"


@pytest.fixture
def stored(collected: Path, inventory: Path, here: Path, lab: Lab) -> list[str]:
    """The names of the devices that answered `sh ip int br`; Junos and VRP reject it."""
    shutil.copytree(collected, here / "output", symlinks=True)
    return [each.name for each in lab.devices if each.platform in ("cisco_ios", "cisco_nxos", "arista_eos")]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_from_a_question_to_a_csv_file(stored: list[str], here: Path) -> None:
    done = collect(
        "query", f"SELECT device, site, interface FROM {TABLE} WHERE status = 'up'", "--format", "csv"
    )
    assert done.status == 1
    assert done.err.startswith("6 of 10 devices; not collected: ")
    assert "(rejected)" in done.err
    found = rows(done.out)
    assert {row["device"] for row in found} <= set(stored)
    assert all(row["site"] == row["device"][:3] for row in found)
    done = collect("query", TABLE, "--limit", "platform:cisco_ios", "--format", "csv")
    assert done.status == 0, done.err
    with closing(sqlite3.connect(":memory:")) as oracle:
        oracle.execute("CREATE TABLE t (device, status)")
        values = [(row["device"], row["status"]) for row in rows(done.out)]
        oracle.executemany("INSERT INTO t VALUES (?, ?)", values)
        expected = oracle.execute("SELECT status, count(*) FROM t GROUP BY 1 ORDER BY 1").fetchall()
    sql = f"SELECT status, count(*) AS n FROM {TABLE} GROUP BY 1 ORDER BY 1"
    found = rows(collect("query", sql, "--limit", "platform:cisco_ios", "--format", "csv").out)
    assert [(row["status"], int(row["n"])) for row in found] == expected


def test_one_question_to_a_mixed_fleet(inventory: Path, lab: Lab) -> None:
    done = collect("-i", inventory, "--ask", "neighbors", "--format", "csv")
    assert done.status == 0, done.err
    assert done.err.startswith(f"{len(lab.devices)} of {len(lab.devices)} devices")
    found = rows(done.out)
    assert {row["device"] for row in found} == {each.name for each in lab.devices}
    # The devices of a lab form a ring: what one says of another, the other says of it.
    links = {(row["device"], row["interface"], row["neighbor"], row["neighbor_interface"]) for row in found}
    assert links == {(there, far, here, near) for here, near, there, far in links}
    again = collect(
        "query", "SELECT device, interface, neighbor, neighbor_interface FROM neighbors", "--format", "csv"
    )
    assert (again.status, again.out) == (0, done.out)


def test_a_question_beside_a_command(inventory: Path, lab: Lab) -> None:
    done = collect("-i", inventory, "-c", BRIEF, "--ask", "facts", "--format", "csv")
    assert done.status == 1
    assert "not collected: " in done.err
    assert "(rejected)" in done.err
    found = rows(done.out)
    assert {row["table"] for row in found} == {"facts", TABLE}
    answered = {row["device"] for row in found if row["table"] == TABLE}
    assert done.err.startswith(f"{len(answered)} of {len(lab.devices)} devices; ")


def test_every_question_at_once_from_a_job_file(inventory: Path, here: Path, lab: Lab) -> None:
    (here / "job.yaml").write_text(f"ask: [{', '.join(QUESTIONS)}]\n")
    assert collect("-i", inventory, "--job", "job.yaml").status == 0
    for question in QUESTIONS:
        done = collect("query", question, "--format", "csv")
        assert done.status == 0, done.err
        assert len({row["device"] for row in rows(done.out)}) == len(lab.devices) or question == "macs"


def test_a_platform_without_an_answer_is_told_and_no_error(inventory: Path, here: Path, lab: Lab) -> None:
    (here / "other.yaml").write_text(
        "- {name: F1, host: 127.0.0.1, port: 9, platform: fortinet, username: lab, password: env:LAB}\n"
    )
    (here / "other.yaml").chmod(0o600)
    both = ("-i", inventory, "-i", "other.yaml", "--ask", "vlans")
    planned = collect(*both, "--dry-run")
    assert "no command for the question vlans on fortinet: F1\n" in planned.out
    done = collect(*both, "--format", "csv", env={"LAB": "lab"})
    assert done.status == 0, done.err
    assert done.err.startswith("warning: no command for the question vlans on fortinet: F1\n")
    assert done.err.endswith(f"{len(lab.devices)} of {len(lab.devices)} devices; not asked: F1\n")
    alone = collect("-i", "other.yaml", "--ask", "vlans", env={"LAB": "lab"})
    assert alone.status == 2
    assert "platform fortinet has no command for this question (vlans) (F1)" in alone.err


def test_looking_around(stored: list[str]) -> None:
    done = collect("query", "--tables")
    assert [line.split()[0] for line in done.out.splitlines()] == [
        "table", "devices", "facts", "outputs", "parsed", "runs", TABLE, "show_version",
    ]  # fmt: skip
    assert "ip_address" in collect("query", "--columns", TABLE).out
    assert collect("query", "SELECT 1 AS one").out == "one\n  1\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["SELECT * FROM show_vrsion"], "did you mean show_version?"),
        (["SELECT * FROM show_vrsion"], "              ^^^^^^^^^^^"),
        (["DELETE FROM devices"], "only SELECT is allowed"),
        (["SELECT 1", "--runs", "yesterday"], "yesterday"),
        (["SELECT 1", "-l", "R9"], "R9"),
        (["SELECT 1", "-c", "show vrsion"], "did you mean 'show version'?"),
        (["SELECT 1", "--tables"], "one question"),
        ([], "one question"),
        (["--tables", "--columns", TABLE], "one question"),
        (["SELECT 1", "--templates", "missing"], "missing/index"),
        ([f"{ENDLESS} SELECT count(*) FROM c", "--timeout", "0.2"], "gave up after 0.2 s"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question(stored: list[str], arguments: list[str], said: str) -> None:
    done = collect("query", *arguments)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""


def test_a_function_that_never_ends_is_given_up(stored: list[str]) -> None:
    started = time.monotonic()
    done = collect("query", f"SELECT regexp('^(a+)+$', '{'a' * 60}b')", "--timeout", "0.2")
    assert done.status == 2
    assert "gave up after 0.2 s" in done.err
    long = "instr(printf('%.*c', 30000000, 'a'), printf('%.*c', 15000000, 'a') || 'b')"
    done = collect("query", f"SELECT {long}", "--timeout", "0.2")
    assert (done.status, done.out) == (2, "")
    assert "did not come to an end" in done.err
    assert time.monotonic() - started < 60


def test_show_gives_outputs_as_text(stored: list[str], here: Path) -> None:
    name = stored[0]
    one = collect("show", "-l", name, "-c", BRIEF)
    assert one.status == 0
    assert one.out in (here / "output" / "latest" / f"{name}.txt").read_text()
    assert one.out.startswith("Interface")
    done = collect("show", "latest", "-l", name)
    assert [line for line in done.out.splitlines() if line.startswith(f"{name}: ")] == [
        f"{name}: {BRIEF}",
        f"{name}: show version",
    ]
    assert collect("show").status == 1


def test_show_gives_rows(stored: list[str]) -> None:
    done = collect("show", "-c", BRIEF, "--columns", "device,site,interface", "--where", "status <> 'up'",
                   "--sort", "-device", "--format", "csv")  # fmt: skip
    assert done.status == 1
    found = rows(done.out)
    assert list(found[0]) == ["device", "site", "interface"]
    assert [row["device"] for row in found] == sorted((row["device"] for row in found), reverse=True)
    document = collect("show", "-c", BRIEF, "--format", "json").document
    assert {each["state"] for each in document["outputs"]} == {"parsed", "not_collected"}
    assert len(document["coverage"]["missing"]) == 4
    assert yaml.safe_load(collect("show", "-c", BRIEF, "--format", "yaml").out) == document
    done = collect("show", "-c", BRIEF, "--where", "statu = 1")
    assert done.status == 2
    assert "did you mean status?" in done.err
    assert collect("show", "--format", "text", "--sort", "device").status == 2


def test_own_templates_go_first(stored: list[str], here: Path) -> None:
    (here / "own").mkdir()
    (here / "own" / "index").write_text(
        "Template, Hostname, Platform, Command\n\nown.textfsm, .*, .*, sh[[ow]] ver[[sion]]\n"
    )
    (here / "own" / "own.textfsm").write_text("Value FIRST (.+)\n\nStart\n  ^${FIRST} -> Record End\n\nEnd\n")
    arguments = ("-c", "show version", "--templates", "own", "-l", "platform:cisco_ios")
    done = collect("show", "--format", "csv", *arguments)
    assert done.status == 0
    assert done.out.startswith("device,first\n")
    assert "software_image" in collect("show", "-c", "show version", "--format", "csv").out


def test_two_questions_at_once_have_the_same_answer(stored: list[str], here: Path) -> None:
    for _ in range(2):
        (here / "output" / "index.sqlite").unlink(missing_ok=True)
        with ThreadPoolExecutor(4) as executor:
            done = list(executor.map(lambda _: collect("query", TABLE, "--format", "csv"), range(4)))
        assert len({(each.out, each.err, each.status) for each in done}) == 1
        assert done[0].status == 1


def test_whoever_stops_reading_is_no_error(stored: list[str]) -> None:
    done = subprocess.run(
        f"{COLLECT} query show_version --format json | head -c 10",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert done.stderr.count(b"Traceback") == 0
    assert len(done.stdout) == 10


def test_a_terminal_gets_no_line_that_is_wider(stored: list[str]) -> None:
    reader, writer = os.openpty()
    with subprocess.Popen(
        [COLLECT, "show", "-c", "show version", "-l", "platform:cisco_ios", "--format", "table"],
        stdout=writer, stderr=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "60", "LINES": "24"},
    ) as running:  # fmt: skip
        os.close(writer)
        text = b""
        while True:
            try:
                piece = os.read(reader, 65536)
            except OSError:
                break
            text += piece
    os.close(reader)
    assert running.returncode == 0
    assert b"device" in text
    assert max(map(len, text.decode().split("\r\n"))) <= 100


def test_rows_as_parquet_files(stored: list[str], here: Path) -> None:
    done = collect("query", TABLE, "--parquet", "lake", "-l", "platform:cisco_ios", "--format", "csv")
    assert done.status == 0, done.err
    (row,) = rows(done.out)
    assert (here / row["file"]).is_file()
    assert row["file"] == f"lake/{TABLE}/run={row['run']}/part.parquet"
    assert collect("query", "--parquet", "lake", "--tables").status == 2
    assert collect("query", "--parquet", "devices.yaml", TABLE).status == 4
    assert {path.name for path in (here / "lake").iterdir()} == {TABLE}
    assert collect("query", "--parquet", "lake").status == 1
    assert {path.name for path in (here / "lake").iterdir()} >= {TABLE, "show_version", "devices", "parsed"}


def test_a_run_reports_its_rows(inventory: Path, here: Path) -> None:
    arguments = ("-i", inventory, "-c", BRIEF)
    done = collect(*arguments, "-l", "platform:cisco_*", "--format", "csv")
    assert done.status == 0, done.err
    assert done.out == collect("show", "--format", "csv").out
    assert "4 of 4 devices" in done.err
    done = collect(*arguments, "-l", "platform:cisco_*", "--format", "table", "-q")
    assert done.err == ""
    assert done.out == collect("show", "--format", "table").out
    assert (here / "output" / "index.sqlite").exists()
    done = collect(*arguments, "--format", "markdown")
    assert done.status == 1
    assert done.out.startswith("| device | interface |")
    assert "6 of 10 devices; not collected: " in done.err


def test_a_device_without_a_template_is_missing_in_the_rows_of_a_run(inventory: Path) -> None:
    done = collect(
        "-i", inventory, "-c", "show clock | include UTC", "-l", "platform:cisco_ios", "--format", "yaml"
    )
    assert done.status == 1
    assert "0 of 2 devices; no template: " in done.err
    assert {each["state"] for each in yaml.safe_load(done.out)["outputs"]} == {"no_template"}


def test_a_job_file_may_ask_for_rows_and_wrong_templates_are_told_first(inventory: Path, here: Path) -> None:
    (here / "job.yaml").write_text(
        f"inventory: {inventory}\ncommands: [{BRIEF}]\nlimit: ['platform:cisco_ios']\nformat: csv\n"
    )
    done = collect("--job", "job.yaml")
    assert done.status == 0, done.err
    assert done.out.startswith("device,interface,")
    before = set((here / "output" / "runs").iterdir())
    done = collect("--job", "job.yaml", "--templates", "missing")
    assert done.status == 2
    assert "missing/index" in done.err
    assert set((here / "output" / "runs").iterdir()) == before
