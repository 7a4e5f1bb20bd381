include "../common/base.rg";
include "../common/interfaces.rg";
group UJ { USA, JPN }
agreement A { grant UJ <-> UJ; via USA; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
