include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; requires B; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
agreement B { grant KOR <-> JPN; direct; requires C; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
agreement C { grant KOR <-> JPN; direct; requires A; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
