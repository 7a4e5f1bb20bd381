include "../common/base.rg";
include "../common/interfaces.rg";
assert sender KOR -> JPN only subject { DPRK-MISILE };
