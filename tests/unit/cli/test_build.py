"""From the command line, the environment and a job file to a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.cli.build import NothingToDoError, build_plan, run_options
from netcollect.errors import InputError
from netcollect.model import HostKeys, SessionOptions
from netcollect.options import ClusterOptions, Keeping, LimitOptions, RunOptions, StorageOptions
from netcollect.plan import Plan
from unit.cli.parsing import parsed

DEVICES = """
- {name: R1, host: 192.0.2.1, platform: cisco_ios, site: ams, read_timeout: 90, username: lab}
- {name: R2, host: 192.0.2.2, platform: cisco_ios, site: fra, password: 'env:R2_PASSWORD'}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "devices.yaml").write_text(DEVICES)
    (tmp_path / "devices.yaml").chmod(0o600)
    return tmp_path


def commands_of(planned: Plan) -> list[tuple[str, ...]]:
    return [job.commands for job in planned.jobs]


def test_questions_come_from_the_flags_or_else_from_the_job_file(here: Path) -> None:
    (here / "job.yaml").write_text("ask: [arp, lldp]\ncommands: [show clock]\n")
    one = "show clock", "show ip arp", "show lldp neighbors detail", "show cdp neighbors detail"
    assert (
        commands_of(build_plan(*parsed("-i", "devices.yaml", "--dry-run", "--job", "job.yaml"))) == [one] * 2
    )
    named = build_plan(*parsed("-i", "devices.yaml", "--dry-run", "--job", "job.yaml", "--ask", "vlans"))
    assert commands_of(named) == [("show vlan brief",)] * 2
    assert named.asks == ("vlans",)
    sent = build_plan(*parsed("-i", "devices.yaml", "--dry-run", "--job", "job.yaml", "-c", "show users"))
    assert commands_of(sent) == [("show users",)] * 2


def test_a_question_of_a_job_file_that_does_not_exist_is_told_with_its_place(here: Path) -> None:
    (here / "job.yaml").write_text("ask: [arp, interface]\n")
    with pytest.raises(InputError) as caught:
        parsed("-i", "devices.yaml", "--job", "job.yaml")
    assert "job.yaml:1:" in str(caught.value)
    assert "'interface' is none of facts, interfaces," in str(caught.value)


def build(*arguments: str) -> Plan:
    return build_plan(*parsed("-i", "devices.yaml", "-c", "show version", *arguments))


def wrong(*arguments: str) -> str:
    with pytest.raises(InputError) as caught:
        build(*arguments)
    return str(caught.value)


def test_every_flag_reaches_its_option() -> None:
    line = (
        "-i a.yaml --output out --layout command --redact --last-good --keep 3 --keep-days 4 --executor dask "
        "--dask-scheduler tls://s:1 --dask-allow-plaintext --dask-pin site --workers 7 --max-per site=4 "
        "--max-per group=2 --ramp 0 --max-rejections 5 --retries 2 --run-timeout 60 --connect-timeout 1 "
        "--read-timeout 2 --device-timeout 3 --max-output 1M --accept-banner --require-enable "
        "--host-keys strict --known-hosts kh --ssh-config sc --agent --allow-command clear.* "
        "--session-log logs"
    )
    flags, _ = parsed(*line.split())
    assert run_options(flags, "run") == RunOptions(
        executor="dask",
        limits=LimitOptions(
            workers=7,
            max_per={"site": 4, "group": 2},
            ramp=None,
            max_rejections=5,
            retries=2,
            run_timeout=60.0,
        ),
        storage=StorageOptions(
            output="out", layout="command", redact=True, keeping=Keeping(last_good=True, runs=3, days=4)
        ),
        cluster=ClusterOptions(scheduler="tls://s:1", pin="site", plaintext=True),
        session=SessionOptions(
            connect_timeout=1.0,
            read_timeout=2.0,
            device_timeout=3.0,
            max_output=1_000_000,
            accept_banner=True,
            require_enable=True,
            host_keys=HostKeys.STRICT,
            known_hosts="kh",
            ssh_config="sc",
            use_agent=True,
            allow_commands=("clear.*",),
            session_log="logs",
        ),
        inventory=("a.yaml",),
        follows="run",
    )


def test_without_flags_the_options_are_the_library_s_own() -> None:
    assert run_options(parsed()[0]) == RunOptions()


def test_flag_then_variable_then_job_file_then_default(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "job.yaml").write_text("retries: 1\nworkers: 1\nmax_rejections: 1\nmax-per: [site=1]\n")
    monkeypatch.setenv("COLLECT_RETRIES", "2")
    monkeypatch.setenv("COLLECT_WORKERS", "2")
    limits = run_options(parsed("--job", "job.yaml", "--retries", "3")[0]).limits
    assert (limits.retries, limits.workers, limits.max_rejections, limits.ramp) == (3, 2, 1, 250)
    assert limits.max_per == {"site": 1}


def test_a_login_is_needed_unless_the_plan_is_only_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 device has no user name, or neither password nor key (R1)" in wrong("-u", "lab")
    assert len(build("--dry-run").jobs) == 2
    monkeypatch.setenv("COLLECT_PASSWORD", "typed")
    monkeypatch.setenv("R2_PASSWORD", "referred")
    planned = build("-u", "lab")
    assert [job.device.password for job in planned.jobs] == ["typed", "referred"]


def test_no_secret_is_fetched_for_a_plan_that_is_wrong() -> None:
    """A password manager may ask a person, or lock: what can be known without it is said first."""
    text = wrong("-u", "lab", "--max-per", "sight=1")
    assert "no selected device has 'sight'" in text
    assert "R2_PASSWORD" not in text


def test_a_dry_run_fetches_no_secret() -> None:
    (job,) = build("--dry-run", "-l", "R2").jobs
    assert job.device.password == "env:R2_PASSWORD"


@pytest.mark.parametrize(("arguments", "timeout"), [((), 90.0), (("--read-timeout", "5"), None)])
def test_a_timeout_of_the_command_line_wins_over_the_inventory(
    arguments: tuple[str, ...], timeout: float | None
) -> None:
    assert build("--dry-run", *arguments).jobs[0].device.read_timeout == timeout


def test_commands_of_a_job_file_hold_where_no_flag_names_any(here: Path) -> None:
    (here / "job.yaml").write_text("inventory: devices.yaml\nplatforms: {cisco_ios: [show clock]}\n")
    (job, _) = build_plan(*parsed("--job", "job.yaml", "--dry-run")).jobs
    assert job.commands == ("show clock",)
    (job, _) = build_plan(*parsed("--job", "job.yaml", "--dry-run", "-c", "show version")).jobs
    assert job.commands == ("show version",)
    with pytest.raises(InputError, match="no command is given"):
        build_plan(*parsed("-i", "devices.yaml"))
    with pytest.raises(InputError, match="no inventory"):
        build_plan(*parsed("-c", "show version"))


def test_nothing_is_asked_where_nobody_sits() -> None:
    assert "there is no terminal to ask on (set COLLECT_PASSWORD instead)" in wrong("-k")


MANIFEST = """{"schema": 1, "tool": "netcollect 0", "run": "20261123T151100Z-7f3a", "status": "failed",
"started": "2026-11-23T15:11:00.000Z", "finished": "2026-11-23T15:11:01.000Z", "seconds": 1.0,
"directory": "output", "inventory": [], "counts": {}, "devices": [
{"device": "R1", "host": "a", "port": 22, "platform": "cisco_ios", "groups": [], "status": "STATUS1",
 "error": null, "attempts": 1, "seconds": 1, "commands": []},
{"device": "OTHER", "host": "a", "port": 22, "platform": "cisco_ios", "groups": [], "status": "STATUS2",
 "error": null, "attempts": 1, "seconds": 1, "commands": []}]}"""


@pytest.mark.parametrize(
    ("first", "second", "other", "arguments", "said"),
    [
        ("failed", "ok", "R2", (), ["R1"]),
        ("ok", "partial", "R2", (), ["R2"]),
        ("ok", "ok", "R2", (), "nothing failed in 20261123T151100Z-7f3a"),
        ("failed", "failed", "R9", (), "has devices that no inventory names: R9"),
        ("failed", "failed", "R9", ("-l", "R*"), ["R1"]),
        ("ok", "failed", "R9", ("-l", "R*"), "of what --limit selects"),
    ],
)
def test_what_failed_is_run_again(  # noqa: PLR0917
    here: Path, first: str, second: str, other: str, arguments: tuple[str, ...], said: list[str] | str
) -> None:
    run = here / "output" / "runs" / "20261123T151100Z-7f3a"
    run.mkdir(parents=True)
    text = MANIFEST.replace("STATUS1", first).replace("STATUS2", second).replace("OTHER", other)
    (run / "manifest.json").write_text(text)
    again = ("--dry-run", "--rerun-failed", run.name, *arguments)
    if isinstance(said, str):
        with pytest.raises((InputError, NothingToDoError), match=said):
            build(*again)
        return
    planned = build(*again)
    assert [job.device.name for job in planned.jobs] == said
    assert planned.options.follows == run.name
