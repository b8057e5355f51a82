# ruff: noqa: E501 (a device's lines are as long as they are)
"""Configurations with secrets, and lines that only look like it: `•` stands where a secret was.

All of it is written for these tests; `hunter2` is every password.
"""

from __future__ import annotations

#: By platform: lines as a device prints them, and after the bar as they are stored.
MASKED = {
    "cisco_ios": """\
enable secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM|enable secret 9 •
enable secret level 7 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0|enable secret level 7 5 •
enable password 7 0822455D0A16|enable password 7 •
enable password hunter2|enable password •
username admin privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0|username admin privilege 15 secret 5 •
username ops password 0 hunter2|username ops password 0 •
username ops password 7 0822455D0A16|username ops password 7 •
 password 7 0822455D0A16| password 7 •
 password hunter2| password •
snmp-server community hunter2 RO 10|snmp-server community • RO 10
snmp-server community hunter2 view V RW|snmp-server community • view V RW
snmp-server host 10.0.0.1 hunter2|snmp-server host 10.0.0.1 •
snmp-server host 10.0.0.1 version 2c hunter2|snmp-server host 10.0.0.1 version 2c •
snmp-server host 10.0.0.1 vrf MGMT version 2c hunter2 bgp|snmp-server host 10.0.0.1 vrf MGMT version 2c • bgp
snmp-server host 10.0.0.1 traps version 3 priv hunter2|snmp-server host 10.0.0.1 traps version 3 priv •
snmp-server user ops NET v3 auth sha hunter2 priv aes 128 hunter3|snmp-server user ops NET v3 auth sha • priv aes 128 •
tacacs-server key 7 0822455D0A16|tacacs-server key 7 •
tacacs-server host 10.0.0.1 key hunter2|tacacs-server host 10.0.0.1 key •
radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key 7 0822455D0A16|radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key 7 •
 server-private 10.0.0.1 key 7 0822455D0A16| server-private 10.0.0.1 key 7 •
 key 7 0822455D0A16| key 7 •
 key hunter2| key •
  key-string 7 0822455D0A16|  key-string 7 •
  key-string hunter2|  key-string •
 client 10.0.0.1 server-key 7 0822455D0A16| client 10.0.0.1 server-key 7 •
 neighbor 10.0.0.1 password 7 0822455D0A16| neighbor 10.0.0.1 password 7 •
 neighbor 10.0.0.1 password hunter2| neighbor 10.0.0.1 password •
 ip ospf authentication-key 7 0822455D0A16| ip ospf authentication-key 7 •
 ip ospf message-digest-key 1 md5 7 0822455D0A16| ip ospf message-digest-key 1 md5 7 •
 ip ospf message-digest-key 1 md5 hunter2| ip ospf message-digest-key 1 md5 •
 area 0 virtual-link 10.0.0.1 message-digest-key 1 md5 7 0822455D0A16| area 0 virtual-link 10.0.0.1 message-digest-key 1 md5 7 •
 isis password hunter2 level-1| isis password • level-1
 domain-password hunter2| domain-password •
crypto isakmp key hunter2 address 10.0.0.1|crypto isakmp key • address 10.0.0.1
crypto isakmp key 6 hunter2 address 0.0.0.0|crypto isakmp key 6 • address 0.0.0.0
 pre-shared-key hunter2| pre-shared-key •
  pre-shared-key local hunter2|  pre-shared-key local •
  pre-shared-key address 0.0.0.0 0.0.0.0 key hunter2|  pre-shared-key address 0.0.0.0 0.0.0.0 key •
 ppp chap password 7 0822455D0A16| ppp chap password 7 •
 ppp pap sent-username ops password 0 hunter2| ppp pap sent-username ops password 0 •
 standby 1 authentication md5 key-string hunter2| standby 1 authentication md5 key-string •
 standby 1 authentication hunter2| standby 1 authentication •
 vrrp 1 authentication text hunter2| vrrp 1 authentication text •
ntp authentication-key 1 md5 0822455D0A16 7|ntp authentication-key 1 md5 • 7
 wpa-psk ascii 0 hunter2| wpa-psk ascii 0 •
ip ftp password 7 0822455D0A16|ip ftp password 7 •
""",
    "cisco_nxos": """\
username admin password 5 $5$KPNCBE$X3rbEhbpH8FGyCB3  role network-admin|username admin password 5 •  role network-admin
snmp-server user admin network-admin auth md5 0x1f3b5a2c priv 0x1f3b5a2c localizedkey|snmp-server user admin network-admin auth md5 • priv • localizedkey
snmp-server community hunter2 group network-operator|snmp-server community • group network-operator
snmp-server host 10.0.0.1 traps version 2c hunter2|snmp-server host 10.0.0.1 traps version 2c •
radius-server host 10.0.0.1 key 7 "fewhg123" authentication accounting|radius-server host 10.0.0.1 key 7 "•" authentication accounting
  password 3 a667d47acc18ea6b|  password 3 •
  key-string 7 070c285f4d06|  key-string 7 •
  ip ospf message-digest-key 1 md5 3 a667d47acc18ea6b|  ip ospf message-digest-key 1 md5 3 •
""",
    "cisco_xr": """\
 secret 10 $6$dGWz50F4rYPz5...$Nn9bZ8pd9qXv.wcqzG| secret 10 •
 password 7 0822455D0A16| password 7 •
  message-digest-key 1 md5 encrypted 0822455D0A16|  message-digest-key 1 md5 encrypted •
snmp-server community hunter2 RO SystemOwner|snmp-server community • RO SystemOwner
""",
    "cisco_asa": """\
enable password 2KFQnbNIdI.2KYOU encrypted|enable password • encrypted
passwd 2KFQnbNIdI.2KYOU encrypted|passwd • encrypted
username ops password 2KFQnbNIdI.2KYOU encrypted privilege 15|username ops password • encrypted privilege 15
 ikev1 pre-shared-key hunter2| ikev1 pre-shared-key •
 ikev2 remote-authentication pre-shared-key hunter2| ikev2 remote-authentication pre-shared-key •
failover key hunter2|failover key •
snmp-server community hunter2|snmp-server community •
""",
    "arista_eos": """\
username admin privilege 15 role network-admin secret sha512 $6$KPNCBE$X3rbEhbpH8FGyCB3|username admin privilege 15 role network-admin secret sha512 •
enable secret sha512 $6$KPNCBE$X3rbEhbpH8FGyCB3|enable secret sha512 •
snmp-server community hunter2 ro|snmp-server community • ro
tacacs-server host 10.0.0.1 key 7 070E234F1F5B4A|tacacs-server host 10.0.0.1 key 7 •
   neighbor 10.0.0.1 password 7 070E234F1F5B4A|   neighbor 10.0.0.1 password 7 •
   ip ospf message-digest-key 1 md5 7 070E234F1F5B4A|   ip ospf message-digest-key 1 md5 7 •
""",
    "juniper_junos": """\
        encrypted-password "$6$KPNCBE$X3rbEhbpH8FGyCB3"; ## SECRET-DATA|        encrypted-password "•"; ## SECRET-DATA
set system root-authentication encrypted-password "$6$KPNCBE$X3rbEhbpH8FGyCB3"|set system root-authentication encrypted-password "•"
    secret "$9$LbHX-wg4Z"; ## SECRET-DATA|    secret "•"; ## SECRET-DATA
set system radius-server 10.0.0.1 secret "$9$LbHX-wg4Z"|set system radius-server 10.0.0.1 secret "•"
set security ike policy P pre-shared-key ascii-text "$9$LbHX-wg4Z"|set security ike policy P pre-shared-key ascii-text "•"
set protocols bgp group G authentication-key hunter2|set protocols bgp group G authentication-key •
        authentication-key "$9$LbHX-wg4Z"; ## SECRET-DATA|        authentication-key "•"; ## SECRET-DATA
set protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "$9$LbHX-wg4Z"|set protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "•"
set snmp community hunter2 authorization read-only|set snmp community • authorization read-only
    community hunter2 {|    community • {
set snmp v3 usm local-engine user ops authentication-sha authentication-password hunter2|set snmp v3 usm local-engine user ops authentication-sha authentication-password •
""",
    "huawei_vrp": """\
 local-user admin password irreversible-cipher $1a$sdfJ23k$kjsdf83lkjdsf| local-user admin password irreversible-cipher •
 local-user ops password cipher %^%•xxx)Yz%^%•| local-user ops password cipher •
 set authentication password cipher %^%•xxx)Yz%^%•| set authentication password cipher •
super password level 3 cipher %^%•xxx)Yz%^%•|super password level 3 cipher •
snmp-agent community read cipher %^%•xxx)Yz%^%•|snmp-agent community read cipher •
snmp-agent community write hunter2|snmp-agent community write •
snmp-agent usm-user v3 ops authentication-mode sha cipher %^%•xxx)Yz%^%•|snmp-agent usm-user v3 ops authentication-mode sha cipher •
 pre-shared-key cipher %^%•xxx)Yz%^%•| pre-shared-key cipher •
 radius-server shared-key cipher %^%•xxx)Yz%^%•| radius-server shared-key cipher •
 hwtacacs-server shared-key cipher %^%•xxx)Yz%^%•| hwtacacs-server shared-key cipher •
 ospf authentication-mode md5 1 cipher %^%•xxx)Yz%^%•| ospf authentication-mode md5 1 cipher •
 peer 10.0.0.1 password cipher %^%•xxx)Yz%^%•| peer 10.0.0.1 password cipher •
 ospf authentication-mode simple plain hunter2| ospf authentication-mode simple plain •
""",
    "fortinet": """\
        set password ENC AK1ayl5VnJ3s8=|        set password ENC •
        set psksecret ENC AK1ayl5VnJ3s8=|        set psksecret ENC •
        set passphrase "hunter two"|        set passphrase "•"
        set secret hunter2|        set secret •
        set auth-pwd ENC AK1ayl5VnJ3s8=|        set auth-pwd ENC •
""",
    "paloalto_panos": """\
set mgt-config users admin phash $5$KPNCBE$X3rbEhbpH8FGyCB3|set mgt-config users admin phash •
      <phash>$5$KPNCBE$X3rbEhbpH8FGyCB3</phash>|      <phash>•</phash>
set network ike gateway G authentication pre-shared-key key -AQ==WQ6yVd=|set network ike gateway G authentication pre-shared-key key •
set deviceconfig system snmp-setting access-setting version v2c snmp-community-string hunter2|set deviceconfig system snmp-setting access-setting version v2c snmp-community-string •
""",
    "mikrotik_routeros": """\
add name=ops password=hunter2 group=full|add name=ops password=• group=full
add authentication-types=wpa2-psk name=P wpa2-pre-shared-key="hunter two"|add authentication-types=wpa2-psk name=P wpa2-pre-shared-key="•"
add address=10.0.0.1 secret=hunter2 service=login|add address=10.0.0.1 secret=• service=login
set [ find default=yes ] addresses=10.0.0.0/8 name=hunter2|set [ find default=yes ] addresses=10.0.0.0/8 name=•
""",
    "nokia_sros": """\
            authentication-key "3zwUwAAc" hash2|            authentication-key "•" hash2
            community "hunter2" hash2 r version v2c|            community "•" hash2 r version v2c
            password "$2y$10$TQrZlpBDra86.qoexZUzQeBXDY1FcdDhGWdD9lLxMuFyPVSm0OGy6"|            password "•"
            secret "3zwUwAAc" hash2|            secret "•" hash2
""",
    "linux": """\
root:$6$KPNCBE$X3rbEhbpH8FGyCB3:19000:0:99999:7:::|root:•:19000:0:99999:7:::
db_password = hunter2|db_password = •
API_KEY: hunter2|API_KEY: •
""",
    "dell_os6": """\
snmp-server community hunter2 ro|snmp-server community • ro
username "admin" password 5f4dcc3b5aa765d6 privilege 15 encrypted|username "admin" password • privilege 15 encrypted
""",
}
#: By platform: lines that stay as they are.
KEPT = {
    "cisco_ios": """\
service password-encryption
password encryption aes
security passwords min-length 8
no enable password
key chain OSPF
 key 1
 key 12
 description password reset server
 description key hunter2 is in the safe
ip community-list standard CUST permit 65000:100
 set community 65000:100 additive
 match community CUST
 neighbor 10.0.0.1 send-community both
 ip ospf authentication message-digest
 ip ospf authentication key-chain OSPF
aaa authentication login default group tacacs+ local enable
aaa group server tacacs+ TAC
tacacs-server timeout 5
radius-server attribute 6 on-for-login-auth
crypto key generate rsa modulus 2048
ip ssh server algorithm hostkey rsa-sha2-512
 tunnel key 100
snmp-server enable traps snmp authentication linkdown linkup
snmp-server location secret room
snmp-server view V iso included
username bob nopassword
line vty 0 4
 login authentication default
 standby 1 priority 110
 authentication mode hmac-md5
%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: ops] [Reason: invalid password]
Key Version 1, authentication failed
router bgp 65000
ntp authenticate
ntp trusted-key 1
ntp server 10.0.0.1 key 1
""",
    "cisco_nxos": """\
password strength-check
snmp-server host 10.0.0.1 use-vrf management
  ip ospf authentication message-digest
feature tacacs+
key chain K
  key 0
""",
    "cisco_xr": """\
 group root-lr
""",
    "cisco_asa": """\
crypto ikev1 policy 10
password-policy minimum-length 8
""",
    "arista_eos": """\
   neighbor 10.0.0.1 send-community
ip community-list CUST permit 65000:100
management api http-commands
""",
    "juniper_junos": """\
set policy-options community CUST members 65000:100
    community CUST members 65000:100;
        ssh-rsa "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB ops@example";
set system login user ops authentication ssh-ed25519 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ops"
set interfaces ge-0/0/0 description "password reset server"
        then community add CUST;
set system services ssh key-exchange curve25519-sha256
set security authentication-key-chains key-chain K
set system login password format sha512
""",
    "huawei_vrp": """\
ssh server cipher aes256_ctr aes128_ctr
ssh client cipher aes256_ctr
 ip community-filter basic CUST permit 65000:100
 peer 10.0.0.1 advertise-community
 description the password is in the safe
 local-user admin privilege level 15
 local-user admin service-type ssh
snmp-agent sys-info version v3
""",
    "fortinet": """\
        set password-expire 30
        set comment "secret room"
        set status enable
    config system password-policy
""",
    "paloalto_panos": """\
set rulebase security rules "secret room" action allow
set mgt-config users admin permissions role-based superuser yes
""",
    "mikrotik_routeros": """\
add name=ops group=full comment="password in the safe"
/ip ipsec policy
add address=10.0.0.1/24 interface=ether1 network=10.0.0.0
""",
    "nokia_sros": """\
            community "CUST" members "65000:100"
            description "password reset"
""",
    "linux": """\
root:x:0:0:root:/root:/bin/bash
Nov 23 sshd[1]: Failed password for ops from 10.0.0.1
PasswordAuthentication no
""",
    "dell_os6": """\
ip community-list standard CUST permit 65000:100
""",
}
