include "../common/base.rg";
include "../common/interfaces.rg";
deny D { block KOR <-> JPN; notice 2019-08-23 lapses 2019-11-23; }
