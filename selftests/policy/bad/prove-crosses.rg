include "../../../policies/history.rg";
assert TOP-SECRET never crosses;
assert subject DPRK-NUCLEAR never crosses until 1987-09-24;
assert SECRET never crosses until 1987-09-25;
