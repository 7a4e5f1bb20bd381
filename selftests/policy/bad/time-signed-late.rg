include "../common/base.rg";
include "../common/interfaces.rg";
agreement A {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    in force 2016-11-23;
    signed 2016-11-24;
}
