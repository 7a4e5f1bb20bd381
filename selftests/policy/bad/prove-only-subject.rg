include "../../../policies/history.rg";
assert sender KOR <-> JPN only subject { DPRK-MISSILE, DPRK-NUCLEAR } until 2016-11-23;
assert sender KOR -> JPN only subject DPRK-NUCLEAR until 2015-06-25;
assert sender KOR -> JPN only subject { DPRK-MISSILE, DPRK-NUCLEAR } from 2016-11-23 until 2016-11-24;
