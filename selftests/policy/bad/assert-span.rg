include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KOR -> JPN at most SECRET from 2016-01-01 until 2015-01-01;
