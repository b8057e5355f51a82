"""The words of the second line of defence: what announces a secret, what surrounds one, what only seems to.

Sources: the command references of the families in `platforms/data`; pam.conf(5) and nsswitch.conf(5) for
what follows `password` and `passwd` on Linux.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Small strings of which a line has one where `WORD` finds anything.
ANNOUNCING = _words("""
    pass secret key communit psk pre-share token credential cak pmk pswd pwd authtok bindpw bind-pw common-pw
    phash
""")
#: A word that may announce a secret, with what belongs to it: `-authPasswd`, `wpa-psk`, `snmp.community`;
#: for a text in small letters, by first letters, for both make it fast.
WORD = re.compile(
    r"(?<![\w.-])[\w.-]{0,48}?"
    r"(?:p(?:ass|sk|re-share|mk|swd|wd|hash)|secret|key|c(?:ommunit|redential|ak|ommon-pw)|token|authtok"
    r"|bind-?pw)[\w-]{0,32}"
)
#: They announce one wherever they stand.
STRONG = re.compile(
    r"(?:.*[-_.]|[a-z0-9]*)(?:"
    r"(?:pass-?(?:w(?:or)?d|phrase|code|key|crypt)|pswd|secret|psk|pre-?share(?:d)?(?:[-_]?(?:key"
    r"|secret))?|authtok|phash"
    r"|bind-?pw|common-pw|cak|pmk)"
    r"(?:s?[-_]?(?:\d{1,2}|l\d|hash(?:ed)?|encrypted|encoded|enc|hex|ascii|value|string|text|key|fallback"
    r"|plaintext))*"
    r"|(?:api|auth\w*|encryption|encrypt|shared|access|private|priv|secret|md5|session|wep|server|master"
    r"|enc|wpa|lms|ams"
    r"|pass|controller|ssl|rad(?:ius)?|tacacs|peer|hello|config|pmk|macsec|local|client|esp|ah|hmac|sym\w*)"
    r"[-_.]?key(?:[-_]?(?:\d{1,2}|l\d|value|string|hash|passphrase|encrypted))*"
    r"|key-?(?:string|octet-string|value|hash)|wepkey\d?|chap-?secret|pwd|.{3,}-pwd"
    r")"
)
#: They do so where what follows looks like one.
WEAK = re.compile(r"(?:.*[-_.])?(?:key|tokens?|credentials?|keytab)|\w*(?:token|credentials?)")
COMMUNITY = re.compile(
    r"(?:.*[-_.]|[a-z0-9]*)communit(?:y|ies)(?:[-_]?(?:name|string|map))?6?",
)
#: Names that are made of the same words, and are no secret.
HARMLESS = re.compile(
    r".*(?:public|pub|ssh|rsa|dsa|host|trusted|foreign|primary|gpg|hot|mon|tur|don|hoc|sort|hash|flow"
    r"|peer-public"
    r"|function|tunnel)[-_]?keys?|use_authtok|.*(?:no|bucket|strong)[-_]?pass(?:w(?:or)?d)?|bypass|ldappasswd"
    r"|.*strong-?(?:pwd|password)|compass|passive.*|passthrough.*"
    r"|.*extcommunit(?:y|ies)|(?:send|ip|large|std|bgp|route|set)-communit(?:y|ies)"
)
#: How a secret is encoded, and other words that may stand between what announces it and itself.
TYPE = re.compile(
    r"\d{1,2}[a-z]?|(?:un)?encrypted|encrypt|clear(?:-?text)?|plain(?:-?text)?|cipher(?:text)?"
    r"|ascii(?:-text)?"
    r"|hex(?:adecimal)?|hidden|password6?|(?:hmac-?)?(?:sha-?[\d-]*|md5)|scrypt|pbkdf2|localized(?:-key)?"
    r"|text|simple"
    r"|hash[12]?|irreversible-cipher|enc|value|string|local|remote|fallback|accept|option|pass-phrase"
    r"|wep-?\d+|level|type"
    r"|aes-?\d*(?:-cmac)?|3?des\d*|inbound|outbound|pki|data|secret|key|psk|token|algorithm|is|config",
    re.IGNORECASE,
)
#: After a secret the line may go on with one of these; anything else is still a part of the value.
TAIL = _words("""
    role privilege priv encrypted port auth-port acct-port timeout retransmit address hostname netmask
    view ro rw rwa level level-1 level-2 access group acl localizedkey localized engineid context
    mode-list transmit-key hidden hash hash1 hash2 custom pbkdf2 nt-encrypted store-local realm trusted
    vrf use-vrf source-interface source source-ip accounting authentication authorization
    cryptographic-algorithm algorithm type version r class key username user user-name name sec-name ssid
    from to all any default secret password mode encryption-key unrestricted restricted operator manager
    cipher read-only read-write read write readonly readwrite action service-type index expire priority
    weight radius tacacs store-encrypted privacy wlan usertype permanent description comment prefer
    minpoll enable disable sha1 md5 sha esp authenticator cak ckn send-lifetime accept-lifetime lifetime
    interval retries clients in out nlist targets authentication-protocol privacy-protocol
    privacy-password des aes aes128 aes256 permissions level-15 status test idle-time single-connection
    host server service with where and or for on at if bgp cpu ospf config snmp syslog entity peer-as
    systemowner sdrowner ipv4 ipv6 additive size hmac-md5 cmac ios group-lock serial login member then
    gcm-encrypt via proxy protocol usage
""")
#: What follows the same words in prose, in programs' reports and in other commands.
STOPS = _words("""
    is was has have had are be been being not no none never yes on off of for from to in into at and or
    nor but by with without if when while until after before during as than that this which who will would
    shall should must may might can cannot could do does did the a an your our their its it you we only
    also already still please n/a na nil null undefined required requisite sufficient optional include
    substack obscure use_authtok files compat db sss nis systemd ldap reset resets changed change changes
    expired expires expire expiry expiration expiring aging ageing failed fails failure failures
    authentication authenticated authenticating authorization accepted accept rejected invalid incorrect
    wrong correct valid mismatch mismatched unset configured unconfigured enabled disabled enable disable
    enforced policy policies encryption strength length minimum maximum min max history lifetime life
    complexity check checks checking recovery prompt prompts prompted retry retries attempt attempts login
    logins user users username usernames file types name names id ids index chain chains exchange generate
    generated generation regenerate import export zeroize pair pairs ring protection protected based
    server servers group groups list lists present absent unknown missing found cached store storage
    stored manager management control controls quality last first next last-changed lock locked lockout
    size bits bit usage version status state mode database vault safe room hash algorithm algorithms
    method methods rotation refresh refreshed timeout timer lookup request requests response responses
    sent received see shown hidden-key agreement management-profile rollover derivation selection entry
    entries count counter counters total per service services feature features support supported profile
    profiles set settings setting option options label labels format material handle handler handshake
    management-key bucket ring-buffer rate refill both everywhere members member internet no-export
    no-advertise local-as additive add delete remove send receive extended standard large match matches
    matching received-from string strings map read write read-only read-write pubkey-chain mypubkey rsa
    dsa ecdsa ed25519 ssh-rsa ssh-dss ssh-ed25519 ec key-chain keychain minimum-length numeric-count
    upper-case lower-case special-case number numbers manual auto automatic neighbor session sessions vlan
    interface interfaces ip ipv4 ipv6 mac src-ip dst-ip tunnel address hostname peer operator role set-key
    ckn cak configuration recommended deprecated local alert restriction phrase inactive reject case
    enableall needed allowed denied permitted granted refused ok error errors warning secure insecure weak
    strong same different new old current empty blank aaa radius tacacs tacacs+ tacplus local-only
    attributes attribute value values field fields data column columns table tables words word decrypt
    decryption encrypting decrypting auto-enrollment fault faults modification usage-type rounds days
    warning-time warntime gracetime
""")
#: A free text begins here, to the line's end or within its quotes.
FREE_TEXT = re.compile(
    r"(?<![\w.-])(?:description|descr|remarks?|comments?|alias|motd|banner|title|contact"
    r"|(?<!config )location|annotation|notes?"
    r"|display-name|full-name|legal-notice|login-message)\\?[\"']?[ \t]*[:=>]*[ \t]*(?P<q>\\?[\"'])?",
    re.IGNORECASE,
)
#: Words of sentences; a line with some of them is prose unless it is a command.
PROSE = re.compile(
    r"(?<![\w-])(?:the|is|are|was|were|has|have|been|your|you|please|cannot|could|not|must|will|should"
    r"|would|this|that|with"
    r"|from|for|and|to|of|because|an?|by|has|its)(?![\w-])",
    re.IGNORECASE,
)
#: A line on SNMP: its communities are secrets, those of BGP are not.
SNMP = re.compile(
    r"snmp|trap|informs?\b|v2c|usm|read-?only|read-?write|redistribute-to-manager|access (?:any|all)"
    r"|rocomm|rwcomm",
    re.IGNORECASE,
)
NO_SNMP = re.compile(
    r"\bmembers?\b|community-list|communities? *[:=] *\d|send-community|\bbgp\b|route-map|additive"
    r"|community-trap",
    re.IGNORECASE,
)
#: Phrases that begin with a word as above, and announce nothing by it.
LOOKALIKE = re.compile(
    r"(?-i:PWD)=[/~]|psk +\S+ +(?:secret|id)\b|snmp-community +\S+ +community-name|key +\S+ +[07] +<redacted",
    re.IGNORECASE,
)
#: How a value is encoded, behind it or in front of another.
ENCODING = re.compile(
    r"(?:un)?encrypted|cipher(?:text)?|clear|plain(?:text)?|hex|ascii|simple|md5|sha-?\d+|8a"
)
