include "../common/base.rg";
include "../common/interfaces.rg";
agreement A {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    drafted 2000-01-01; signed 2000-01-01; in force 2000-01-01; operate from 2000-01-02;
    notice withdrawn 2001-03-01; notice 2001-01-01 lapses 2001-06-01;       # in any order
    notice suspended 2001-02-01;
    notice 2002-01-01 lapses 2002-06-01; notice withdrawn 2002-05-31;
    notice 2003-01-01 lapses 2003-06-01; notice suspended 2003-05-31;
    suspended 2005-01-01 until 2005-02-01; suspended 2005-02-01 until 2005-03-01;
    lapsed 2030-01-01;
}
agreement DRAFT { grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any; drafted 2012-06-26; }
agreement SIGNED { grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any; signed 2012-06-26; }
agreement CALLED-OFF {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    drafted 2012-06-26; in force 2012-06-29; withdrawn 2012-06-29;
}
deny D { block KOR -> JPN; suspended 2010-01-01 until 2011-01-01; lapsed 2020-01-01; }
