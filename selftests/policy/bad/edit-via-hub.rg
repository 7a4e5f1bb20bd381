include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us0 { nation USA; hub; nexthop 10.84.0.2; labels cipso; accept doi 392, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement T { grant KOR -> JPN; via USA; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
