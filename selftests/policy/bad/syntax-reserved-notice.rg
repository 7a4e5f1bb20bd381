include "../common/base.rg";
agreement GSOMIA {
    grant KOR <-> JPN; direct; in force 2016-11-23;
    level CONFIDENTIAL .. SECRET; subject any;
    notice 2019-08-23 lapses 2019-11-23;
    suspended 2019-11-22;
}
