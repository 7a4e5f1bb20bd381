include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KOR only via USA;
