include "../common/base.rg";
group KOR { JPN }
