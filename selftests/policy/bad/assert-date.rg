include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KOR -> JPN at most SECRET from 2016-02-30;
