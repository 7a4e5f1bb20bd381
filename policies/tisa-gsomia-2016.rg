# TISA, and beside it the General Security of Military Information Agreement of
# Korea and Japan of 23 November 2016: direct, Confidential and Secret, on any
# subject.  What both grant goes directly.

policy "TISA-GSOMIA-2016";
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

agreement GSOMIA {
    grant KOR <-> JPN; direct;
    in force 2016-11-23;
    level CONFIDENTIAL .. SECRET;
    subject any;
    release marked;
}

assert origin KOR -> JPN at most SECRET;         # proven, for every packet there can be, by
assert TOP-SECRET never crosses;                 # `relgate check` and `relgate apply`

# The dates that came later, the notice of 2019 among them, are in history.rg.
