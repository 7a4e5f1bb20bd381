include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; level CONFIDENTIAL .. SECRET; subject any; }
agreement B { grant KOR <-> JPN; direct; in force 2016-11-23; subject any; requires A; }
agreement C { grant KOR <-> JPN; direct; level CONFIDENTIAL .. SECRET; in force 2016-11-23; operate from 2015-01-01; }
nation ABC { }
