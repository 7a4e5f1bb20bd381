include "../common/base.rg";
include "../common/interfaces.rg";
agreement US-KOR { grant USA <-> KOR; direct; in force 1987-09-24; level UNCLASSIFIED .. SECRET; subject any; }
agreement US-JPN { grant USA <-> JPN; direct; in force 2007-08-10; level UNCLASSIFIED .. SECRET; subject any; }
agreement A { grant KOR <-> JPN; via USA; each hop under US-KOR; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
