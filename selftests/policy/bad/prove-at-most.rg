include "../../../policies/history.rg";
assert origin KOR -> JPN at most SECRET;
assert origin KOR -> JPN at most CONFIDENTIAL until 2015-06-25;
