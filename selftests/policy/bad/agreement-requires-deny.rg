include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; requires D; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
deny D { block KOR <-> JPN; }
