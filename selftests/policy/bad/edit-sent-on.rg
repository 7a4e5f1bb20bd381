include "../common/base.rg";
interface us1 { nation USA; labels cipso; accept doi 410, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us0 { nation USA; hub; nexthop 10.84.0.2; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface kr0 { nation KOR; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso; accept doi 392, 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
# No agreement of USA and JPN: but KOR's data, from a host of the USA, may be sent on.
agreement T { grant KOR -> JPN; via USA; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
