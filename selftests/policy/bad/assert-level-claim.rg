include "../common/base.rg";
include "../common/interfaces.rg";
assert TOP-SECRET at most SECRET;
