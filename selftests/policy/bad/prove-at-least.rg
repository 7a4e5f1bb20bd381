include "../../../policies/history.rg";
assert sender JPN -> KOR at least CONFIDENTIAL;
assert sender JPN -> KOR at least SECRET until 2015-06-25;
