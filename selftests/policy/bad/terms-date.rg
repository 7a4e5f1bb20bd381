include "../common/base.rg";
deny D { block KOR -> JPN; in force 2015-02-29; }
deny E { block KOR -> JPN; in force 16-11-23; }
deny F { block KOR -> JPN; in force 2016-11-31; }
