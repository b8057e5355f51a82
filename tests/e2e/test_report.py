"""`collect report` and `--report`: the page of a run as one file."""

from __future__ import annotations

from pathlib import Path

from e2e.command import collect
from unit.compare.samples import first_day, second_day


def test_the_page_its_path_and_what_it_is_made_of(here: Path) -> None:
    first_day(here / "output")
    run = second_day(here / "output")
    done = collect("report")
    assert (done.status, done.out, done.err) == (0, "report.html\n", "")
    html = (here / "report.html").read_text("utf-8")
    assert html.startswith("<!doctype html>\n")
    assert run.name in html
    assert collect("report", "--output-file", "-").out == html
    assert collect("report", run.name, "--format", "json").document["counts"]["failed"] == 1
    assert collect("report", "--output-file", "no/such.html").status == 4
    assert collect("report", "-l", "R99").status == 2


def test_a_run_writes_its_page_and_a_job_file_may_ask_for_it(inventory: Path, here: Path) -> None:
    (here / "job.yaml").write_text("commands: [show version]\nreport: night.html\n")
    wrong = collect("-i", inventory, "-c", "show version", "--report", "no/such.html")
    assert wrong.status == 2
    assert "--report: there is no directory no" in wrong.err
    assert not (here / "output").exists()
    done = collect(
        "-i", inventory, "--job", "job.yaml", "-l", "*-000[12]", "--host-keys", "off", "--format", "json"
    )
    assert done.status == 0
    assert done.document["counts"]["ok"] == 2
    assert "report: night.html\n" in done.err
    assert "All 2 devices collected" in (here / "night.html").read_text("utf-8")
