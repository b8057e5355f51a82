"""The rules that netcollect brings: each passes and fails as its own samples say."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from netcollect.archive import Run
from netcollect.audit import Judge, Rule, load_rules
from netcollect.audit.loading import builtin_names
from netcollect.guard import objection
from netcollect.platforms import known_platforms
from unit.audit.samples import make_run

RULES = [(name, rule) for name in builtin_names() for rule in load_rules([f"builtin:{name}"]).rules]
#: By rule and verdict, texts that have it.
SHOWN: dict[str, dict[str, list[str]]] = yaml.load(
    Path(__file__).with_name("hygiene.yaml").read_text("utf-8"), yaml.CSafeLoader
)
#: What a banner looks like where it has lines of its own.
BANNERS = {
    "cisco_ios*": "banner exec ^C\n{}^C\n",
    "cisco_nxos*": "banner exec ^\n{}^\n",
    "arista_eos*": "banner motd\n{}EOF\n",
}


def platform_of(rule: Rule) -> str:
    """A platform that a rule is for."""
    return next(each for each in sorted(known_platforms()) if rule.command_of(each))


def stated(output: Path, said: dict[str, tuple[Rule, str]]) -> dict[str, str]:
    """What came of each rule on a text, by a name."""
    run: Run = make_run(
        output,
        1,
        {
            f"{name}:{platform_of(rule)}": {str(rule.command_of(platform_of(rule))): text}
            for name, (rule, text) in said.items()
        },
    )
    pairs = [(rule, run.devices[name]) for name, (rule, _) in said.items()]
    judged = Judge().of_run(run, pairs)
    return {name: each.outcome.state if each else "none" for name, each in zip(said, judged, strict=True)}


def wrong(found: dict[str, str]) -> dict[str, str]:
    """The samples that got another verdict than they stand for."""
    wanted = {"passes": "passed", "fails": "violated"}
    return {name: state for name, state in found.items() if state != wanted[name.rpartition("-")[2]]}


def test_every_rule_has_what_a_reader_needs() -> None:
    assert len(RULES) >= 40
    lacking = [
        rule.id for _, rule in RULES if not (rule.title and rule.reference and rule.passes and rule.fails)
    ]
    assert lacking == []
    assert {"cisco_ios", "cisco_xe", "cisco_nxos", "arista_eos", "juniper_junos", "huawei_vrp"} <= {
        platform for platform in known_platforms() for _, rule in RULES if rule.command_of(platform)
    }
    assert [
        rule.id
        for _, rule in RULES
        if objection(str(rule.command_of(platform_of(rule))), platform_of(rule)) is not None
    ] == [], "the guard would refuse its command"


def test_every_sample_gets_the_verdict_that_it_stands_for(tmp_path: Path) -> None:
    said = {f"{rule.id}-passes": (rule, rule.passes) for _, rule in RULES}
    said |= {f"{rule.id}-fails": (rule, rule.fails) for _, rule in RULES}
    found = stated(tmp_path, said)
    assert wrong(found) == {}


def test_what_devices_show_at_their_defaults_and_near_misses(tmp_path: Path) -> None:
    rules = {rule.id: rule for _, rule in RULES}
    cases = {
        f"{name}-{state}-{number}": (rules[name], text, state)
        for name, states in SHOWN.items()
        for state, texts in states.items()
        for number, text in enumerate(texts)
    }
    found = stated(tmp_path, {name: (rule, text) for name, (rule, text, _) in cases.items()})
    assert {name: state for name, state in found.items() if state != cases[name][2]} == {}


def test_what_stands_in_a_banner_violates_nothing(tmp_path: Path) -> None:
    said = {
        rule.id: (rule, banner.format(rule.fails) + rule.passes)
        for _, rule in RULES
        for platforms, banner in BANNERS.items()
        if fnmatchcase(platform_of(rule), platforms) and "banner" not in rule.id
    }
    assert len(said) > 30
    found = stated(tmp_path, said)
    assert {name: state for name, state in found.items() if state != "passed"} == {}


def test_an_empty_configuration_passes_nothing(tmp_path: Path) -> None:
    found = stated(tmp_path, {rule.id: (rule, "\n") for _, rule in RULES})
    assert {state for state in found.values()} == {"unknown"}


def test_a_junos_configuration_is_judged_alike_in_every_form(tmp_path: Path) -> None:
    """In braces, as `set` lines, and where all of it stands in a group that is applied."""
    forms: dict[str, Callable[[str], str]] = {
        "set": _as_set,
        "group": _in_group,
        "group-set": lambda text: _as_set(_in_group(text)),
    }
    said = {
        f"{rule.id}-{form}-{kind}": (rule, change(text))
        for _, rule in RULES
        if rule.id.startswith("junos-")
        for form, change in forms.items()
        for kind, text in (("passes", rule.passes), ("fails", rule.fails))
    }
    found = stated(tmp_path, said)
    assert wrong(found) == {}


def _in_group(text: str) -> str:
    """What a configuration is with everything in a group."""
    inside = "".join(f"        {line}\n" for line in text.splitlines())
    return f"groups {{\n    global {{\n{inside}    }}\n}}\napply-groups global;\n"


def _as_set(text: str) -> str:
    """What `| display set` makes of a short configuration."""
    path: list[str] = []
    lines = []
    for line in map(str.strip, text.splitlines()):
        if line.endswith("{"):
            path.append(line.removesuffix("{").strip())
        elif line == "}":
            path.pop()
        else:
            lines.append(" ".join(["set", *path, line.removesuffix(";")]))
    return "".join(f"{line}\n" for line in lines)
