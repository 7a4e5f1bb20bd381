include "../common/base.rg";
include "../common/interfaces.rg";
agreement A {
    grant KOR <-> JPN; direct; level SECRET .. SECRET; subject any;
    in force 2000-01-01;
    suspended 2001-02-01 until 2001-03-01;
    suspended 2002-02-01 until 2002-03-01;
    suspended 2003-02-01 until 2003-03-01;
    suspended 2004-02-01 until 2004-03-01;
    suspended 2005-02-01 until 2005-03-01;
    suspended 2006-02-01 until 2006-03-01;
    suspended 2007-02-01 until 2007-03-01;
    suspended 2008-02-01 until 2008-03-01;
    suspended 2009-02-01 until 2009-03-01;
    suspended 2010-02-01 until 2010-03-01;
    suspended 2011-02-01 until 2011-03-01;
    suspended 2012-02-01 until 2012-03-01;
    suspended 2013-02-01 until 2013-03-01;
    suspended 2014-02-01 until 2014-03-01;
    suspended 2015-02-01 until 2015-03-01;
    suspended 2016-02-01 until 2016-03-01;
    suspended 2017-02-01 until 2017-03-01;
    suspended 2018-02-01 until 2018-03-01;
    suspended 2019-02-01 until 2019-03-01;
}
