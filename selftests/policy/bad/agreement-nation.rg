include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KRO <-> JPN; direct; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
