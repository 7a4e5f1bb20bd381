include "../common/base.rg";
include "../common/interfaces.rg";
agreement A {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    in force 2016-11-23;
    notice 2019-08-32 lapses 2019-13-23;
}
