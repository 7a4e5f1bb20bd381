include "../../../policies/history.rg";
assert origin KOR never reaches JPN until 2015-06-24;
assert subject DPRK-NUCLEAR never reaches JPN until 2007-08-11;
