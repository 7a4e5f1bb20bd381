include "../../../policies/history.rg";
assert sender KOR never leaves jp0 until 2015-06-24;
assert sender KOR never leaves us0 until 2015-06-25;
