"""Programs that read with some of their arguments, and which these are.

Sources: the manual pages of iproute2, systemd, net-tools, sysstat, LVM, Docker, Kubernetes, libvirt, ipset,
ebtables, teamdctl, iwlist, Open vSwitch, FRRouting and BIRD; NVIDIA Cumulus Linux, SONiC, Check Point Gaia
and Opengear command references; FreeBSD's section 8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from netcollect.guard.closer import (
    date_reads,
    find_reads,
    sampled_reads,
    tcpdump_reads,
    tmsh_reads,
    top_reads,
)
from netcollect.guard.options import Judge, options, subcommands
from netcollect.guard.words import phrases


def _joined(pattern: str) -> Judge:
    """A judge of all the words as one text."""
    return lambda words: re.fullmatch(pattern, " ".join(words), re.ASCII) is not None


def _plain(most: int = 0, flags: str = "") -> Judge:
    return options(flags, most=most)


_TABLES = options("nvxLS46", "t", "list list-rules numeric verbose exact line-numbers table=", most=2)
_SYSTEMD = (
    "no-pager no-legend full all plain quiet value failed type= state= property= lines= output= user system"
)
_HARDWARE = "fru sdr sensor sel lan chassis mc power user"

#: Programs that read with some arguments, and the judges of these.
ARGUMENTS: Mapping[str, Judge] = {
    "alias": _plain(),
    "arp": options("anveN", "iH", most=1),
    "arping": options("fqv", "cIwi", needs="-c", most=1),
    "birdc": _joined(r"(?:-[rv] )*show(?: [\w ./:*'\"-]*)?"),
    "birdcl": _joined(r"(?:-[rv] )*show(?: [\w ./:*'\"-]*)?"),
    "blkid": options("pik", "ost"),
    "bootctl": subcommands("status list", alone=True),
    "brctl": subcommands("show showmacs showstp"),
    "chronyc": subcommands("tracking sources sourcestats activity clients ntpdata serverstats", "nc"),
    "clagctl": options("vj", most=0),
    "clish": _joined(r"-c show [\w ./:,-]+"),
    "config": lambda words: all(word.startswith("--h") for word in words) or list(words) == ["export"],
    "conntrack": _joined(r"(?:-[LSC]|--(?:dump|stats|count))(?: -[psdfno]| --[sd]port| --state| [\w.:/,]+)*"),
    "coredumpctl": subcommands("list info", long="no-pager"),
    "cphaprob": _joined(r"(?:-[aimve] ?)*(?:stat|state|list|syncstat|if)"),
    "cpinfo": _joined(r"-y all"),
    "cplic": subcommands("print"),
    "cpstat": options("", "fh", least=1, most=1),
    "crontab": options("l", "u", needs="-l", most=0),
    "cpview": _joined("-p"),
    "date": date_reads,
    "devlink": _joined(
        r"(?:-[jpsvn] )*(?:dev|port|health|resource|sb|region|rate)(?: (?:show|info)(?: [\w./:-]+)*)?"
    ),
    "dmesg": options(
        "deklLPrSTtux", "lfs", "ctime level= facility= kernel decode nopager since= until=", most=0
    ),
    "dmidecode": options("q", "st", "type= string= quiet", most=0),
    "dmsetup": subcommands("ls status info table deps"),
    "ebtables": _joined(r"(?:-t \w+ )?(?:-L(?: \w+)?|--list)(?: --(?:L[ncx]|Lmac2))*"),
    "env": _plain(),
    "ethtool": options(
        "ikSacglmTPdenuxhIj",
        "",
        "json driver statistics show-features show-coalesce show-ring show-pause show-channels show-eee "
        "show-fec show-priv-flags show-permaddr show-time-stamping module-info register-dump version "
        "phy-statistics show-rxfh show-rxfh-indir show-nfc show-ntuple include-statistics",
        least=1,
        most=1,
    ),
    "fdisk": options("l", needs="-l"),
    "file": options("bikLszNhE", least=1),
    "find": find_reads,
    "findmnt": options("abDeflnrRsvJ", "tToO", "json list real"),
    "firewall-cmd": options(
        long="state list-all list-all-zones get-zones get-default-zone get-active-zones "
        "list-services list-ports list-interfaces zone= permanent version",
        most=0,
    ),
    "free": options("bkmghltwv", most=0),
    "fw": subcommands({"stat ver": "*", "ctl": "multik pstat iflist affinity"}),
    "fwaccel": subcommands("stat stats ver"),
    "fw_printenv": options("n"),
    "getenforce": _plain(),
    "gobgp": _joined(
        r"(?:-j )?(?:neighbor|global)(?: (?:rib|adj-in|adj-out|local|summary|-a|"
        r"(?:[0-9]+\.|[0-9a-f]*:)[0-9a-f.:/]+|ipv[46]|evpn|vpnv4))*"
    ),
    "hdparm": options("iIg", needs="", most=1),
    "history": lambda words: not words or (len(words) == 1 and words[0].isdigit()),
    "hostname": options("fsiIdAya", long="fqdn short all-fqdns", most=0),
    "hostnamectl": subcommands("status", alone=True),
    "hwclock": options("rv", long="show verbose", most=0),
    "ifconfig": options("asvlud", most=1),
    "iostat": sampled_reads,
    "ip6tables": lambda words: _TABLES(words) and _lists(words),
    "ip6tables-save": options("c", "t", most=0),
    "ipmitool": _joined(
        rf"(?:{_HARDWARE.replace(' ', '|')})(?: (?:list|elist|info|print|status|summary|get)"
        r"(?: [\w.-]+)*)?(?<!power)"
        r"(?<!chassis)"
    ),
    "ipsec": subcommands("status statusall listall listcerts listcas version"),
    "ipset": _joined(
        r"(?:-[tsn] |-(?:terse|sorted|name) )*(?:list|save|version|-[LSV]|--(?:list|save|version))"
        r"(?: (?:-[tsn]|-o (?:plain|save|xml)|-(?:terse|sorted|name)|[A-Za-z0-9_][\w.:-]*))*"
    ),
    "iptables": lambda words: _TABLES(words) and _lists(words),
    "iptables-save": options("c", "t", most=0),
    "iw": _joined(r"(?:dev|phy|list|reg get|(?:dev|phy) [\w.-]+ (?:link|info|station dump|survey dump))"),
    "iwconfig": _plain(1),
    # A scan leaves the channel and sends; `scan last` shows the one before.
    "iwlist": _joined(
        r"[\w.-]+ (?:scan(?:ning)? last|freq\w*|channel|rate|bit\w*|keys|enc\w*|power|txpower|retry)"
    ),
    "journalctl": options(
        "abkmqrxleN",
        "unoptgSUFDM",
        "no-pager unit= user-unit= lines= output= priority= since= until= identifier= grep= boot[=] dmesg "
        "list-boots disk-usage no-hostname no-full full all quiet reverse utc catalog merge system user "
        "header fields field= verify facility= no-tail output-fields= directory= file=",
        numbers=True,
    ),
    "jobs": _plain(),
    "lldpcli": subcommands("show", "", "f"),
    "lldpctl": options("", "f"),
    "localectl": subcommands("status list-locales list-keymaps", alone=True),
    "loginctl": subcommands(
        "list-sessions list-users list-seats show-session show-user session-status user-status",
        long="no-pager",
    ),
    "lshw": options("", "cC", "short class= json businfo sanitize numeric", most=0),
    "lsof": options("abCGHlnNOPRtUVwX", "cdipugF"),
    **dict.fromkeys(
        phrases("lvs, vgs, pvs, lvdisplay, vgdisplay, pvdisplay"),
        options("aovcCm", "OS", "units= noheadings separator= nosuffix segments all", most=20),
    ),
    "mdadm": options("DQEVsv", "", "detail query examine scan version export verbose brief"),
    "mii-tool": _plain(8, "vw"[:1]),
    "mount": lambda words: not words or list(words) == ["-l"] or (words[0] == "-t" and len(words) == 2),
    "mountpoint": options("qd", most=1),
    "mpstat": sampled_reads,
    "multipath": lambda words: list(words) in (["-l"], ["-ll"]),
    "net": subcommands("show example"),
    "netstat": options("anptulrisegoNCvWlxwS46MFeLmQ", "fI", most=0),
    "networkctl": subcommands("list status lldp", "a", long="no-pager", alone=True),
    "nft": _joined(r"(?:-[ansjyN]+ )*list [\w ./:-]+"),
    "nslookup": options(least=1),
    "nstat": options("asz", needs="-s"),
    "ntpq": options("pn46", "c", most=1),
    "ntpstat": _plain(),
    "numactl": lambda words: list(words) in (["-H"], ["--hardware"], ["-s"], ["--show"]),
    "nv": subcommands({"show list-commands": "*", "config": "show history diff find"}),
    "nvme": subcommands("list smart-log id-ctrl id-ns list-subsys"),
    "openssl": lambda words: (
        words[:1] in (["x509"], ["version"], ["crl"])
        and "-out" not in words
        and all(word != "-req" for word in words)
    ),
    "ovs-appctl": _joined(
        r"(?:-t [\w.-]+ )?(?:[\w-]+/(?:[\w-]*show|list|dump[\w-]*)|list-commands|version)(?: [\w.-]+)*"
    ),
    "ovs-dpctl": subcommands("show dump-flows dump-dps"),
    "ovs-ofctl": subcommands(
        "show dump-flows dump-ports dump-ports-desc dump-tables dump-groups dump-meters dump-desc", "", "O"
    ),
    "ovs-vsctl": subcommands(
        "show list get find list-br list-ports list-ifaces br-exists br-to-vlan iface-to-br port-to-br",
        "",
        "f",
        "columns= format= no-headings oneline timeout= bare data= pretty",
    ),
    "ovsdb-client": subcommands("list-dbs dump get-schema list-tables list-columns"),
    "parted": lambda words: (
        list(words) in (["-l"], ["-s", "-l"]) or (words[:1] == ["-s"] and words[-1:] == ["print"])
    ),
    "pcieutil": subcommands("show check"),
    "pfctl": _joined(r"(?:-[vnrg]+ )*-v{0,2}s ?[\w]+"),
    "pidstat": sampled_reads,
    "psuutil": subcommands("status numpsus version"),
    "redis-cli": subcommands(
        "get hget hgetall hkeys hvals hlen hmget mget keys scan info dbsize exists type ttl llen lrange "
        "smembers scard zrange zcard zscore strlen time lastsave ping",
        "",
        "nps",
        "raw no-raw json",
    ),
    "resolvectl": subcommands(
        {"status statistics query": "*", "dns domain": "-"}, long="no-pager", alone=True
    ),
    "rfkill": subcommands("list", alone=True),
    "route": options("nev46", most=0),
    "sar": sampled_reads,
    "service": lambda words: list(words) == ["--status-all"] or (len(words) == 2 and words[1] == "status"),
    "sfputil": subcommands("show version"),
    "show": lambda words: bool(words) and not any(re.search("[;|>`]", word) for word in words),
    "smartctl": options(
        "iHcaAxjV", "ldn", "all info health capabilities attributes xall scan json device= log="
    ),
    "sonic-cfggen": options("d", "v", "print-data var-json= key=", most=0),
    "sonic-db-cli": _joined(
        r"(?:-s )?[A-Z_]+ (?:(?i:get|hget|hgetall|hkeys|keys|exists|type|llen|lrange|smembers|ping)"
        r")(?: [^;]*)?"
    ),
    "sonic-installer": subcommands("list"),
    "sonic_installer": subcommands("list"),
    "ss": options(
        "hsVHQOnraloempTibS460tudwxMZz",
        "fAN",
        "summary all numeric tcp udp listening processes extended info memory options",
    ),
    "strongswan": subcommands("status statusall version"),
    "swanctl": _joined(
        r"--(?:list-(?:sas|conns|certs|pols|authorities|pools|algs)|stats|version)(?: --(?:raw|pretty))?"
    ),
    "swapon": lambda words: list(words) in (["-s"], ["--show"], ["--summary"]),
    "sysctl": lambda words: (
        options("aAXneNqbdoh", "r", "all values names ignore")(words)
        and not any("=" in word for word in words)
    ),
    "systemctl": subcommands(
        "status show cat is-active is-enabled is-failed is-system-running list-units list-unit-files "
        "list-timers list-sockets list-jobs list-dependencies get-default",
        "alq",
        "notpP",
        _SYSTEMD,
        alone=True,
    ),
    "tcpdump": tcpdump_reads,
    "teamdctl": _joined(
        r"[\w.-]+ (?:state(?: (?:view|dump|item get [\w.]+))?|config dump(?: \w+)?|port config dump [\w.-]+)"
    ),
    "timedatectl": subcommands("status show timesync-status show-timesync list-timezones", alone=True),
    "tmsh": tmsh_reads,
    "top": top_reads,
    "ubus": _joined(r"list(?: [\w.*-]+)?|call [\w.-]+ (?:status|dump|info|board|devices|get_features)"),
    "uci": subcommands("show get export changes", "q"),
    "udevadm": subcommands("info"),
    "ufw": subcommands("status show version"),
    "unbound-control": subcommands("status stats_noreset list_forwards list_stubs list_local_zones"),
    "vmstat": sampled_reads,
    "wg": subcommands("show showconf", alone=True),
    "zfs": subcommands("list get"),
    "zpool": subcommands({"list status get history": "*", "iostat": "-"}),
}


def _lists(words: Sequence[str]) -> bool:
    return any(re.match(r"-\w*[LS]|--list", word) for word in words)
