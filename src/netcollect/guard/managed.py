"""Containers, virtual machines and packages: what of their programs reads.

Sources: the Docker, Kubernetes and libvirt command references; the manuals of the package managers;
Proxmox VE's pct(1), qm(1), pvesh(1), pvecm(1) and pveversion(1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from netcollect.guard.options import Judge, options, subcommands

_PACKAGES = subcommands("list info show search repolist policy freeze version", "qC", long="installed all")
_CONTAINER = "ls list inspect ps df top port diff history version info"
_LOGS = options("tp", "nc", "tail= since= until= timestamps details previous namespace= container=")
_CONTAINERS = subcommands(
    {
        "ps images inspect version info top port diff history": "*",
        "logs": _LOGS,
        "stats": options(long="no-stream all format=", needs="--no-stream"),
        "container image network volume node service stack system context": _CONTAINER,
        "compose": "ps ls images version top",
    },
    "D",
    "lc",
    "log-level= context= debug",
)
_KUBECTL_GET = options(
    "A",
    "nolL",
    "output= namespace= selector= all-namespaces show-labels no-headers sort-by= field-selector= context= "
    "kubeconfig= label-columns=",
)
#: Programs and the judges of their arguments.
MANAGED: Mapping[str, Judge] = {
    "apk": subcommands("info list search policy version stats"),
    "apt": _PACKAGES,
    "apt-cache": subcommands("policy show search depends rdepends madison stats showpkg"),
    "crictl": subcommands("ps images pods inspect info version stats"),
    "dnf": subcommands(
        {"list info search repolist check-update provides": "*", "history": "- list info"},
        "qC",
        long="installed",
    ),
    "docker": _CONTAINERS,
    "dpkg": options("lLsSpVC", "", "list status search print-avail verify audit get-selections"),
    "dpkg-query": options("lWsLS", "f", "show list status showformat="),
    "kubectl": subcommands(
        {
            "get": _KUBECTL_GET,
            "describe": _KUBECTL_GET,
            "logs": _LOGS,
            "version top api-resources api-versions explain": "*",
            "cluster-info": "-",
            "config": "view get-contexts current-context",
        },
        "",
        "n",
        "namespace= context= kubeconfig=",
    ),
    "machinectl": subcommands("list status show", long="no-pager", alone=True),
    "opkg": subcommands("list list-installed list-upgradable info status files"),
    "pct": subcommands("list config status listsnapshot pending cpusets df"),
    "pip": _PACKAGES,
    "pip3": _PACKAGES,
    "pkg": subcommands("info query version stats which"),
    "podman": _CONTAINERS,
    "pvecm": subcommands("status nodes"),
    "pvesh": subcommands("get ls usage"),
    "pveversion": options("v", long="verbose", most=0),
    "qm": subcommands({"list config status listsnapshot pending showcmd": "*", "cloudinit": "pending dump"}),
    "rpm": lambda words: (
        re.match(r"-q|-V|--(?:query|verify|version)", "".join(words[:1])) is not None
        and options(
            "qailcdRfpV",
            "",
            "all info list changelog last requires provides scripts queryformat= qf= "
            "whatprovides query verify version",
        )(words)
    ),
    "snap": subcommands("list info version"),
    "virsh": subcommands(
        "list dominfo domstate domiflist domblklist nodeinfo version net-list net-info pool-list pool-info "
        "vol-list dumpxml capabilities",
        "rq",
        "c",
        "connect= readonly quiet",
    ),
    "yum": subcommands(
        {"list info search repolist check-update provides": "*", "history": "- list info"},
        "qC",
        long="installed",
    ),
    "zypper": subcommands("lr repos se search info lu list-updates packages"),
}
