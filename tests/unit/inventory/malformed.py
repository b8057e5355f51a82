"""Inventories that are wrong, and everything that is said of each: `(text, problems)`.

A problem is written `LINE:COLUMN: KEY: MESSAGE`; a message may be cut at its end.
"""

from __future__ import annotations

#: A device that is well, with room for one more key at column 38.
_LIST = "- {device_type: cisco_ios, host: r1, %s}\n"
#: The same in our own format: line 2, column 35.
_OWN = "devices:\n- {platform: cisco_ios, host: r1, %s}\n"
_OK = "devices: [{platform: cisco_ios, host: r1}]\n"

Row = tuple[str | bytes, list[str]]

SYNTAX: dict[str, Row] = {
    "empty": ("", ["is empty"]),
    "blank lines": ("\n\n", ["is empty"]),
    "only a comment": ("# nobody\n", ["is empty"]),
    "only a document mark": ("---\n", ["is empty"]),
    "null": ("null\n", ["is empty"]),
    "tilde": ("~\n", ["is empty"]),
    "byte-order mark alone": (b"\xef\xbb\xbf", ["is empty"]),
    "latin-1": (b"- host: r\xe91\n", ["1:10: is not UTF-8 text"]),
    "latin-1 in a later line": (
        b"\xef\xbb\xbf# \xc3\xa9\n- host: \xc3\xa9\xff\n",
        ["2:10: is not UTF-8 text"],
    ),
    "utf-16": ("- host: r1\n".encode("utf-16"), ["1:1: is not UTF-8 text"]),
    "NUL": ("- host: r1\n  x: a\0b\n", ["2:7: the character U+0000 is not allowed"]),
    "escape character": ("- host: \x1b[31mr1\n", ["1:9: the character U+001B is not allowed"]),
    "tab indents": ("devices:\n\t- host: r1\n", ["2:1: a tab where YAML wants spaces"]),
    "tab indents a key": ("- host: r1\n\tport: 22\n", ["2:1: a tab where YAML wants spaces"]),
    "double quote not closed": (
        '- host: "r1\n  port: 22\n',
        ["1:9: a quote is opened here but never closed"],
    ),
    "single quote not closed": ("- host: 'r1\n", ["1:9: a quote is opened here but never closed"]),
    "quote over a document mark": ('- host: "r1\n---\n"\n', ["1:9: a quote is opened here but never closed"]),
    "text behind a quote": ("- host: 'r1' x\n", ["1:14: this does not fit what is above it"]),
    "brace not closed": ("- {host: r1\n", ["1:3: a [ or { is opened here but never closed"]),
    "bracket not closed": (
        "- groups: [a, b\n  host: r1\n",
        ["1:11: a [ or { is opened here but never closed"],
    ),
    "bracket without a partner": ("- host: ]\n", ["1:9: a value is missing, or a bracket has no partner"]),
    "comma twice": ("- {host: r1, groups: [a,,b]}\n", ["1:25: a value is missing, or a bracket has no"]),
    "second colon": ("- host: r1: r2\n", ["1:11: a second `: ` on one line"]),
    "indented too far": ("- host: r1\n   port: 22\n", ["2:8: a second `: ` on one line"]),
    "line without a colon": ("devices:\n- host: r1\nplatform\n", ["3:1: a line that is neither"]),
    "key among elements": ("- host: r1\nport: 22\n", ["2:1: this does not fit what is above"]),
    "element among keys": ("devices:\n  a: {}\n  - b\n", ["3:3: this does not fit what is above"]),
    "list behind a colon": ("devices: - host: r1\n", ["1:10: a list cannot begin on this line"]),
    "at sign": (_LIST % "password: @x", ["1:48: text may not begin with this character"]),
    "back quote": (_LIST % "password: `x", ["1:48: text may not begin with this character"]),
    "percent sign": (_LIST % "password: %x", ["1:48: text may not begin with this character"]),
    "star alone": (_LIST % "password: *", ["1:48: text may not begin with * or &"]),
    "ampersand alone": (_LIST % "password: &", ["1:48: text may not begin with * or &"]),
    "unknown escape": (_LIST % 'password: "a\\d"', ["1:50: a backslash in double quotes begins an escape"]),
    "half a character": (_LIST % 'site: "\\ud800"', ["1:47: a backslash in double quotes begins an escape"]),
    "text beside a bar": ("- host: r1\n  site: |x\n", ["2:9: text after | or > must begin on the next"]),
    "two documents": ("- host: r1\n---\n- host: r2\n", ["2:1: a second document begins"]),
    "two documents with dots": ("- host: r1\n...\n- host: r2\n", ["3:1: a new document or directive"]),
    "unknown version": ("%YAML 3.0\n---\n- host: r1\n", ["1:1: a new document or directive"]),
    "unknown directive": ("%FOO\n- host: r1\n", ["1:5: a new document or directive"]),
}

BOUNDS: dict[str, Row] = {
    "41 lists": ("- " * 41 + "x\n", ["1:81: is nested deeper than 40 levels"]),
    "300,000 lists": ("- " * 300_000, ["1:81: is nested deeper than 40 levels"]),
    "300,000 brackets": ("[" * 300_000, ["1:41: is nested deeper than 40 levels"]),
    "300,000 questions": ("? " * 300_000, ["1:81: is nested deeper than 40 levels"]),
    "alias bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        ["6:8: aliases that expand without bound"],
    ),
    "levels by aliases": (
        f"a: &a {'[' * 30}x{']' * 30}\nb: &b {'[' * 9}*a{']' * 9}\nc: [*b]\n",
        ["3:5: is nested deeper than 40 levels"],
    ),
    "merge bomb": (
        "- &a {k: 1}\n" + "".join(f"- &a {{<<: [{','.join(['*a'] * 60)}]}}\n" for _ in range(5)),
        ["4:39: aliases that expand without bound"],
    ),
    "alias of itself": (
        "- &a {device_type: cisco_ios, host: r1, x: *a}\n",
        ["1:44: an alias (*…) to an anchor"],
    ),
    "alias of nothing": (
        _LIST % "password: *hunter2",
        ["1:48: an alias (*…) to an anchor that does not exist"],
    ),
    "anchor of nothing": (_LIST % "password: &hunter2", ["1:48: is empty after its anchor"]),
    "own tag": (_LIST % "password: !hunter2 x", ["1:48: tags (!…) are not supported"]),
    "standard tag": (_LIST % "port: !!int 22", ["1:44: tags (!…) are not supported"]),
    "Python tag": (_LIST % "site: !!python/name:os.system x", ["1:44: tags (!…) are not supported"]),
    "tag on a mapping": ("- !x {device_type: cisco_ios, host: r1}\n", ["1:3: tags (!…) are not supported"]),
    "tag on the root": ("!x\n- {device_type: cisco_ios, host: r1}\n", ["1:1: tags (!…) are not supported"]),
    "undefined tag handle": (_LIST % "site: !e!x y", ["1:44: text may not begin with !"]),
    "merge of text": ("- {<<: x, device_type: cisco_ios, host: r1}\n", ["1:8: << takes a mapping"]),
    "merge of a key that is a list": (
        "- {<<: {[a]: b}, device_type: cisco_ios, host: r1}\n",
        ["1:9: [0]: a key must be text, not a list"],
    ),
    "two tags": ("- !x {device_type: !y cisco_ios, host: r1}\n", ["1:3: tags (!…)", "1:20: tags (!…)"]),
}

SHAPES: dict[str, Row] = {
    "text": ("hello\n", ["1:1: is not an inventory in a known format"]),
    "number": ("42\n", ["1:1: is not an inventory in a known format"]),
    "mapping without devices": ("defaults: {}\n", ["1:1: is not an inventory in a known format"]),
    "one device": ("device_type: cisco_ios\nhost: r1\n", ["1:1: is not an inventory in a known format"]),
    "empty list": ("[]\n", ["1:1: has no devices"]),
    "no devices": ("devices:\n", ["1:1: has no devices"]),
    "empty devices": ("devices: []\n", ["1:1: has no devices"]),
    "devices are text": ("devices: r1\n", ["1:10: devices: text where a list is expected"]),
    "list of text": (
        "- r1\n- r2\n",
        [
            "1:3: [0]: text where a mapping",
            "1:3: [0].platform",
            "1:3: [0]: a device needs",
            "2:3: [1]: text where a mapping",
            "2:3: [1].platform",
            "2:3: [1]: a device needs",
        ],
    ),
    "list of lists": (
        "- [r1]\n",
        ["1:3: [0]: a list where a mapping", "1:3: [0].platform: is missing", "1:3: [0]: a device"],
    ),
    "unknown root key": ("device: {}\n" + _OK, ["1:1: device: unknown key"]),
    "two unknown root keys": (
        "default: {}\n" + _OK + "group: {}\n",
        ["1:1: default: unknown", "3:1: group: unknown"],
    ),
    "defaults are a list": ("defaults: [a]\n" + _OK, ["1:11: defaults: a list where a mapping is expected"]),
    "groups are a list": ("groups: [a]\n" + _OK, ["1:9: groups: a list where a mapping is expected"]),
    "a group is text": ("groups: {a: b}\n" + _OK, ["1:13: groups.a: text where a mapping is expected"]),
    "inner groups are text": (
        "groups: {a: {groups: b}}\n" + _OK,
        ["1:22: groups.a.groups: text where a mapping"],
    ),
    "key is a list": (_LIST % "[a]: b", ["1:38: [0]: a key must be text, not a list"]),
    "key is a mapping": (_LIST % "{a: b}: c", ["1:38: [0]: a key must be text, not a mapping"]),
    "key is empty": (_LIST % "'': c", ["1:38: [0]: a key is empty"]),
    "key twice": (_LIST % "host: r2", ["1:38: [0].host: this key is already defined on line 1"]),
    "key twice in quotes": (_LIST % "'host': r2", ["1:38: [0].host: this key is already defined on line 1"]),
    "key twice in a fact": (
        _LIST % "site: {a: 1, a: 2}",
        ["1:51: [0].site.a: this key is already defined on line"],
    ),
    "devices twice": (_OK + _OK, ["2:1: devices: this key is already defined on line 1"]),
    "device twice by name": (
        "devices:\n  r1: {platform: cisco_ios}\n  r1: {platform: cisco_ios}\n",
        ["3:3: devices.r1: this key is already defined on line 2"],
    ),
}

VALUES: dict[str, Row] = {
    "port 0": (_LIST % "port: 0", ["1:44: [0].port: '0' is not a whole number from 1 to 65535"]),
    "port 65536": (_LIST % "port: 65536", ["1:44: [0].port: '65536' is not a whole number"]),
    "port below 0": (_LIST % "port: -22", ["1:44: [0].port: '-22' is not a whole number"]),
    "octal port": (_LIST % "port: 022", ["1:44: [0].port: '022' is not a whole number"]),
    "hexadecimal port": (_LIST % "port: 0x16", ["1:44: [0].port: '0x16' is not a whole number"]),
    "sexagesimal port": (_LIST % "port: 22:22", ["1:44: [0].port: '22:22' is not a whole number"]),
    "port with underscores": (_LIST % "port: 2_2", ["1:44: [0].port: '2_2' is not a whole number"]),
    "fractional port": (_LIST % "port: 22.0", ["1:44: [0].port: '22.0' is not a whole number"]),
    "port in other digits": (
        _LIST % "port: \u0662\u0662",
        ["1:44: [0].port: '\u0662\u0662' is not a whole number"],
    ),
    "port of 5,000 digits": (_LIST % f"port: {'9' * 5000}", ["1:44: [0].port: '9999"]),
    "port is a word": (_LIST % "port: ssh", ["1:44: [0].port: 'ssh' is not a whole number"]),
    "port is a list": (_LIST % "port: [22]", ["1:44: [0].port: a list where text is expected"]),
    "timeout 0": (_LIST % "timeout: 0", ["1:47: [0].timeout: '0' is not a positive number of seconds"]),
    "timeout below 0": (
        _LIST % "conn_timeout: -1",
        ["1:52: [0].conn_timeout: '-1' is not a positive number of seconds"],
    ),
    "no size": (_LIST % "max_output: lots", ["1:50: [0].max_output: 'lots' is not a size in bytes"]),
    "size 0": (_LIST % "max_output: 0", ["1:50: [0].max_output: '0' is not a size in bytes"]),
    "terms accepted by yes": (
        _LIST % "accept_banner: yes",
        ["1:53: [0].accept_banner: 'yes' is neither true nor"],
    ),
    "infinite timeout": (
        _LIST % "timeout: .inf",
        ["1:47: [0].timeout: '.inf' is not a positive number of seconds"],
    ),
    "no number": (_LIST % "timeout: nan", ["1:47: [0].timeout: 'nan' is not a positive number of seconds"]),
    "endless timeout": (
        _LIST % "timeout: 1000000000",
        ["1:47: [0].timeout: '1000000000' is not a positive number of seconds"],
    ),
    "timeout with a unit": (
        _LIST % "timeout: 10s",
        ["1:47: [0].timeout: '10s' is not a positive number of seconds"],
    ),
    "timeout is a mapping": (_LIST % "timeout: {a: 1}", ["1:47: [0].timeout: a mapping where text"]),
    "two timeouts": (
        _LIST % "timeout: 5, conn_timeout: 6",
        ["1:64: [0].conn_timeout: contradicts [0].timeout"],
    ),
    "two hosts": (_LIST % "ip: r2", ["1:42: [0].ip: contradicts [0].host"]),
    "two keys": (_OWN % "key_file: a, private_key: b", ["2:61: devices[0].private_key: contradicts"]),
    "password is a list": (_LIST % "password: [a]", ["1:48: [0].password: a list where text is expected"]),
    "password is a mapping": (_LIST % "password: {a: b}", ["1:48: [0].password: a mapping where text"]),
    "password of two lines": (
        _LIST % 'password: "a\\nb"',
        ["1:48: [0].password: the text contains a line break"],
    ),
    "password as a block": (
        "- device_type: cisco_ios\n  host: r1\n  password: |\n    lab\n",
        ["3:13: [0].password: the text contains a line break"],
    ),
    "user name with a bell": (
        _LIST % 'username: "a\\x07"',
        ["1:48: [0].username: the text contains a line break"],
    ),
    "misspelt password": (
        _LIST % "pasword: hunter2",
        ["1:47: [0].pasword: unknown key: as a fact it would be shown"],
    ),
    "other word for secret": (
        _OWN % "enable_secret: hunter2",
        ["2:50: devices[0].enable_secret: unknown key"],
    ),
    "short word for password": (
        "defaults: {pwd: hunter2}\n" + _OK,
        ["1:17: defaults.pwd: unknown key: as a fact"],
    ),
    "a password of today": (
        _LIST % "current_password: hunter2",
        ["1:56: [0].current_password: unknown key: as"],
    ),
    "a password inside": (
        _LIST % "credential: {username: u, password: hunter2}",
        ["1:74: [0].credential.password: unknown key: as a fact it would be shown"],
    ),
    "a password inside, of all devices": (
        "defaults: {login: {pw: hunter2}}\n" + _OK,
        ["1:24: defaults.login.pw: unknown key: as a fact it would be shown"],
    ),
    "secrets at every depth": (
        _OWN % "snmp: {community: hunter2}, users: [{name: u, token: hunter2}], api_key: hunter2",
        [
            "2:53: devices[0].snmp.community: unknown key",
            "2:88: devices[0].users[0].token: unknown key",
            "2:108: devices[0].api_key: unknown key",
        ],
    ),
    "a secret of a group": (
        "groups: {a: {snmp_community: hunter2}}\n" + _OK,
        ["1:30: groups.a.snmp_community: unknown key"],
    ),
    "a secret by merge": (
        "- &a {device_type: cisco_ios, host: r1, tags: [{enable_pass: hunter2}]}\n- {<<: *a, host: r2}\n",
        ["1:62: [0].tags[0].enable_pass: unknown key"],
    ),
    "a variable for a password": (
        _LIST % "password: '${SW_PASS}'",
        ["1:48: [0].password: is a placeholder that was never filled in"],
    ),
    "a template for a secret": (
        _OWN % "secret: \"{{ lookup('env', 'SW_PASS') }}\"",
        ["2:43: devices[0].secret: is a placeholder"],
    ),
    "a template without quotes": (
        _LIST % "password: {{ vault_x }}",
        ["1:48: [0].password: is a placeholder"],
    ),
    "placeholders for a login": (
        "defaults: {username: <USERNAME>, password: changeme}\n" + _OK,
        ["1:22: defaults.username: is a placeholder", "1:44: defaults.password: is a placeholder"],
    ),
    "a vault's block": (
        "- device_type: cisco_ios\n  host: r1\n  password: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    66\n",
        ["3:13: tags (!…) are not supported"],
    ),
    "a platform to be guessed": (
        "- {device_type: autodetect, host: r1}\n",
        ["1:17: [0].device_type: the platform is never guessed"],
    ),
    "a platform to be guessed for all": (
        "defaults: {platform: autodetect}\ndevices: [{host: r1}, {host: r2}]\n",
        ["1:22: defaults.platform: the platform is never guessed"],
    ),
    "groups are a mapping": (
        _LIST % "groups: {a: b}",
        ["1:46: [0].groups: a mapping where a list is expected"],
    ),
    "a group is empty": (_LIST % "groups: [a, '']", ["1:50: [0].groups[1]: is empty"]),
    "a group is null": (_LIST % "groups: [a, null]", ["1:50: [0].groups[1]: is empty"]),
    "a group is a list": (_LIST % "groups: [[a]]", ["1:47: [0].groups[0]: a list where text is expected"]),
    "sock": (_LIST % "sock: x", ["1:44: [0].sock: this ConnectHandler argument is not supported"]),
    "pkey": (_LIST % "pkey: x", ["1:44: [0].pkey: this ConnectHandler argument is not supported"]),
    "fast_cli is a word": (_LIST % "fast_cli: quick", ["1:48: [0].fast_cli: true or false is expected"]),
    "fast_cli is a number": (_LIST % "fast_cli: 1", ["1:48: [0].fast_cli: true or false is expected"]),
    "delay factor is a flag": (
        _LIST % "global_delay_factor: true",
        ["1:59: [0].global_delay_factor: a number"],
    ),
    "algorithms are a list": (
        _LIST % "disabled_algorithms: [a]",
        ["1:59: [0].disabled_algorithms: a mapping"],
    ),
    "connect is text": (
        _OWN % "connect: fast",
        ["2:44: devices[0].connect: text where a mapping is expected"],
    ),
    "unknown argument": (
        _OWN % "connect: {fast_clii: true}",
        ["2:45: devices[0].connect.fast_clii: unknown key"],
    ),
    "argument of another type": (
        _OWN % "connect: {fast_cli: 3}",
        ["2:55: devices[0].connect.fast_cli: true or false"],
    ),
    "field under connect": (_OWN % "connect: {port: 22}", ["2:45: devices[0].connect.port: unknown key"]),
}

DEVICES: dict[str, Row] = {
    "no platform": ("- host: r1\n", ["1:3: [0].platform: is missing"]),
    "platform is empty": ("- {device_type: , host: r1}\n", ["1:3: [0].platform: is missing"]),
    "no host": ("- device_type: cisco_ios\n", ["1:3: [0]: a device needs a host or a name"]),
    "empty device": (
        "- {}\n",
        ["1:3: [0].platform: is missing", "1:3: [0]: a device needs a host or a name"],
    ),
    "empty element": ("-\n", ["1:2: [0].platform: is missing", "1:2: [0]: a device needs a host or a name"]),
    "unknown platform": (
        "- {device_type: cisco_iso, host: r1}\n",
        ["1:17: [0].device_type: netmiko has no platform 'cisco_iso'"],
    ),
    "platform of another tool": (
        "- {device_type: ios, host: r1}\n",
        ["1:17: [0].device_type: netmiko has no platform 'ios'"],
    ),
    "platform in capitals": (
        "- {device_type: Cisco_IOS, host: r1}\n",
        ["1:17: [0].device_type: netmiko has no platform 'Cisco_IOS'"],
    ),
    "platform of the defaults": (
        "defaults: {platform: nope}\ndevices: [{host: r1}, {host: r2}]\n",
        ["1:22: defaults.platform: netmiko has no platform 'nope'"],
    ),
    "host in the defaults": (
        "defaults: {host: r1}\n" + _OK,
        ["1:12: defaults.host: can only be set on a device"],
    ),
    "name in a group": (
        "groups: {a: {name: r1}}\n" + _OK,
        ["1:14: groups.a.name: can only be set on a device"],
    ),
    "groups in the defaults": (
        "defaults: {groups: [a]}\n" + _OK,
        ["1:12: defaults.groups: can only be set on a device"],
    ),
    "devices in a group": (
        "groups: {a: {devices: [r1]}}\n" + _OK,
        ["1:14: groups.a.devices: is not a key of a group"],
    ),
    "children in a group": (
        "groups: {a: {children: {}}}\n" + _OK,
        ["1:14: groups.a.children: is not a key of a group"],
    ),
    "group is not there": (
        "groups: {core: {}}\n" + _OWN % "groups: [cor]",
        ["3:43: devices[0].groups: there is no group 'cor'"],
    ),
    "group in an empty table": (
        "groups:\n" + _OWN % "groups: [cor]",
        ["3:43: devices[0].groups: there is no group 'cor'"],
    ),
    "group twice": (
        "groups: {a: {groups: {b: {}}}, b: {}}\n" + _OK,
        ["1:32: groups.b: the group b is already defined on line 1"],
    ),
    "group with a slash": ("groups: {a/b: {}}\n" + _OK, ["1:10: groups.a/b: the name 'a/b' contains '/'"]),
    "port of a group": ("groups: {a: {port: x}}\n" + _OK, ["1:20: groups.a.port: 'x' is not a whole number"]),
    "named twice": (
        "devices: {r1: {platform: cisco_ios, name: r2}}\n",
        ["1:11: devices.r1: contradicts devices.r1.name"],
    ),
    "host is an option": (
        "- {device_type: cisco_ios, name: r, host: -oProxyCommand=x}\n",
        ["1:43: [0].host: '-oProxyCommand=x' is neither"],
    ),
    "host with a blank": (
        "- {device_type: cisco_ios, name: r, host: a b}\n",
        ["1:43: [0].host: 'a b' is neither a host name"],
    ),
    "host with a user": (
        "- {device_type: cisco_ios, name: r, host: u@a}\n",
        ["1:43: [0].host: 'u@a' is neither a host name"],
    ),
    "host with a login": (
        "- {device_type: cisco_ios, name: r, host: 'admin:hunter2@192.0.2.1'}\n",
        ["1:43: [0].host: 'admin:***@192.0.2.1' contains a login; give the address alone"],
    ),
    "name with a login": (
        "- {device_type: cisco_ios, name: 'a:hunter2@r'}\n",
        ["1:34: [0].name: 'a:***@r' contains a login"],
    ),
    "name with a login beside a host": (
        "- {device_type: cisco_ios, name: 'a:hunter2@r', host: r}\n",
        ["1:34: [0].name: the name 'a:***@r' contains ':'"],
    ),
    "bastion with a password": (
        _LIST % "jump: 'ops:hunter2@bastion:22'",
        ["1:44: [0].jump: a bastion's entry cannot hold a password"],
    ),
    "second bastion with a password": (
        _OWN % "jump: 'b,ops:hunter2@c'",
        ["2:41: devices[0].jump: a bastion's entry cannot hold a password"],
    ),
    "bastions as mappings": (
        _OWN % "jump: [{user: x, host: a b}, {port: 0}, [c], 'd,e', {host: f, password: '${GATE_PASS}'}]",
        [
            "2:43: devices[0].jump[0].user: unknown key",
            "2:58: devices[0].jump[0].host: 'a b' is neither a host name nor an address",
            "2:71: devices[0].jump[1].port: '0' is not a whole number",
            "2:75: devices[0].jump[2]: a list where a mapping is expected",
            "2:80: devices[0].jump[3]: is not one bastion",
            "2:107: devices[0].jump[4].password: is a placeholder that was never filled in",
        ],
    ),
    "bastion that is a sentence": (_OWN % "jump: by b", ["2:41: devices[0].jump: 'by b' is not a bastion"]),
    "pairs of names and secrets": (
        _LIST % "vars: [{name: enable_password, value: hunter2}, {name: site, value: a}]",
        ["1:76: [0].vars[0].value: unknown key: as a fact it would be shown"],
    ),
    "host with a comma": (
        "- {device_type: cisco_ios, name: r, host: 'a,b'}\n",
        ["1:43: [0].host: 'a,b' is neither a host name"],
    ),
    "host with a port": (
        "- {device_type: cisco_ios, name: r, host: 'a:22'}\n",
        ["1:43: [0].host: 'a:22' is not an IPv6 address; leave out the brackets"],
    ),
    "host in brackets": (
        "- {device_type: cisco_ios, name: r, host: '[::1]'}\n",
        ["1:43: [0].host: '[::1]' is not an IPv6 address"],
    ),
    "host with an empty label": (
        "- {device_type: cisco_ios, name: r, host: a..b}\n",
        ["1:43: [0].host: 'a..b' is neither"],
    ),
    "host of 64 letters": (
        "- {device_type: cisco_ios, name: r, host: " + "a" * 64 + "}\n",
        ["1:43: [0].host: 'aaa"],
    ),
    "host outside ASCII": (
        "- {device_type: cisco_ios, name: r, host: müller}\n",
        ["1:43: [0].host: 'müller' is neither"],
    ),
    "host is a URL": (
        "- {device_type: cisco_ios, name: r, host: 'ssh://r'}\n",
        ["1:43: [0].host: 'ssh://r' is not an IPv6"],
    ),
    "host is empty": (
        "- {device_type: cisco_ios, name: r, host: ''}\n",
        ["1:43: [0].host: '' is neither a host name"],
    ),
    "256 in an address": (
        "- {device_type: cisco_ios, host: 192.0.2.256}\n",
        ["1:34: [0].host: '192.0.2.256' is not an IPv4"],
    ),
    "three numbers": (
        "- {device_type: cisco_ios, host: 192.0.2}\n",
        ["1:34: [0].host: '192.0.2' is not an IPv4"],
    ),
    "leading zero": (
        "- {device_type: cisco_ios, host: 192.0.02.1}\n",
        ["1:34: [0].host: '192.0.02.1' is not an IPv4"],
    ),
    "IPv6 with three colons": (
        "- {device_type: cisco_ios, name: r, host: '2001:::1'}\n",
        ["1:43: [0].host: '2001:::1' is not an IPv6"],
    ),
    "IPv6 with a strange zone": (
        "- {device_type: cisco_ios, name: r, host: 'fe80::1%-o x'}\n",
        ["1:43: [0].host: 'fe80::1%-o x' has no"],
    ),
    "name that is no host": (
        "- {device_type: cisco_ios, name: core 1}\n",
        ["1:34: [0].name: 'core 1' is neither a host name"],
    ),
    "name with a slash": (_LIST % "name: a/b", ["1:44: [0].name: the name 'a/b' contains '/'"]),
    "name with a backslash": (_LIST % "name: a\\b", ["1:44: [0].name: the name 'a\\\\b' contains"]),
    "name is up": (_LIST % "name: ..", ["1:44: [0].name: the name '..' begins with"]),
    "name is hidden": (_LIST % "name: .a", ["1:44: [0].name: the name '.a' begins with"]),
    "name is an option": (_LIST % "name: -a", ["1:44: [0].name: the name '-a' begins with"]),
    "name is a pattern": (_LIST % "name: '!a'", ["1:44: [0].name: the name '!a' begins with"]),
    "name is a file of names": (_LIST % "name: '@a'", ["1:44: [0].name: the name '@a' begins with"]),
    "name ends with a dot": (_LIST % "name: a.", ["1:44: [0].name: the name 'a.' begins with one of"]),
    "name with a star": (_LIST % "name: a*", ["1:44: [0].name: the name 'a*' contains '*'"]),
    "name is empty": (_LIST % "name: ''", ["1:44: [0].name: the name '' is empty"]),
    "name with blanks around": (
        _LIST % "name: ' a'",
        ["1:44: [0].name: the name ' a' is empty, or begins"],
    ),
    "name turns around": (
        _LIST % 'name: "a\\u202eb"',
        ["1:44: [0].name: the name 'a\\u202eb' contains an invisible character"],
    ),
    "name with a variation": (
        _LIST % 'name: "a\\ufe0f"',
        ["1:44: [0].name: the name 'a\\ufe0f' contains an invisible character"],
    ),
    "name of a filler": (
        _LIST % 'name: "\\u3164"',
        ["1:44: [0].name: the name '\\u3164' contains an invisible character"],
    ),
    "name with a NUL": (
        _LIST % 'name: "a\\0b"',
        ["1:44: [0].name: the text contains a line break or another"],
    ),
    "name was sexagesimal": (_LIST % "name: 22:22", ["1:44: [0].name: the name '22:22' contains ':'"]),
    "name was infinite": (_LIST % "name: .inf", ["1:44: [0].name: the name '.inf' begins with"]),
    "name with no width": (
        _LIST % 'name: "a\\u200bb"',
        ["1:44: [0].name: the name 'a\\u200bb' contains an invisible character"],
    ),
    "name with a hard blank": (
        _LIST % 'name: "a\\u00a0b"',
        ["1:44: [0].name: the name 'a\\xa0b' contains an invisible character"],
    ),
    "name of 101 letters": (
        _LIST % f"name: {'a' * 101}",
        ["1:44: [0].name: the name 'aaaaaaaaaaaaaaaaaaaa'… is longer"],
    ),
    "name of 201 bytes": (_LIST % f"name: {'漢' * 67}", ["1:44: [0].name: the name '漢漢"]),
    "reserved name": (_LIST % "name: CON", ["1:44: [0].name: the name 'CON' is reserved"]),
    "reserved name, extended": (
        _LIST % "name: lpt1.rack",
        ["1:44: [0].name: the name 'lpt1.rack' is reserved"],
    ),
    "manifest": (_LIST % "name: Manifest.json", ["1:44: [0].name: the name 'Manifest.json' is reserved"]),
}

_TWO = "- {device_type: cisco_ios, name: %s, host: %s}\n- {device_type: cisco_ios, name: %s, host: %s}\n"

CLASHES: dict[str, Row] = {
    "one name": (_TWO % ("a", "r1", "a", "r2"), ["2:34: [1].name: a device is already named 'a' ("]),
    "one name, two cases": (
        _TWO % ("R1", "r1", "r1", "r2"),
        ["2:34: [1].name: a device is already named 'R1', which"],
    ),
    "one name, two forms": (
        _TWO % ("é", "r1", "e\u0301", "r2"),
        ["2:34: [1].name: a device is already named 'é', which"],
    ),
    "sharp s": (
        _TWO % ("straße", "r1", "STRASSE", "r2"),
        ["2:34: [1].name: a device is already named 'straße'"],
    ),
    "one host, no names": (
        "- {device_type: cisco_ios, host: r1}\n- {device_type: cisco_ios, host: r1}\n",
        ["2:34: [1].host: a device is already named 'r1' ("],
    ),
    "one host, two ports, no names": (
        "- {device_type: cisco_ios, host: r1}\n- {device_type: cisco_ios, host: r1, port: 23}\n",
        ["2:34: [1].host: a device is already named 'r1' ("],
    ),
    "one address": (
        _TWO % ("a", "192.0.2.1", "b", "192.0.2.1"),
        ["2:43: [1].host: 'a' is already at 192.0.2.1 port 22"],
    ),
    "one IPv6 address": (
        _TWO % ("a", "'2001:db8::1'", "b", "'2001:DB8:0::1'"),
        ["2:43: [1].host: 'a' is already at 2001:DB8:0::1"],
    ),
    "one host, two cases": (
        _TWO % ("a", "r1", "b", "R1."),
        ["2:43: [1].host: 'a' is already at R1. port 22"],
    ),
    "one port that is said": (
        _TWO % ("a", "r1", "b", "r1, port: 22"),
        ["2:43: [1].host: 'a' is already at r1 port 22"],
    ),
    "one address, also as IPv6": (
        _TWO % ("a", "192.0.2.1", "b", "'::ffff:192.0.2.1'"),
        ["2:43: [1].host: 'a' is already at ::ffff:192.0.2.1 port 22"],
    ),
    "one address of IPv4, twice as IPv6": (
        _TWO % ("a", "'::ffff:192.0.2.1'", "b", "'::FFFF:c000:201'"),
        ["2:43: [1].host: 'a' is already at ::FFFF:c000:201 port 22"],
    ),
    "one port, by default of telnet": (
        "- {device_type: cisco_ios_telnet, name: a, host: r1}\n"
        "- {device_type: cisco_ios, name: b, host: r1, port: 23}\n",
        ["2:43: [1].host: 'a' is already at r1 port 23"],
    ),
    "one name, in wide letters": (
        _TWO % ("R1", "r1", "\uff321", "r2"),
        ["2:34: [1].name: a device is already named 'R1', which"],
    ),
    "one name, with a ligature": (
        _TWO % ("office", "r1", "o\ufb03ce", "r2"),
        ["2:34: [1].name: a device is already named 'office', which"],
    ),
    "one name, by the Kelvin sign": (
        _TWO % ("k1", "r1", "\u212a1", "r2"),
        ["2:34: [1].name: a device is already named 'k1', which"],
    ),
    "one element by alias": (
        "- &a {device_type: cisco_ios, host: r1}\n- *a\n",
        ["1:37: [1].host: a device is already named"],
    ),
    "all at once, in the file's order": (
        "groups: {a: {port: x}}\nnope: 1\ndevices:\n- {host: r1}\n- {platform: cisco_ios, host: a b}\n"
        "- {platform: cisco_io, host: r3, port: 0}\n",
        [
            "1:20: groups.a.port: 'x' is not a whole number",
            "2:1: nope: unknown key",
            "4:3: devices[0].platform: is missing",
            "5:31: devices[1].host: 'a b' is neither",
            "6:14: devices[2].platform: netmiko has no platform",
            "6:40: devices[2].port: '0' is not a whole number",
        ],
    ),
}

TABLE: dict[str, Row] = {**SYNTAX, **BOUNDS, **SHAPES, **VALUES, **DEVICES, **CLASHES}
