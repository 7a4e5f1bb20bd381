include "../common/base.rg";
include "../common/interfaces.rg";
assert TOPSECRET never crosses;
assert origin KOR -> JPN at most TOPSECRET;
