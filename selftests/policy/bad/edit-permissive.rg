include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 392, 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso; accept doi 392, 410; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement G { grant KOR -> JPN; direct; level SECRET .. SECRET; subject any; in force 2016-11-23; }
