include "../common/base.rg";
assert TOP-SECRET never crosses;
