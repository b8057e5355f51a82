"""A site's own files on platforms: strict, every problem at its place, and in force where they are given."""

from __future__ import annotations

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from netcollect import Device, InputError, RunOptions, SessionOptions
from netcollect.guard import objection
from netcollect.inventory import load_platform_files
from netcollect.inventory.platform_files import NOT_READ
from netcollect.plan import plan
from netcollect.platforms import Own, family_of, platform_of, shipped, taught
from netcollect.platforms.sheet import LISTS
from netcollect.redaction import redact
from netcollect.session.platforms import rejection

DOCS = Path(__file__).parents[3] / "docs" / "platforms.md"
GUARD = """\
errors:
  - {source: here, patterns: ['ACL-GUARD: ']}
reads:
  - {source: here, words: acl-guard status}
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def problems(folder: Path, **files: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_platform_files(write(folder, **files))
    return str(caught.value).replace(f"{folder}/", "").splitlines()


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return load_platform_files(write(tmp_path, cisco_ios=GUARD))


def test_a_file_named_like_a_family_extends_it_and_those_that_extend_it(own: Own) -> None:
    for platform in ("cisco_ios", "cisco_xe_telnet", "cisco_nxos", "arista_eos"):
        with taught(own):
            assert rejection(platform, "ACL-GUARD: blocked\n") == "ACL-GUARD: blocked"
            assert rejection(platform, "% Incomplete command\n")
        assert rejection(platform, "ACL-GUARD: blocked\n") is None


def test_a_reading_command_is_one_only_where_it_was_taught(own: Own) -> None:
    for _ in range(2):
        assert objection("acl-guard status", "cisco_ios")
        with taught(own):
            assert objection("acl-guard status", "cisco_ios") is None
            assert objection("acl-guard reset", "cisco_ios")
            assert objection("acl-guard status", "huawei_vrp")


def test_a_command_within_a_shells_is_judged_by_what_was_taught_too(own: Own) -> None:
    command = "vtysh -c 'acl-guard status'"
    assert objection(command, "linux")
    with taught(own):
        assert objection(command, "linux") is None
    assert objection(command, "linux")


def test_a_file_with_another_name_adds_a_family_that_platforms_move_to(tmp_path: Path) -> None:
    text = (
        "extends: vendor\nmembers: {ssh: hioso_olt, telnet: hioso_olt}\n"
        "questions:\n  - {source: a, patterns: ['onu id']}\n"
    )
    found = problems(tmp_path, our_olts=text)
    assert found == [
        "our_olts.yaml:2:16: members.ssh: netmiko knows no platform 'hioso_olt' "
        "(did you mean hioso_olt_telnet, huawei_olt?)"
    ]
    own = load_platform_files(write(tmp_path, our_olts=text.replace("ssh: hioso_olt, ", "")))
    assert platform_of("hioso_olt_telnet").family == "hioso_olt"
    with taught(own):
        assert platform_of("hioso_olt_telnet") == ("hioso_olt_telnet", "hioso_olt", "our_olts", "telnet", 23)
        assert family_of("hioso_olt_telnet").question.search(b"onu id:")
        assert family_of("raisecom_telnet") is not family_of("hioso_olt_telnet")
    assert platform_of("hioso_olt_telnet").family == "hioso_olt"


def test_what_is_taught_holds_in_its_own_thread_only(own: Own) -> None:
    with taught(own), ThreadPoolExecutor(1) as pool:
        assert pool.submit(rejection, "cisco_ios", "ACL-GUARD: x\n").result() is None
        assert rejection("cisco_ios", "ACL-GUARD: x\n")


def test_it_goes_wherever_a_job_goes(own: Own) -> None:
    options = SessionOptions(platform_files=own)
    device = Device(name="R1", host="192.0.2.1", platform="cisco_ios")
    (job,) = plan([device], "acl-guard status", RunOptions(session=options), needs_logins=False).jobs
    assert pickle.loads(pickle.dumps(job)).options.platform_files == own
    assert "ACL-GUARD" not in repr(options)
    assert hash(options) == hash(SessionOptions(platform_files=own))
    with pytest.raises(InputError, match="no reading command"):
        plan([device], "acl-guard status", needs_logins=False)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        cisco_ios="erors: []\nerrors:\n  - patterns: ['(', '']\n  - {source: '', patterns: x}\nshell: a\n",
        mine="extends: nobody\nmembers: {ssh: cisco_iso, udp: x}\nreplaces: reeds\ngrammar: basic\n",
        other="members: {ssh: linux}\n",
        third="extends: base\nmembers: {ssh: linux}\n",
        broken="errors: [\n",
    )
    places = [line.split(": ", 2)[:2] for line in found]
    assert ["broken.yaml:2:1", "the YAML is not valid"] in places or any(
        p[0].startswith("broken.yaml:") for p in places
    )
    for place, key in (
        ("cisco_ios.yaml:1:1", "erors"),
        ("cisco_ios.yaml:3:5", "errors[0]"),
        ("cisco_ios.yaml:3:16", "errors[0].patterns[0]"),
        ("cisco_ios.yaml:3:21", "errors[0].patterns[1]"),
        ("cisco_ios.yaml:4:14", "errors[1].source"),
        ("cisco_ios.yaml:4:28", "errors[1].patterns"),
        ("cisco_ios.yaml:5:8", "shell"),
        ("mine.yaml:1:10", "extends"),
        ("mine.yaml:2:16", "members.ssh"),
        ("mine.yaml:2:27", "members.udp"),
        ("mine.yaml:3:11", "replaces"),
        ("mine.yaml:4:10", "grammar"),
        ("other.yaml:1:1", "`extends` is missing"),
        ("third.yaml:2:16", "members.ssh"),
    ):
        assert any(line.startswith(f"{place}: {key}") for line in found), (place, key, found)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "is not a valid regular expression"),
        ("a{99999999999}", "is not a valid regular expression"),
        ("(?i)x", "is not a valid regular expression"),
        ("x*", "matches an empty line"),
        ("a|", "matches an empty line"),
        ("(?P<n>x)", "names a group"),
        (r"(x)\1", "names a group"),
        ("(a+)+$", "may take for ever"),
        ("^.+$", "matches everything"),
        ("[^z]+", "matches everything"),
    ],
)
@pytest.mark.parametrize("section", ["errors", "questions", "in_front", "reading_patterns"])
def test_a_pattern_that_cannot_stand_among_others_is_refused(
    tmp_path: Path, pattern: str, said: str, section: str
) -> None:
    (line,) = problems(tmp_path, linux=f"{section}:\n  - {{source: a, patterns: ['{pattern}']}}\n")
    assert line.startswith(f"linux.yaml:2:28: {section}[0].patterns[0]: ")
    assert said in line


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("volatile:\n  - {source: a, patterns: ['(a|aa)+$']}", "volatile[0].patterns[0]"),
        ("volatile:\n  - {source: a, patterns: [x], until: '(a+)+$'}", "volatile[0].until"),
        ("banners:\n  - {source: a, begins: '(a+)+$', ends: x}", "banners[0].begins"),
        ("greetings:\n  - {source: a, seen: '(a+)+$', press: Enter}", "greetings[0].seen"),
        ("secret_tables:\n  - {source: a, heading: '(?P<s>x)', rows: '(a+)+$'}", "secret_tables[0].rows"),
        ("secrets:\n  - {source: a, line: x, words: [y, '(a+)+$']}", "secrets[0].words[1]"),
    ],
)
def test_no_pattern_may_take_for_ever(tmp_path: Path, section: str, key: str) -> None:
    (line,) = problems(tmp_path, linux=f"{section}\n")
    assert f": {key}: " in line
    assert "may take for ever" in line


def test_a_loop_that_nothing_follows_and_a_banner_that_ends_with_its_line(tmp_path: Path) -> None:
    loop = r"(?:\d+ \w+,?\s*)+"
    taken = f"volatile:\n  - {{source: a, patterns: ['up {loop}']}}\n"
    assert load_platform_files(write(tmp_path, linux=taken))
    (line,) = problems(tmp_path, linux=f"reading_patterns:\n  - {{source: a, patterns: ['show {loop}']}}\n")
    assert "may take for ever" in line
    taken = "banners:\n  - {source: a, begins: '^banner ', ends: '$'}\n"
    assert load_platform_files(write(tmp_path, linux=taken))


def test_a_table_of_secrets_names_its_column(tmp_path: Path) -> None:
    row = "secret_tables:\n  - {source: a, heading: 'Name +KEY', rows: '\\d'}\n"
    (line,) = problems(tmp_path, cisco_ios=row.replace("KEY", "Key"))
    assert "secret_tables[0].heading: has no group `s`" in line
    own = load_platform_files(write(tmp_path, cisco_ios=row.replace("KEY", "(?P<s>Key)")))
    with taught(own):
        shown = redact("Name  Key\nR1    abc123\n", "cisco_ios")
    assert "abc123" not in shown


def test_what_hides_whole_outputs_names_their_commands(tmp_path: Path) -> None:
    row = "volatile:\n  - {source: a, patterns: [x, '[^z]+']"
    (line,) = problems(tmp_path, linux=f"{row}}}\n")
    assert line.startswith("linux.yaml:2:5: volatile[0].patterns: matches everything")
    assert load_platform_files(write(tmp_path, linux=f"{row}, commands: show clock}}\n"))


def test_patterns_of_bytes_and_places_for_acting_words(tmp_path: Path) -> None:
    assert "bad escape" in problems(tmp_path, linux="pagers:\n  - {source: a, patterns: ['\\u2026']}\n")[0]
    text = "reading_patterns:\n  - {source: a, patterns: ['(?!(?:{path_acts})/)show']}\n"
    assert load_platform_files(write(tmp_path, linux=text))


def test_what_an_unknown_key_may_be_is_what_the_docs_list(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, linux="qqqqq: []\n")
    listed = set(line.partition("known here: ")[2].rstrip(")").split(", "))
    assert listed == set(LISTS) - {*NOT_READ, "marks", "path_reads", "path_acts"} | {
        "extends",
        "members",
        "replaces",
    }


def test_an_empty_file_names_its_page(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, linux="")
    assert line == "linux.yaml: is empty (see docs/platforms.md for what it may hold)"


def test_a_section_without_effect_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, linux="row_keys:\n  - {source: a, command: x, keys: y}\nasks: []\n")
    assert [line.split(": ")[1] for line in found] == ["row_keys", "asks"]
    assert all("does not use this section yet" in line for line in found)


def test_families_in_a_circle(tmp_path: Path) -> None:
    found = problems(tmp_path, a="extends: b\n", b="extends: c\n", c="extends: a\n", d="extends: a\n")
    assert [line.split(":")[0] for line in found] == ["a.yaml", "b.yaml", "c.yaml"]
    assert all("in a circle" in line for line in found)
    for each in tmp_path.iterdir():
        each.unlink()
    own = load_platform_files(write(tmp_path, a="extends: b\n", b="extends: linux\n"))
    with taught(own):
        assert shipped().family("linux").errors
    assert len(own) == 2


def test_a_familys_parent_is_not_changed(tmp_path: Path) -> None:
    assert "remove this line" in problems(tmp_path, cisco_ios="extends: linux\n")[0]


@pytest.mark.parametrize("name", ["Our Routers", "x-y", "a" * 41])
def test_a_name_that_is_no_familys(tmp_path: Path, name: str) -> None:
    assert any("name is not a family" in line for line in problems(tmp_path, **{name: "extends: linux\n"}))


def test_no_directory_and_an_empty_one(tmp_path: Path) -> None:
    assert problems(tmp_path)[0].endswith("(see docs/platforms.md for how to write one)")
    with pytest.raises(InputError, match="is not a directory"):
        load_platform_files(tmp_path / "nowhere")


def test_the_example_of_the_docs_works(tmp_path: Path) -> None:
    text = DOCS.read_text()
    blocks = re.findall(r"`platforms/(\w+)\.yaml`[^`]*```yaml\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == ["cisco_ios", "our_olts"]
    own = load_platform_files(write(tmp_path, **dict(blocks)))
    with taught(own):
        assert rejection("cisco_xe", "ACL-GUARD: blocked\n")
        assert objection("acl-guard status", "cisco_ios") is None
        assert rejection("optilink_eolt9702_telnet", "cmd-err 12\n")
        assert objection("onu list", "optilink_eolt9702_telnet") is None
        assert family_of("optilink_eolt9702_telnet").question.search(b"enter onu id: ")
        assert family_of("optilink_eolt9702_telnet").prompt_mark.sub(b"", b"(loading) olt7#") == b"olt7#"
    lists = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    named = {name for each in lists for name in re.findall(r"\w+", each)}
    assert named == set(LISTS) - {*NOT_READ, "marks", "path_reads", "path_acts"}
