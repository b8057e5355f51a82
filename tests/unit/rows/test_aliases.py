"""Names of platforms: each alias leads to templates, and none hides templates of its own."""

from __future__ import annotations

from netmiko.ssh_dispatcher import CLASS_MAPPER_BASE

from netcollect.rows.aliases import ALIASES, template_platforms
from netcollect.rows.templates import _installed
from unit.tables import each_row


def has_templates(name: str) -> bool:
    return any(entry.is_for(name) for entry in _installed().entries)


@each_row("platform, name", ALIASES.items())
def test_an_alias_reaches_templates(platform: str, name: str) -> None:
    assert has_templates(name)
    assert not has_templates(platform), "it has templates of its own"
    assert platform in CLASS_MAPPER_BASE


@each_row("platform", CLASS_MAPPER_BASE)
def test_a_platform_finds_what_stands_under_its_own_name(platform: str) -> None:
    assert template_platforms(platform)[0] == platform


def test_more_than_two_in_five_of_netmikos_platforms_have_templates() -> None:
    reached = [name for name in CLASS_MAPPER_BASE if any(map(has_templates, template_platforms(name)))]
    assert len(reached) >= 80


def test_the_transport_is_no_part_of_the_name() -> None:
    assert template_platforms("cisco_xe_telnet") == ("cisco_xe_telnet", "cisco_xe", "cisco_ios")
    assert template_platforms("cisco_nxos") == ("cisco_nxos",)
