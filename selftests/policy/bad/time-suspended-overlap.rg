include "../common/base.rg";
include "../common/interfaces.rg";
agreement A {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    in force 2016-11-23;
    suspended 2018-01-01;
    suspended 2018-07-01 until 2019-01-01;
}
