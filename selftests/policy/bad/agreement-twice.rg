include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
agreement A { grant JPN <-> USA; direct; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
