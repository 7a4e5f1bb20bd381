include "../../../policies/history.rg";
assert sender KOR <-> JPN only via USA until 2016-11-23;
assert sender KOR -> JPN only via USA until 2016-11-24;
