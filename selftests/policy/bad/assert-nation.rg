include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KRO -> JPN at most SECRET;
assert origin KOR never reaches JPM;
