include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; release any; release marked; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
