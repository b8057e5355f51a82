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
enable password #hunter2|enable password •
enable password [hunter2]|enable password •
enable secret 0 <hunter2>|enable secret 0 •
enable password {hunter2}|enable password •
enable password a;hunter2|enable password •
enable password hun'ter"hunter2|enable password •
enable password 'hunter2|enable password •
snmp-server community a;hunter2 RO|snmp-server community • RO
snmp-server community "hunter2 RO|snmp-server community • RO
username ops password 0 x{hunter2}|username ops password 0 •
 key-string two hunter2| key-string •
username x secret 9 $9$hunter2hunter2|username x secret 9 •
username x algorithm-type scrypt secret hunter2|username x algorithm-type scrypt secret •
ip nhrp authentication hunter2|ip nhrp authentication •
 l2tp tunnel password 7 hunter2| l2tp tunnel password 7 •
 l2tp tunnel password 0 hunter2| l2tp tunnel password 0 •
vtp password hunter2|vtp password •
vtp password hunter2 hidden|vtp password • hidden
 ipv6 ospf authentication ipsec spi 256 md5 0 hunter2| ipv6 ospf authentication ipsec spi 256 md5 0 •
 ipv6 ospf authentication ipsec spi 256 sha1 hunter2| ipv6 ospf authentication ipsec spi 256 sha1 •
 ospfv3 authentication ipsec spi 256 sha1 hunter2| ospfv3 authentication ipsec spi 256 sha1 •
 ospfv3 encryption ipsec spi 256 esp aes-cbc 128 hunter2 sha1 hunter2| ospfv3 encryption ipsec spi 256 esp aes-cbc 128 • sha1 •
  authentication mode hmac-sha-256 7 hunter2|  authentication mode hmac-sha-256 7 •
  authentication mode hmac-sha-256 hunter2|  authentication mode hmac-sha-256 •
mpls ldp neighbor 10.0.0.1 password 7 hunter2|mpls ldp neighbor 10.0.0.1 password 7 •
mpls ldp password option 1 for X hunter2|mpls ldp password option 1 for X •
ip msdp password peer 10.0.0.1 0 hunter2|ip msdp password peer 10.0.0.1 0 •
 authentication-key hunter2| authentication-key •
 authentication-key 7 hunter2| authentication-key 7 •
 sap pmk hunter2 mode-list gcm-encrypt| sap pmk • mode-list gcm-encrypt
ip wccp 61 password 7 hunter2|ip wccp 61 password 7 •
ip wccp web-cache redirect-list X password hunter2|ip wccp web-cache redirect-list X password •
 bind authenticate root-dn cn=a password 7 hunter2| bind authenticate root-dn cn=a password 7 •
 authentication remote pre-share key hunter2| authentication remote pre-share key •
 authentication local pre-share key 6 hunter2| authentication local pre-share key 6 •
 authentication username x password 7 hunter2 realm y| authentication username x password 7 • realm y
 credentials username x password 7 hunter2 realm y| credentials username x password 7 • realm y
 mgmtuser username admin password 0 hunter2 secret 0 hunter2| mgmtuser username admin password 0 • secret 0 •
ap dot1x username a password 0 hunter2|ap dot1x username a password 0 •
 path ftp://ops:hunter2@10.0.0.1/x| path ftp://ops:•@10.0.0.1/x
boot system ftp://ops:hunter2@10.0.0.1/x|boot system ftp://ops:•@10.0.0.1/x
 server-private 10.0.0.1 auth-port 1812 acct-port 1813 key hunter2| server-private 10.0.0.1 auth-port 1812 acct-port 1813 key •
 address ipv4 10.0.0.1 auth-port 1812 acct-port 1813 key hunter2| address ipv4 10.0.0.1 auth-port 1812 acct-port 1813 key •
 etr map-server 10.0.0.1 key hunter2| etr map-server 10.0.0.1 key •
 ipv4 etr map-server 10.0.0.1 key 7 hunter2| ipv4 etr map-server 10.0.0.1 key 7 •
 password 0 hunter2| password 0 •
 standby 1 authentication md5 key-string 7 hunter2| standby 1 authentication md5 key-string 7 •
 vrrp 1 authentication md5 key-string hunter2| vrrp 1 authentication md5 key-string •
 glbp 1 authentication text hunter2| glbp 1 authentication text •
 standby authentication hunter2| standby authentication •
 authentication md5 key-string hunter2| authentication md5 key-string •
 authentication text hunter2| authentication text •
tacacs-server host 10.0.0.1 single-connection key 7 hunter2|tacacs-server host 10.0.0.1 single-connection key 7 •
radius-server host 10.0.0.1 pac key 7 hunter2|radius-server host 10.0.0.1 pac key 7 •
 client 10.0.0.1 vrf X server-key 7 hunter2| client 10.0.0.1 vrf X server-key 7 •
 server-key hunter2| server-key •
ip http client password 0 hunter2|ip http client password 0 •
ip ftp password hunter2|ip ftp password •
 ppp chap password hunter2| ppp chap password •
snmp-server user ops NET v3 auth sha hunter2 priv aes 256 hunter2 access 10|snmp-server user ops NET v3 auth sha • priv aes 256 • access 10
snmp-server user ops NET v3 encrypted auth md5 hunter2 priv des hunter2|snmp-server user ops NET v3 encrypted auth md5 • priv des •
snmp-server user ops NET remote 10.0.0.1 v3 auth sha-256 hunter2|snmp-server user ops NET remote 10.0.0.1 v3 auth sha-256 •
snmp-server host 10.0.0.1 informs version 2c hunter2 cpu|snmp-server host 10.0.0.1 informs version 2c • cpu
snmp mib community-map hunter2 engineid 8000|snmp mib community-map • engineid 8000
snmp-server host 10.0.0.1 public@hunter2|snmp-server host 10.0.0.1 •
crypto isakmp key hunter2 hostname x|crypto isakmp key • hostname x
crypto isakmp key 0 hunter2 address ipv6 2001::/64|crypto isakmp key 0 • address ipv6 2001::/64
 pre-shared-key address 10.0.0.1 key 6 hunter2| pre-shared-key address 10.0.0.1 key 6 •
 pre-shared-key hostname x key hunter2| pre-shared-key hostname x key •
 pre-shared-key hex hunter2| pre-shared-key hex •
 pre-shared-key local 6 hunter2| pre-shared-key local 6 •
 wpa-psk ascii hunter2| wpa-psk ascii •
 security wpa psk set-key ascii 0 hunter2| security wpa psk set-key ascii 0 •
 security wpa psk set-key ascii 8 hunter2| security wpa psk set-key ascii 8 •
 security static-wep-key encryption 104 ascii 0 hunter2 1| security static-wep-key encryption 104 ascii 0 • 1
 encryption key 1 size 128bit 7 hunter2 transmit-key| encryption key 1 size 128bit 7 • transmit-key
 ip ospf message-digest-key 1 md5 0 hunter2| ip ospf message-digest-key 1 md5 0 •
 isis password hunter2| isis password •
 area-password hunter2| area-password •
 neighbor 2001:db8::1 password 7 hunter2| neighbor 2001:db8::1 password 7 •
 neighbor PG password hunter2| neighbor PG password •
 set session-key inbound esp 300 cipher hunter2 authenticator hunter2| set session-key inbound esp 300 cipher • authenticator •
username "x" one-time password 0 hunter2|username "x" one-time password 0 •
event manager environment _password hunter2|event manager environment _password •
 subscriber password 7 hunter2| subscriber password 7 •
 secret 5 $1$abcd$hunter2hunter2hunter2| secret 5 •
 private-key 7 hunter2| private-key 7 •
 ip rsvp authentication key hunter2| ip rsvp authentication key •
 ntp authentication-key 5 hmac-sha2-256 hunter2 7| ntp authentication-key 5 hmac-sha2-256 • 7
 ntp authentication-key 5 md5 hunter2| ntp authentication-key 5 md5 •
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
username x password 0 hunter2|username x password 0 •
username x password 5 !hunter2 role y|username x password 5 • role y
snmp-server user admin network-admin auth sha hunter2 priv aes-128 hunter2 localizedkey engineID 1:2|snmp-server user admin network-admin auth sha • priv aes-128 • localizedkey engineID 1:2
snmp-server user admin auth sha-256 hunter2 priv hunter2 localizedkey|snmp-server user admin auth sha-256 • priv • localizedkey
tacacs-server key 7 "hunter2"|tacacs-server key 7 "•"
tacacs-server host 1.1.1.1 key 7 "hun ter hunter2" port 49|tacacs-server host 1.1.1.1 key 7 "•" port 49
  authentication md5 key-string hunter2|  authentication md5 key-string •
  authentication text hunter2|  authentication text •
vtp password hunter2|vtp password •
    password 3 hunter2|    password 3 •
  authentication key 7 hunter2|  authentication key 7 •
snmp-server host 1.1.1.1 traps version 3 auth hunter2|snmp-server host 1.1.1.1 traps version 3 auth •
snmp-server host 1.1.1.1 hunter2|snmp-server host 1.1.1.1 •
    key-octet-string 7 hunter2 cryptographic-algorithm AES_128_CMAC|    key-octet-string 7 • cryptographic-algorithm AES_128_CMAC
""",
    "cisco_xr": """\
 secret 10 $6$dGWz50F4rYPz5...$Nn9bZ8pd9qXv.wcqzG| secret 10 •
 password 7 0822455D0A16| password 7 •
  message-digest-key 1 md5 encrypted 0822455D0A16|  message-digest-key 1 md5 encrypted •
snmp-server community hunter2 RO SystemOwner|snmp-server community • RO SystemOwner
 key-string password hunter2| key-string password •
 key-string clear hunter2| key-string clear •
snmp-server host 1.1.1.1 traps version 2c encrypted hunter2|snmp-server host 1.1.1.1 traps version 2c encrypted •
snmp-server community encrypted hunter2 RO|snmp-server community encrypted • RO
snmp-server community clear hunter2 RO|snmp-server community clear • RO
 authentication-key encrypted hunter2| authentication-key encrypted •
 authentication-key clear hunter2| authentication-key clear •
 lsp-password hmac-md5 encrypted hunter2| lsp-password hmac-md5 encrypted •
 hello-password text clear hunter2| hello-password text clear •
 password encrypted hunter2| password encrypted •
 password clear hunter2| password clear •
tacacs-server host 1.1.1.1 port 49 key 7 hunter2|tacacs-server host 1.1.1.1 port 49 key 7 •
snmp-server user x G v3 auth md5 clear hunter2 priv aes 128 clear hunter2 SystemOwner|snmp-server user x G v3 auth md5 clear • priv aes 128 clear • SystemOwner
 key 7 hunter2| key 7 •
  neighbor 1.1.1.1:0 password encrypted hunter2|  neighbor 1.1.1.1:0 password encrypted •
  password6 encrypted hunter2|  password6 encrypted •
""",
    "cisco_asa": """\
enable password 2KFQnbNIdI.2KYOU encrypted|enable password • encrypted
passwd 2KFQnbNIdI.2KYOU encrypted|passwd • encrypted
username ops password 2KFQnbNIdI.2KYOU encrypted privilege 15|username ops password • encrypted privilege 15
 ikev1 pre-shared-key hunter2| ikev1 pre-shared-key •
 ikev2 remote-authentication pre-shared-key hunter2| ikev2 remote-authentication pre-shared-key •
failover key hunter2|failover key •
snmp-server community hunter2|snmp-server community •
snmp-server host inside 10.0.0.1 community hunter2 version 2c|snmp-server host inside 10.0.0.1 community • version 2c
snmp-server host inside 10.0.0.1 community 8 hunter2|snmp-server host inside 10.0.0.1 community 8 •
snmp-server user ops G v3 engineID 80 encrypted auth md5 aa:hunter2 priv aes 128 bb:hunter2|snmp-server user ops G v3 engineID 80 encrypted auth md5 • priv aes 128 •
enable password $sha512$5000$hunter2hunter2$hunter2 pbkdf2|enable password • pbkdf2
 ikev1 pre-shared-key hunter2;x| ikev1 pre-shared-key •
failover ipsec pre-shared-key hunter2|failover ipsec pre-shared-key •
vpdn username x password hunter2 store-local|vpdn username x password • store-local
 key hunter2| key •
 ldap-login-password hunter2| ldap-login-password •
 pppoe password hunter2| pppoe password •
 http-form password hunter2| http-form password •
 ospf authentication-key hunter2| ospf authentication-key •
username x password hunter2 nt-encrypted|username x password • nt-encrypted
""",
    "arista_eos": """\
username admin privilege 15 role network-admin secret sha512 $6$KPNCBE$X3rbEhbpH8FGyCB3|username admin privilege 15 role network-admin secret sha512 •
enable secret sha512 $6$KPNCBE$X3rbEhbpH8FGyCB3|enable secret sha512 •
snmp-server community hunter2 ro|snmp-server community • ro
tacacs-server host 10.0.0.1 key 7 070E234F1F5B4A|tacacs-server host 10.0.0.1 key 7 •
   neighbor 10.0.0.1 password 7 070E234F1F5B4A|   neighbor 10.0.0.1 password 7 •
   ip ospf message-digest-key 1 md5 7 070E234F1F5B4A|   ip ospf message-digest-key 1 md5 7 •
username x secret 0 hunter2|username x secret 0 •
   isis authentication key 7 hunter2|   isis authentication key 7 •
   authentication key 0 hunter2|   authentication key 0 •
   vrrp 1 peer authentication text hunter2|   vrrp 1 peer authentication text •
   shared-key 7 hunter2|   shared-key 7 •
   key 0abc 7 hunter2|   key 0abc 7 •
   exec /usr/bin/TerminAttr -cvauth=key,hunter2 -x|   exec /usr/bin/TerminAttr -cvauth=key,• -x
   exec /usr/bin/TerminAttr -ingestauth=key,hunter2|   exec /usr/bin/TerminAttr -ingestauth=key,•
snmp-server user x G v3 localized 8000 auth sha hunter2 priv aes hunter2|snmp-server user x G v3 localized 8000 auth sha • priv aes •
   neighbor PG password 7 hunter2==|   neighbor PG password 7 •
   secret 7 hunter2|   secret 7 •
radius-server host 1.1.1.1 vrf MGMT timeout 5 key 7 hunter2|radius-server host 1.1.1.1 vrf MGMT timeout 5 key 7 •
ntp authentication-key 1 sha1 7 hunter2|ntp authentication-key 1 sha1 7 •
   password 7 hunter2|   password 7 •
enable password sha512 $6$hunter2hunter2$x|enable password sha512 •
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
set system login user x authentication plain-text-password hunter2|set system login user x authentication plain-text-password •
            secret hunter2;|            secret •;
                secret "$9$hun;ter}hunter2"; ## SECRET-DATA|                secret "•"; ## SECRET-DATA
<secret>$9$hunter2abc</secret>|<secret>•</secret>
    "secret" : "$9$hunter2abc"|    "secret" : "•"
set system archival configuration archive-sites ftp://u:hunter2@1.1.1.1/x|set system archival configuration archive-sites ftp://u:•@1.1.1.1/x
set snmp community "hunter2" clients 1.1.1.1|set snmp community "•" clients 1.1.1.1
    community "hunter2" {|    community "•" {
set snmp v3 snmp-community X community-name hunter2|set snmp v3 snmp-community X community-name •
set system tacplus-server 1.1.1.1 secret hunter2|set system tacplus-server 1.1.1.1 secret •
set access profile x client y firewall-user password hunter2|set access profile x client y firewall-user password •
set protocols isis level 1 authentication-key hunter2|set protocols isis level 1 authentication-key •
set security ike policy x pre-shared-key hexadecimal hunter2|set security ike policy x pre-shared-key hexadecimal •
set security ipsec security-association x manual direction bidirectional authentication key ascii-text hunter2|set security ipsec security-association x manual direction bidirectional authentication key ascii-text •
set protocols ldp session 1.1.1.1 authentication-key hunter2|set protocols ldp session 1.1.1.1 authentication-key •
set system ntp authentication-key 1 type md5 value hunter2|set system ntp authentication-key 1 type md5 value •
set protocols mpls x preshared-key hunter2|set protocols mpls x preshared-key •
set system master-password hunter2|set system master-password •
set security macsec connectivity-association x pre-shared-key cak hunter2|set security macsec connectivity-association x pre-shared-key cak •
        cak "$9$hunter2aa"; ## SECRET-DATA|        cak "•"; ## SECRET-DATA
$8$aes256-gcm$hmac-sha2-256$100$hunter2$hunter2|•
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
 local-user ops password cipher %^%#a;b{c<hunter2%^%#| local-user ops password cipher •
 local-user ops password cipher %@%@a'b"<hunter2%@%@| local-user ops password cipher •
 local-user ops password cipher #hunter2| local-user ops password cipher •
 key authentication cipher $c$3$hunter2abcd| key authentication cipher •
 primary authentication 10.0.0.1 key cipher $c$3$hunter2abcd| primary authentication 10.0.0.1 key cipher •
 password hash $h$6$hunter2abcd$hunter2==| password hash •
 wpa-wpa2 psk pass-phrase %^%#hunter2%^%# aes| wpa-wpa2 psk pass-phrase • aes
 security wpa2 psk pass-phrase hunter2 aes| security wpa2 psk pass-phrase • aes
snmp-agent community read %^%#hunter2%^%# acl 2000|snmp-agent community read • acl 2000
snmp-agent target-host trap address udp-domain 1.1.1.1 params securityname hunter2 v2c|snmp-agent target-host trap address udp-domain 1.1.1.1 params securityname • v2c
 ike pre-shared-key hunter2| ike pre-shared-key •
 pre-shared-key simple hunter2| pre-shared-key simple •
 isis authentication-mode md5 cipher hunter2| isis authentication-mode md5 cipher •
 area-authentication-mode md5 plain hunter2| area-authentication-mode md5 plain •
 ntp-service authentication-keyid 1 authentication-mode md5 cipher hunter2| ntp-service authentication-keyid 1 authentication-mode md5 cipher •
 ntp-service authentication-keyid 1 authentication-mode md5 hunter2| ntp-service authentication-keyid 1 authentication-mode md5 •
 rip authentication-mode simple plain hunter2| rip authentication-mode simple plain •
 vrrp vrid 1 authentication-mode md5 hunter2| vrrp vrid 1 authentication-mode md5 •
 vrrp vrid 1 authentication-mode simple plain hunter2| vrrp vrid 1 authentication-mode simple plain •
 md5-password cipher 1.1.1.1 hunter2| md5-password cipher 1.1.1.1 •
 ospf authentication-mode hmac-sha256 1 cipher hunter2| ospf authentication-mode hmac-sha256 1 cipher •
 set authentication password simple hunter2| set authentication password simple •
snmp-agent usm-user v3 x authentication-mode sha2-256 cipher hunter2|snmp-agent usm-user v3 x authentication-mode sha2-256 cipher •
 ppp chap password cipher hunter2| ppp chap password cipher •
 ppp pap local-user x password simple hunter2| ppp pap local-user x password simple •
 radius-server shared-key-cipher hunter2| radius-server shared-key-cipher •
 radius-server shared-key cipher hunter2| radius-server shared-key cipher •
 hwtacacs server shared-key hunter2| hwtacacs server shared-key •
 web-auth-server X shared-key cipher hunter2| web-auth-server X shared-key cipher •
 key-string cipher hunter2| key-string cipher •
 super password level 15 hash $1a$hunter2hunter2| super password level 15 hash •
""",
    "fortinet": """\
        set password ENC AK1ayl5VnJ3s8=|        set password ENC •
        set psksecret ENC AK1ayl5VnJ3s8=|        set psksecret ENC •
        set passphrase "hunter two"|        set passphrase "•"
        set secret hunter2|        set secret •
        set auth-pwd ENC AK1ayl5VnJ3s8=|        set auth-pwd ENC •
        set password "hunter2"|        set password "•"
        set psksecret hunter2|        set psksecret •
        set wpa-passphrase "hunter2"|        set wpa-passphrase "•"
        set ppk-secret ENC hunter2|        set ppk-secret ENC •
        set sdn-api-key hunter2|        set sdn-api-key •
        set api-key "hunter2"|        set api-key "•"
        set secret-key ENC hunter2|        set secret-key ENC •
        set secret "a\\"hunter2"|        set secret "•"
        set community "hunter2"|        set community "•"
        set server-key hunter2|        set server-key •
        set auth-password "hunter2"|        set auth-password "•"
        set key-outbound ENC hunter2|        set key-outbound ENC •
        set md5-key "1:hunter2"|        set md5-key "•"
        set ldap-password hunter2|        set ldap-password •
        set token hunter2|        set token •
        set pre-shared-key hunter2|        set pre-shared-key •
        set psk hunter2|        set psk •
        set passphrase 'hunter2'|        set passphrase '•'
        set passwd ENC hunter2|        set passwd ENC •
        set authkey hunter2|        set authkey •
""",
    "paloalto_panos": """\
set mgt-config users admin phash $5$KPNCBE$X3rbEhbpH8FGyCB3|set mgt-config users admin phash •
      <phash>$5$KPNCBE$X3rbEhbpH8FGyCB3</phash>|      <phash>•</phash>
set network ike gateway G authentication pre-shared-key key -AQ==WQ6yVd=|set network ike gateway G authentication pre-shared-key key •
set deviceconfig system snmp-setting access-setting version v2c snmp-community-string hunter2|set deviceconfig system snmp-setting access-setting version v2c snmp-community-string •
set network ike gateway G authentication pre-shared-key key -AQ==hunter2|set network ike gateway G authentication pre-shared-key key •
set shared server-profile radius X server Y secret -AQ==hunter2|set shared server-profile radius X server Y secret •
set mgt-config users x password hunter2|set mgt-config users x password •
set deviceconfig system x auth-key hunter2|set deviceconfig system x auth-key •
      <key>-AQ==hunter2</key>|      <key>•</key>
<entry name="x"><phash>$1$hunter2$hunter2abcd</phash></entry>|<entry name="x"><phash>•</phash></entry>
    phash $1$abcd$hunter2hunter2;|    phash •;
  authpwd -AQ==hunter2;|  authpwd •;
  <bind-password>hunter2</bind-password>|  <bind-password>•</bind-password>
  <passphrase>hunter2</passphrase>|  <passphrase>•</passphrase>
  <snmp-community-string>hunter2</snmp-community-string>|  <snmp-community-string>•</snmp-community-string>
""",
    "mikrotik_routeros": """\
add name=ops password=hunter2 group=full|add name=ops password=• group=full
add authentication-types=wpa2-psk name=P wpa2-pre-shared-key="hunter two"|add authentication-types=wpa2-psk name=P wpa2-pre-shared-key="•"
add address=10.0.0.1 secret=hunter2 service=login|add address=10.0.0.1 secret=• service=login
set [ find default=yes ] addresses=10.0.0.0/8 name=hunter2|set [ find default=yes ] addresses=10.0.0.0/8 name=•
add name=x password="it\\"s hunter2"|add name=x password="•"
add private-key="hunter2="|add private-key="•"
add preshared-key="hunter2"|add preshared-key="•"
add security.passphrase=hunter2|add security.passphrase=•
set [ find default=yes ] addresses=::/0 name=hunter2|set [ find default=yes ] addresses=::/0 name=•
set 0 name=hunter2 addresses=::/0|set 0 name=• addresses=::/0
add auth-key=hunter2|add auth-key=•
add tcp-md5-key=hunter2|add tcp-md5-key=•
add ipsec-secret=hunter2|add ipsec-secret=•
add authentication=md5 authentication-key=hunter2|add authentication=md5 authentication-key=•
add mschap-password=hunter2|add mschap-password=•
set wpa-pre-shared-key=hunter2|set wpa-pre-shared-key=•
set passphrase=a;hunter2|set passphrase=•
""",
    "nokia_sros": """\
            authentication-key "3zwUwAAc" hash2|            authentication-key "•" hash2
            community "hunter2" hash2 r version v2c|            community "•" hash2 r version v2c
            password "$2y$10$TQrZlpBDra86.qoexZUzQeBXDY1FcdDhGWdD9lLxMuFyPVSm0OGy6"|            password "•"
            secret "3zwUwAAc" hash2|            secret "•" hash2
            authentication-key "hunter2 hash2"|            authentication-key "•"
            community "hunter2 hash2" r version v2c|            community "•" r version v2c
            password "hunter2"|            password "•"
            secret "hunter2 hash" |            secret "•" 
        user "x" password "hunter2"|        user "x" password "•"
        server 1 address 1.1.1.1 secret "hunter2" hash2|        server 1 address 1.1.1.1 secret "•" hash2
        pre-shared-key "hunter2" hash2|        pre-shared-key "•" hash2
        authentication md5 "hunter2" privacy x|        authentication md5 "•" privacy x
        auth-key "hunter2"|        auth-key "•"
        snmp community "hunter2" hash2 access-permissions r|        snmp community "•" hash2 access-permissions r
        message-digest-key 1 md5 "hunter2" hash2|        message-digest-key 1 md5 "•" hash2
        entry 1 key "hunter2" hash2 algorithm aes|        entry 1 key "•" hash2 algorithm aes
""",
    "linux": """\
root:$6$KPNCBE$X3rbEhbpH8FGyCB3:19000:0:99999:7:::|root:•:19000:0:99999:7:::
db_password = hunter2|db_password = •
API_KEY: hunter2|API_KEY: •
"password": "hunter2",|"password": "•",
  'secret': 'hunter2'|  'secret': '•'
export DB_PASSWORD=hunter2|export DB_PASSWORD=•
PrivateKey = hunter2|PrivateKey = •
PresharedKey = hunter2|PresharedKey = •
private_key: hunter2|private_key: •
 neighbor 10.0.0.1 password hunter2| neighbor 10.0.0.1 password •
 ip ospf message-digest-key 1 md5 hunter2| ip ospf message-digest-key 1 md5 •
 ip ospf authentication-key hunter2| ip ospf authentication-key •
 isis password md5 hunter2| isis password md5 •
  key-string hunter2|  key-string •
password = "a hunter2"|password = "•"
password=a;hunter2|password=•
psk="hunter2"|psk="•"
wpa_psk=hunter2|wpa_psk=•
rocommunity hunter2 default|rocommunity • default
com2sec local default hunter2|com2sec local default •
url = postgres://u:hunter2@db/x|url = postgres://u:•@db/x
mysql -u root --password=hunter2|mysql -u root --password=•
createUser x SHA "hunter2" AES hunter2|createUser x SHA "•" AES •
enable password hunter2|enable password •
password hunter2|password •
secret=hunter2|secret=•
aws_secret_access_key = hunter2|aws_secret_access_key = •
AuthKey=hunter2|AuthKey=•
bindpw hunter2|bindpw •
""",
    "dell_os6": """\
snmp-server community hunter2 ro|snmp-server community • ro
username "admin" password 5f4dcc3b5aa765d6 privilege 15 encrypted|username "admin" password • privilege 15 encrypted
""",
    "vyos": """\
set system login user x authentication plaintext-password 'hunter2'|set system login user x authentication plaintext-password '•'
set vpn ipsec authentication psk X secret 'hunter2'|set vpn ipsec authentication psk X secret '•'
set vpn ipsec site-to-site peer X authentication pre-shared-secret hunter2|set vpn ipsec site-to-site peer X authentication pre-shared-secret •
set service snmp community hunter2 authorization ro|set service snmp community • authorization ro
set protocols bgp neighbor 1.1.1.1 password 'hunter2'|set protocols bgp neighbor 1.1.1.1 password '•'
set interfaces wireguard wg0 private-key 'hunter2='|set interfaces wireguard wg0 private-key '•'
set interfaces wireguard wg0 peer x preshared-key 'hunter2'|set interfaces wireguard wg0 peer x preshared-key '•'
set interfaces wireless wlan0 security wpa passphrase 'hunter2'|set interfaces wireless wlan0 security wpa passphrase '•'
set system login radius server 1.1.1.1 key 'hunter2'|set system login radius server 1.1.1.1 key '•'
             pre-shared-secret hunter2|             pre-shared-secret •
             plaintext-password "hunter2"|             plaintext-password "•"
             encrypted-password $6$hunter2abc|             encrypted-password •
         community hunter2 {|         community • {
             password hunter2|             password •
""",
    "hp_procurve": """\
snmp-server community "hunter2" unrestricted|snmp-server community "•" unrestricted
password manager user-name "x" sha1 "hunter2"|password manager user-name "x" sha1 "•"
password manager plaintext hunter2|password manager plaintext •
password operator hunter2|password operator •
snmpv3 user "x" auth sha "hunter2" priv aes "hunter2"|snmpv3 user "x" auth sha "•" priv aes "•"
radius-server host 1.1.1.1 key "hunter2"|radius-server host 1.1.1.1 key "•"
tacacs-server host 1.1.1.1 encrypted-key "hunter2"|tacacs-server host 1.1.1.1 encrypted-key "•"
radius-server key hunter2|radius-server key •
snmpv3 community index "1" name "hunter2" sec-name x|snmpv3 community index "1" name "•" sec-name x
""",
    "hp_comware": """\
 password hash $h$6$hunter2$hunter2==| password hash •
 key authentication cipher $c$3$hunter2abcd| key authentication cipher •
snmp-agent community write cipher $c$3$hunter2abcd|snmp-agent community write cipher •
snmp-agent usm-user v3 x g cipher authentication-mode sha $c$3$hunter2 privacy-mode aes128 $c$3$hunter2|snmp-agent usm-user v3 x g cipher authentication-mode sha • privacy-mode aes128 •
 super password role network-admin hash $h$6$hunter2abc| super password role network-admin hash •
 ospf authentication-mode md5 1 cipher $c$3$hunter2abcd| ospf authentication-mode md5 1 cipher •
""",
    "aruba_aoscx": """\
user admin group administrators password ciphertext hunter2|user admin group administrators password ciphertext •
snmp-server community hunter2|snmp-server community •
radius-server host 1.1.1.1 key ciphertext hunter2|radius-server host 1.1.1.1 key ciphertext •
tacacs-server key ciphertext hunter2|tacacs-server key ciphertext •
snmpv3 user x auth sha auth-pass ciphertext hunter2 priv aes priv-pass ciphertext hunter2|snmpv3 user x auth sha auth-pass ciphertext • priv aes priv-pass ciphertext •
    neighbor 1.1.1.1 password ciphertext hunter2|    neighbor 1.1.1.1 password ciphertext •
    ip ospf authentication-key ciphertext hunter2|    ip ospf authentication-key ciphertext •
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
version 17.9
service timestamps log datetime msec
no service password-recovery
aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default group tacacs+ local if-authenticated
aaa accounting exec default start-stop group tacacs+
aaa session-id common
aaa server radius dynamic-author
ip domain name key.example.net
ip ssh authentication-retries 3
ip ssh version 2
ip ssh pubkey-chain
   key-hash ssh-rsa 0123456789ABCDEF0123456789ABCDEF
crypto pki trustpoint TP-self-signed-1
 enrollment selfsigned
 rsakeypair TP-self-signed-1
 fingerprint 0123456789ABCDEF
crypto pki certificate chain TP
  30820330 30820218 A0030201 02020101 300D0609
crypto isakmp policy 10
 authentication pre-share
 encr aes 256
crypto isakmp keepalive 10
crypto ikev2 proposal X
crypto ikev2 keyring KR
 peer HQ
  address 10.0.0.1
 authentication remote pre-share
 authentication local rsa-sig
 keyring local KR
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
crypto map CM 10 ipsec-isakmp
 set peer 10.0.0.1
 set session-key-lifetime 100
key chain EIGRP
  accept-lifetime 00:00:00 Jan 1 2020 infinite
  cryptographic-algorithm hmac-sha-256
 ip authentication mode eigrp 1 md5
 ip authentication key-chain eigrp 1 EIGRP
 ip ospf authentication key-chain X
 ip ospf 1 area 0
 isis authentication mode md5
 isis authentication key-chain X
 area 0 authentication message-digest
 neighbor 10.0.0.1 remote-as 65000
 neighbor 10.0.0.1 ttl-security hops 1
 standby 1 authentication md5 key-chain HSRP
 standby 1 ip 10.0.0.1
 vrrp 1 priority 110
 glbp 1 authentication md5 key-chain X
snmp-server view ALL iso included
snmp-server group NET v3 priv read ALL
snmp-server contact noc secret
snmp-server enable traps config
snmp-server host 10.0.0.1 vrf MGMT version 3 priv
snmp-server source-interface traps Loopback0
snmp-server chassis-id KEY1
tacacs-server directed-request
tacacs server T1
 address ipv4 10.0.0.1
 timeout 5
radius server R1
 address ipv4 10.0.0.1 auth-port 1812 acct-port 1813
radius-server dead-criteria time 5 tries 3
ntp server 10.0.0.1 key 1 prefer
ntp server 10.0.0.1
 login local
 login authentication CONSOLE
 transport input ssh
wlan CORP 1 CORP
 security wpa akm dot1x
 security dot1x authentication-list X
 security wpa wpa2 ciphers aes
mpls ldp router-id Loopback0
mpls ldp password required
mpls ldp session protection
mpls label protocol ldp
ip nhrp network-id 1
ip nhrp map multicast dynamic
 tunnel protection ipsec profile P
username bob privilege 15
archive
 log config
  hidekeys
 path flash:cfg
 path ftp://10.0.0.1/x
banner motd ^C Do not share your password ^C
 description key to the city, password reset, community hall
 description shared-secret room
ip community-list standard C permit 65000:1
ip extcommunity-list standard C permit rt 65000:1
 match community C
route-map KEY permit 10
class-map match-any SECRET
Hostname   Password
Interface              IP-Address      OK? Method Status
R1#show ip ospf interface
  Message digest authentication enabled
    Youngest key id is 1
  Simple password authentication enabled
Building configuration...
%SSH-5-SSH2_USERAUTH: User 'ops' authentication for SSH2 Session from 10.0.0.1 succeeded
%SYS-5-CONFIG_I: Configured from console by ops on vty0 (10.0.0.1)
%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: ops] [Source: 10.0.0.1]
Key name: TP-self-signed
 Key type: RSA KEYS
Total number of keys: 1
SNMP packets input
    0 Unknown community name
macsec replay-protection window-size 0
 mka policy X
 mka pre-shared-key key-chain K
cts role-based enforcement
license smart transport smart
 authentication open
 authentication order dot1x mab
 authentication host-mode multi-auth
 authentication port-control auto
 authentication event fail action next-method
 authentication periodic
dot1x system-auth-control
""",
    "cisco_nxos": """\
password strength-check
snmp-server host 10.0.0.1 use-vrf management
  ip ospf authentication message-digest
feature tacacs+
key chain K
  key 0
no password strength-check
username admin passphrase  lifetime 99999 warntime 14 gracetime 3
ssh key rsa 2048
snmp-server host 10.0.0.1 source-interface mgmt0
snmp-server user ops network-operator
rmon event 1 log trap public description FATAL(1) owner PMON@FATAL
  send-lifetime local 00:00:00 Jan 1 2020 infinite
  authentication md5 key-chain K
  ip eigrp 1 authentication-mode md5
  ip authentication key-chain eigrp 1 K
aaa group server tacacs+ T
    server 10.0.0.1
  neighbor 10.0.0.1 remote-as 1
vpc domain 1
  peer-keepalive destination 10.0.0.1 source 10.0.0.2
hardware access-list tcam region racl 512
""",
    "cisco_xr": """\
 group root-lr
snmp-server host 10.0.0.1 traps version 2c
aaa authentication login default group tacacs+ local
  hello-password keychain K
  authentication message-digest
  authentication keychain K
 key chain K
  key 1
   cryptographic-algorithm HMAC-MD5
ssh server v2
router ospf 1
mpls ldp
 session protection
""",
    "cisco_asa": """\
crypto ikev1 policy 10
password-policy minimum-length 8
aaa-server RAD protocol radius
aaa-server RAD (inside) host 10.0.0.1
 authentication pre-share
tunnel-group 10.0.0.1 type ipsec-l2l
tunnel-group 10.0.0.1 ipsec-attributes
 password-storage enable
snmp-server host inside 10.0.0.1 version 3 ops
snmp-server enable traps snmp authentication linkup
ssh key-exchange group dh-group14-sha256
failover lan unit primary
ssl cipher default medium
same-security-traffic permit inter-interface
""",
    "arista_eos": """\
   neighbor 10.0.0.1 send-community
ip community-list CUST permit 65000:100
management api http-commands
   neighbor PG maximum-routes 12000
aaa authorization exec default local
username ops ssh-key ssh-rsa AAAAB3NzaC1yc2E ops
management security
   ssl profile X
ip ssh key-exchange x
   ip ospf authentication message-digest
   isis authentication mode md5
snmp-server view ALL iso included
logging host 10.0.0.1
   authentication mode shared-secret
   mac security profile X
ntp trusted-key 1
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
set policy-options community C members 65000:1
    community C members 65000:1;
        then community add C;
        from community C;
        ssh-rsa "ssh-rsa AAAAB3 ops";
set system services ssh protocol-version v2
set system login password minimum-length 8
set security authentication-key-chains key-chain K key 1
set protocols bgp group G authentication-key-chain K
set protocols ospf area 0 interface x authentication md5 1
        authentication-algorithm md5;
set interfaces x description "secret key"
set security ike proposal P authentication-method pre-shared-keys
        authentication-method pre-shared-keys;
set system authentication-order password
    authentication-order [ tacplus password ];
set security ssh-known-hosts host x rsa-key AAAA
set snmp trap-group X targets 10.0.0.1
Nov 23 R1 sshd[1]: Failed password for root from 10.0.0.1 port 22 ssh2
set system syslog file auth authorization info
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
ssh server cipher aes256_ctr
ssh server hmac sha2_256
ssh user ops authentication-type password
 local-user ops privilege level 15
 local-user ops service-type ssh
 authentication-mode aaa
 authentication-mode scheme
 ospf authentication-mode keychain K
 isis authentication-mode keychain K
 peer 10.0.0.1 keychain K
user-interface vty 0 4
 description the password is simple really
snmp-agent group v3 G privacy
snmp-agent trap enable
 ip community-filter basic C permit 65000:1
rsa peer-public-key x
user privilege level 15
security-policy
 radius-server authentication 10.0.0.1 1812 weight 80
 hwtacacs-server authentication 10.0.0.1
 ike-proposal 1
 pre-shared-key-x
stelnet server enable
 key-id 1
password-control enable
""",
    "fortinet": """\
        set password-expire 30
        set comment "secret room"
        set status enable
    config system password-policy
        set key enable
        set private-data-encryption enable
        set admin-https-pki-required disable
        set min-length 8
        set community-list "C"
        set auth-type password
        set ssh-kex-algo x
        set proposal aes256-sha256
        set keylife 3600
        set dhgrp 14
""",
    "paloalto_panos": """\
set rulebase security rules "secret room" action allow
set mgt-config users admin permissions role-based superuser yes
set mgt-config password-complexity enabled yes
set network ike crypto-profiles ike-crypto-profiles default hash sha1
      <public-key>AAAA</public-key>
        <authentication>
          <hash>
            <member>sha1</member>
""",
    "mikrotik_routeros": """\
add name=ops group=full comment="password in the safe"
/ip ipsec policy
add address=10.0.0.1/24 interface=ether1 network=10.0.0.0
add public-key="AAAA=" allowed-address=10.0.0.2/32 interface=wg0
set name=router1
/ip firewall address-list
add list=secret address=10.0.0.1
add authentication-types=wpa2-psk mode=dynamic-keys name=P
set addresses-per-mac=2 name=srv1
""",
    "nokia_sros": """\
            community "CUST" members "65000:100"
            description "password reset"
            community "C" members "65000:100"
            description "secret \\"x\\""
            authentication-type message-digest
            password
                complexity-rules
            keychain "K" 
""",
    "linux": """\
root:x:0:0:root:/root:/bin/bash
Nov 23 sshd[1]: Failed password for ops from 10.0.0.1
PasswordAuthentication no
passwd:         files systemd
passwd: compat
PubkeyAuthentication yes
#PermitEmptyPasswords no
ssh-rsa AAAAB3NzaC1yc2E ops
pam_unix(sshd:auth): authentication failure
/etc/ssl/private/key.pem
 neighbor 10.0.0.1 remote-as 65000
 bgp community-list standard C permit 65000:1
net.ipv4.tcp_syncookies = 1
https://example.net/a@b
tcp LISTEN 0 128 [::]:22 [::]:* users:(("sshd",pid=1))
ops  ALL=(ALL) NOPASSWD: ALL
gpgkey=file:///etc/pki/rpm-gpg/KEY
""",
    "dell_os6": """\
ip community-list standard CUST permit 65000:100
""",
    "vyos": """\
set service ssh port 22
set system login user x authentication public-keys y key 'AAAA'
set policy community-list 1 rule 1 action permit
 community-list C {
set interfaces ethernet eth0 description 'secret key'
 description "password reset"
""",
    "hp_procurve": """\
password minimum-length 8
ip ssh
snmp-server contact "x" location "y"
no snmp-server community-trap
aaa authentication login privilege-mode
password configuration-control
crypto key generate ssh rsa
""",
    "dell_os10": """\
username admin role sysadmin
snmp-server contact x
password-attributes min-length 9
ip community-list standard C permit 65000:1
""",
}
