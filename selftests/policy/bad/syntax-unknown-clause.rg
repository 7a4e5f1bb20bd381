include "../common/base.rg";
agreement GSOMIA {
    grant KOR <-> JPN;
    dirct;
    in force 2016-11-23;
    level CONFIDENTIAL .. SECRET; subject any;
}
