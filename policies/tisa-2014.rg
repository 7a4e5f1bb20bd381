# The Trilateral Information Sharing Arrangement (TISA), as signed on 29 December
# 2014: Korea and Japan share secrets on North Korea's nuclear and missile
# programmes, never directly, only through the United States.

policy "TISA-2014";
zone UTC;

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
    requires US-KOR, US-JPN;                     # no longer than both of these
    each hop under US-KOR, US-JPN;               # and only what both of these grant
    in force 2014-12-29; operate from 2015-06-24;
    level CONFIDENTIAL .. SECRET;
    subject within { DPRK-NUCLEAR, DPRK-MISSILE };   # at least one of these, and no other
    release marked;
    third party denied;
}

assert sender KOR <-> JPN only via USA;
assert origin KOR -> JPN at most SECRET;         # proven, for every packet there can be, by
assert TOP-SECRET never crosses;                 # `relgate check` and `relgate apply`
