# TISA in the whole world: the address ranges of every country, from Debian's
# package tor-geoipdb.  A geographic table is only a check: it can refuse a
# packet, never grant one.  Declared prefixes override it.
#
# If the package is unpacked elsewhere, RELGATE_PATH=/elsewhere finds it there as
# /elsewhere/usr/share/tor/geoip.

policy "WORLD";
zone UTC;

nations from "/usr/share/tor/geoip", "/usr/share/tor/geoip6";

include "parts/northeast-asia.rg";

agreement US-KOR {                               # GSOMIA of 1987
    grant USA <-> KOR; direct;
    in force 1987-09-24;
    level UNCLASSIFIED .. SECRET;
    subject any;
    release marked;
}

agreement US-JPN {                               # GSOMIA of 2007
    grant USA <-> JPN; direct;
    in force 2007-08-10;
    level UNCLASSIFIED .. SECRET;
    subject any;
    release marked;
}

agreement TISA {
    grant KOR <-> JPN; via USA;
    requires US-KOR, US-JPN;
    each hop under US-KOR, US-JPN;
    in force 2014-12-29; operate from 2015-06-24;
    level CONFIDENTIAL .. SECRET;
    subject within { DPRK-NUCLEAR, DPRK-MISSILE };
    release marked;
    third party denied;
}

assert sender KOR <-> JPN only via USA;
assert origin KOR -> JPN at most SECRET;         # proven, for every packet there can be, by
assert TOP-SECRET never crosses;                 # `relgate check` and `relgate apply`
