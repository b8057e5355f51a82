"""Communities in what devices show: masked in each column and behind each label, and nothing else."""

from __future__ import annotations

import pytest

from netcollect.redaction import MASK, redact

#: What begins with HUNT is a community, or the name of what a community made.
SHOWN = {
    "cisco_ios": """\
R1#show snmp community

Community name: ILMI
Community Index: cisco0
Community SecurityName: ILMI
storage-type: read-only  active

Community name: HUNTER
Community Index: cisco1
Community SecurityName: HUNTER
storage-type: nonvolatile        active access-list: 10

R1#show snmp group
groupname: HUNTER                       security model:v1
contextname: <no context specified>     storage-type: permanent
readview : v1default                    writeview: <no writeview specified>
R1#show snmp host
Notification host: 10.0.0.9 udp-port: 162  type: trap
user: HUNTER    security model: v2c
""",
    "cisco_nxos": """\
Community            Group / Access      context    acl_filter
---------            --------------      -------    ----------
HUNTER               network-operator               ACL-SNMP
HUNTER2              network-admin

sys contact: noc
Host                            Port Version  Level  Type   SecName
10.0.0.9                        162  v2c      noauth trap   HUNTER
""",
    "arista_eos": """\
Community name: HUNTER
Community access: read-only
Access list: SNMP

SNMP notification
Notification host: 10.0.0.9       udp-port: 162   type: trap
user: HUNTER                     security model: v2c
""",
    "huawei": """\
   Community name:HUNTER
       Group name:HUNTER
       Acl:2001
       Storage-type: nonVolatile

   Community name: %^%#abcdefgh%^%#
       Group name: ops

   Group name: HUNTER2
       Security model: v2c noAuthnoPriv
""",
    "hp_comware": """\
   Community name: HUNTER
       Group name: HUNTER
       Storage-type: nonVolatile
""",
    "juniper_junos": """\
SNMP community: HUNTER
""",
    "cisco_xr": """\
Community name: HUNTER
""",
    "hp_procurve": """\
 SNMP Communities

  Community Name       MIB View Write Access
  -------------------- -------- ------------
  HUNTER               Operator Restricted
  HUNTER2              Manager  Unrestricted

 Trap Receivers

  Link-Change Traps Enabled on Ports [All] : All

  Address                Community              Events   Type   Retry   Timeout
  ---------------------- ---------------------- -------- ------ ------- -------
  10.0.0.9               HUNTER                 None     trap   3       15
""",
    "dell_os6": """\
Community-String     Community-Access    View Name      IP Address
-------------------- ------------------- -------------- ------------
HUNTER               Read Only           Default        All
""",
    "cisco_s300": """\
    Community-String    Community-Access  View name   IP address      Mask
 -------------------- ---------------- ----------- ---------------- -----
 HUNTER               read only        Default     10.0.0.1
""",
    "cisco_wlc": """\
SNMP Community Name Client IP Address Client IP Mask     Access Mode Status
------------------- ----------------- ----------------- ----------- --------
HUNTER              0.0.0.0           0.0.0.0           Read Only   Enable
""",
}
KEPT = [
    ("cisco_ios", "groupname: ADMINS security model:v3 auth\nuser: alice security model: v3 auth\n"),
    ("cisco_ios", "    0 Bad SNMP version errors\n    0 Unknown community name\n    0 Illegal operation\n"),
    ("cisco_ios", "Named Community standard list LOCAL\n    permit 65000:1\n"),
    ("cisco_ios", "Community name: LOCAL\n  Members: 65000:1\n"),
    ("huawei", "   Group name: ops\n       Security model: v3 AuthPriv\n       Readview: all\n"),
    ("hp_comware", "   Group name: ops\n   Storage-type: nonVolatile\n"),
    ("juniper_junos", "    Bad community names: 0, Bad community uses: 0,\n"),
    ("cisco_nxos", "Host   Port Version  Level  Type   SecName\n10.0.0.9  162  v3   auth trap   alice\n"),
    ("cisco_nxos", "Community   Local Preference\n65000:1     100\n"),
    ("dell_os6", "Community-String  Community-Access  View Name  IP Address\n\nTotal Entries: 0\n"),
    (
        "hp_procurve",
        " Community Name  MIB View Write Access\n --------------- -------- ------------\n\n Trap Receivers\n",
    ),
]


@pytest.mark.parametrize("platform", SHOWN)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_community_is_left_in_what_a_device_shows(platform: str, end: str) -> None:
    text = SHOWN[platform].replace("\n", end)
    masked = redact(text, platform)
    assert "HUNT" not in masked
    assert redact(masked, platform) == masked
    assert masked.count(end) == text.count(end)


@pytest.mark.parametrize("platform", SHOWN)
def test_nothing_else_is_masked(platform: str) -> None:
    text = SHOWN[platform].replace("HUNTER2", "HUNTER").replace("%^%#abcdefgh%^%#", "HUNTER")
    assert MASK.sub("HUNTER", redact(text, platform)).replace("ILMI", "HUNTER") == text.replace(
        "ILMI", "HUNTER"
    )


@pytest.mark.parametrize(("platform", "text"), KEPT)
def test_what_only_looks_like_such_a_table_stays(platform: str, text: str) -> None:
    assert redact(text, platform) == text


def test_the_same_community_has_the_same_mask_in_a_table_and_in_the_configuration() -> None:
    text = "Community name: HUNTER\nsnmp-server community HUNTER RO\n"
    assert len(MASK.findall(redact(text, "cisco_ios"))) == 2
    assert len(set(MASK.findall(redact(text, "cisco_ios")))) == 1
