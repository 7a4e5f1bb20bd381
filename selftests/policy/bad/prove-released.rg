include "../../../policies/history.rg";
assert sender KOR -> JPN only if released to JPN;
assert sender KOR -> JPN only if released to JPN, USA from 2016-11-23 until 2016-11-24;
