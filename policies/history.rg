# The whole history in one file: what Korea, Japan and the United States have
# agreed, on which day, from the pact that failed in 2012 to the notice that was
# withdrawn in 2023.  The engines open and close on these dates by themselves.
#
#	relgate show agreements --policy policies/history.rg --at 2019-10-01

policy "HISTORY-2012-2023";
zone Asia/Seoul;                                 # and Japan's, which is the same

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

# The first attempt at a direct agreement: through Korea's cabinet on 26 June
# 2012, called off within the hour before its signing on 29 June.
agreement GSOMIA-2012 {
    grant KOR <-> JPN; direct;
    drafted 2012-06-26;
    in force 2012-06-29; withdrawn 2012-06-29;
    level CONFIDENTIAL .. SECRET;
    subject any;
    release marked;
}

agreement TISA {
    grant KOR <-> JPN; via USA;
    requires US-KOR, US-JPN;
    each hop under US-KOR, US-JPN;
    signed 2014-12-29; in force 2014-12-29;
    operate from 2015-06-24;
    level CONFIDENTIAL .. SECRET;
    subject within { DPRK-NUCLEAR, DPRK-MISSILE };
    release marked;
    third party denied;
}

agreement GSOMIA {
    grant KOR <-> JPN; direct;
    signed 2016-11-23; in force 2016-11-23;
    notice 2019-08-23 lapses 2019-11-23;         # Korea ends it, with 90 days' notice;
    notice suspended 2019-11-22;                 # halts that, hours before the end;
    notice withdrawn 2023-03-21;                 # and takes it back
    level CONFIDENTIAL .. SECRET;
    subject any;
    release marked;
}

assert sender KOR <-> JPN only via USA until 2016-11-23;
assert origin { KOR, JPN } -> { KOR, JPN } at most SECRET;
assert TOP-SECRET never crosses;
