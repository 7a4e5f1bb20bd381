include "../common/base.rg";
include "../common/interfaces.rg";
assert KOR -> JPN at most SECRET;
