# The model case on the gate of the vectors.
include "gate.rg";

agreement US-KOR {
    grant USA <-> KOR; direct; in force 1987-09-24;
    level UNCLASSIFIED .. SECRET; subject any; release marked;
}
agreement US-JPN {
    grant USA <-> JPN; direct; in force 2007-08-10;
    level UNCLASSIFIED .. SECRET; subject any; release marked;
}
agreement TISA {
    grant KOR <-> JPN; via USA;
    requires US-KOR, US-JPN; each hop under US-KOR, US-JPN;
    in force 2014-12-29; operate from 2015-06-24;
    level CONFIDENTIAL .. SECRET; subject within { DPRK-NUCLEAR, DPRK-MISSILE };
    release marked; third party denied;
}
