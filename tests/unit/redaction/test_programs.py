"""Secrets among the arguments of programs, and arguments that only look like some."""

from __future__ import annotations

import re
import time

import pytest

from netcollect.redaction import redact, without_run
from unit.tables import each_row

MASK = "<redacted>"
#: With `•` where a secret stands.
MASKED = """\
mysql -p• db
mysql -uroot -p• -e 'show tables'
/usr/bin/mysql -u root -p'•' db
-mysql -u root -p"•" db
30 2 * * * root mysqldump -p• --all-databases | gzip > x
mysqladmin -p• ping; mariadb-dump -p•
mysql -p•
sh -c "mysql -p• db" 'x'
sh -c 'mysql -p•' 'x'
sshpass -p • ssh ops@a.example
sudo -n mysql -p•
sshpass -p '•' ssh -p 22 ops@a.example
sshpass -p• mysql -p• db
smbclient //a/b -U ops%•
smbclient -U 'LAB\\ops%•' //a/b -p 139
rpcclient --user=ops%• a
net ads join -U ops%•
ldapsearch -x -D cn=a -w • -b dc=x
ldapmodify -w• -f x
ldappasswd -w • -s • -a • uid=x
snmpget -v3 -u ops -l authPriv -a SHA -A • -x AES -X • 192.0.2.1 1.3
snmpwalk -v2c -c • 192.0.2.1 | grep -A 3 -c x
snmpwalk -v2c -c • \\
  -Cc 192.0.2.1
ipmitool -I lanplus -U ops -P • sel
openssl rsa -in a -passin 'pass:•'
plink.exe -ssh -pw • ops@a.example
redis-cli -a • ping
lftp -u ops,• a.example
zip -P • a b
wget --http-password '•'
wget --user=ops --password='•' x
curl -u ops:• a.example
curl -su ops:• a.example
curl -uops:• a.example
curl -u 'ops:•' a.example
curl --user="ops:•" a.example
curl --proxy-user ops:• a.example
curl --proxy-pass • a.example
curl -d "text=ssh login failed" -u ops:• https://a.example/hook
curl https://a.example/net -u ops:•
curl -o /tmp/zip -u ops:• https://a.example
curl -A "my zip tool" -u ops:• https://a.example
curl -d 'see curl' -u ops:• a.example
curl -u ops%40x:• x
curl -u 'ops,x:•' x
curl -u 'a b:•' x
curl -u :• x
curl -u a:• x --proxy-user b:• y
{"cmd": "sudo mysql -p•", "name": "innocent value", "b": 1}
{"cmd": "sudo curl -u ops:•", "name": "innocent value", "b": 1}
don't use mysql -p• db
ssh a "cd /x && mysql -p• db" 'x y'
X=$(mysql -p•) && echo
X=`redis-cli -a •`; echo
(curl -u ops:•) && x
curl \\
  --silent \\
  -u \\
  ops:• a.example
mysql \\
  -uroot \\
  -p• db
"""
#: As they are written, and as they are stored.
BROKEN = [
    ("curl -u ops:\\\nHUNT a.example", f"curl -u ops:{MASK}\\\n a.example"),
    ("curl -u ops:\\\n  HUNT a.example", f"curl -u ops:{MASK}\\\n a.example"),
    ("curl -u ops:HU\\\nNT a.example", f"curl -u ops:{MASK}\\\n a.example"),
    ("curl -u o\\\nps:HUNT a.example", f"curl -u o\\\nps:{MASK} a.example"),
    ("mysql -p\\\nHUNT db", f"mysql -p{MASK}\\\n db"),
    ("mysql -p'HU'\\''NT two' db", f"mysql -p'{MASK}' db"),
    ('curl -u "ops:HU\\"NT two" x', f'curl -u "ops:{MASK}" x'),
    ("sshpass -p 'HUNT; -p two' ssh a", f"sshpass -p '{MASK}' ssh a"),
]
KEPT = """\
mysql -p
mysql -u root -p db
mysql -p \\
  db
mysql -h db -P 3306 --protocol=tcp --pager=less
mysqldump --port=3306 --all-databases | ssh -p22 a.example
/usr/sbin/mysqld --basedir=/usr --port=3306 --pid-file=/run/mysqld/mysqld.pid
nmap -p3306 -p 22 a.example
ssh -p 22 ops@a.example
ssh -p22 ops@a.example -A -X -c aes256-ctr
sudo -u root -p prompt id
scp -P 22 -p a b:c
mkdir -p /tmp/mysql -v
ps -p 1 -u root
cut -c 1-20 -w x
grep -A 3 -c snmpwalk x
snmpwalk -v2c 192.0.2.1 | grep -A 3 x | cut -c 1-20
snmpwalk -Cc -v3 -u ops -l noAuthNoPriv -a SHA -x AES 192.0.2.1
smbclient -U ops //a/b -p 139
smbclient -L a -U%
net -U ops
docker run --name mysql -p3306:3306 -e A=b mysql
top -u mysql -p1234
wget https://a.example/zip -P directory
ldapsearch -W -x -D cn=a -b dc=x
curl -u ops a.example
curl -u ops: a.example
curl -u ops: \\
  a.example
curl -su ops a.example:80
curl -o out:1 a.example:80
curl -x a.example:3128 -p a.example
redis-cli -h a -p 6379 ping
ipmitool -I lanplus -H a -U ops -f file sel
openssl x509 -in a -purpose
tar xzf mysql -p
iperf3 -c 192.0.2.1 -p 5201 -u -P 4 -w 64k
ping -c 3 -p ff 192.0.2.1
tcpdump -p -i eth0 port 3306 -w file
"""


def commands(text: str) -> list[str]:
    """The lines of a text; a backslash at one's end makes it go on."""
    return re.split(r"(?<!\\)\n", text.strip())


@each_row("command", commands(MASKED))
def test_an_argument_that_is_a_secret_is_masked(command: str) -> None:
    for secret in ("HUNTER", "HUNT;ER", "HUNT two" if "'•'" in command else "HUNTER2"):
        for platform in ("linux", "arista_eos"):
            masked = redact(command.replace("•", secret), platform)
            assert without_run(masked) == command.replace("•", MASK)
            assert redact(masked, platform) == masked


@each_row("text, stored", BROKEN)
def test_an_argument_in_pieces_is_masked_as_a_whole(text: str, stored: str) -> None:
    assert without_run(redact(text, "linux")) == stored


@each_row("line", commands(KEPT))
def test_the_same_option_of_another_program_stays(line: str) -> None:
    for platform in ("linux", "cisco_ios"):
        assert redact(line, platform) == line


@pytest.mark.soak
@pytest.mark.parametrize(
    "unit",
    [
        "mysql -p",
        "mysql -pa ",
        '"mysql -pa" ',
        "mysql -pa curl -u a:b sshpass ",
        "curl -u a",
        "sshpass -p ",
        'mysql "',
        "curl -u a:\\\n",
        "net '",
    ],
)
def test_the_time_grows_with_a_command_however_long(unit: str) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        redact(unit * (length // len(unit)), "linux")
        return time.process_time() - started

    # Eight times the text takes about eight times as long; what must not happen is sixty-four.
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.002)
