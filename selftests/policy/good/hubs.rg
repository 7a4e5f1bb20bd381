include "../common/base.rg";
include "../common/interfaces.rg";
interface us2 { nation USA; hub 2; nexthop 10.84.1.2; probe every 100ms lost 1; labels cipso, calipso; accept doi 392, 410, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us3 { nation USA; hub 1; nexthop fd00:840:3::2; probe every 60s lost 10; labels cipso, calipso; accept doi 392, 410, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement US-KOR { grant USA <-> KOR; direct; in force 1987-09-24; level UNCLASSIFIED .. SECRET; subject any; }
agreement US-JPN { grant USA <-> JPN; direct; in force 2007-08-10; level UNCLASSIFIED .. SECRET; subject any; }
agreement T { grant KOR <-> JPN; via USA; requires US-KOR, US-JPN; each hop under US-KOR, US-JPN; in force 2014-12-29; operate from 2015-06-24; level CONFIDENTIAL .. SECRET; subject within { DPRK-NUCLEAR }; }
