include "../common/base.rg";
interface us0 { nation USA; hub; nexthop 0.0.0.0, ff02::1; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
