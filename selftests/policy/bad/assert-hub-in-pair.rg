include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KOR <-> USA only via USA;
