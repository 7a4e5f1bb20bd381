include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement A { grant KOR <-> JPN; via USA; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
